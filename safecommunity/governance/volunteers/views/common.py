"""What the pages share."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.figures import choice
from safecommunity.figures import queries as figures
from safecommunity.governance.models import VolunteerTeam
from safecommunity.governance.rights import Rights
from safecommunity.governance.views.common import need as need_any
from safecommunity.governance.views.common import show
from safecommunity.governance.volunteers import queries
from safecommunity.indicators import catalogue
from safecommunity.indicators.period import Period
from safecommunity.places.models import Place

FIGURES = ("volunteers.teams", "volunteers.people", "volunteers.services", "volunteers.hours")


def need(request: HttpRequest) -> Rights:
    """The reader's rights; an organisation's account sees no volunteers."""
    rights = need_any(request)
    if not queries.opens(rights.reader):
        raise PermissionDenied
    return rights


def need_worker(request: HttpRequest) -> Rights:
    """The same for who may enter hours."""
    rights = need(request)
    if not rights.work_reach:
        raise PermissionDenied
    return rights


def the_team(request: HttpRequest, rights: Rights, pid: str) -> VolunteerTeam:
    """A team open to the reader. Raises Http404."""
    found: VolunteerTeam | None = queries.team_of(rights, pid)
    if found is None:
        raise Http404(_("No such team, or it is not open to you"))
    show(request, found.place)
    return found


def told(reader: Any, place: Place | None, codes: tuple[str, ...] = FIGURES) -> list[dict[str, Any]]:
    """Figures of a place and this year, for who reads figures there."""
    if place is None or not choice.may_read(reader, place.pid):
        return []
    now = timezone.now()
    period = Period.of_year(timezone.localdate(now).year)
    found = figures.compute_many([catalogue.get(code) for code in codes], place.pid, period, now=now)
    return [{"figure": one, "url": reverse("figure", args=[one.key])} for one in found]
