"""What everything else stands on: the fictional places, their residents and the organisations, through actions."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from safecommunity.demo import data, outlines, population
from safecommunity.places import actions
from safecommunity.places.models import Place, SocialUnit

BY = "demo"
YEAR_ENDS = 6


@dataclass
class Ground:
    """Places by code, social units by key."""

    places: dict[str, Place] = field(default_factory=dict)
    units: dict[str, SocialUnit] = field(default_factory=dict)

    def pid(self, code: str) -> str:
        """The permanent id behind a code; empty for nowhere."""
        return self.places[code].pid if code else ""


def lay(*, now: datetime, first_year: int) -> Ground:
    """The tree, its people and its organisations, as they stood from the first year on."""
    ground, starts = Ground(), date(first_year - 1, 1, 1)
    _tree(ground, starts, now)
    _people(ground, now)
    _units(ground, date(first_year, 1, 1), now)  # they owe reports from their first month on
    outlines.draw(ground.places, top=ground.places["DEMO-D"], starts=starts, now=now, by=BY)
    return ground


def _tree(ground: Ground, starts: date, now: datetime) -> None:
    parent: Place | None = None
    for number, line in enumerate(data.places()["above"]):
        parent = _place(
            ground, line, line["level"], parent, 1, starts, now, label="simulated" if not number else ""
        )
    for order, town in enumerate(data.places()["towns"], 1):
        top = _place(ground, town, "street", parent, order, starts, now)
        for line, community in enumerate(town["communities"], 1):
            middle = _place(ground, community, "community", top, line, starts, now)
            for n in range(1, community["grids"] + 1):
                grid = {"code": f"{community['code']}-{n}", "name": f"{community['name']}第 {n} 网格"}
                _place(ground, grid, "grid", middle, n, starts, now)


def _place(
    ground: Ground, line: dict[str, Any], level: str, parent: Place | None, order: int, starts: date, now: datetime,
    label: str = "",
) -> Place:  # fmt: skip
    tree = data.places()
    place = actions.create_place(
        name=line["name"], level=level, parent=parent, order=order, label=label, source=tree["source"],
        area_km2=line.get("area_km2"), codes=[(tree["code_system"], line["code"])], starts=starts, by=BY, at=now,
    )  # fmt: skip
    ground.places[line["code"]] = place
    return place


def _people(ground: Ground, now: datetime) -> None:
    """Residents at the last six year ends before now."""
    for back in range(YEAR_ENDS):
        for town in data.places()["towns"]:
            for code, cells in population.tables(town, back).items():
                actions.set_population(
                    place=ground.places[code], year=now.year - 1 - back, cells=cells, source=data.places()["source"],
                    by=BY, at=now,
                )  # fmt: skip


def _units(ground: Ground, starts: date, now: datetime) -> None:
    for order, line in enumerate(data.places()["units"], 1):
        for n in range(1, line.get("count", 1) + 1):
            unit = actions.register_unit(
                name=line["name"].format(n=n), kind=line["kind"], place=ground.places[line["place"]], starts=starts,
                reports_injuries=line.get("reports", False), people=line.get("people"), order=order * 100 + n,
                industry=line.get("industry", ""), responsible=line.get("responsible", ""), by=BY, at=now,
            )  # fmt: skip
        if "key" in line:
            ground.units[line["key"]] = unit
