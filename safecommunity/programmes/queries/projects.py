"""Projects as a reader may see them: the list, one with its rows, what waits in them, whose files are open."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from safecommunity.governance import codes as governance
from safecommunity.governance.models import AgencyName, Body
from safecommunity.places import queries as places
from safecommunity.places.models import Place, SocialUnit
from safecommunity.programmes import codes
from safecommunity.programmes.models import (
    Budget,
    Measure,
    Milestone,
    Output,
    Partner,
    Project,
    ProjectAim,
    ProjectFigure,
    ProjectPlace,
    ProjectRest,
    Review,
    Spending,
    State,
)
from safecommunity.programmes.rights import Rights

MOST_UNITS = 1000
SOON = timedelta(days=30)
PARTS: dict[str, Any] = {
    "measure": Measure, "partner": Partner, "place": ProjectPlace, "figure": ProjectFigure, "milestone": Milestone,
    "budget": Budget, "spending": Spending, "output": Output,
}  # fmt: skip


def projects(rights: Rights) -> QuerySet[Project]:
    """Those open to the reader, with how far their milestones are."""
    live = Q(milestones__dropped_on__isnull=True)
    found = Project.objects.filter(rights.condition).select_related("place", "body")
    return found.annotate(
        many=Count("milestones", filter=live, distinct=True),
        ended=Count("milestones", filter=live & Q(milestones__done_on__isnull=False), distinct=True),
    )


def one(rights: Rights, pid: str) -> Project | None:
    """One, if it is open to the reader."""
    found = Project.objects.filter(rights.condition, pid=pid[:16])
    return found.select_related("place", "body").prefetch_related("aims").first()


def part(rights: Rights, kind: str, ref: str) -> Any:
    """One row of a project, if the project is open to the reader."""
    found = PARTS[kind].objects.filter(rights.seen("project"), ref=ref[:32])
    return found.select_related("project__place").first()


def inside(found: QuerySet[Project], pid: str) -> QuerySet[Project]:
    """Projects of a place and below it, and those of above that run in it."""
    under = places.keys_under(places.open_paths([pid]).values())
    runs = ProjectPlace.objects.filter(project=OuterRef("pk"), dropped_on__isnull=True, place_id__in=under)
    return found.filter(Q(place_id__in=under) | Exists(runs))


def with_measure(found: QuerySet[Project], kind: str) -> QuerySet[Project]:
    """Those with a measure of a kind."""
    return found.filter(
        Exists(Measure.objects.filter(project=OuterRef("pk"), kind=kind, dropped_on__isnull=True))
    )


def with_aim(found: QuerySet[Project], what: str, code: str) -> QuerySet[Project]:
    """Those for a group, an environment, a situation."""
    return found.filter(Exists(ProjectAim.objects.filter(project=OuterRef("pk"), what=what, code=code)))


def ran_in(found: QuerySet[Project], year: int) -> QuerySet[Project]:
    """Those that ran in a year."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    rested = ProjectRest.objects.filter(project=OuterRef("pk"), since__lt=first, until__gt=last)
    ran = found.filter(started_on__lte=last).filter(Q(ended_on__isnull=True) | Q(ended_on__gte=first))
    return ran.exclude(Exists(rested))


def late(found: QuerySet[Project], today: date) -> QuerySet[Project]:
    """Running ones with a milestone past its day."""
    overdue = Milestone.objects.filter(
        project=OuterRef("pk"), done_on__isnull=True, dropped_on__isnull=True, due__lt=today
    )
    return found.filter(Exists(overdue), state__in=(State.APPROVED, State.RUNNING))


def of_cell(found: QuerySet[Project], text: str) -> QuerySet[Project]:
    """Those that cover a cell, as the grid names it: age-sex-year."""
    try:
        age, sex, year = (int(one) for one in text.split("-"))
    except ValueError:
        return found.none()
    if not 1990 <= year <= 2199:
        return found.none()
    return with_aim(with_aim(ran_in(found, year), "age", str(age)), "sex", str(sex))


# -- what waits ----------------------------------------------------------------------------------


def open_milestones(rights: Rights, today: date, most: int) -> list[Milestone]:
    """Milestones of approved and running projects whose day comes within a month, or has passed; by day."""
    found = Milestone.objects.filter(
        rights.seen("project"), done_on__isnull=True, dropped_on__isnull=True, due__lte=today + SOON,
        project__state__in=(State.APPROVED, State.RUNNING),
    )  # fmt: skip
    return list(found.select_related("project__place").order_by("due", "pk")[:most])


