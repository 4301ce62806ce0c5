"""A second fictional city on its way to titles: a district of 13 streets and a county, targets, people, applications.

Light: places without residents, hazards or injuries, so that nothing told of the first district moves. Simulated.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as say

from safecommunity.accounts import actions as accounts
from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import Reader
from safecommunity.accreditation.models import Round
from safecommunity.demo import applications, data, outlines
from safecommunity.demo.applications import Crew
from safecommunity.demo.ground import BY, Ground
from safecommunity.demo.simulate import ZONE
from safecommunity.governance.targets import actions as targets
from safecommunity.places import actions as places
from safecommunity.places import queries as tree
from safecommunity.places.models import Level

SHEETS = {  # by which an application of each procedure is scored
    "isccc": "isccc6", "cn-national": "cn-national", "cn-provincial": "cn-national", "cn-municipal": "cn-municipal",
}  # fmt: skip
DISTRICT, COUNTY, CITY = "pipeline-district", "pipeline-county", "pipeline-city"
ABOVE = (  # who may be entered as: key, name, place, what there is to see
    (DISTRICT, "演示用户丑", "DEMO-F", say("runs a district of 13 streets on their way to titles")),
    (COUNTY, "演示用户寅", "DEMO-G", say("runs a county with targets handed down and pilots")),
    (CITY, "演示用户卯", "DEMO-E", say("sees the way to titles of a whole city: stuck, due, coverage against target")),
)  # fmt: skip
OUTLINES = "pipeline.geojson"  # of the city, the district, the county and all in them
FIRST_ORDER = 200
HANDED_IN = timedelta(days=2)  # before the self-assessment is linked
SCORES = ("aab", "abb", "aac", "bbb", "aba")  # grades of one self-assessment after the other


def record_year(ground: Ground, readers: dict[str, Reader], *, now: datetime) -> dict[str, int]:
    """Everything of the second city; answers how much of what."""
    told = data.load("pipeline.yaml")
    ours = _places(ground, told, now)
    people = _people(ours, told, readers["province"], now)
    set_targets = _targets(ours, people, told, now)
    tree.remember()  # the tree does not change any more
    try:
        applied = _applications(ours, people, told, now)
    finally:
        tree.remember(False)
    return {"places": len(ours.places) - 1, "targets": set_targets, "applications": applied}


def _places(ground: Ground, told: dict[str, Any], now: datetime) -> Ground:
    """A city, a district, a county, streets and towns, beneath the province of the others."""
    ours, starts = Ground(places={"DEMO": ground.places["DEMO"]}), date(now.year - 10, 1, 1)
    streets = [
        {"code": f"{above}{n:02d}", "name": name, "level": Level.STREET, "parent": above, "order": n}
        for above, names in told["streets"].items()
        for n, name in enumerate(names, 1)
    ]
    for line in [*told["above"], *streets]:
        ours.places[line["code"]] = places.create_place(
            name=line["name"], level=line["level"], parent=ours.places[line["parent"]], order=line.get("order", 9),
            source=told["source"], codes=[(data.places()["code_system"], line["code"])], starts=starts, by=BY, at=now,
        )  # fmt: skip
    outlines.draw_file(OUTLINES, ours.places, top=ours.places["DEMO-E"], starts=starts, now=now, by=BY)
    return ours


def _people(ours: Ground, told: dict[str, Any], province: Reader, now: datetime) -> dict[str, Reader]:
    """The supervisors a visitor may be; a clerk and a chief for every street that applies."""
    found = {"province": province}
    for n, (key, name, place, says) in enumerate(ABOVE, FIRST_ORDER):
        found[key] = _person(ours, key, name, Role.SUPERVISOR, place, now, n, says)
    for n, code in enumerate(sorted({line["place"] for line in told["applications"]}), 1):
        for key, name, role in (
            ("clerk", f"模拟街道内勤{n}", Role.CLERK),
            ("chief", f"模拟街道主任{n}", Role.CHIEF),
        ):
            found[f"{code}-{key}"] = _person(ours, f"{code}-{key}", name, role, code, now, FIRST_ORDER + n)
    return found


def _person(
    ours: Ground, key: str, name: str, role: str, place: str, now: datetime, order: int, says: str = ""
) -> Reader:
    user = accounts.create_user(
        username=f"demo-{key}", display_name=name, demo_order=order, demo_says=says, by=BY, at=now
    )
    accounts.grant_scope(
        user=user, role=role, place=ours.pid(place), starts=date(now.year - 10, 1, 1), by=BY, at=now
    )
    return Reader.of(user, now.astimezone(ZONE).date(), signed_in_by="demo")


def _targets(ours: Ground, people: Mapping[str, Reader], told: dict[str, Any], now: datetime) -> int:
    """Targets with their ordering papers, assigned down; some tried by pilots first."""
    year = now.astimezone(ZONE).year
    for line in told["targets"]:
        first, last = line["years"]
        values = {
            "title": line["title"], "sense": line["sense"], "low": Decimal(line["low"]),
            "high": Decimal(line["high"]) if "high" in line else None, "unit": line["unit"],
            "firmness": line["firmness"], "words": line.get("words", ""), "figure": line["figure"],
            "paper": line["paper"], "starts": date(year + first, 1, 1), "deadline": date(year + last, 12, 31),
            "base": line.get("base", ""), "adds_up": "base" not in line,
        }  # fmt: skip
        reader = people[line["by"]]
        made = targets.set_target(reader=reader, place=ours.places[line["place"]], values=values, at=now)
        shares = dict(_shares(ours, line))
        pilots = None
        if "pilots" in line:
            pilots = targets.Pilots(frozenset(ours.pid(code) for code in line["pilots"]), date(year, 6, 30))
        if shares:
            targets.assign(reader=reader, target=made, shares=shares, at=now, pilots=pilots)
    return len(told["targets"])


def _shares(ours: Ground, line: dict[str, Any]) -> Iterator[tuple[str, tuple[Decimal, Decimal | None]]]:
    """What each place is assigned; the very place of the target stands for every street in it."""
    for code, share in line.get("assigned", {}).items():
        low, high = share if isinstance(share, list) else (share, None)
        below = [one for one in ours.places if one.startswith(code) and one != code]
        for one in below if code == line["place"] else [code]:
            yield ours.pid(one), (Decimal(low), None if high is None else Decimal(high))


def _applications(ours: Ground, people: Mapping[str, Reader], told: dict[str, Any], now: datetime) -> int:
    """Everybody on the way, each as far as the plan says."""
    today = now.astimezone(ZONE).date()
    crews: dict[str, Crew] = {}
    rounds: dict[tuple[str, str], Round] = {}
    with transaction.atomic(), ExitStack() as editions:
        for sheet in sorted(set(SHEETS.values())):
            editions.enter_context(applications.official(sheet, at=now - timedelta(days=1500)))
        for line in told["applications"]:
            code = line["place"]
            crew = crews.setdefault(code, _crew(ours, people, code))
            _apply(crew, line, told["roads"][line["code"]], rounds, today)
    return len(told["applications"])


def _crew(ours: Ground, people: Mapping[str, Reader], code: str) -> Crew:
    above = {
        "district": people[DISTRICT if code.startswith("DEMO-F") else COUNTY], "city": people[CITY],
        "province": people["province"],
    }  # fmt: skip
    return Crew(ours.places[code], people[f"{code}-clerk"], people[f"{code}-chief"], above)


def _apply(
    crew: Crew,
    line: dict[str, Any],
    road: Mapping[str, int],
    rounds: dict[tuple[str, str], Round],
    today: date,
) -> None:
    """One application along its usual way, the days counted back from its last move."""
    moves = list(road)
    moves = moves[: moves.index(line["to"]) + 1]
    last = today - timedelta(days=line["ago"])
    on = last - timedelta(days=10) if "then" in line else last
    days: dict[str, date] = {}
    for name in reversed(moves):
        days[name], on = on, on - timedelta(days=road[name])
    one, more = applications.set_out(crew, line["code"], on), {}
    if "assess" in days:
        sheet = SHEETS[line["code"]]
        scored = rounds.get((line["place"], sheet))
        if scored is None:
            grades = SCORES[len(rounds) % len(SCORES)]
            scored = applications.assess(crew, sheet, days["assess"] - HANDED_IN, grades)
            rounds[line["place"], sheet] = scored
        more["round"] = scored
    one = applications.walk(crew, one, [(name, days[name]) for name in moves], **more)
    if "then" in line:
        says = {"note": line["note"]} if "note" in line else {}
        applications.move(crew, one, line["then"], last, **says)
