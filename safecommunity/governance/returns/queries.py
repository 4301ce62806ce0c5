"""Reading returns: what a reader owes and receives, what stands as handed in, the parts below, who is late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from safecommunity.accounts.reader import Reader
from safecommunity.governance.models import Return, ReturnCall, ReturnCell, ReturnForm, ReturnVersion
from safecommunity.governance.returns import forms_known, numbers, periods, transitions, workdays
from safecommunity.governance.returns.rights import Hands
from safecommunity.governance.returns.spec import Spec, Values
from safecommunity.places.models import Place
from safecommunity.places.scopes import Within

WITH = ("form", "call__parent", "place", "unit", "issuer")


def hands(reader: Reader) -> Hands:
    """A reader's rights over returns; make it once a request."""
    return Hands(reader)


def returns() -> QuerySet[Return]:
    """Returns with what pages ask of them."""
    return Return.objects.select_related(*WITH)


def one(held: Hands, pid: str) -> Return | None:
    """A return by its id, where it exists for this reader."""
    found = returns().filter(pid=pid).first()
    return found if found is not None and held.sees(found) else None


def register(held: Hands) -> QuerySet[Return]:
    """All returns a reader owes or receives."""
    return returns().filter(held.owes | held.receives)


def asked_already(
    issuer: Place, key: str, fillers: list[tuple[str, str]], first: int, until: int | None
) -> tuple[int, int] | None:
    """How many of these fillers one office asks for a form and period already, and from which month on."""
    rows = Return.objects.filter(issuer=issuer, form__key=key, last__gte=first)
    calls = ReturnCall.objects.filter(issuer=issuer, form__key=key, ended_at__isnull=True)
    calls = calls.filter(Q(until__isnull=True) | Q(until__gte=first))
    if until is not None:
        rows, calls = rows.filter(first__lte=until), calls.filter(first__lte=until)
    found: dict[tuple[str, str], int] = {}
    for kind, unit, place, month in rows.values_list("filler", "unit__pid", "place__pid", "first"):
        found[kind, unit or place] = month
    for call in calls:
        for kind, pid in call.fillers:
            found[kind, pid] = call.first
    twice = {one: month for one, month in found.items() if one in set(fillers)}
    return (len(twice), min(twice.values())) if twice else None


def owed(held: Hands) -> QuerySet[Return]:
    """Returns of the reader's own side."""
    return returns().filter(held.owes)


def listed(held: Hands, side: str, states: Iterable[str] = ()) -> Within:
    """Returns of the reader's own side or ("in") that come to his office, in some states: for a list of any length.

    What comes to one office stands in an index for each state.
    """
    states = tuple(states)
    if side != "in":
        return Within(returns(), (), [held.owes & Q(state__in=states) if states else held.owes])
    asked = [Q(issuer_id=key) for key in held.receiving]
    if states:
        asked = [one & Q(state=state) for one in asked for state in states]
    return Within(returns(), (), asked, apart=True)


def filler_name(one: Return) -> str:
    """Who fills: the facility, the agency (with its organisation, where one is named), the place."""
    if one.filler == Return.Filler.AGENCY:
        name = forms_known.spec_of(one.form).agency_name("zh-hans")
        return f"{name}（{one.unit.name}）" if one.unit is not None else name
    return one.unit.name if one.unit is not None else one.place.name


def label(one: Return) -> str:
    """The period of a return, as it is spoken of."""
    return periods.label(one.first, one.last)


def stands(one: Return) -> bool:
    """Whether it counts as handed in."""
    return one.state in transitions.STANDING


def is_late(one: Return, today: date) -> bool:
    """Late is a property of the clock, never a state."""
    return one.state in transitions.NOT_IN and one.due < today


def days_late(one: Return, today: date) -> int:
    """Working days past its due day; 0 where it is in or in time."""
    return workdays.between(one.due, today) if is_late(one, today) else 0


def overdue(held: Hands, side: str, today: date, most: int) -> tuple[list[Return], str]:
    """Returns that are late, the longest first, and how many they are; "" where none is."""
    found = listed(held, side, transitions.NOT_IN)

    def late(rows: QuerySet[Return]) -> QuerySet[Return]:
        return rows.filter(due__lt=today)

    return found.first(late, ("due", "pk"), most), found.so_many(late)


def last_version(one: Return) -> ReturnVersion | None:
    """The newest of what was handed in."""
    return one.versions.order_by("-number").first()


@dataclass(frozen=True)
class Part:
    """A return beneath another one, and what of it may be added up."""

    row: Return
    version: ReturnVersion | None

    @property
    def values(self) -> Values | None:
        """Its numbers as they stand; None where nothing does."""
        return self.version.values if self.version is not None and stands(self.row) else None


