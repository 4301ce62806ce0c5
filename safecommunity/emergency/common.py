"""What the pages share: the reader's rights, figures of the chosen place, files sent, owners to choose from."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from safecommunity.accounts import queries as people
from safecommunity.emergency.refusal import NotYours, Refused
from safecommunity.emergency.rights import LOOKS, Rights, of_request
from safecommunity.figures import choice
from safecommunity.figures import queries as figures
from safecommunity.files import actions as files
from safecommunity.governance.models import Agency
from safecommunity.indicators import catalogue
from safecommunity.journal import queries as journal
from safecommunity.places import queries as places
from safecommunity.places.models import Place, SocialUnit
from safecommunity.places.narrowing import Narrowed, narrowed
from safecommunity.shell.slots import show_place

MOST_FILES = 10
MOST_UNITS = 1000


def need(request: HttpRequest) -> Rights:
    """The reader's rights where the pages of the room are open to him."""
    held = of_request(request)
    if held is None or not held.looks:
        raise PermissionDenied
    return held


def need_worker(request: HttpRequest) -> Rights:
    """The same for who enters drills and lines of the log."""
    held = need(request)
    if not held.works:
        raise PermissionDenied
    return held


def need_office(request: HttpRequest) -> Rights:
    """The same for an office."""
    held = need(request)
    if not held.keeps:
        raise PermissionDenied
    return held


def show(request: HttpRequest, place: Place | None) -> None:
    """Tell the frame whose label stands over the page."""
    show_place(request, place.pid if place is not None else "")


def inside(found: QuerySet[Any], pid: str, field: str = "place") -> QuerySet[Any]:
    """Records of a place and below it."""
    keys = places.keys_under(places.open_paths([pid]).values())
    return found.filter(**{f"{field}_id__in": keys})


def listed(found: QuerySet[Any], every: QuerySet[Any], held: Rights, pid: str) -> Narrowed:
    """Records of a place for lists of any length: of every one, where all of the place is open to the reader."""
    return narrowed(every, held.paths(*LOOKS), pid) or Narrowed(inside(found, pid))


def chosen(request: HttpRequest, held: Rights, today: date) -> choice.Choice | None:
    """Place and period of the switch, for who reads figures; None for others."""
    if not held.reader.place_scopes("figures", *choice.READS):
        return None
    return choice.current(request, today)


def told(asked: choice.Choice | None, codes: Sequence[str], now: datetime) -> list[dict[str, Any]]:
    """Figures of the chosen place and period as cards."""
    if asked is None:
        return []
    found = figures.compute_many(
        [catalogue.get(one) for one in codes], asked.place.pid, asked.period, now=now
    )
    return [{"figure": one, "url": reverse("figure", args=[one.key])} for one in found]


def files_of(request: HttpRequest, name: str = "files") -> list[files.Looked]:
    """Photos and papers sent with a form. Raises Refused for what is none or too much."""
    sent = request.FILES.getlist(name)
    if len(sent) > MOST_FILES:
        says = _("Files: got %(came)s; allowed: up to %(most)s at a time")
        raise Refused(says % {"came": len(sent), "most": MOST_FILES}, name)
    found = []
    for one in sent:
        try:
            found.append(files.looked_at(one.read(files.MOST + 1), one.name or "file"))
        except files.Refused as reason:
            raise Refused(f"{one.name}: {reason}", name) from reason
    return found


def attach(
    looked: Sequence[files.Looked], kind: str, ref: str, place: Place, by: str, at: datetime, on: date
) -> None:
    """Keep files as proof; what cannot be kept undoes the whole deed."""
    if not looked:
        return
    try:
        files.attach_files(files=looked, kind=kind, ref=ref, place=place.pid, by=by, at=at, happened_on=on)
    except files.Refused as reason:
        raise Refused(str(reason)) from reason


def units_near(held: Rights, *, office: bool = True) -> list[SocialUnit]:
    """Social units of the reader's places."""
    pids = held.office if office else held.works_in
    found = SocialUnit.objects.filter(place__pid__in=pids, ends__isnull=True).select_related("place")
    return list(found.order_by("place__order", "order", "pk")[:MOST_UNITS])


def agencies_near(held: Rights, today: date, *, office: bool = True) -> list[tuple[Agency, str]]:
    """Agencies of the reader's places and of what lies above them, by the names they bear today. Two queries."""
    pids = held.office if office else held.works_in
    tops = held.reader.place_scopes("emergency", "clerk", "chief", "grid")
    above = {one.pid for pid in tops for one in places.ancestors(pid)}
    found = Agency.objects.filter(place__pid__in={*pids, *above}, ends__isnull=True)
    rows = list(
        found.prefetch_related("names").select_related("place").order_by("place__order", "order", "pk")[:200]
    )
    return [(one, agency_name(one, today)) for one in rows]


def agency_name(agency: Agency | None, on: date) -> str:
    """What an agency was called on a day; reads prefetched names."""
    if agency is None:
        return ""
    names = list(agency.names.all())
    fitting = [one for one in names if one.starts <= on and (one.ends is None or one.ends > on)]
    named = (fitting or names)[-1:]
    return named[0].name if named else agency.sector


def by_pid(found: Sequence[Any], pid: str) -> Any:
    """One of a list by its permanent id; None where nothing was chosen. Raises Refused for an id not offered."""
    if not pid:
        return None
    for one in found:
        if one.pid == pid:
            return one
    raise Refused(_("“%(came)s” is not in the list") % {"came": pid[:20]})


def history(kind: str, ref: str, says: Callable[[str], str]) -> list[tuple[Any, str, str]]:
    """Events of a record with what they say and who did them, the newest first."""
    events = journal.history(kind, ref)
    names = people.names({one.by for one in events})
    return [(one, says(one.action), names.get(one.by, one.by)) for one in events]


def tried(request: HttpRequest, deed: Callable[[], Any], done: str) -> bool:
    """Do something and say how it went."""
    try:
        deed()
    except NotYours:
        raise
    except Refused as reason:
        messages.error(request, str(reason))
        return False
    if done:
        messages.success(request, done)
    return True
