"""Reading targets: whose, what was assigned of one and whether that adds up, how far it has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import Reader
from safecommunity.figures import queries as figures
from safecommunity.governance.models import Return, ReturnCell, Target
from safecommunity.governance.returns import transitions
from safecommunity.governance.returns.spec import ONLY
from safecommunity.indicators import catalogue
from safecommunity.indicators.errors import IndicatorError
from safecommunity.indicators.figure import Figure, FigureKey
from safecommunity.indicators.period import Period, index
from safecommunity.places import queries as places
from safecommunity.places.models import Level, Place

ROOM = "governance"
SETS = (Role.CLERK, Role.CHIEF, Role.SUPERVISOR)
LOOKS = (*SETS, Role.GRID)
Sense = Target.Sense


def own_places(reader: Reader, *roles: str) -> list[Place]:
    """The very places a reader works for."""
    held = reader.place_scopes(ROOM, *(roles or LOOKS))
    return list(Place.objects.filter(pid__in=held).order_by("order", "pk")) if held else []


def sets_for(reader: Reader, place: Place) -> bool:
    """Whether this reader's office sets targets of a place: its own office."""
    roles = (Role.CLERK, Role.CHIEF) if place.level in (Level.STREET, Level.COMMUNITY, Level.GRID) else SETS
    return place.pid in reader.place_scopes(ROOM, *roles)


def visible(reader: Reader) -> QuerySet[Target]:
    """Targets of the reader's places, and those his offices set for others."""
    mine = [place.pk for place in own_places(reader)]
    return Target.objects.filter(Q(place__in=mine) | Q(issuer__in=mine)).select_related(
        "place", "issuer", "parent"
    )


def has_any(reader: Reader) -> bool:
    """Whether the page has something for this reader: an office sets targets, a worker reads those there are."""
    if reader.place_scopes(ROOM, *SETS):
        return True
    return bool(reader.place_scopes(ROOM, *LOOKS)) and visible(reader).exists()


def one(reader: Reader, pid: str) -> Target | None:
    """A target by its id, where it exists for this reader."""
    return visible(reader).filter(pid=pid).first()


def at_most(place: Place, figure: str, first: date, last: date) -> dict[int, Decimal]:
    """Control figures of a place: by year, the most a figure may come to, as the tightest target of the year says."""
    rows = Target.objects.filter(
        place=place, figure=figure, dropped_on__isnull=True, starts__lte=last, deadline__gte=first,
        sense__in=[Sense.AT_MOST, Sense.EXACT, Sense.RANGE],
    )  # fmt: skip
    found: dict[int, Decimal] = {}
    for one in rows:
        most = one.low if one.high is None else one.high
        for year in range(max(one.starts.year, first.year), min(one.deadline.year, last.year) + 1):
            found[year] = min(found.get(year, most), most)
    return found


def may_change(reader: Reader, target: Target) -> bool:
    """Whoever set it may change and drop it."""
    return sets_for(reader, target.issuer)


def may_assign(reader: Reader, target: Target) -> bool:
    """Whoever is to reach it may assign it further down."""
    return target.dropped_on is None and sets_for(reader, target.place)


@dataclass(frozen=True)
class Sum:
    """What the parts of a target add up to, against the target itself (N2)."""

    low: Decimal
    high: Decimal
    says: str
    holds: bool


def added(target: Target, parts: list[Target]) -> Sum | None:
    """Whether what was assigned adds up to the target, or by how much not; None where nothing is to add up."""
    if not parts or not target.adds_up:
        return None
    low = sum((part.low for part in parts), Decimal(0))
    high = sum((part.high if part.high is not None else part.low for part in parts), Decimal(0))
    want_low, want_high = target.low, target.high if target.high is not None else target.low
    if target.sense == Sense.AT_LEAST and low >= want_low:
        spare = low - want_low
        says = _("assigned %(n)s, as asked") if not spare else _("assigned %(n)s, %(by)s more than asked")
        return Sum(low, high, says % {"n": told(low), "by": told(spare)}, True)
    if target.sense == Sense.AT_MOST and high <= want_low:
        return Sum(low, high, _("assigned %(n)s, within what is allowed") % {"n": told(high)}, True)
    if target.sense == Sense.RANGE and (low, high) != (want_low, want_high):
        return _in_range(low, high, want_low, want_high)
    if (low, high) == (want_low, want_high):
        return Sum(low, high, _("assigned %(n)s, as asked") % {"n": span(low, high)}, True)
    apart = low - want_low if low != want_low else high - want_high
    says = _("assigned %(n)s: %(by)s too few") if apart < 0 else _("assigned %(n)s: %(by)s too many")
    return Sum(low, high, says % {"n": span(low, high), "by": told(abs(apart))}, False)


