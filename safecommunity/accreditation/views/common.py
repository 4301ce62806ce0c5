"""What every page of this room begins with."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from safecommunity.accreditation.models import Round
from safecommunity.accreditation.queries import rounds
from safecommunity.accreditation.rights import Rights, of_request
from safecommunity.shell.slots import show_place


def need_reads(request: HttpRequest) -> Rights:
    """The reader's rights where the standards are open to him."""
    held = of_request(request)
    if held is None or not held.reads:
        raise PermissionDenied
    return held


def need_looks(request: HttpRequest) -> Rights:
    """The reader's rights where rounds are open to him."""
    held = of_request(request)
    if held is None or not (held.looks or held.reviews):
        raise PermissionDenied
    return held


def need_overview(request: HttpRequest) -> Rights:
    """The reader's rights where whole places are open to him: not to who only reviews some."""
    held = need_looks(request)
    if not held.looks:
        raise PermissionDenied
    return held


def asked(
    request: HttpRequest, pid: str, *, office: bool = False, chief: bool = False
) -> tuple[Rights, Round]:
    """A round open to the reader; `office` and `chief` ask for who scores or decides there."""
    held = need_looks(request)
    found = rounds.one(held, pid)
    if found is None:
        raise Http404
    if (office and not held.keeps(found.place)) or (chief and not held.chief_of(found.place)):
        raise PermissionDenied
    show_place(request, found.place.pid)
    return held, found