@dataclass(frozen=True)
class Parts:
    """What lies beneath a return: the returns asked for on its behalf, for the same period."""

    spec: Spec
    rows: tuple[Part, ...]

    @cached_property
    def standing(self) -> tuple[Part, ...]:
        """Those that were handed in and not sent back."""
        return tuple(part for part in self.rows if part.values is not None)

    @cached_property
    def sums(self) -> Values:
        """Their numbers added up."""
        return numbers.summed(self.spec, (part.values or {} for part in self.standing))

    @property
    def complete(self) -> bool:
        """Whether all of them have come."""
        return len(self.standing) == len(self.rows)

    def to_data(self) -> dict[str, Any]:
        """As it is frozen with a handing-in."""
        return {
            "sums": self.sums, "due": len(self.rows), "received": len(self.standing),
            "missing": [filler_name(part.row) for part in self.rows if part.values is None][:100],
        }  # fmt: skip


def parts(one: Return) -> Parts:
    """The returns beneath one, in two queries."""
    found = (
        returns()
        .filter(call__parent=one.call_id, issuer=one.place_id, first=one.first)
        .prefetch_related(Prefetch("versions", ReturnVersion.objects.order_by("-number")))
        .order_by("place__order", "pk")
    )
    rows = tuple(Part(row, next(iter(row.versions.all()), None)) for row in found)
    return Parts(forms_known.spec_of(one.form), rows)


def above(one: Return) -> Return | None:
    """The return this one is a part of."""
    if one.call.parent_id is None:
        return None
    return (
        returns()
        .filter(call=one.call.parent_id, place=one.issuer_id, unit__isnull=True, first=one.first)
        .first()
    )


def findings(one: Return, values: Values, below: Parts, language: str) -> list[numbers.Finding]:
    """Everything of a return that does not add up: within itself (N2), and against the parts beneath (N4)."""
    found = numbers.findings(below.spec, values, language)
    return [*found, *numbers.against_parts(below.spec, values, below.sums, language)]


def children(place: Place, today: date) -> list[Place]:
    """The places directly beneath that are still there."""
    found = Place.objects.filter(parent=place).exclude(ends__lte=today)
    return list(found.order_by("order", "pk"))


@dataclass(frozen=True)
class Round:
    """One period of a call: who was asked, what came."""

    call: ReturnCall
    first: int
    last: int
    rows: tuple[Part, ...]

    @property
    def label(self) -> str:
        """The period."""
        return periods.label(self.first, self.last)


def rounds(call: ReturnCall) -> list[tuple[int, int, int, int]]:
    """(first month, last month, asked, in) of each period of a call, newest first."""
    found = call.returns.values("first", "last").annotate(
        asked=Count("pk"), came=Count("pk", filter=Q(state__in=transitions.STANDING))
    )
    return [(row["first"], row["last"], row["asked"], row["came"]) for row in found.order_by("-first")]


def round_of(call: ReturnCall, first: int) -> Round | None:
    """One period of a call with what its fillers handed in."""
    found = (
        returns()
        .filter(call=call, first=first)
        .prefetch_related(Prefetch("versions", ReturnVersion.objects.order_by("-number")))
        .order_by("place__order", "unit__order", "pk")
    )
    rows = tuple(Part(row, next(iter(row.versions.all()), None)) for row in found)
    return Round(call, first, rows[0].row.last, rows) if rows else None


def calls(held: Hands) -> QuerySet[ReturnCall]:
    """What the reader's offices have sent down."""
    return ReturnCall.objects.filter(issuer__in=held.issuing).select_related("form", "issuer", "parent")


def call(held: Hands, pid: str) -> ReturnCall | None:
    """One of them."""
    return calls(held).filter(pid=pid).first()


def forms(held: Hands) -> list[ReturnForm]:
    """The newest versions of the forms the reader's offices may send down: shipped ones in use, and their own."""
    own = [place.pk for place in held.issuing]
    found = ReturnForm.objects.filter(Q(owner__isnull=True) | Q(owner__in=own)).select_related("owner")
    newest: dict[str, ReturnForm] = {}
    for row in found.order_by("key", "version"):
        newest[row.key] = row
    return list(newest.values())


def parts_sums(cells: Iterable[ReturnCell]) -> dict[int, int]:
    """For each cell the sum of the standing parts beneath it, where it has any; two queries.

    {primary key of the cell: sum}. A summary is counted for what it says beyond its parts, so that a place is not
    counted twice.
    """
    wanted = list(cells)
    keys = {(cell.of.call_id, cell.of.place_id, cell.of.first): cell.of_id for cell in wanted}
    below = ReturnCell.objects.filter(
        of__call__parent__in={call for call, _place, _first in keys}, standing=True,
        of__issuer__in={place for _call, place, _first in keys}, of__first__in={first for _c, _p, first in keys},
    ).values_list("of__call__parent", "of__issuer", "of__first", "cell", "value") if keys else ()  # fmt: skip
    sums: dict[tuple[int, str], int] = {}
    for parent, place, first, name, value in below:
        if parent is None:
            continue
        of = keys.get((parent, place, first))
        if of is not None:
            sums[of, name] = sums.get((of, name), 0) + value
    return {cell.pk: sums[cell.of_id, cell.cell] for cell in wanted if (cell.of_id, cell.cell) in sums}
