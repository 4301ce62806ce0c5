"""A year of hazards of the fictional street: on the spot, through the loop, some overdue. Simulated."""

import io
from datetime import date, datetime, time, timedelta
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from safecommunity.accounts.reader import Reader
from safecommunity.demo import data, hazard_papers
from safecommunity.demo.dice import Dice
from safecommunity.demo.ground import Ground
from safecommunity.demo.simulate import ZONE
from safecommunity.files import actions as files
from safecommunity.hazards import actions
from safecommunity.hazards.models import Hazard
from safecommunity.places.models import Place, SocialUnit

STREET, COMMUNITY, GRID = "DEMO-S", "DEMO-S05", "DEMO-S05-3"
# kind: (what, what was done, setting, L, S)
STORIES: dict[str, tuple[str, str, str, int, int]] = {
    "passage": ("楼道堆放纸箱和旧家具", "和住户一起搬到楼下回收点", "fire", 4, 3),
    "ebike": ("电动车在楼道充电", "推到充电棚，拆了飞线", "fire", 4, 5),
    "wiring": ("私拉电线跨过走道", "电工拆除，改走线槽", "home", 3, 4),
    "manhole": ("井盖松动", "垫平固定，放了警示桩", "traffic", 3, 3),
    "slippery": ("入口地砖湿滑", "铺了防滑垫", "elderly", 4, 2),
    "rail": ("河边护栏松动", "焊牢并刷漆", "water", 3, 5),
    "gas": ("燃气软管超过年限", "换成金属软管", "home", 3, 5),
    "extinguisher": ("灭火器压力不足", "更换三具", "fire", 3, 3),
    "lamp": ("步道灯不亮", "换了灯泡", "public_place", 3, 2),
    "falling": ("外墙广告牌松动", "拆除", "public_place", 2, 5),
    "elevator": ("电梯维保过期", "维保单位补检", "public_place", 3, 4),
    "playground": ("单杠螺栓松动", "拧紧并加垫片", "sports", 2, 3),
}
SPOTS = ("1 号楼 1 单元", "3 号楼 2 单元", "5 号楼 2 单元", "东门", "沿街商铺", "健身点", "地下车库")
# the last ones, by how far each has come: kind, found so many days ago, state, days until due from today, at a unit
OPEN: tuple[tuple[str, int, str, int, bool], ...] = (
    ("ebike", 3, "found", 0, False), ("passage", 2, "found", 0, False), ("falling", 20, "assessed", 0, False),
    ("rail", 24, "rectifying", -6, False), ("gas", 21, "assigned", -2, True), ("wiring", 18, "returned", -1, True),
    ("extinguisher", 9, "submitted", 3, True), ("elevator", 30, "transferred", 12, False),
    ("manhole", 8, "rectifying", 1, False), ("lamp", 7, "accepted", 2, False), ("slippery", 6, "assigned", 8, True),
    ("playground", 5, "no_hazard", 0, False), ("gas", 12, "asked", 4, True),
)  # fmt: skip


def record_year(ground: Ground, readers: dict[str, Reader], *, now: datetime) -> dict[str, int]:
    """The last twelve months; returns how many of what."""
    dice, today = Dice(1386), now.astimezone(ZONE).date()
    clerk, grid = readers["clerk"], readers["grid"]
    before, after = photos()
    done = 0
    for community in data.town_of(STREET)["communities"]:
        place = ground.places[community["code"]]
        for _n in range(dice.count(11)):
            day = today - timedelta(days=10 + dice.below(350))
            done += 1
            _on_the_spot(dice, clerk, place, day, [before, after])
    walked = sum(_walk(dice, ground, readers, line, today, now, [before, after]) for line in OPEN)
    for n, community in enumerate(data.town_of(STREET)["communities"]):
        for line in range(2):
            _through(
                dice,
                clerk,
                readers["chief"],
                ground.places[community["code"]],
                n * 2 + line,
                now,
                [before, after],
            )
            walked += 1
    for back in (0, 1, 4):
        _on_the_spot(dice, grid, ground.places[GRID], today - timedelta(days=back), [before, after])
    papers = hazard_papers.record_papers(dice, ground, readers, now=now, pair=[before, after])
    return {"put right on the spot": done + 3, "through the loop": walked, **papers}


def photos() -> tuple[files.Looked, files.Looked]:
    """Two drawn pictures that say what they are: simulated, before and after."""
    made = []
    for name, full in (("before", True), ("after", False)):
        picture = Image.new("RGB", (640, 480), "#b9b4a8")
        pen = ImageDraw.Draw(picture)
        pen.polygon([(208, 336), (432, 336), (640, 480), (0, 480)], fill="#8f8a7e")
        pen.rectangle([208, 72, 432, 336], fill="#77837f")
        if full:
            pen.rectangle([56, 248, 232, 424], fill="#b58a55")
            pen.rectangle([392, 280, 552, 416], fill="#7b5c44")
        pen.text((16, 16), f"SIMULATED - {name}", fill="#333333", font=ImageFont.load_default(36))
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=80)
        made.append(files.looked_at(out.getvalue(), f"{name}.jpg"))
    return made[0], made[1]


