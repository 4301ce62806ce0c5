"""What the pages share."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from safecommunity.governance.models import Opinion
from safecommunity.governance.opinions import queries
from safecommunity.governance.rights import Rights
from safecommunity.governance.views.common import show
from safecommunity.places.models import Place


def need(request: HttpRequest) -> Rights:
    """The reader's rights; an organisation's account sees no opinions, an agency's those sorted to it."""
    reader = getattr(request, "reader", None)
    rights = Rights(reader) if reader is not None else None
    if rights is None or not queries.opens(rights):
        raise PermissionDenied
    return rights


def need_worker(request: HttpRequest) -> Rights:
    """The same for who may enter opinions."""
    rights = need(request)
    if not rights.work_reach:
        raise PermissionDenied
    return rights


def the_opinion(request: HttpRequest, rights: Rights, ref: str) -> Opinion:
    """An opinion open to the reader. Raises Http404."""
    found = queries.opinion_of(rights, ref)
    if found is None:
        raise Http404(_("No such opinion, or it is not open to you"))
    show(request, found.place)
    return found


def offered(rights: Rights, *, office: bool = False) -> list[Place]:
    """Places to enter opinions for, the widest first."""
    reach = rights.office_reach if office else rights.work_reach
    order = {"street": 0, "community": 1, "grid": 2}
    found = Place.objects.filter(pid__in=reach).order_by("order", "pk")[:600]
    return sorted(found, key=lambda one: order.get(one.level, -1))
