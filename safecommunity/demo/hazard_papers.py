"""Hazards of the fictional street that need papers: major ones under supervision, receipts of agencies, notices, an old
list, and what the clock did in the last weeks. Simulated.
"""

from datetime import date, datetime, timedelta
from typing import Any

from safecommunity.accounts.reader import Reader
from safecommunity.demo.dice import Dice
from safecommunity.demo.ground import Ground
from safecommunity.demo.simulate import ZONE
from safecommunity.files import actions as files
from safecommunity.hazards import actions, importing
from safecommunity.hazards.models import Hazard, State
from safecommunity.places.models import Place

MAJOR = {"method": "lec", "factors": {"L": 6, "E": 6, "C": 15}, "level": "major"}
FIVE = {
    "measure": "停用并清扫，换防爆电器",
    "funds": "12 万元，企业自筹",
    "plan": "断电、疏散、报警三步，已演练",
}
SEEN = 21  # days the clock is run over again


def record_papers(
    dice: Dice, ground: Ground, readers: dict[str, Reader], *, now: datetime, pair: list[files.Looked]
) -> dict[str, int]:
    """Returns how many of what."""
    desk = _Desk(ground, readers, now, pair)
    listed = _supervised(desk)
    sent = _agencies(desk)
    late = _overdue(desk)
    copied = _old_list(dice, desk)
    assigned = Hazard.objects.filter(state__in=(State.ASSIGNED, State.RECTIFYING), due__gte=desk.today)
    actions.issue_notices(reader=readers["clerk"], hazards=assigned.order_by("pk")[:3], at=now)
    for back in range(SEEN, -1, -1):
        at = now - timedelta(days=back)
        actions.remind_due(by="keeper", at=at)
        actions.climb_overdue(by="keeper", at=at)
    return {
        "under supervision": listed,
        "through agencies": sent,
        "long overdue": late,
        "copied from paper": copied,
    }


class _Desk:
    """Who does it, where and when."""

    def __init__(
        self, ground: Ground, readers: dict[str, Reader], now: datetime, pair: list[files.Looked]
    ) -> None:
        self.places, self.readers, self.now, self.pair = ground.places, readers, now, pair
        self.today = now.astimezone(ZONE).date()

    def place(self, community: str) -> Place:
        """A community of the street."""
        return self.places[f"DEMO-S{community}"]

    def found(
        self, community: str, kind: str, what: str, ago: int, setting: str, color: str = "orange"
    ) -> Hazard:
        """One found by the office so many days ago."""
        values = {
            "place": self.place(community),
            "kind": kind,
            "what": what,
            "setting": setting,
            "color": color,
        }
        made, _new = actions.record_hazard(
            reader=self.readers["clerk"],
            values=values,
            at=self.now - timedelta(days=ago),
            before=self.pair[:1],
        )
        return made

    def go(self, one: Hazard, ago: int, *steps: tuple[str, str, dict[str, Any]]) -> Hazard:
        """Steps of one day, an hour after each other."""
        for n, (deed, who, values) in enumerate(steps, 1):
            at = self.now - timedelta(days=ago) + timedelta(minutes=10 * n)
            photos = self.pair[1:] if deed == "submit" else ()
            one = actions.take_step(
                reader=self.readers[who], hazard=one, deed=deed, values=values, at=at, photos=photos
            )
        return one


def _supervised(desk: _Desk) -> int:
    """One listed by the chief, one by the district and overdue, one struck off."""
    for one in (_by_the_chief, _by_the_district, _struck_off):
        one(desk, desk.today, timedelta(days=1))
    return 3


def _by_the_chief(desk: _Desk, day: date, plus: timedelta) -> None:
    """Listed by the chief."""
    one = desk.found("03", "machine", "塑料制品厂粉尘未清扫，无防爆电器", 40, "workplace", "red")
    one = desk.go(
        one,
        38,
        ("assess", "clerk", MAJOR),
        ("assign", "clerk", FIVE | {"who": "示例塑料厂（虚构）", "due": day + 20 * plus}),
    )
    desk.go(
        one,
        37,
        (
            "list",
            "chief",
            {
                "authority": "街道办主任",
                "due": day + 27 * plus,
                "paper": "示街安督〔模拟〕1 号",
                "board": "示例塑料厂：粉尘未清扫，无防爆电器，停用整改。",
            },
        ),
        ("start", "clerk", {}),
    )


def _by_the_district(desk: _Desk, day: date, plus: timedelta) -> None:
    """Listed by the district, and overdue."""
    one = desk.found("08", "ebike", "自建房内违规充电，疏散通道堵塞", 60, "fire", "red")
    one = desk.go(
        one,
        58,
        ("assess", "clerk", MAJOR),
        ("assign", "clerk", FIVE | {"who": "示例房东", "due": day - 12 * plus}),
    )
    desk.go(
        one,
        57,
        (
            "list",
            "district",
            {
                "authority": "示例区消防救援大队（虚构）",
                "due": day - 8 * plus,
                "paper": "示区督〔模拟〕4 号",
                "board": "12 号自建房：违规充电，疏散通道堵塞。",
            },
        ),
        ("start", "clerk", {}),
    )