def _values(dice: Dice, kind: str, place: Place, unit: SocialUnit | None = None) -> dict[str, Any]:
    what, _fixed, setting, likely, severe = STORIES[kind]
    score = likely * severe
    color = "red" if score >= 20 else "orange" if score >= 15 else "yellow" if score >= 9 else "blue"
    spot = SPOTS[dice.below(len(SPOTS))]
    return {
        "place": place,
        "unit": unit,
        "kind": kind,
        "what": what,
        "setting": setting,
        "color": color,
        "spot": spot,
    }


def _on_the_spot(dice: Dice, who: Reader, place: Place, day: date, pair: list[files.Looked]) -> None:
    kinds = list(STORIES)
    kind = kinds[dice.below(len(kinds))]
    values = _values(dice, kind, place) | {"fixed": STORIES[kind][1]}
    actions.record_hazard(
        reader=who, values=values, at=datetime.combine(day, time(10, 12), tzinfo=ZONE), on_the_spot=True,
        before=pair[:1], after=pair[1:],
    )  # fmt: skip


def _walk(
    dice: Dice, ground: Ground, readers: dict[str, Reader], line: tuple[str, int, str, int, bool], today: date,
    now: datetime, pair: list[files.Looked],
) -> int:  # fmt: skip
    """One hazard as far as its line says."""
    kind, ago, state, left, at_unit = line
    clerk, chief, grid = readers["clerk"], readers["chief"], readers["grid"]
    unit, place, finder, mender = None, ground.places[GRID], grid, grid
    if at_unit:  # a shop of the community: found by the office, put right by the shop
        place, finder, mender = ground.places[COMMUNITY], clerk, chief
        unit = SocialUnit.objects.filter(place=place, kind="shop").first()
    begun = now - timedelta(days=ago)
    one, _new = actions.record_hazard(
        reader=finder, values=_values(dice, kind, place, unit), at=begun, before=pair[:1]
    )
    _what, fixed, _setting, likely, severe = STORIES[kind]
    due = today + timedelta(days=left)
    factors = {"method": "ls", "factors": {"L": likely, "S": severe}}
    who = unit.name if unit else f"{ground.places[COMMUNITY].name}居委会"
    if state == "no_hazard":
        _go(one, [("no_hazard", clerk, {"reason": "现场复核，螺栓已紧固"}, ())], begun)
        return 1
    steps: list[tuple[str, Reader, dict[str, Any], Any]] = [("assess", clerk, factors, ())]
    if state == "transferred":
        steps += [("transfer", clerk, {"sector": "quality", "who": "示例区市场监管局", "due": due}, ()),
                  ("receive", clerk, {"receipt": "模拟回执 12 号"}, ())]  # fmt: skip
    elif state != "assessed":
        steps += [("assign", clerk, {"who": who, "due": due}, ()), ("start", mender, {}, ()),
                  ("submit", mender, {"fixed": fixed}, pair[1:])]  # fmt: skip
        ends = {
            "returned": ("send_back", clerk, {"reason": "还有一处没有改"}, ()),
            "accepted": ("accept", clerk, {}, ()),
        }
        steps += [ends[state]] if state in ends else []
        if state in ("assigned", "rectifying"):
            steps = steps[: 2 if state == "assigned" else 3]
        if state == "asked":
            steps = [
                *steps[:3],
                ("ask", chief, {"due": due + timedelta(days=10), "reason": "等燃气公司排期"}, ()),
            ]
    _go(one, steps if state != "found" else [], begun)
    return 1


def _through(
    dice: Dice, clerk: Reader, chief: Reader, place: Place, n: int, now: datetime, pair: list[files.Looked]
) -> None:
    """One that went all the way in these months: ten days are given, every fourth takes longer."""
    kind = list(STORIES)[n % len(STORIES)]
    begun = now - timedelta(days=25 + dice.below(250))
    one, _new = actions.record_hazard(
        reader=clerk, values=_values(dice, kind, place), at=begun, before=pair[:1]
    )
    _what, fixed, _setting, likely, severe = STORIES[kind]
    due = begun.astimezone(ZONE).date() + timedelta(days=10)
    took = 12 + dice.below(5) if n % 4 == 3 else 2 + dice.below(8)
    steps: list[tuple[str, Reader, dict[str, Any], Any]] = [
        ("assess", clerk, {"method": "ls", "factors": {"L": likely, "S": severe}}, ()),
        ("assign", clerk, {"who": f"{place.name}居委会", "due": due}, ()), ("start", chief, {}, ()),
    ]  # fmt: skip
    one = _go(one, steps, begun)
    ends = [
        ("submit", chief, {"fixed": fixed}, pair[1:]),
        ("accept", clerk, {}, ()),
        ("close", clerk, {}, ()),
    ]
    _go(one, ends, begun + timedelta(days=took))


def _go(one: Hazard, steps: list[tuple[str, Reader, dict[str, Any], Any]], begun: datetime) -> Hazard:
    for n, (deed, who, values, photos) in enumerate(steps, 1):
        at = begun + timedelta(hours=n)
        one = actions.take_step(reader=who, hazard=one, deed=deed, values=values, at=at, photos=photos)
    return one
