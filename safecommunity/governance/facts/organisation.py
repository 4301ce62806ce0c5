"""The facts `unit`, `agency`, `body`, `membership` (one row a year), `meeting` and `task` (one row each)."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from safecommunity.engine.schema import Column, FactSchema
from safecommunity.governance import codes, words
from safecommunity.governance.facts import Source, Standing, Yearly
from safecommunity.governance.facts.letters import KINDS
from safecommunity.governance.models import Agency, Body, Meeting, Membership, Task
from safecommunity.governance.rights import Rights
from safecommunity.places.models import SocialUnit
from safecommunity.shell.numbers import day, number

MEETING_KINDS = tuple(Meeting.Kind.values)
TIERS, PARTS, SOURCES = tuple(Body.Tier.values), tuple(Membership.Part.values), tuple(Task.Source.values)


def _schema(name: str, ints: str, codes_: str, counted: str, version: int = 1) -> FactSchema:
    columns = (
        *(Column(one, "int") for one in ("year", "month", *ints.split())),
        *(Column(one, "code") for one in codes_.split()), Column("place", "place"),
    )  # fmt: skip
    return FactSchema(
        name=name, version=version, columns=columns, count_columns=("year", "place", *counted.split())
    )


UNIT = _schema("unit", "staff", "kind has_body", "kind has_body")
AGENCY = _schema("agency", "", "", "")
BODY = _schema("body", "", "tier", "tier")
MEMBERSHIP = _schema("membership", "", "part tier", "part tier")
MEETING = _schema("meeting", "decisions present", "tier meeting_kind", "month tier meeting_kind", version=2)
TASK = _schema("task", "", "source done on_time", "month source on_time")


def label(name: str, value: int) -> str:
    """The words of a stored code."""
    if name == "kind":
        return words.kind(KINDS[value])
    if name == "tier":
        return words.tier(TIERS[value])
    if name == "part":
        return words.part(PARTS[value])
    if name == "source":
        return words.source(SOURCES[value])
    if name == "meeting_kind":
        return words.meeting_kind(MEETING_KINDS[value])
    if name in ("has_body", "done", "on_time"):
        return _("yes") if value else _("no")
    return str(value)


def _stood(one: Standing, place: str, **more: int) -> dict[str, Any]:
    return {"ref": one.ref, "year": one.year, "month": one.day.month, "place": place, **more}


# -- units ---------------------------------------------------------------------------------------


def units() -> QuerySet[SocialUnit]:
    """The register with what each unit has for safety."""
    return SocialUnit.objects.select_related("place").prefetch_related("safety")


def _safety(one: Standing) -> Any:
    """What held on the day; None where nobody said anything."""
    held = [said for said in one.record.safety.all() if said.starts <= one.day]
    return held[-1] if held else None


def unit_row(one: Standing) -> dict[str, Any]:
    """A unit in one year."""
    safety, unit = _safety(one), one.record
    return _stood(
        one, unit.place.pid, kind=KINDS.index(unit.kind), has_body=int(bool(safety and safety.has_body)),
        staff=safety.staff if safety else 0,
    )  # fmt: skip


def unit_cells(one: Standing) -> tuple[str, ...]:
    """A unit in a line."""
    safety, unit = _safety(one), one.record
    has = _("yes") if safety and safety.has_body else _("no")
    return unit.name, words.kind(unit.kind), unit.place.name, has, number(safety.staff if safety else 0)


def seen_units(reader: Any) -> Q:
    """Units of the reader's places, and his own."""
    rights = Rights(reader)
    return rights.seen() | Q(pid__in=rights.own_units)


UNITS = Yearly(
    UNIT, units, unit_row, seen_units,
    lambda: (_("Social unit"), _("Kind"), _("Place"), _("Safety body"), _("Safety staff")),
    unit_cells, lambda one: reverse("unit_page", args=[one.record.pid]), label,
)  # fmt: skip


# -- agencies, bodies, members -------------------------------------------------------------------


def name_on(agency: Agency, on: Any) -> str:
    """What an agency was called on a day; before its first name, that one."""
    known = list(agency.names.all())
    held = [one for one in known if one.starts <= on]
    return (
        (held or known)[-1 if held else 0].name
        if known
        else codes.said(codes.sectors()[agency.sector]["title"])
    )


