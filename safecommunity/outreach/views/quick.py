"""The hand-out on a phone: photo, place, number; twenty seconds, with or without network."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from safecommunity.outreach import actions
from safecommunity.outreach.forms import QuickForm
from safecommunity.outreach.models import Entry
from safecommunity.outreach.queries import ledger, stock
from safecommunity.outreach.queries.rights import Rights
from safecommunity.outreach.views.common import need, photos_of
from safecommunity.programmes.queries import projects as project_reads
from safecommunity.programmes.rights import Rights as ProjectRights
from safecommunity.shell.offline import is_offline
from safecommunity.shell.slots import show_place


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def quick(request: HttpRequest) -> HttpResponse:
    """Ask for it; POST records it. What was queued on the phone gets its answer as JSON."""
    held = need(request)
    places, today = held.places(), timezone.localdate()
    if places:
        show_place(request, places[0].pid)
    items = stock.items_near(held)
    running = project_reads.running(ProjectRights(held.reader))
    choices = [(one.pid, one.title) for one in running]
    if request.method != "POST":
        first = {"client_id": uuid.uuid4().hex}
        return _page(
            request, held, QuickForm(places=places, items=items, today=today, projects=choices, initial=first)
        )
    form = QuickForm(request.POST, places=places, items=items, today=today, projects=choices)
    queued = is_offline(request)
    if not form.is_valid():
        return _page(request, held, form, status=422)
    try:
        entry, _made = actions.record_entry(
            reader=held.reader, at=timezone.now(), values=form.values(today), source=Entry.Source.QUICK,
            client_id=form.cleaned_data["client_id"], photos=photos_of(request), item=form.cleaned_data["item"],
            confirmed=queued or form.cleaned_data["below"],
            project=next((one for one in running if one.pid == form.cleaned_data["project"]), None),
        )  # fmt: skip
    except actions.AsksAgain as asked:
        form.take_findings(asked.findings)
        form.asks = True
        return _page(request, held, form, status=422)
    except actions.Refused as refused:
        form.take_findings(refused.findings)
        return _page(request, held, form, status=422)
    if queued:
        return JsonResponse({"number": entry.number}, status=201)
    return redirect(f"{reverse('outreach_quick')}?saved={entry.ref}")


def _page(request: HttpRequest, held: Rights, form: QuickForm, status: int = 200) -> HttpResponse:
    if status != 200 and is_offline(request):
        reasons = [str(reason) for found in form.errors.values() for reason in found]
        return JsonResponse({"errors": reasons}, status=status)
    saved = request.GET.get("saved", "")
    context = {
        "form": form, "saved": ledger.entry_of(held, saved) if saved else None, "recent": ledger.recent(held),
        "today_number": ledger.entered_today(held, timezone.now()), "asks": form.asks,
    }  # fmt: skip
    return render(request, "outreach/quick.html", context, status=status)
