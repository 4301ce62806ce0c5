"""Objections on the page of an application: upholding, dismissing, and how to reach who objected, on the record."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from safecommunity.accreditation import actions
from safecommunity.accreditation.queries import objections
from safecommunity.accreditation.views import running
from safecommunity.accreditation.views.applications import asked


@login_required
@require_POST
def decide(request: HttpRequest, pid: str, objection: str) -> HttpResponse:
    """Uphold or dismiss an objection."""
    held, found, _procedure = asked(request, pid)
    one = objections.one(found, objection)
    if one is None:
        raise Http404
    said = request.POST.get("upheld", "")
    try:
        if said not in ("yes", "no"):
            raise actions.Refused(_("Uphold or dismiss: choose one"))
        actions.decide_objection(
            reader=held.reader, objection=one, upheld=said == "yes", at=timezone.now(),
            answer=request.POST.get("answer", "")[:600],
        )  # fmt: skip
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("application", pid)


@login_required
@require_POST
def contact(request: HttpRequest, pid: str, objection: str) -> HttpResponse:
    """Open how to reach who objected: logged with what for, shown once."""
    held, found, procedure = asked(request, pid)
    one = objections.one(found, objection)
    if one is None:
        raise Http404
    try:
        told = actions.open_contact(
            reader=held.reader,
            objection=one,
            purpose=request.POST.get("purpose", "")[:300],
            at=timezone.now(),
        )
    except actions.Refused as reason:
        messages.error(request, str(reason))
        return redirect("application", pid)
    context = running.of_application(held, found, procedure, timezone.localdate(), {one.pid: told})
    answer = render(request, "accreditation/application.html", context)
    answer["Cache-Control"] = "no-store"
    return answer