def to_review(rights: Rights, today: date, most: int) -> list[tuple[Project, int]]:
    """(project, year) of last year, where it ran and nobody judged it; of this year in December."""
    found: list[tuple[Project, int]] = []
    for year in (today.year - 1, today.year):
        if year == today.year and today < date(today.year, 12, 1):
            continue
        judged = Review.objects.filter(project=OuterRef("pk"), year=year, replaced=False)
        rows = ran_in(Project.objects.filter(rights.condition), year).exclude(Exists(judged))
        found += [(one, year) for one in rows.select_related("place").order_by("pk")[:most]]
    return found[:most]


def waiting(rights: Rights, state: str, most: int) -> list[Project]:
    """Projects that wait in a state."""
    found = Project.objects.filter(rights.condition, state=state).select_related("place")
    return list(found.order_by("starts", "pk")[:most])


def run_over(rights: Rights, today: date, most: int) -> list[Project]:
    """Running ones past their last day: to be finished, or planned longer."""
    found = Project.objects.filter(rights.condition, state=State.RUNNING, until__lt=today)
    return list(found.select_related("place").order_by("until", "pk")[:most])


def running(rights: Rights, most: int = 200) -> list[Project]:
    """Projects records can be tied to now: running ones, by setting and name."""
    found = Project.objects.filter(rights.condition, state=State.RUNNING)
    return list(found.select_related("place").order_by("setting", "title", "pk")[:most])


def ties_of(rights: Rights, kind: str, record: str) -> list[Output]:
    """The projects a record belongs to, as far as they are open to the reader."""
    found = Output.objects.filter(rights.seen("project"), kind=kind, record=record, untied_on__isnull=True)
    return list(found.select_related("project").order_by("pk"))


# -- for forms -----------------------------------------------------------------------------------


def bodies(place: Place) -> list[Body]:
    """Working groups and other bodies that stand at a place, groups first."""
    found = Body.objects.filter(place=place, ends__isnull=True).order_by("order", "pk")
    return sorted(found, key=lambda one: one.tier != Body.Tier.GROUP)


def agencies(place: Place, today: date) -> list[tuple[str, str]]:
    """(sector, name) of everybody who may lead: by the name its agency at this place bears today, else its sector's."""
    names = AgencyName.objects.filter(agency__place=place, agency__ends__isnull=True, starts__lte=today)
    named = dict(names.order_by("starts", "pk").values_list("agency__sector", "name"))
    return [(code, named.get(code) or governance.sector_name(code)) for code in governance.people_sectors()]


def units(place: Place) -> list[SocialUnit]:
    """Social units of a place that may take part."""
    keys = places.keys_under(places.open_paths([place.pid]).values())
    return list(
        SocialUnit.objects.filter(place_id__in=keys, ends__isnull=True).order_by("name", "pk")[:MOST_UNITS]
    )


# -- money, files --------------------------------------------------------------------------------


def money_of(project: Project) -> dict[str, Any]:
    """Budget and spending of a project by line, and by source; sums in yuan."""
    planned = project.budgets.filter(dropped_on__isnull=True)
    spent = project.spendings.filter(dropped_on__isnull=True)

    def by(name: str, listed: str) -> list[dict[str, Any]]:
        told = {row[name]: row["all"] for row in planned.order_by().values(name).annotate(all=Sum("amount"))}
        gone = {row[name]: row["all"] for row in spent.order_by().values(name).annotate(all=Sum("amount"))}
        return [
            {"title": codes.label(listed, code), "planned": told.get(code, 0), "spent": gone.get(code, 0),
             "over": gone.get(code, 0) > told.get(code, 0)}
            for code in codes.codes(listed) if code in told or code in gone
        ]  # fmt: skip

    lines = by("line", "lines")
    return {
        "lines": lines, "sources": by("source", "sources"), "planned": sum(one["planned"] for one in lines),
        "spent": sum(one["spent"] for one in lines), "budgets": list(planned), "spendings": list(spent[:100]),
    }  # fmt: skip


def may_open(reader: Any, ref: str) -> bool:
    """Photos are open to who may open the project."""
    return one(Rights(reader), ref) is not None


def place_for(reader: Any, ref: str) -> str | None:
    """Where files may be added: by who keeps the project."""
    rights = Rights(reader)
    found = one(rights, ref)
    return found.place.pid if found is not None and rights.keeps(found) else None
