"""The set-up guide on one page, and the word that a step is done without."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safecommunity.accounts.reader import reader_of
from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.founding import actions, queries
from safecommunity.governance.views.common import show
from safecommunity.places.models import Place


def _street(request: HttpRequest) -> tuple[list[Place], Place | None]:
    reader = reader_of(request)
    if not queries.opens(reader):
        raise PermissionDenied
    found = queries.streets(reader)
    asked = request.GET.get("at", "")
    place = next((one for one in found if one.pid == asked), None) if asked else next(iter(found), None)
    if asked and place is None:
        raise Http404
    if place is not None:
        show(request, place)
    return found, place


@login_required
@require_safe
def setup(request: HttpRequest) -> HttpResponse:
    """Ordered steps from nothing to a street with a first figure: what is there, what lacks, where it is done."""
    found, place = _street(request)
    return render(
        request, "governance/setup.html", {"guide": queries.guide(request, place), "streets": found}
    )


@login_required
@require_POST
def mark(request: HttpRequest, step: str) -> HttpResponse:
    """The office does without a step, with its reason; or needs it after all."""
    _found, place = _street(request)
    guide = queries.guide(request, place)
    if place is None or not guide.keeps:
        raise PermissionDenied
    if step not in {one.step.key for one in guide.stands}:
        raise Http404
    reader = reader_of(request)
    try:
        if request.POST.get("what") == "need":
            actions.need_after_all(reader=reader, place=place, step=step, at=timezone.now())
        else:
            reason = request.POST.get("reason", "").replace("\x00", "")
            actions.do_without(reader=reader, place=place, step=step, reason=reason, at=timezone.now())
            messages.success(request, _("Noted; the step can be taken up again at any time"))
    except Refused as reason_:
        messages.error(request, str(reason_))
    return redirect("setup")
