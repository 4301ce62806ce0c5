"""Found, and put right at once or reported: one screen of a phone."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from safecommunity.hazards import actions, codes, queries
from safecommunity.hazards.forms import QuickForm
from safecommunity.hazards.rights import Rights, of_request
from safecommunity.hazards.views.common import photos_of
from safecommunity.shell.offline import is_offline, written_on
from safecommunity.shell.slots import show_place


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def quick(request: HttpRequest) -> HttpResponse:
    """Two photos, place, words: twenty seconds, with or without network."""
    held = of_request(request)
    if held is None or not held.finds:
        raise PermissionDenied
    near = held.places()
    show_place(request, near[0].pid if near else "")
    asked: dict[str, Any] = {"places": near, "units": queries.units_near(held)}
    if request.method != "POST":
        return _quick(request, held, QuickForm(initial={"client_id": uuid.uuid4().hex}, **asked))
    form = QuickForm(request.POST, **asked)
    if not form.is_valid():
        return _quick(request, held, form, status=422)
    try:
        now = timezone.now()
        made, _new = actions.record_hazard(
            reader=held.reader, values=form.values(), at=now, client_id=form.cleaned_data["client_id"],
            found_on=written_on(request, now), on_the_spot=form.on_the_spot, before=photos_of(request, "before"),
            after=photos_of(request, "after"),
        )  # fmt: skip
    except actions.Refused as reason:
        form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        return _quick(request, held, form, status=422)
    if is_offline(request):
        return JsonResponse({"number": made.number}, status=201)
    return redirect(f"{reverse('hazard_quick')}?saved={made.pid}")


def _quick(request: HttpRequest, held: Rights, form: QuickForm, status: int = 200) -> HttpResponse:
    if status != 200 and is_offline(request):
        reasons = [str(reason) for found in form.errors.values() for reason in found]
        return JsonResponse({"errors": reasons}, status=status)
    saved = request.GET.get("saved", "")
    context = {
        "form": form, "saved": queries.one(held, saved) if saved else None, "recent": queries.recent(held),
        "colors": codes.COLORS, "color": form["color"].value() or "yellow",
    }  # fmt: skip
    return render(request, "hazards/quick.html", context, status=status)
