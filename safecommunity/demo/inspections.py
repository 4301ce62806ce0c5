"""A year of joint inspections of the fictional street: held, missed, planned, looked at again. Simulated."""

from datetime import date, datetime, time, timedelta

from safecommunity.accounts.reader import Reader
from safecommunity.demo.dice import Dice
from safecommunity.demo.ground import Ground
from safecommunity.demo.hazards import photos
from safecommunity.demo.simulate import ZONE
from safecommunity.hazards.inspections import actions, lists
from safecommunity.hazards.inspections.actions.doing import Answer
from safecommunity.hazards.inspections.lists import Item
from safecommunity.hazards.models import Inspection
from safecommunity.places.models import Place, SocialUnit

STREET, COMMUNITY = "DEMO-S", "DEMO-S05"
THREE = ["work_safety", "fire", "urban_management"]
# title, checklist, who goes along, who leads, days ago it ended (negative: still to come), units, not held, checked
ROUNDS: tuple[tuple[str, str, list[str], str, int, int, int], ...] = (
    ("春节前消防联合检查", "shop", THREE, "fire", 290, 14, 0),
    ("春季小微企业检查", "factory", ["work_safety", "labour"], "work_safety", 220, 6, 1),
    ("夏季涉水巡查", "water", ["work_safety", "education"], "work_safety", 130, 0, 0),
    ("国庆前联合检查", "shop", THREE, "work_safety", 60, 16, 2),
    ("冬季消防联合检查", "shop", THREE, "fire", 3, 8, 3),
    ("年底联合检查", "shop", THREE, "work_safety", -9, 6, 6),
)  # fmt: skip
SPOTS = ("河滨步道", "老码头台阶", "示例水塘")
POSTS = ("店长", "安全员", "负责人")
WRONG = ("灭火器压力不足", "后门上锁", "插线板串接", "门口停放电动车", "软管老化", "二楼有人住宿")


def record_year(ground: Ground, readers: dict[str, Reader], *, now: datetime) -> dict[str, int]:
    """The last twelve months and the weeks to come; returns how many of what."""
    dice, today, clerk = Dice(817), now.astimezone(ZONE).date(), readers["clerk"]
    told = {"rounds": 0, "inspections": 0, "items not in order": 0}
    community = ground.places[COMMUNITY]
    shops = list(
        SocialUnit.objects.filter(place__in=_grids(ground), kind="shop").order_by("order", "pk")[:60]
    )
    _own(clerk, ground.places[STREET], now)
    for n, (title, code, sectors, lead, ago, many, left) in enumerate(ROUNDS):
        until = today - timedelta(days=ago)
        checklist = next(each for each in lists.shipped() if each.code == code)
        # a smaller world has fewer shops: they are gone round again
        visited = [shops[(n * 9 + k) % len(shops)] for k in range(min(many, len(shops)))]
        made, _new = actions.plan_round(
            reader=clerk, place=ground.places[STREET], title=title, checklist=checklist, sectors=sectors, lead=lead,
            starts=until - timedelta(days=12), until=until, units=visited,
            spots=[] if visited else [(community, spot) for spot in SPOTS], client_id=f"demo-round-{n}",
            at=min(now, _moment(until - timedelta(days=14))),
        )  # fmt: skip
        told["rounds"] += 1
        rows = list(made.inspections.select_related("unit", "place", "round").order_by("pk"))
        for one in rows[: len(rows) - left]:
            held = _held(dice, clerk, one, min(until - timedelta(days=dice.below(8)), today), today)
            told["inspections"] += 1
            told["items not in order"] += held.failed
            if n == 3 and held.failed > held.fixed:
                actions.plan_recheck(reader=clerk, inspection=held, until=today + timedelta(days=5), at=now)
    _cancel(clerk, now)
    return told


def _grids(ground: Ground) -> list[Place]:
    return [place for code, place in ground.places.items() if code.startswith(f"{COMMUNITY}-")]


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(14, 20), tzinfo=ZONE)


def _held(dice: Dice, clerk: Reader, one: Inspection, day: date, today: date) -> Inspection:
    """Most in order; now and then something is wrong, half of it put right at once."""
    before, after = photos()
    answers = {}
    for line in one.lines.all():
        wrong = WRONG[(line.n - 1) % len(WRONG)] if one.unit is not None else "警示牌倒伏"
        if not dice.chance(0.14):
            answers[line.n] = Answer("na" if dice.chance(0.05) else "ok")
        elif dice.chance(0.5):
            answers[line.n] = Answer("bad", wrong, "当场改好", True, (before,), (after,))
        else:
            answers[line.n] = Answer("bad", wrong, before=(before,))
    signed = "" if one.unit is None else "refused" if dice.chance(0.05) else "signed"
    return actions.record_inspection(
        reader=clerk, inspection=one, answers=answers, at=_moment(min(day, today)), done_on=day,
        team="应急办科员、消防员、城管队员", signed=signed, signed_post=POSTS[dice.below(3)] if signed else "",
        client_id=f"demo-inspection-{one.pid}",
        came=[team.sector for team in one.round.teams.all()],
    )[0]  # fmt: skip


def _own(clerk: Reader, street: Place, now: datetime) -> None:
    """A checklist of the street's own."""
    items = [
        Item("场所内未使用可燃材料隔断", "示例区消防〔模拟〕1 号", "other", "orange"),
        Item("逃生窗能从里面打开", "", "passage", "red"),
        Item("员工会用灭火器", "", "rules", "yellow"),
    ]
    actions.keep_checklist(
        reader=clerk, place=street, title="九小场所检查表（示例）", setting="fire", items=items, at=now,
        source="示例街道（模拟）",
    )  # fmt: skip


def _cancel(clerk: Reader, now: datetime) -> None:
    """One that is not held: the shop has closed."""
    last = (
        Inspection.objects.filter(rank=Inspection.Rank.PLANNED, until__gte=now.date()).order_by("-pk").first()
    )
    if last is not None:
        actions.cancel_inspection(reader=clerk, inspection=last, reason="店铺停业", at=now)
