"""The grid of settings, ages and sexes: how many projects ran for each cell, and which cells nobody covers."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from safecommunity.governance import codes as governance
from safecommunity.indicators.ages import GROUPS
from safecommunity.programmes import codes
from safecommunity.programmes.models import Project, ProjectAim
from safecommunity.programmes.queries.projects import ran_in


@dataclass(frozen=True)
class Cell:
    """A cell: how many projects ran for it; `applies` is False where the setting is not for the age."""

    age: int
    sex: int
    n: int
    applies: bool


@dataclass(frozen=True)
class Row:
    """A setting with its cells, ages across, both sexes in each."""

    setting: str
    title: str
    n: int
    cells: tuple[Cell, ...]
    covered: int
    applying: int


@dataclass(frozen=True)
class Group:
    """An environment, a vulnerable group, a role or a situation, and how many projects ran for it."""

    code: str
    title: str
    n: int


def grid(found: QuerySet[Project], year: int) -> list[Row]:
    """The grid of some projects in a year; two queries, whatever their number."""
    rows = list(ran_in(found, year).order_by("pk").prefetch_related("aims"))
    counted: dict[tuple[str, int, int], int] = {}
    many: dict[str, int] = {}
    for one in rows:
        many[one.setting] = many.get(one.setting, 0) + 1
        aims = list(one.aims.all())
        for age in (int(aim.code) for aim in aims if aim.what == ProjectAim.What.AGE):
            for sex in (int(aim.code) for aim in aims if aim.what == ProjectAim.What.SEX):
                counted[one.setting, age, sex] = counted.get((one.setting, age, sex), 0) + 1
    return [_row(setting, many.get(setting, 0), counted) for setting in governance.settings()]


def _row(setting: str, many: int, counted: dict[tuple[str, int, int], int]) -> Row:
    applies = codes.ages_of(setting)
    cells = tuple(
        Cell(group.code, sex, counted.get((setting, group.code, sex), 0), group.code in applies)
        for group in GROUPS
        for sex in codes.SEXES
    )
    own = [one for one in cells if one.applies]
    return Row(
        setting, governance.setting_name(setting), many, cells, sum(one.n > 0 for one in own), len(own)
    )


def groups(found: QuerySet[Project], year: int, what: str, listed: str) -> list[Group]:
    """Every code of a list with how many projects ran for it; one query."""
    rows = ProjectAim.objects.filter(project__in=ran_in(found, year).order_by().values("pk"), what=what)
    told = dict(rows.order_by().values_list("code").annotate(Count("pk")))
    return [Group(code, title, told.get(code, 0)) for code, title in codes.choices(listed)]


def by_place(found: QuerySet[Project], today: date) -> list[dict[str, Any]]:
    """Places where running projects are tried out or rolled out today, with which; three queries."""
    from safecommunity.programmes.models import ProjectPlace, State

    rows = ProjectPlace.objects.filter(
        project__in=found.filter(state=State.RUNNING).order_by().values("pk"), dropped_on__isnull=True
    ).select_related("place", "project")
    told: dict[int, dict[str, Any]] = {}
    for one in rows.order_by("place__order", "place_id", "starts", "pk"):
        line = told.setdefault(one.place_id, {"place": one.place, "now": [], "planned": [], "over": []})
        state = "planned" if one.starts > today else "over" if one.ends and one.ends <= today else "now"
        line[state].append(one)
    return list(told.values())
