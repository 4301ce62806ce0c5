"""A year of outreach of the fictional street: ledger, stock of printed matter, trainings, certificates. Simulated.

Shapes follow the report of a street (D8): leaflets by the thousand, banners and boards by the dozen, a class a week.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from safecommunity.accounts.reader import Reader
from safecommunity.demo import data
from safecommunity.demo.dice import Dice
from safecommunity.demo.ground import BY, Ground
from safecommunity.demo.simulate import ZONE
from safecommunity.outreach import actions
from safecommunity.outreach.models import Entry
from safecommunity.places.models import Place, SocialUnit

STREET, GRID = "DEMO-S", "DEMO-S05-3"
# kind: (times a year in a community, lowest and highest number, people reached or 0, audience, enters, subject)
YEARLY: dict[str, tuple[float, int, int, int, str, str, str]] = {
    "leaflet": (14, 60, 260, 120, "residents", "family", "居家防火防跌倒"),
    "handbook": (3, 40, 120, 60, "residents", "family", "家庭安全手册"),
    "poster": (4, 4, 16, 0, "residents", "community", "电动车不进楼"),
    "banner": (3, 1, 4, 0, "residents", "community", "安全生产月"),
    "board": (6, 1, 3, 80, "residents", "community", "每月一期安全板报"),
    "class": (30, 1, 1, 26, "elders", "community", "社区安全课堂"),
    "film": (5, 1, 1, 34, "workers", "enterprise", "安全生产警示片"),
    "lesson": (9, 1, 2, 42, "pupils", "school", "一堂安全课"),
    "lecture": (3, 1, 1, 38, "residents", "community", "消防安全讲座"),
    "arts": (1.5, 1, 1, 90, "residents", "community", "安全文艺演出"),
    "campaign": (2, 1, 1, 110, "residents", "community", "安全咨询日"),
    "clinic": (2, 20, 60, 0, "elders", "community", "测血压测血糖"),
    "call_in": (12, 4, 15, 0, "elders", "family", "独居老人上门"),
    "home_check": (4, 15, 60, 0, "residents", "family", "用电用气检查"),
    "smoke_alarm": (2, 10, 60, 0, "elders", "family", "高龄家庭烟感"),
    "rail": (1.5, 2, 12, 0, "elders", "", "楼道扶手"),
    "sign": (2, 3, 20, 0, "residents", "", "水边警示牌"),
}
SETTING = {"leaflet": "home", "handbook": "home", "poster": "fire", "banner": "workplace", "film": "workplace",
           "lesson": "school", "lecture": "fire", "clinic": "elderly", "call_in": "elderly", "home_check": "fire",
           "smoke_alarm": "fire", "rail": "elderly", "sign": "water"}  # fmt: skip
ITEMS = (
    ("leaflet", "居家防跌倒折页", 20_000),
    ("handbook", "家庭安全手册", 3_000),
    ("poster", "电动车不进楼宣传画", 400),
)
TRAININGS = (
    ("企业负责人安全培训", 16, 1), ("安全管理人员复训", 22, 2), ("电工焊工取证培训", 9, 3),
    ("商户消防培训", 64, 4), ("网格员急救培训", 45, 6), ("养老护理安全培训", 28, 8),
)  # fmt: skip
ISSUER = "示例区应急管理局"


def record_year(ground: Ground, readers: dict[str, Reader], *, now: datetime) -> dict[str, int]:
    """The last twelve months; returns how many of what."""
    dice, today = Dice(1110), now.astimezone(ZONE).date()
    clerk, grid = readers["clerk"], readers["grid"]
    lines = _ledger(ground, clerk, dice, today)
    _stock(ground, clerk, now, today)
    lines += _recent(ground, clerk, grid, now, today)
    return {
        "lines": lines,
        "trainings": _trainings(ground, clerk, now, today),
        "certificates": _certified(ground, clerk, now),
    }


def _ledger(ground: Ground, clerk: Reader, dice: Dice, today: date) -> int:
    """Lines handed in as one list a month, at the end of that month."""
    rows: dict[tuple[int, int], list[tuple[str, dict[str, Any]]]] = {}
    for community in data.town_of(STREET)["communities"]:
        place = ground.places[community["code"]]
        for kind, (times, low, high, people, audience, enters, subject) in YEARLY.items():
            for n in range(dice.count(times)):
                day = today - timedelta(days=1 + dice.below(364))
                made = _line(dice, kind, place, day, low, high, people, audience, enters, subject)
                rows.setdefault((day.year, day.month), []).append(
                    (f"demo-{community['code']}-{kind}-{n}", made)
                )
    for (year, month), found in rows.items():
        last = min(date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1), today)
        at = datetime.combine(last, time(17, 0), tzinfo=ZONE)
        actions.import_entries(reader=clerk, at=at, rows=found, source_name=f"{year}-{month:02d}.xlsx")
    return sum(map(len, rows.values()))


def _line(
    dice: Dice, kind: str, place: Place, day: date, low: int, high: int, people: int, audience: str, enters: str,
    subject: str,
) -> dict[str, Any]:  # fmt: skip
    from safecommunity.outreach import codes

    quantity = low + dice.below(high - low + 1)
    return {
        "kind": kind, "group": codes.kinds()[kind].group, "place": place, "happened_on": day, "quantity": quantity,
        "qualifier": "over" if high > 100 and dice.chance(0.15) else "exact",
        "reached": max(5, dice.count(people)) if people else None, "reached_qualifier": "exact", "title": subject,
        "spot": "", "held_by": f"{place.name}居委会", "setting": SETTING.get(kind, ""), "audience": audience,
        "enters": enters, "binder": "",
    }  # fmt: skip


def _stock(ground: Ground, clerk: Reader, now: datetime, today: date) -> None:
    for kind, name, number in ITEMS:
        item = actions.add_item(reader=clerk, at=now, place=ground.places[STREET], kind=kind, name=name)
        actions.print_stock(
            reader=clerk, item=item, at=now, on=today - timedelta(days=90), number=number, note="印刷厂送货"
        )


def _recent(ground: Ground, clerk: Reader, grid: Reader, now: datetime, today: date) -> int:
    """Hand-outs of the last days by phone, out of stock, and two events told by two hands."""
    from safecommunity.outreach.models import Item

    items = {item.kind: item.pid for item in Item.objects.filter(place=ground.places[STREET])}
    said: list[tuple[Reader, str, str, int, int, dict[str, Any]]] = [
        (grid, GRID, "leaflet", 120, 2, {"item": items["leaflet"], "title": "楼道清理同时发折页"}),
        (grid, GRID, "leaflet", 60, 1, {"item": items["leaflet"]}),
        (grid, GRID, "poster", 6, 1, {"item": items["poster"]}),
        (grid, GRID, "call_in", 3, 0, {"title": "给独居老人换灯泡"}),
        (grid, GRID, "lecture", 1, 4, {"title": "冬季用电讲座", "reached": 35}),
        (clerk, "DEMO-S05", "lecture", 1, 4, {"title": "冬季用电讲座", "reached": 36}),
        (grid, GRID, "arts", 1, 9, {"reached": 90}),
        (clerk, "DEMO-S05", "arts", 1, 9, {"title": "消防小品进社区", "reached": 90}),
    ]  # fmt: skip
    for n, (who, code, kind, quantity, back, more) in enumerate(said, 1):
        given: dict[str, Any] = dict(more)
        item = given.pop("item", "")
        values = {"kind": kind, "place": ground.pid(code), "quantity": quantity,
                  "happened_on": today - timedelta(days=back), **given}  # fmt: skip
        actions.record_entry(
            reader=who, at=now, values=values, client_id=f"demo-told-{n}", item=item, source=Entry.Source.QUICK,
        )  # fmt: skip
    return len(said)


def _trainings(ground: Ground, clerk: Reader, now: datetime, today: date) -> int:
    for title, people, months in TRAININGS:
        values = {
            "title": title, "place": ground.pid(STREET), "happened_on": today - timedelta(days=30 * months),
            "sheet_count": people, "hours": 4, "held_by": "示例街道安全办", "spot": "街道三楼会议室",
            "setting": "workplace", "audience": "workers",
        }  # fmt: skip
        made = actions.record_session(reader=clerk, at=now, values=values)
        actions.mark_test(
            reader=clerk, session=made, at=now, tested=people - 1, passed=people - 1 - people // 12
        )
    return len(TRAININGS)


def _certified(ground: Ground, clerk: Reader, now: datetime) -> int:
    """Heads of firms and sites hold one; one runs out soon, one has run out."""
    today, given = now.astimezone(ZONE).date(), 0
    inside = [place for code, place in ground.places.items() if code.startswith(STREET)]
    firms = SocialUnit.objects.filter(kind__in=("firm", "site"), place__in=inside).order_by("pk")
    for n, unit in enumerate(firms, 1):
        left = {1: -20, 2: 35}.get(n, 700)
        actions.issue_certificate(
            reader=clerk, at=now, unit=unit, post="head", name=f"模拟负责人{n}", kind="主要负责人安全培训合格证",
            number=f"SL-{n:04d}", issuer=ISSUER, issued_on=today + timedelta(days=left - 1095),
            expires_on=today + timedelta(days=left),
        )  # fmt: skip
        given += 1
    actions.count_obligations(by=BY, at=now)
    return given
