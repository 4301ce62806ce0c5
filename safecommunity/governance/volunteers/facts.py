"""The facts `volunteer_team` (one row a year) and `volunteer_service` (one row a line of hours)."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from safecommunity.engine.schema import Column, FactSchema
from safecommunity.governance.facts import Source, Standing, Yearly
from safecommunity.governance.models import Service, VolunteerTeam
from safecommunity.governance.rights import Rights
from safecommunity.governance.volunteers import words
from safecommunity.shell.numbers import day, number


def _schema(name: str, ints: str, codes: str, counted: str) -> FactSchema:
    columns = (
        *(Column(one, "int") for one in ("year", "month", *ints.split())),
        *(Column(one, "code") for one in codes.split()), Column("place", "place"),
    )  # fmt: skip
    return FactSchema(
        name=name, version=1, columns=columns, count_columns=("year", "place", *counted.split())
    )


TEAM = _schema("volunteer_team", "people", "kind", "kind")
SERVICE = _schema("volunteer_service", "people minutes", "kind what", "month kind what")


def label(name: str, value: int) -> str:
    """The words of a stored code."""
    listed = {"kind": "kinds", "what": "whats"}.get(name)
    known = words.ids(listed) if listed else ()
    return words.label(listed, known[value]) if listed and 0 <= value < len(known) else str(value)


def seen(reader: Any) -> Any:
    """Condition on teams and hours open to a reader."""
    return Rights(reader).seen()


def people_on(one: Standing) -> int:
    """Members on the list that day, or the head count from paper where it is larger."""
    listed = [
        member for member in one.record.members.all()
        if member.starts <= one.day and (member.ends is None or member.ends > one.day)
    ]  # fmt: skip
    return max(len(listed), one.record.said or 0)


def team_row(one: Standing) -> dict[str, Any]:
    """A team in one year."""
    return {
        "ref": one.ref, "year": one.year, "month": one.day.month, "place": one.record.place.pid,
        "kind": words.ids("kinds").index(one.record.kind), "people": people_on(one),
    }  # fmt: skip


def team_cells(one: Standing) -> tuple[str, ...]:
    """A team as a figure's page lists it; the paper's word stands beside its number."""
    team, people = one.record, people_on(one)
    by_paper = team.said is not None and people == team.said
    told = words.told(people, team.qualifier) if by_paper else number(people)
    return (team.name, words.label("kinds", team.kind), team.place.name, told)


TEAMS = Yearly(
    TEAM, lambda: VolunteerTeam.objects.select_related("place").prefetch_related("members"), team_row, seen,
    lambda: (_("Team"), _("Kind"), _("Place"), _("People")), team_cells,
    lambda one: reverse("volunteer_team", args=[one.record.pid]), label,
)  # fmt: skip


def services() -> QuerySet[Service]:
    """Hours that stand."""
    return Service.objects.filter(withdrawn_at__isnull=True).select_related("team", "place")


def service_row(one: Service) -> dict[str, Any]:
    """Hours as counts see them; minutes of all people together."""
    return {
        "ref": one.ref, "year": one.on.year, "month": one.on.month, "people": one.people,
        "minutes": one.person_minutes, "kind": words.ids("kinds").index(one.team.kind),
        "what": words.ids("whats").index(one.what), "place": one.place.pid,
    }  # fmt: skip


SERVICES = Source(
    SERVICE, services, service_row, seen,
    lambda: (_("Day"), _("Team"), _("Served for"), _("People"), _("Hours of all")),
    lambda one: (day(one.on), one.team.name, words.label("whats", one.what), number(one.people),
                 words.hours(one.person_minutes)),
    lambda one: reverse("volunteer_service", args=[one.ref]), label,
)  # fmt: skip
