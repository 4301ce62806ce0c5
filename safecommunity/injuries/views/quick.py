"""The grid worker's quick report: somebody was hurt; who (no name), when, where, how."""

import uuid

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from safecommunity.injuries import actions, checks, codes
from safecommunity.injuries.forms import FORM_FIELD, QuickForm, ask_box
from safecommunity.injuries.models import Report
from safecommunity.injuries.queries import rows
from safecommunity.injuries.queries.rights import Rights
from safecommunity.injuries.views.card import answered
from safecommunity.injuries.views.common import need, places_to_report
from safecommunity.shell.forms import DateHour
from safecommunity.shell.offline import is_offline
from safecommunity.shell.slots import show_place


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def quick(request: HttpRequest) -> HttpResponse:
    """Five questions; POST records them. A queued report sent later gets its answer as JSON."""
    held = need(request)
    if not held.writes_quick:
        raise PermissionDenied
    places = places_to_report(held)
    if places:
        show_place(request, places[0].pid)
    now = timezone.now()
    if request.method != "POST":
        local = timezone.localtime(now)
        first = {"client_id": uuid.uuid4().hex, "injury_time": DateHour(local.date(), local.hour)}
        return _page(request, held, QuickForm(places=places, now=now, initial=first))
    form = QuickForm(answered(request.POST, codes.card()), places=places, now=now)
    if not form.is_valid():
        return _page(request, held, form, status=422)
    try:
        report, _created = actions.record_quick_report(
            reader=held.reader, at=now, client_id=form.cleaned_data["client_id"], values=form.values(),
            confirmed=form.answered, unattended=is_offline(request),
        )  # fmt: skip
    except actions.AsksAgain as asked:
        return _page(request, held, form, asked.findings, status=422)
    except actions.Refused as refused:
        form.take_findings(refused.findings)
        return _page(request, held, form, status=422)
    if is_offline(request):
        return JsonResponse({"number": report.card_no}, status=201)
    return redirect(f"{reverse('injury_quick')}?saved={report.injury.ref}")


def _page(
    request: HttpRequest,
    held: Rights,
    form: QuickForm,
    questions: tuple[checks.Finding, ...] = (),
    status: int = 200,
) -> HttpResponse:
    if status != 200 and is_offline(request):
        reasons = [finding.message for finding in questions] or [
            str(reason) for found in form.errors.values() for reason in found
        ]
        return JsonResponse({"errors": reasons}, status=status)
    boxes: dict[str, list[dict[str, str]]] = {}
    for finding in questions:
        boxes.setdefault(FORM_FIELD.get(finding.field, finding.field), []).append(ask_box(finding, form))
    saved = request.GET.get("saved", "")
    recent = rows.visible_reports(held).filter(entered_by=held.reader.pid, source=Report.Source.QUICK)
    context = {
        "form": form, "boxes": boxes, "asked": len(questions),
        "saved": recent.filter(injury__ref=saved[:32]).first() if saved else None,
        "recent": list(recent.order_by("-entered_at", "-pk")[:5]),
        "today_number": rows.quick_today(held.reader.pid, timezone.now()),
    }  # fmt: skip
    return render(request, "injuries/quick.html", context, status=status)