def _struck_off(desk: _Desk, day: date, plus: timedelta) -> None:
    """Struck off."""
    one = desk.found("02", "elevator", "老旧电梯两次困人", 120, "public_place", "red")
    one = desk.go(
        one,
        118,
        ("assess", "clerk", MAJOR),
        ("assign", "clerk", FIVE | {"who": "示例物业（虚构）", "due": day - 50 * plus}),
    )
    one = desk.go(
        one,
        117,
        (
            "list",
            "chief",
            {
                "authority": "街道办主任",
                "due": day - 60 * plus,
                "paper": "示街安督〔模拟〕2 号",
                "board": "3 号楼：电梯停用大修。",
            },
        ),
        ("start", "clerk", {}),
    )
    one = desk.go(
        one,
        66,
        ("submit", "clerk", {"fixed": "换了主板和门机，检验合格"}),
        ("accept", "chief", {"says": "现场试运行正常"}),
    )
    desk.go(
        one,
        65,
        ("lift", "chief", {"paper": "示街安督〔模拟〕9 号", "says": "检验报告齐全"}),
        ("close", "clerk", {}),
    )


def _agencies(desk: _Desk) -> int:
    """Waiting for a receipt, answered, handed back."""
    due = desk.today + timedelta(days=14)
    ls = {"method": "ls", "factors": {"L": 3, "S": 5}}
    one = desk.found("06", "traffic", "学校东门机动车占道", 9, "traffic")
    desk.go(
        one,
        8,
        ("assess", "clerk", ls),
        ("transfer", "clerk", {"sector": "traffic_police", "who": "示例交警中队（虚构）", "due": due}),
    )
    one = desk.found("04", "gas", "沿街商铺燃气软管超年限 6 户", 12, "home")
    one = desk.go(
        one,
        11,
        ("assess", "clerk", ls),
        ("transfer", "clerk", {"sector": "work_safety", "who": "示例区应急局（虚构）", "due": due}),
    )
    desk.go(
        one,
        9,
        ("receive", "agency", {"receipt": "应急收〔模拟〕31 号"}),
        ("answer", "agency", {"answer": "已约燃气公司逐户更换，两周内完成"}),
    )
    one = desk.found("09", "water_edge", "河埠头护栏缺 4 米", 10, "water")
    one = desk.go(
        one,
        9,
        ("assess", "clerk", ls),
        ("transfer", "clerk", {"sector": "transport", "who": "示例区交通局（虚构）", "due": due}),
    )
    desk.go(
        one,
        6,
        ("receive", "clerk", {"receipt": "交运收〔模拟〕8 号"}),
        ("hand_back", "clerk", {"reason": "河道护栏属街道养护范围"}),
    )
    return 3


def _overdue(desk: _Desk) -> int:
    """One that climbed to each level."""
    told = (
        ("07", "falling", "外墙瓷砖空鼓", 30, -2),
        ("10", "wiring", "商铺飞线", 35, -9),
        ("01", "rail", "楼梯扶手松动", 45, -17),
    )
    for community, kind, what, ago, left in told:
        one = desk.found(community, kind, what, ago, "public_place", "yellow")
        given = {"who": f"{desk.place(community).name}居委会", "due": desk.today + timedelta(days=left)}
        desk.go(
            one,
            ago - 1,
            ("assess", "clerk", {"method": "ls", "factors": {"L": 3, "S": 3}}),
            ("assign", "clerk", given),
        )
    return len(told)


def _old_list(dice: Dice, desk: _Desk) -> int:
    """Last year's table of the office, copied with its binder."""
    rows = []
    for n in range(12):
        found = desk.today - timedelta(days=400 + 20 * n)
        done = found + timedelta(days=3 + dice.below(8))
        place = desk.place(f"{1 + n % 11:02d}")
        rows.append(
            {
                "number": f"旧-{n + 1}",
                "found_on": found,
                "place": place,
                "unit": None,
                "spot": "",
                "kind": "passage",
                "what": "楼道堆物（旧台账）",
                "color": "yellow",
                "level": "general",
                "klass": "",
                "setting": "fire",
                "who": f"{place.name}居委会",
                "due": found + timedelta(days=10),
                "fixed": "已清运",
                "fixed_on": done,
                "closed_on": done,
                "binder": "模拟卷宗 2025-安-7",
            }
        )
    stored, _known = actions.import_hazards(
        reader=desk.readers["clerk"], rows=importing.keyed(rows), at=desk.now, file_name="旧台账.xlsx"
    )
    return stored
