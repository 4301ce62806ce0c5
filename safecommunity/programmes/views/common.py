"""What every page of this room begins with."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from safecommunity.figures import choice
from safecommunity.figures import queries as figures
from safecommunity.files import actions as stored
from safecommunity.indicators import catalogue
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.programmes import actions
from safecommunity.programmes.models import Project
from safecommunity.programmes.queries import projects as queries
from safecommunity.programmes.rights import Rights, of_request
from safecommunity.shell.slots import show_place

FIGURES = (
    "projects.running", "projects.covered_cells", "projects.milestones_on_time", "projects.milestones_overdue",
    "projects.outputs", "projects.spent", "projects.reviewed", "projects.pilots",
)  # fmt: skip
GRID_FIGURES = ("projects.covered_cells", "projects.uncovered_cells", "projects.running", "projects.count")
MOST_PLACES, MOST_FILES = 600, 10


def need(request: HttpRequest) -> Rights:
    """The reader's rights where anything of this room is open to him."""
    held = of_request(request)
    if held is None or not held.looks:
        raise PermissionDenied
    return held


def need_enter(request: HttpRequest) -> tuple[Rights, Place]:
    """The rights of somebody who enters projects, and the place he enters them for."""
    held = need(request)
    if not held.enters or held.street is None:
        raise PermissionDenied
    return held, held.street


def need_office(request: HttpRequest) -> tuple[Rights, Place]:
    """The same for deeds of an office."""
    held = need(request)
    if not held.keeps_any or held.street is None:
        raise PermissionDenied
    return held, held.street


def asked(request: HttpRequest, pid: str, *, keeps: bool = False) -> tuple[Rights, Project]:
    """A project the reader may open, or with `keeps` may change; 404 otherwise."""
    held = need(request)
    found = queries.one(held, pid)
    if found is None or (keeps and not held.keeps(found)):
        raise Http404
    show_place(request, found.place.pid)
    return held, found


def number_of(text: str) -> int:
    """A version number or a year a form sends; -1 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


def photos_of(request: HttpRequest, name: str = "photos") -> list[stored.Looked]:
    """Photos or scans sent with a form. Raises Refused for what is none or too much."""
    sent = request.FILES.getlist(name)
    if len(sent) > MOST_FILES:
        says = _("Files: got %(came)s; allowed: up to %(most)s at a time")
        raise actions.Refused(says % {"came": len(sent), "most": MOST_FILES}, name)
    found = []
    for one in sent:
        try:
            found.append(stored.looked_at(one.read(stored.MOST + 1), one.name or "photo"))
        except stored.Refused as reason:
            raise actions.Refused(f"{one.name}: {reason}", name) from reason
    return found


def reads_numbers(held: Rights) -> bool:
    """Whether the reader reads figures of places."""
    return bool(held.reader.place_scopes("figures", *choice.READS))


def cards(codes: tuple[str, ...], chosen: choice.Choice, now: Any) -> list[dict[str, Any]]:
    """Figures of the chosen place and period as cards."""
    told = figures.compute_many(
        [catalogue.get(one) for one in codes], chosen.place.pid, chosen.period, now=now
    )
    return [{"figure": one, "url": reverse("figure", args=[one.key])} for one in told]


def near(place: Place) -> list[Place]:
    """A place and everything beneath it down to communities and grids, the widest first."""
    keys = places.keys_under(places.open_paths([place.pid]).values())
    found = list(Place.objects.filter(pk__in=keys, ends__isnull=True).order_by("order", "pk")[:MOST_PLACES])
    levels = {"province": 0, "city": 1, "district": 2, "street": 3, "community": 4, "grid": 5}
    return sorted(found, key=lambda one: (levels.get(one.level, 9), one.order, one.pk))