def _in_range(low: Decimal, high: Decimal, want_low: Decimal, want_high: Decimal) -> Sum:
    """Parts of a range: what they come to must lie within it."""
    if low >= want_low and high <= want_high:
        says = _("assigned %(n)s, within what is allowed") % {"n": span(low, high)}
        return Sum(low, high, says, True)
    few = low < want_low
    says = _("assigned %(n)s: %(by)s too few") if few else _("assigned %(n)s: %(by)s too many")
    apart = want_low - low if few else high - want_high
    return Sum(low, high, says % {"n": span(low, high), "by": told(apart)}, False)


def plain(value: Decimal | None) -> str:
    """A number as it stands in a field."""
    return "" if value is None else told(value).replace(",", "")


def told(value: Decimal) -> str:
    """A number without zeros behind the point."""
    text = f"{value:,.3f}"
    return text.rstrip("0").rstrip(".")


def span(low: Decimal, high: Decimal) -> str:
    """A value, or a range as the papers write it: 400–500."""
    return told(low) if low == high else f"{told(low)}–{told(high)}"


def value_text(target: Target) -> str:
    """The promised value in words."""
    if target.sense == Sense.RANGE and target.high is not None:
        return span(target.low, target.high)
    words = {Sense.AT_LEAST: "≥ %s", Sense.AT_MOST: "≤ %s"}
    return words.get(Sense(target.sense), "%s") % told(target.low)


@dataclass(frozen=True)
class Base:
    """What a share is of: how many, and where that number comes from."""

    number: float
    says: str


def base_of(target: Target) -> Base | None:
    """The denominator a target chose; None where it is no share of something, or where there is nothing of it."""
    if target.base == Target.Base.STATED and target.base_number is not None:
        return Base(float(target.base_number), target.base_source)
    level = {Target.Base.STREETS: Level.STREET, Target.Base.COMMUNITIES: Level.COMMUNITY}.get(
        Target.Base(target.base)
    )
    if level is None:
        return None
    keys = places.keys_under(places.open_paths([target.place.pid]).values())
    found = Place.objects.filter(pk__in=keys, level=level, ends__isnull=True).count()
    words = {
        Level.STREET: _("streets and towns of the register"),
        Level.COMMUNITY: _("communities and villages of the register"),
    }
    return Base(float(found), words[level]) if found else None


@dataclass(frozen=True)
class Progress:
    """How far a target is: its figure, whether it is reached, and the share of the way where that can be said.

    `value` is what is compared with the promise: the figure's, or its share of `base` in percent.
    """

    figure: Figure
    value: float | None
    reached: bool | None
    share: float | None
    base: Base | None = None


def period_of(target: Target, today: date) -> Period:
    """The months a target is measured over: from its beginning to its deadline, or to now."""
    last = min(index(target.deadline.year, target.deadline.month), index(today.year, today.month))
    first = index(target.starts.year, target.starts.month)
    return Period(min(first, last), last)


def progress(target: Target, *, now: datetime, today: date) -> Progress | None:
    """The figure of a target as it stands; None where none is named, it has not begun, or it cannot be computed."""
    if not target.figure or today < target.starts:
        return None
    try:
        definition = catalogue.get(target.figure)
        key = FigureKey(definition.code, definition.version, target.place.pid, period_of(target, today))
        figure = figures.compute(key, now=now)
    except IndicatorError:
        return None
    base = base_of(target) if target.base else None
    value = figure.value
    if target.base:
        value = 100 * value / base.number if value is not None and base is not None else None
    if value is None:
        return Progress(figure, None, None, None, base)
    return Progress(figure, value, *_judged(target, value), base)


def _judged(target: Target, value: float) -> tuple[bool, float | None]:
    """Whether a value reaches a target, and the share of the way where that can be said."""
    low = float(target.low)
    high = float(target.high) if target.high is not None else low
    at_most = target.sense == Sense.AT_MOST
    reached = value <= low if at_most else value >= low
    if target.sense == Sense.EXACT:
        reached = value == low
    return reached, None if at_most or not high else min(1.0, value / (low or high))