def seen(reader: Any) -> Q:
    """Records of the reader's places."""
    return Rights(reader).seen()


AGENCIES = Yearly(
    AGENCY, lambda: Agency.objects.select_related("place").prefetch_related("names"),
    lambda one: _stood(one, one.record.place.pid), seen, lambda: (_("Agency"), _("Sector"), _("Place")),
    lambda one: (name_on(one.record, one.day), codes.said(codes.sectors()[one.record.sector]["title"]),
                 one.record.place.name),
    lambda one: reverse("agencies") + f"#a-{one.record.pid}", label,
)  # fmt: skip
BODIES = Yearly(
    BODY, lambda: Body.objects.select_related("place"),
    lambda one: _stood(one, one.record.place.pid, tier=TIERS.index(one.record.tier)), seen,
    lambda: (_("Body"), _("Tier"), _("Setting"), _("Place")),
    lambda one: (one.record.name, words.tier(one.record.tier), codes.setting_name(one.record.setting),
                 one.record.place.name),
    lambda one: reverse("body", args=[one.record.pid]), label,
)  # fmt: skip


def member_row(one: Standing) -> dict[str, Any]:
    """A seat in one year."""
    body = one.record.body
    return _stood(one, body.place.pid, part=PARTS.index(one.record.part), tier=TIERS.index(body.tier))


MEMBERS = Yearly(
    MEMBERSHIP, lambda: Membership.objects.select_related("body__place", "unit"), member_row,
    lambda reader: Rights(reader).seen("body__place"), lambda: (_("Post"), _("Part"), _("Body"), _("Paper")),
    lambda one: (one.record.unit.name if one.record.unit else one.record.post, words.part(one.record.part),
                 one.record.body.name, one.record.paper),
    lambda one: reverse("body", args=[one.record.body.pid]), label,
)  # fmt: skip


# -- meetings and tasks --------------------------------------------------------------------------


def meetings() -> QuerySet[Meeting]:
    """Meetings that stand, with how many decisions they made."""
    found = Meeting.objects.filter(withdrawn_at__isnull=True).select_related("body__place")
    return found.annotate(made=Count("decisions", distinct=True), signed=Count("sign_ins", distinct=True))


def came(one: Any) -> int | None:
    """How many came: as counted on the sheet, else who signed in; None where nobody knows."""
    return one.present if one.present is not None else one.signed or None


def meeting_row(one: Any) -> dict[str, Any]:
    """A meeting as counts see it."""
    people = came(one)
    return {
        "ref": one.ref, "year": one.on.year, "month": one.on.month, "decisions": one.made,
        "tier": TIERS.index(one.body.tier), "meeting_kind": MEETING_KINDS.index(one.kind),
        "present": people if people is not None else -1, "place": one.body.place.pid,
    }  # fmt: skip


MEETINGS = Source(
    MEETING, meetings, meeting_row, lambda reader: Rights(reader).seen("body__place"),
    lambda: (_("Day"), _("Meeting"), _("Kind"), _("Body"), _("People present"), _("Decisions")),
    lambda one: (day(one.on), one.title, words.meeting_kind(one.kind), one.body.name, number(came(one)),
                 number(one.made)),
    lambda one: reverse("meeting", args=[one.ref]), label,
)  # fmt: skip


def tasks() -> QuerySet[Task]:
    """Tasks that were not given up."""
    return Task.objects.filter(dropped_on__isnull=True).select_related("place")


def task_row(one: Task) -> dict[str, Any]:
    """A task as counts see it, in the month of its day."""
    in_time = one.done_on is not None and one.done_on <= one.due
    return {
        "ref": one.ref, "year": one.due.year, "month": one.due.month, "source": SOURCES.index(one.source),
        "done": int(one.done_on is not None), "on_time": int(in_time), "place": one.place.pid,
    }  # fmt: skip


TASKS = Source(
    TASK, tasks, task_row, seen, lambda: (_("Due"), _("Task"), _("Who does it"), _("Place"), _("Done on")),
    lambda one: (day(one.due), one.title, one.who, one.place.name, day(one.done_on)),
    lambda one: reverse("task", args=[one.ref]), label,
)  # fmt: skip
