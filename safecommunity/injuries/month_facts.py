"""The fact `facility_month`: one row for each month a facility owes; completeness is counted from it."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.engine.schema import Column, FactSchema
from safecommunity.figures.registry import Rows, RowView
from safecommunity.injuries.models import FacilityMonth
from safecommunity.injuries.queries import months
from safecommunity.injuries.queries.rights import Rights, rights
from safecommunity.places.models import SocialUnit

CHUNK = 5000
STATES = {
    FacilityMonth.State.OPEN: 0, FacilityMonth.State.SUBMITTED: 1,
    FacilityMonth.State.ACCEPTED: 2, FacilityMonth.State.RETURNED: 3,
}  # fmt: skip

SCHEMA = FactSchema(
    name="facility_month",
    version=1,
    columns=(
        Column("year", "int"),
        Column("month", "int"),
        *(Column(name, "code") for name in ("state", "received", "settled", "on_time", "zero")),
        Column("place", "place"),
        Column("facility", "text"),
    ),
    count_columns=("year", "month", "place", "state"),
)


def _owed(row: FacilityMonth) -> bool:
    """Whether the facility owed the month; the keeper opens a month only after it has ended."""
    end = months.month_end(row.index)
    return row.unit.owes(end.replace(day=1), end)


def _known() -> QuerySet[FacilityMonth]:
    return FacilityMonth.objects.select_related("unit__place")


def rows(refs: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Present rows of these refs; a ref that is missing is not owed (any more)."""
    wanted, found = list(refs), {}
    for start in range(0, len(wanted), CHUNK):
        for row in _known().filter(ref__in=wanted[start : start + CHUNK]):
            if _owed(row):
                found[row.ref] = row_of(row)
    return found


def all_rows() -> Iterator[dict[str, Any]]:
    """Every month on record that is owed."""
    return (row_of(row) for row in _known().order_by("pk").iterator(chunk_size=CHUNK) if _owed(row))


def row_of(row: FacilityMonth) -> dict[str, Any]:
    """One month as counts see it. `settled`: it came, or its deadline passed; before that it is not late."""
    received = row.state in months.ARRIVED
    return {
        "ref": row.ref,
        "year": row.year,
        "month": row.month,
        "state": STATES[FacilityMonth.State(row.state)],
        "received": int(received),
        "settled": int(received or row.overdue),
        "on_time": int(received and in_time(row)),
        "zero": int(received and row.zero),
        "place": row.unit.place.pid,
        "facility": row.unit.pid,
    }


def in_time(row: FacilityMonth) -> bool:
    """What was handed in last came no later than the deadline's day, local time."""
    return row.submitted_at is not None and timezone.localtime(row.submitted_at).date() <= months.due_day(
        row.index
    )


def headings() -> tuple[str, ...]:
    """Columns of the rows behind a figure."""
    return (_("Month"), _("Facility"), _("State"), _("Cards declared"), _("Handed in on"), _("Deadline"))


def rows_by_refs(reader: Reader, refs: list[str]) -> Rows:
    """The months behind a figure, in the order asked; those of other offices keep their line without content."""
    held, width = rights(reader), len(headings())
    found = {row.ref: row for row in _known().filter(ref__in=refs)}
    return Rows(
        headings(),
        tuple(
            RowView(ref, _cells(found[ref]), _url(found[ref])) if _open(held, found[ref].unit)
            else RowView(ref, (_("not open to you"),) + ("",) * (width - 1))
            for ref in refs
            if ref in found
        ),
    )  # fmt: skip


def _open(held: Rights, unit: SocialUnit) -> bool:
    return unit.pid in held.own_units or unit.place.pid in held.office_reach


def _url(row: FacilityMonth) -> str:
    return f"{reverse('injury_months')}#m-{row.unit.pid}-{row.index}"


def _cells(row: FacilityMonth) -> tuple[str, ...]:
    sent = timezone.localtime(row.submitted_at).date().isoformat() if row.submitted_at else ""
    late = row.state in months.ARRIVED and not in_time(row)
    return (
        f"{row.year}-{row.month:02d}", row.unit.name, state_text(row),
        "" if row.cards is None else str(row.cards),
        _("%(day)s, late") % {"day": sent} if late else sent, months.due_day(row.index).isoformat(),
    )  # fmt: skip


def state_text(row: FacilityMonth) -> str:
    """The state of a month in words."""
    words = {
        FacilityMonth.State.OPEN: _("missing"), FacilityMonth.State.SUBMITTED: _("received"),
        FacilityMonth.State.ACCEPTED: _("accepted"), FacilityMonth.State.RETURNED: _("returned"),
    }  # fmt: skip
    return words[FacilityMonth.State(row.state)]


def openable(reader: Reader, refs: list[str]) -> int:
    """How many of these months a reader may open."""
    held = rights(reader)
    return sum(
        _open(held, row.unit)
        for start in range(0, len(refs), CHUNK)
        for row in _known().filter(ref__in=refs[start : start + CHUNK])
    )


def option_label(name: str, value: int) -> str:
    """The words of a stored code of the fact's columns."""
    if name == "state":
        return (_("missing"), _("received"), _("accepted"), _("returned"))[value]
    if name in ("received", "settled", "on_time", "zero"):
        return _("yes") if value else _("no")
    return str(value)
