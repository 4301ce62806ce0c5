"""A year of people at higher risk: entered by the workers of their places, visited, asked again, gone. Simulated."""

from datetime import datetime, time, timedelta
from typing import Any

from safecommunity.accounts.reader import Reader
from safecommunity.demo.dice import Dice
from safecommunity.demo.ground import Ground
from safecommunity.demo.simulate import ZONE
from safecommunity.hazards.models import Dwelling, VulnerablePerson
from safecommunity.hazards.people import actions
from safecommunity.places.models import Place

WORKERS = {"grid": "DEMO-S05-3", **{f"at-DEMO-S{n:02d}": f"DEMO-S{n:02d}" for n in range(1, 12)}}
# groups, needs, years of age, what help
KINDS: tuple[tuple[tuple[str, ...], tuple[str, ...], int, str], ...] = (
    (("alone",), ("talk", "medicine"), 76, "每周电话一次"),
    (("alone", "disabled"), ("move", "walk"), 81, "下楼要两个人扶"),
    (("oldest",), ("move", "meals"), 87, "助餐点送午饭"), (("disabled",), ("walk", "hear"), 52, "门铃换成闪光的"),
    (("left_child",), ("school",), 9, "放学到四点半课堂"), (("left_elder",), ("fire", "talk"), 71, "柴灶离床近"),
    (("sick",), ("medicine", "move"), 63, "每月取药"), (("mental",), ("talk",), 44, "随访时家属在场"),
    (("pregnant",), ("medicine",), 29, ""), (("hazard_spot",), ("move",), 58, "汛期先转移"),
    (("left_elder", "oldest"), ("meals", "fire"), 84, "煤炉换电"), (("migrant",), ("talk",), 36, ""),
)  # fmt: skip
FOUND = ("well", "well", "well", "helped", "needs")
NOTES = ("一切正常", "帮着换了灯泡", "提醒关火关气", "约了下周量血压", "")


def record_year(ground: Ground, readers: dict[str, Reader], *, now: datetime) -> dict[str, int]:
    """Registers of the street; returns how many of what."""
    dice = Dice(1951)
    done = {"people": 0, "visits": 0, "gone": 0}
    for key, code in WORKERS.items():
        for n in range(10 if key == "grid" else 5):
            line = KINDS[done["people"] % len(KINDS)]
            done["people"] += 1
            one = _enter(dice, readers[key], ground.places[code], line, done["people"], _begun(dice, now, n))
            done["visits"] += _visit(dice, readers[key], one, now, late=n % 5 == 2)
            done["gone"] += _end(readers[key], one, now, n, key == "grid")
    return done


def _begun(dice: Dice, now: datetime, n: int) -> datetime:
    """The day of entry: within the year; the fourth of each worker so long ago that the consent is over."""
    ago = 380 if n == 3 else 30 + dice.below(280)
    return datetime.combine((now - timedelta(days=ago)).astimezone(ZONE).date(), time(9, 30), tzinfo=ZONE)


def _enter(
    dice: Dice, worker: Reader, place: Place, line: tuple[Any, ...], number: int, at: datetime
) -> VulnerablePerson:  # fmt: skip
    groups, needs, age, help_text = line
    on = at.date()
    child = age <= 14
    secret = {
        "name": f"模拟住户{number}",
        "phone": f"1990000{number:04d}",
        "address": f"{place.name}模拟楼 {number} 号",
    }
    if child or number % 3 == 0:
        secret |= {"guardian": f"模拟亲属{number}", "guardian_phone": f"1990001{number:04d}"}
    house = Dwelling.objects.filter(place=place, ends__isnull=True).order_by("pk").first()
    values = {
        "place": place, "groups": list(groups), "sex": 1 + dice.below(2), "born": on.year - age,
        "needs": list(needs), "help": help_text, "who": "网格员", "dwelling": house if number % 4 == 1 else None,
    }  # fmt: skip
    consent = {
        "purposes": ["visits", "moving"], "how": "paper" if number % 2 else "word",
        "giver": "guardian" if child else "self", "on": on, "until": on + timedelta(days=365), "paper": "网格档案盒",
    }  # fmt: skip
    return actions.record_person(reader=worker, values=values, secret=secret, consent=consent, at=at)[0]


def _visit(dice: Dice, worker: Reader, one: VulnerablePerson, now: datetime, *, late: bool) -> int:
    """The last visits by the rhythm, some met nobody and were tried again; `late`: the last one is missing."""
    last = min(now.astimezone(ZONE).date(), one.consent_until) - timedelta(days=1 + dice.below(3))
    days = [last - timedelta(days=one.visit_days * back) for back in range(7, 0 if late else -1, -1)]
    made = 0
    for day in (day for day in days if day >= one.starts):
        for found in ("absent", "well") if dice.below(8) == 0 else (FOUND[dice.below(len(FOUND))],):
            on = day + timedelta(days=found != "absent" and one.visit_days > 7)
            note = "" if found == "absent" else NOTES[dice.below(len(NOTES))]
            at = datetime.combine(on, time(15, 10 + made), tzinfo=ZONE)
            actions.record_visit(reader=worker, person=one, on=on, found=found, note=note, at=at)
            made += 1
    return made


def _end(worker: Reader, one: VulnerablePerson, now: datetime, n: int, own: bool) -> int:
    """A few left: moved, took consent back, asked to be erased; one visit of the demo's worker found a hazard."""
    if own and n == 1:
        actions.record_visit(
            reader=worker, person=one, on=now.astimezone(ZONE).date(), found="hazard", at=now,
            hazard={"kind": "gas", "what": "燃气软管老化", "color": "orange", "setting": "home"},
        )  # fmt: skip
    if own and n == 6:
        actions.leave_register(reader=worker, person=one, why="moved", at=now)
        return 1
    if own and n == 8:
        actions.withdraw_consent(reader=worker, person=one, at=now)
        return 1
    return 0
