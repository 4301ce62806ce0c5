"""The two lists of volunteers, by their kind in the address."""

from django.http import Http404, HttpRequest, HttpResponse

from safecommunity.governance.views.common import need_office
from safecommunity.governance.volunteers.lists import BY_KIND
from safecommunity.shell import lists

READS = {kind: lists.reads(one) for kind, one in BY_KIND.items()}
GIVES = {kind: lists.gives(one) for kind, one in BY_KIND.items()}


def start(request: HttpRequest, kind: str) -> HttpResponse:
    """Send a list; nothing is stored before it was looked at."""
    return READS[_known(request, kind)](request)


def template(request: HttpRequest, kind: str) -> HttpResponse:
    """The workbook to fill in."""
    return GIVES[_known(request, kind)](request)


def _known(request: HttpRequest, kind: str) -> str:
    if kind not in BY_KIND:
        need_office(request)
        raise Http404
    return kind
