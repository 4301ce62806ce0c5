"""The facts of the room: `project` (one row a year it stands in), `project_cell` (one a cell of the grid), `milestone`,
`project_budget`, `project_spending`, `project_output`, `project_place` and `project_review` (one row each)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from safecommunity.engine.schema import Column, FactSchema
from safecommunity.figures.registry import Fact
from safecommunity.figures.sources import CHUNK, Source, Standing, publish
from safecommunity.governance import codes as governance
from safecommunity.places.actions import year_ref
from safecommunity.programmes import codes, words
from safecommunity.programmes.actions.common import years_of
from safecommunity.programmes.models import (
    Budget,
    Cell,
    Milestone,
    Output,
    Project,
    ProjectPlace,
    Review,
    Spending,
    State,
)
from safecommunity.programmes.rights import Rights
from safecommunity.shell.numbers import day, number

STATES = tuple(State.values)
YES_NO = ("ran", "judged", "covered", "done", "on_time", "late", "fell_due", "improves")


def _schema(name: str, ints: str, codes_: str, counted: str) -> FactSchema:
    columns = (
        *(Column(one, "int") for one in ("year", "month", *ints.split())),
        *(Column(one, "code") for one in codes_.split()), Column("place", "place"),
    )  # fmt: skip
    return FactSchema(
        name=name, version=1, columns=columns, count_columns=("year", "month", "place", *counted.split())
    )


PROJECT = _schema("project", "", "setting project_state ran judged", "setting project_state ran judged")
CELL = _schema("project_cell", "projects", "setting age_group sex covered", "setting age_group sex covered")
MILESTONE = _schema(
    "milestone", "", "setting done on_time late fell_due improves", "setting on_time late fell_due"
)
BUDGET = _schema("project_budget", "amount", "setting line money_source", "setting line money_source")
SPENDING = _schema("project_spending", "amount", "setting line money_source", "setting line money_source")
OUTPUT = _schema("project_output", "", "setting output_group", "setting output_group")
PLACE = _schema("project_place", "", "setting project_stage", "setting project_stage")
REVIEW = _schema("project_review", "", "setting after", "setting after")


def _setting(code: str) -> int:
    return list(governance.settings()).index(code) if code in governance.settings() else -1


LISTS = {"line": "lines", "money_source": "sources", "output_group": "groups"}


def label(name: str, value: int) -> str:
    """The words of a stored code."""
    if value < 0:
        return _("not told")
    if name == "setting":
        return governance.setting_name(list(governance.settings())[value])
    if name == "project_state":
        return words.states()[STATES[value]]
    if name in LISTS:
        return codes.label(LISTS[name], codes.codes(LISTS[name])[value])
    if name == "age_group":
        return codes.age_label(value)
    if name == "sex":
        return codes.label("sexes", str(value))
    if name == "project_stage":
        return words.stage(words.STAGES[value])
    if name == "after":
        return words.after(words.AFTERS[value])
    return (_("yes") if value else _("no")) if name in YES_NO else str(value)


def _project_url(one: Any) -> str:
    return reverse("project", args=[one.project.pid])


def _seen(reader: Any) -> Q:
    return Rights(reader).seen("project")


def _of_project(one: Any, on: date, **more: int) -> dict[str, Any]:
    return {"ref": one.ref, "year": on.year, "month": on.month, "setting": _setting(one.project.setting),
            "place": one.project.place.pid, **more}  # fmt: skip


# -- projects, one row a year --------------------------------------------------------------------


@dataclass(frozen=True)
class ProjectYears(Source):
    """A project has one row for each year it stands in; the ref of a year ends in that year."""

    def _found(self, refs: Iterable[str], seen: Q | None = None) -> Iterator[Any]:
        years: dict[str, list[int]] = {}
        for ref in refs:
            years.setdefault(f"{ref[:28]}0000", []).append(int(ref[28:], 16))
        this_year = timezone.localdate().year
        for one in super()._found(years, seen):
            standing = years_of(one, this_year)
            for year in years[one.ref]:
                if year in standing:
                    yield _year(one, year)

    def standing_in(self, year: int) -> Iterator[str]:
        """The refs a year has of all projects that have not ended."""
        for ref in Project.objects.filter(ended_on__isnull=True).order_by("pk").values_list("ref", flat=True):
            yield year_ref(ref, year)

    def all_rows(self) -> Iterator[Mapping[str, Any]]:
        """Every year of every project, streamed."""
        this_year = timezone.localdate().year
        for one in self.records().order_by("pk").iterator(chunk_size=CHUNK):
            for year in years_of(one, this_year):
                yield self.row_of(_year(one, year))


def _year(one: Project, year: int) -> Standing:
    return Standing(year_ref(one.ref, year), year, one, date(year, 12, 31))


def state_in(one: Project, year: int) -> str:
    """The state of a project at the end of a year (of this year: now), as far as its days tell it."""
    last = date(year, 12, 31)
    for rest in one.rests.all():
        if rest.since <= last < rest.until:
            return rest.state
    if one.ended_on is not None and one.ended_on.year > year and one.started_on is not None:
        return State.RUNNING if one.started_on.year <= year else State.APPROVED
    if one.started_on is not None and one.started_on.year > year:
        return State.APPROVED
    return one.state


def projects() -> QuerySet[Project]:
    """All of them, with the years they were reviewed for."""
    return Project.objects.select_related("place").prefetch_related("reviews", "rests")


def project_row(one: Standing) -> dict[str, Any]:
    """A project in one year."""
    project = one.record
    reviewed = any(each.year == one.year and not each.replaced for each in project.reviews.all())
    return {
        "ref": one.ref, "year": one.year, "month": 12, "setting": _setting(project.setting),
        "project_state": STATES.index(state_in(project, one.year)), "ran": int(project.ran_in(one.year)),
        "judged": int(reviewed), "place": project.place.pid,
    }  # fmt: skip


PROJECTS = ProjectYears(
    PROJECT, projects, project_row, lambda reader: Rights(reader).condition,
    lambda: (_("Number"), _("Project"), _("Setting"), _("Year"), _("State"), _("First day"), _("Last day")),
    lambda one: (one.record.number, one.record.title, governance.setting_name(one.record.setting), str(one.year),
                 words.states()[state_in(one.record, one.year)], day(one.record.starts), day(one.record.until)),
    lambda one: reverse("project", args=[one.record.pid]), label,
)  # fmt: skip


# -- the grid ------------------------------------------------------------------------------------


def cells() -> QuerySet[Cell]:
    """Every cell that applies."""
    return Cell.objects.select_related("place")


def cell_row(one: Cell) -> dict[str, Any]:
    """A cell in December of its year."""
    return {
        "ref": one.ref, "year": one.year, "month": 12, "setting": _setting(one.setting), "age_group": one.age,
        "sex": one.sex, "covered": int(one.projects > 0), "projects": one.projects, "place": one.place.pid,
    }  # fmt: skip


def _cells_seen(reader: Any) -> Q:
    return Q(place__pid__in=Rights(reader).looks_in)


CELLS = Source(
    CELL, cells, cell_row, _cells_seen,
    lambda: (_("Setting"), _("Age"), _("Sex"), _("Year"), _("Place"), _("Projects")),
    lambda one: (governance.setting_name(one.setting), codes.age_label(one.age), codes.label("sexes", str(one.sex)),
                 str(one.year), one.place.name, number(one.projects)),
    lambda one: f"{reverse('projects')}?setting={one.setting}&cell={one.age}-{one.sex}-{one.year}", label,
)  # fmt: skip


# -- milestones ----------------------------------------------------------------------------------


def milestones() -> QuerySet[Milestone]:
    """Those that were not given up, of projects that were approved at some time."""
    found = Milestone.objects.filter(dropped_on__isnull=True).exclude(project__state=State.IDEA)
    return found.select_related("project__place")


def milestone_row(one: Milestone) -> dict[str, Any]:
    """In the month first set; in time: done by that day. What a project that ended left undone is late no more."""
    today, ended = timezone.localdate(), one.project.ended_on
    running = ended is None
    return _of_project(
        one, one.first_due, done=int(one.done_on is not None),
        on_time=int(one.done_on is not None and one.done_on <= one.first_due),
        late=int(running and one.done_on is None and one.due < today),
        fell_due=int(one.done_on is not None or one.first_due < today), improves=int(one.improves),
    )  # fmt: skip


MILESTONES = Source(
    MILESTONE, milestones, milestone_row, _seen,
    lambda: (_("Milestone"), _("Who answers for it"), _("First due"), _("Due"), _("Done on"), _("Project")),
    lambda one: (one.title, one.who, day(one.first_due), day(one.due), day(one.done_on), one.project.title),
    _project_url, label,
)  # fmt: skip


# -- money ---------------------------------------------------------------------------------------


def budgets() -> QuerySet[Budget]:
    """Lines that stand, of projects that were approved at some time."""
    found = Budget.objects.filter(dropped_on__isnull=True).exclude(project__state=State.IDEA)
    return found.select_related("project__place")


def spendings() -> QuerySet[Spending]:
    """Money spent that was not withdrawn."""
    return Spending.objects.filter(dropped_on__isnull=True).select_related("project__place")


def _money(one: Any, on: date) -> dict[str, Any]:
    return _of_project(
        one, on, amount=one.amount, line=codes.number("lines", one.line),
        money_source=codes.number("sources", one.source),
    )  # fmt: skip


BUDGETS = Source(
    BUDGET, budgets, lambda one: _money(one, date(one.year, 12, 31)), _seen,
    lambda: (_("Year"), _("What for"), _("Where from"), _("Amount (yuan)"), _("Project")),
    lambda one: (str(one.year), codes.label("lines", one.line), codes.label("sources", one.source),
                 number(one.amount), one.project.title),
    _project_url, label,
)  # fmt: skip
SPENDINGS = Source(
    SPENDING, spendings, lambda one: _money(one, one.on), _seen,
    lambda: (_("Day"), _("What for"), _("Where from"), _("Amount (yuan)"), _("Project")),
    lambda one: (day(one.on), f"{codes.label('lines', one.line)} · {one.what}", codes.label("sources", one.source),
                 number(one.amount), one.project.title),
    _project_url, label,
)  # fmt: skip


# -- outputs, places, reviews --------------------------------------------------------------------


def outputs() -> QuerySet[Output]:
    """Records tied to a project."""
    return Output.objects.filter(untied_on__isnull=True).select_related("project__place")


def output_row(one: Output) -> dict[str, Any]:
    """A tied record on the day it happened."""
    return _of_project(one, one.on, output_group=codes.number("groups", one.group))


OUTPUTS = Source(
    OUTPUT, outputs, output_row, _seen,
    lambda: (_("Day"), _("Kind of output"), _("Project")),
    lambda one: (day(one.on), codes.label("groups", one.group), one.project.title),
    lambda one: f"{_project_url(one)}#outputs", label,
)  # fmt: skip


def places_of() -> QuerySet[ProjectPlace]:
    """Places whose day has come or is planned."""
    return ProjectPlace.objects.filter(dropped_on__isnull=True).select_related("project__place", "place")


def place_row(one: ProjectPlace) -> dict[str, Any]:
    """The beginning at a place, counted at that very place."""
    row = _of_project(one, one.starts, project_stage=words.STAGES.index(one.stage))
    return {**row, "place": one.place.pid}


PLACES = Source(
    PLACE, places_of, place_row, _seen,
    lambda: (_("Place"), _("Stage"), _("From"), _("Until"), _("Project")),
    lambda one: (one.place.name, words.stage(one.stage), day(one.starts), day(one.ends), one.project.title),
    _project_url, label,
)  # fmt: skip


def reviews() -> QuerySet[Review]:
    """Reviews that stand."""
    return (
        Review.objects.filter(replaced=False)
        .select_related("project__place")
        .annotate(looked=Count("figures"))
    )


def review_row(one: Review) -> dict[str, Any]:
    """A review in December of the year it is about."""
    return _of_project(one, date(one.year, 12, 31), after=words.AFTERS.index(one.after))


REVIEWS = Source(
    REVIEW, reviews, review_row, _seen,
    lambda: (_("Year"), _("Project"), _("What follows"), _("What was reached, and what shows it"), _("Day")),
    lambda one: (str(one.year), one.project.title, words.after(one.after), one.evidence, day(one.on)),
    lambda one: f"{_project_url(one)}#reviews", label,
)  # fmt: skip

LIST = ((lazy("Safety-promotion projects"), "projects"),)
GRID = ((lazy("Coverage of settings"), "projects_grid"),)
WAYS: tuple[tuple[Source, tuple[str, ...], Any], ...] = (
    (PROJECTS, ("programmes.Project", "programmes.Review"), LIST),
    (CELLS, ("programmes.Cell",), GRID),
    (MILESTONES, ("programmes.Milestone",), LIST),
    (BUDGETS, ("programmes.Budget",), LIST),
    (SPENDINGS, ("programmes.Spending",), LIST),
    (OUTPUTS, ("programmes.Output",), LIST),
    (PLACES, ("programmes.ProjectPlace",), LIST),
    (REVIEWS, ("programmes.Review", "programmes.ReviewFigure"), LIST),
)


def facts() -> list[Fact]:
    """All of them, with their doors."""
    return [publish(one, tables, screens) for one, tables, screens in WAYS]
