"""The facts `vulnerable` and `vulnerable_group` (one row a year) and `care_visit` (one row a visit). Nobody's name.

A year is told as its last day was; this year as it is now.
"""

from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from safecommunity.engine.schema import Column, FactSchema
from safecommunity.figures.sources import Source, Standing, Yearly, as_at, publish
from safecommunity.hazards.models import CareVisit, VulnerableGroup, VulnerablePerson
from safecommunity.hazards.people import words
from safecommunity.hazards.people.rights import Rights
from safecommunity.indicators import ages
from safecommunity.shell.numbers import day, number

CODES = words.CODES
SCREENS = ((lazy("People at higher risk"), "vulnerable"),)


def _schema(name: str, codes: str, counted: str) -> FactSchema:
    columns = (
        Column("year", "int"), Column("month", "int"), *(Column(one, "code") for one in codes.split()),
        Column("place", "place"),
    )  # fmt: skip
    return FactSchema(
        name=name, version=1, columns=columns, count_columns=("year", "place", *counted.split())
    )


PERSON = _schema(
    "vulnerable",
    "sex age_group risk_group consented expired visited",
    "risk_group sex consented expired visited",
)
GROUP = _schema(
    "vulnerable_group", "sex age_group risk_group consented", "risk_group sex age_group consented"
)
VISIT = _schema("care_visit", "risk_group visit_found on_time", "month visit_found on_time")


def label(name: str, value: int) -> str:
    """The words of a stored code."""
    if name == "sex":
        return words.sex(value)
    if name == "age_group":
        return ages.group(value).label if value >= 0 else _("not told")
    listed = {"risk_group": "groups", "visit_found": "found"}.get(name)
    if listed:
        return CODES.label_of(listed, value) or str(value)
    if name in ("consented", "expired", "visited", "on_time"):
        return _("yes") if value else _("no")
    return str(value)


def seen(reader: Any) -> Q:
    """Condition on people open to a reader."""
    return Rights(reader).seen()


def consented_on(one: VulnerablePerson, on: date) -> bool:
    """Whether a consent held on a day."""
    return any(
        line.on <= on <= line.until and (line.withdrawn_on is None or line.withdrawn_on > on)
        for line in one.consents.all()
    )


def visited_on(one: VulnerablePerson, on: date) -> bool:
    """Whether no visit was overdue on a day."""
    met = [visit.on for visit in one.visits.all() if visit.on <= on and visit.found != "absent"]
    return max([one.starts, *met]) + timedelta(days=as_at(one, "visit_days", on)) >= on


def first_group(one: VulnerablePerson, on: date) -> str:
    """The group that mattered most on a day; of what was kept anew since, the one it is now."""
    fetched: list[VulnerableGroup] | None = getattr(one, "groups_ever", None)
    ever = fetched if fetched is not None else list(VulnerableGroup.every.filter(person=one))
    lines = [line for line in ever if line.starts <= on and (line.ended is None or line.ended > on)]
    found = lines or [line for line in ever if line.ended is None]
    return min(found, key=lambda line: (line.order, line.pk)).group if found else ""


def _who(one: VulnerablePerson, on: date) -> dict[str, Any]:
    return {
        "sex": one.sex, "age_group": ages.group_of(max(0, on.year - one.born)), "place": as_at(one, "place", on),
    }  # fmt: skip


def row(one: Standing) -> dict[str, Any]:
    """Somebody on the register in one year."""
    person: VulnerablePerson = one.record
    agreed = consented_on(person, one.day)
    return _who(person, one.day) | {
        "ref": one.ref, "year": one.year, "month": one.day.month,
        "risk_group": CODES.number("groups", first_group(person, one.day)), "consented": int(agreed),
        "expired": int(not agreed), "visited": int(agreed and visited_on(person, one.day)),
    }  # fmt: skip


def group_row(one: Standing) -> dict[str, Any]:
    """Somebody in one of his groups in one year."""
    line: VulnerableGroup = one.record
    return _who(line.person, one.day) | {
        "ref": one.ref, "year": one.year, "month": one.day.month,
        "risk_group": CODES.number("groups", line.group), "consented": int(consented_on(line.person, one.day)),
    }  # fmt: skip


def visit_row(one: CareVisit) -> dict[str, Any]:
    """A visit in its month, with the group the person belongs to first."""
    return {
        "ref": one.ref, "year": one.on.year, "month": one.on.month, "place": one.place.pid,
        "risk_group": CODES.number("groups", first_group(one.person, one.on)),
        "visit_found": CODES.number("found", one.found), "on_time": int(one.on <= one.due),
    }  # fmt: skip


def cells(one: Standing) -> tuple[str, ...]:
    """Somebody as a figure's page lists him: by number."""
    person: VulnerablePerson = one.record
    return (
        person.number, words.groups(person), words.sex(person.sex), number(words.age(person, one.day)),
        person.place.name, day(person.consent_until), day(person.next_visit),
    )  # fmt: skip


def group_cells(one: Standing) -> tuple[str, ...]:
    """The same in one group."""
    person, group = one.record.person, one.record.group
    return (
        person.number, CODES.label("groups", group), words.sex(person.sex), number(words.age(person, one.day)),
        person.place.name,
    )  # fmt: skip


def people() -> QuerySet[VulnerablePerson]:
    """Everybody who ever was on the register, with what a year is told by."""
    found = VulnerablePerson.objects.select_related("place")
    return found.prefetch_related("groups", _ever("groups"), "consents", "visits")


def _ever(path: str) -> Prefetch:
    return Prefetch(path, VulnerableGroup.every.all(), to_attr="groups_ever")


def groups() -> QuerySet[VulnerableGroup]:
    """Groups of them."""
    return VulnerableGroup.every.select_related("person__place").prefetch_related("person__consents")


def visits() -> QuerySet[CareVisit]:
    """Visits."""
    return CareVisit.objects.select_related("person", "place").prefetch_related(_ever("person__groups"))


def _url(one: VulnerablePerson) -> str:
    return reverse("vulnerable_one", args=[one.pid])


def _in_person(reader: Any) -> Q:
    rights = Rights(reader)
    return Q(person__in=VulnerablePerson.objects.filter(rights.seen()).values("pk"))


FACTS = (
    publish(
        Yearly(
            PERSON, people, row, seen,
            lambda: (_("Number"), _("Groups"), _("Sex"), _("Age"), _("Place"), _("Consent until"), _("Next visit")),
            cells, lambda one: _url(one.record), label,
        ),
        ("hazards.VulnerablePerson", "hazards.Consent", "hazards.CareVisit"), SCREENS,
    ),
    publish(
        Yearly(
            GROUP, groups, group_row, _in_person,
            lambda: (_("Number"), _("Group at higher risk"), _("Sex"), _("Age"), _("Place")),
            group_cells, lambda one: _url(one.record.person), label,
        ),
        ("hazards.VulnerableGroup",), SCREENS,
    ),
    publish(
        Source(
            VISIT, visits, visit_row, seen,
            lambda: (_("Day"), _("Number"), _("Found at the visit"), _("Place"), _("Was due on")),
            lambda one: (day(one.on), one.person.number, CODES.label("found", one.found), one.place.name,
                         day(one.due)),
            lambda one: _url(one.person), label,
        ),
        ("hazards.CareVisit",), SCREENS,
    ),
)  # fmt: skip
