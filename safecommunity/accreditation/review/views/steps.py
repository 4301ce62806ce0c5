"""What moves a panel on: declaring, asking, beginning, handing in, opening, publishing; what is decided of a member."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from safecommunity.accreditation.models import PanelMember
from safecommunity.accreditation.review import actions
from safecommunity.accreditation.review.forms import DeclareForm
from safecommunity.accreditation.review.views.common import the_panel, tried
from safecommunity.accreditation.review.views.panels import title_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: HttpRequest, pid: str) -> HttpResponse:
    """A reviewer answers for every kind of tie."""
    held, found, seat = the_panel(request, pid)
    if seat is None:
        raise PermissionDenied
    form = DeclareForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            mine = actions.declare(reader=held.reader, panel=found, answers=form.told(), at=timezone.now())
        except actions.Refused as reason:
            form.add_error(None, str(reason))
        else:
            if mine.state == PanelMember.State.BARRED:
                says = _(
                    "Rule of recusal “%(rule)s”: you cannot sit on this panel. The appointing office is told."
                )
                messages.error(request, says % {"rule": mine.reason})
                return redirect("panels")
            return redirect("panel", pid)
    context = {"form": form, "panel": found, "title": title_of(found.round), "seat": seat}
    status = 422 if form.is_bound else 200
    return render(request, "accreditation/review/declare.html", context, status=status)


@login_required
@require_POST
def step(request: HttpRequest, pid: str) -> HttpResponse:
    """One step of the panel: `do` names it."""
    held, found, _seat = the_panel(request, pid)
    reason, at = request.POST.get("reason", "")[:300].replace("\x00", ""), timezone.now()
    told: dict[str, Any] = {"reader": held.reader, "panel": found, "at": at}
    deeds = {
        "invite": lambda: actions.invite(user=request.POST.get("user", "")[:40], **told),
        "begin": lambda: actions.begin_scoring(**told),
        "dissolve": lambda: actions.dissolve_panel(reason=reason, **told),
        "decline": lambda: actions.decline(reason=reason, **told),
        "hand_in": lambda: actions.hand_in_marks(**told),
        "open": lambda: actions.open_consensus(reason=reason, **told),
        "publish": lambda: actions.publish(**told),
    }
    deed = deeds.get(request.POST.get("do", ""))
    if deed is None:
        return HttpResponseBadRequest(_("Step: allowed are %(all)s") % {"all": ", ".join(deeds)})
    done = tried(request, deed)
    if done and request.POST["do"] == "decline":
        return redirect("panels")
    return redirect("panel", pid)


@login_required
@require_POST
def member(request: HttpRequest, pid: str, member: str) -> HttpResponse:
    """What is decided of one member: `do` names it."""
    held, found, _seat = the_panel(request, pid)
    one = found.members.filter(pid=member).first()
    if one is None:
        raise Http404
    one.panel = found
    reason = request.POST.get("reason", "")[:300].replace("\x00", "")
    told: dict[str, Any] = {"reader": held.reader, "member": one, "at": timezone.now()}
    deeds = {
        "lead": lambda: actions.make_lead(**told),
        "take_off": lambda: actions.take_off(reason=reason, **told),
        "object": lambda: actions.object_to(reason=reason, **told),
        "uphold": lambda: actions.settle_objection(upheld=True, answer=reason, **told),
        "dismiss": lambda: actions.settle_objection(upheld=False, answer=reason, **told),
    }
    deed = deeds.get(request.POST.get("do", ""))
    if deed is None:
        return HttpResponseBadRequest(_("Step: allowed are %(all)s") % {"all": ", ".join(deeds)})
    tried(request, deed)
    return redirect("panel", pid)
