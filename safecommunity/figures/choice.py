"""The place and period a reader is looking at: chosen anywhere, kept for every page after."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import reader_of as reader_of
from safecommunity.figures import queries, registry
from safecommunity.indicators import catalogue
from safecommunity.indicators.errors import IndicatorError, PeriodError
from safecommunity.indicators.period import Period
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.shell.errors import Refused
from safecommunity.shell.slots import Option, Switch, show_place

# roles that read the numbers of a place; the others see their own work only
READS = (Role.CLERK, Role.CHIEF, Role.CDC, Role.AUDITOR, Role.ADMIN)
TELLS = (Role.CHIEF, Role.CDC)
MOST_OPTIONS = 60
MOST_YEARS = 20


class BadChoice(Refused):
    """A place or period that cannot be shown; the text is for the reader."""


@dataclass(frozen=True)
class Choice:
    """Where and when."""

    place: Place
    period: Period

    def query(self, **more: str) -> str:
        """The choice as a query string, with more parameters."""
        return urlencode({"place": self.place.pid, "period": str(self.period), **more})


@dataclass(frozen=True)
class Opened:
    """The places whose live numbers a reader may read: by his roles, and streets that opened theirs to him."""

    reader: Any

    def place_scopes(self, _room: str = "", *_roles: str) -> tuple[str, ...]:
        """Permanent ids of the places, each with everything below."""
        return tuple(dict.fromkeys((*self.reader.place_scopes("figures", *READS), *self.reader.live_places)))


def reads(reader: Any) -> tuple[str, ...]:
    """The places whose numbers a reader may read, his first place first."""
    return Opened(reader).place_scopes()


def may_read(reader: Any, pid: str) -> bool:
    """Whether the numbers of a place are open to a reader."""
    return places.within(Opened(reader), pid)


def told_above(code: str) -> bool:
    """Whether a figure counts only what was handed in: whoever is promised it above may be told it."""
    try:
        fact = registry.known(catalogue.get(code).fact)
    except IndicatorError:
        return False
    return fact is not None and fact.handed_in


def may_tell(reader: Any, pid: str) -> bool:
    """Whether a reader may tell a table of a place to everybody: who answers for its numbers."""
    return places.within(reader, pid, "figures", *TELLS)


def current(request: HttpRequest, today: date) -> Choice:
    """What this request shows: its own parameters, else the last choice, else the reader's own place this year.

    Raises BadChoice for parameters that say nothing, PermissionDenied for a place out of reach.
    """
    known: Choice | None = getattr(request, "_choice", None)
    if known is None:
        known = request._choice = _current(request, today)  # type: ignore[attr-defined]
    return known


def _current(request: HttpRequest, today: date) -> Choice:
    reader, session = reader_of(request), request.session
    period = _period(request.GET.get("period", ""), session.get("period", ""), today)
    pid = request.GET.get("place", "")
    if pid:
        place = places.by_code(pid)
        if place is None:
            raise BadChoice(_("Place: got “%(came)s”; allowed: a place from the list.") % {"came": pid[:40]})
        if not may_read(reader, place.pid):
            raise PermissionDenied
    else:
        place = _remembered(reader, session.get("place", ""))
    if place is None:
        raise PermissionDenied
    remember(request, place, period)
    return Choice(place, period)


def remember(request: HttpRequest, place: Place, period: Period) -> None:
    """Keep the choice for the pages after, and tell the frame whose label to show."""
    show_place(request, place.pid)
    session = request.session
    for name, value in (("place", place.pid), ("period", str(period))):
        if session.get(name) != value:
            session[name] = value


def _period(asked: str, kept: str, today: date) -> Period:
    try:
        if asked:
            return Period.parse(asked)
    except PeriodError as reason:
        raise BadChoice(
            _("Period: got “%(came)s”; allowed: 2026, 2026-05 or 2026-01..2026-10.") % {"came": asked[:40]}
        ) from reason
    try:
        return Period.parse(kept) if kept else Period.of_year(today.year)
    except PeriodError:
        return Period.of_year(today.year)


def _remembered(reader: Any, kept: str) -> Place | None:
    if kept and may_read(reader, kept):
        return places.place(kept)
    own = reads(reader)
    return places.place(own[0]) if own else None


def switches(request: HttpRequest, **_context: Any) -> list[Switch]:
    """The two switches of the top bar, on pages of a reader who reads numbers."""
    from django.utils import timezone

    reader = getattr(request, "reader", None)
    if reader is None or not reads(reader):
        return []
    today = timezone.localdate()
    try:
        chosen = current(request, today)
    except (BadChoice, PermissionDenied):
        return []
    found = places.choices(Opened(reader))
    return [
        _place_switch(request, found, chosen),
        _period_switch(request, chosen, _years(_below(chosen.place, found), today), today),
    ]


def _below(place: Place, found: list[places.Choice]) -> list[str]:
    """A place and everything beneath it among places in the order of their tree."""
    inside, pids = {place.pk}, [place.pid]
    for one in found:
        if one.parent_id in inside:
            inside.add(one.pk)
            pids.append(one.pid)
    return pids


def _place_switch(request: HttpRequest, found: list[places.Choice], chosen: Choice) -> Switch:
    options: list[Option] = []
    depth: dict[int | None, int] = {}
    for place in found[:MOST_OPTIONS]:
        depth[place.pk] = depth.get(place.parent_id, -1) + 1
        url = _kept(request, place=place.pid, period=str(chosen.period))
        options.append(Option(place.name, url, place.pid == chosen.place.pid, depth[place.pk]))
    return Switch(_("Place"), chosen.place.name, tuple(options))


def _period_switch(request: HttpRequest, chosen: Choice, years: list[int], today: date) -> Switch:
    language = get_language() or "zh-hans"
    offered = [Period.of_year(year) for year in years]
    offered[1:1] = [
        Period.parse(f"{today.year}-{month:02d}") for month in range(today.month, max(0, today.month - 3), -1)
    ]
    if chosen.period not in offered:
        offered.insert(0, chosen.period)
    options = tuple(
        Option(
            period.label(language),
            _kept(request, place=chosen.place.pid, period=str(period)),
            period == chosen.period,
        )
        for period in offered
    )
    return Switch(_("Period"), chosen.period.label(language), options)


def _years(pids: list[str], today: date) -> list[int]:
    """This year and the years with records, newest first; where nothing is on record yet, the last five."""
    found = {year for year, _n in queries.years_on_record(catalogue.get("injury.count"), pids)}
    known = {year for year in found if year <= today.year} or {today.year - back for back in range(5)}
    return sorted(known | {today.year}, reverse=True)[:MOST_YEARS]


def _kept(request: HttpRequest, **changed: str) -> str:
    """The present page with another choice; paging and the like start anew."""
    path = request.path if request.method == "GET" and not getattr(request, "own_address", False) else "/"
    return f"{path}?{urlencode(changed)}"