@dataclass(frozen=True)
class HandedIn:
    """How far a target is by the returns its issuer received, for an office that reads no more than those."""

    value: float | None  # None where nothing came: not zero
    came: int
    due: int
    call: str
    reached: bool | None
    share: float | None


def handed_in(reader: Reader, target: Target, *, today: date) -> HandedIn | None:
    """Progress as the issuer's office received it: what stands in returns sent to it, nothing of anybody's drafts.

    None where the target's figure is no cell of a return, where the office is not the reader's, or before it begins.
    """
    parts = target.figure.split(".")
    if parts[0] != "return" or len(parts) not in (3, 4) or today < target.starts:
        return None
    if target.issuer.pid not in reader.place_scopes(ROOM, *SETS):
        return None
    try:
        per, period = catalogue.get(target.figure).per, period_of(target, today)
    except IndicatorError:
        return None
    rows = Return.objects.filter(
        issuer=target.issuer_id, form__key=parts[1], last__range=(period.first, period.last)
    )
    if target.place_id != target.issuer_id:
        rows = rows.filter(place=target.place_id)
    found = list(rows.order_by("last").values_list("pk", "state", "last", "call__pid"))
    if not found:
        return None
    came = [pk for pk, state, _last, _call in found if state in transitions.STANDING]
    due = sum(last < index(today.year, today.month) or pk in came for pk, _state, last, _call in found)
    cell = f"{parts[2]}.{parts[3] if len(parts) == 4 else ONLY}"
    total = ReturnCell.objects.filter(of__in=came, cell=cell, standing=True).aggregate(
        total=models.Sum("value")
    )["total"]
    base = base_of(target) if target.base else None
    if total is None or (target.base and base is None):
        return HandedIn(None, len(came), due, found[-1][3], None, None)
    value = 100 * total * per / base.number if base is not None else total * per
    return HandedIn(value, len(came), due, found[-1][3], *_judged(target, value))


def figures_known() -> list[tuple[str, str]]:
    """Codes and titles a target may be measured by: the product's, and those of the office's return forms."""
    from django.utils.translation import get_language

    at = get_language() or "zh-hans"
    return [(one.code, f"{one.title(at)} · {one.unit_label(at)}") for one in catalogue.CATALOGUE.everything()]


def below(place: Place, today: date) -> list[Place]:
    """Places a target may be assigned to: those directly beneath."""
    return list(Place.objects.filter(parent=place).exclude(ends__lte=today).order_by("order", "pk"))


def tree(target: Target) -> list[tuple[int, Target]]:
    """A target with everything assigned from it, indented; one query a level, four levels at most."""
    found: list[tuple[int, Target]] = []
    level: list[Target] = [target]
    children: dict[int, list[Target]] = {}
    for _depth in range(4):
        rows = Target.objects.filter(parent__in=[one.pk for one in level], dropped_on__isnull=True)
        level = list(rows.select_related("place", "issuer").order_by("place__order", "pk"))
        for row in level:
            children.setdefault(row.parent_id or 0, []).append(row)
        if not level:
            break

    def walk(one: Target, depth: int) -> None:
        found.append((depth, one))
        for child in children.get(one.pk, []):
            walk(child, depth + 1)

    walk(target, 0)
    return found


@dataclass(frozen=True)
class WaveLine:
    """How the parts of one wave stand: how many places, how many reached what they were assigned."""

    wave: str
    places: int
    reached: int
    until: date


def waves(parts: list[Target], measured: Mapping[int, Progress | None]) -> list[WaveLine]:
    """Pilots, then who follows; nothing where no part is a pilot."""
    found = []
    for wave in (Target.Wave.PILOT, Target.Wave.ROLL_OUT):
        some = [one for one in parts if one.wave == wave]
        if not some:
            continue
        reached = sum(
            bool(told and told.reached) for one in some if (told := measured.get(one.pk)) is not None
        )
        found.append(WaveLine(wave, len(some), reached, max(one.deadline for one in some)))
    return found if any(one.wave == Target.Wave.PILOT for one in found) else []


def path_names(target: Target) -> str:
    """Where the place of a target lies."""
    return places.names([target.place.pid]).get(target.place.pid, "")


Context = dict[str, Any]
