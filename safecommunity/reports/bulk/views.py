"""Many documents in the browser: begun, watched, stopped, resumed, taken."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.figures import choice
from safecommunity.indicators.period import Period
from safecommunity.reports import jobs
from safecommunity.reports.bulk import actions, places, queries
from safecommunity.reports.documents import kinds
from safecommunity.reports.documents.rights import Rights
from safecommunity.reports.documents.views import LANGUAGES
from safecommunity.reports.models import Bulk
from safecommunity.reports.scheduling import words
from safecommunity.reports.scheduling.forms import BulkForm
from safecommunity.reports.scheduling.views import need


def _title(one: Bulk) -> str:
    spoken = get_language() or "zh-hans"
    known = kinds.kinds().get(one.kind)
    return f"{known.title(spoken) if known else one.kind} · {Period.parse(one.period).label(spoken)}"


def _shown(one: Bulk) -> dict[str, Any]:
    now = timezone.now()
    state = (_("interrupted"), "bad") if queries.interrupted(one, now) else words.bulk_state(one)
    return {
        "bulk": one,
        "title": _title(one),
        "state": state,
        "language": LANGUAGES.get(one.language, one.language),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """What this reader began, and a new one for the place and period of the switches."""
    held = need(request)
    now = timezone.now()
    chosen = choice.current(request, timezone.localdate(now))
    if not held.keeps(chosen.place):
        raise PermissionDenied
    form = BulkForm(request.POST or None, kinds=kinds.kinds().values())
    if request.method == "POST" and form.is_valid():
        kind, _space, language = form.cleaned_data["what"].partition(" ")
        try:
            made = actions.begin_bulk(
                reader=held.reader, place=chosen.place, kind=kind, period=str(chosen.period), language=language,
                form=form.cleaned_data["form"], at=now,
            )  # fmt: skip
        except actions.Refused as reason:
            form.add_error(None, str(reason))
        else:
            jobs.build_bulk.enqueue(made.pid)
            return redirect("bulk", made.pid)
    context = {
        "form": form, "place": chosen.place, "period": chosen.period.label(get_language() or "zh-hans"),
        "streets": len(places.streets(chosen.place)), "rows": [_shown(one) for one in queries.bulks(held)[:30]],
    }  # fmt: skip
    return render(request, "reports/bulk/list.html", context, status=422 if request.method == "POST" else 200)


def asked(request: HttpRequest, pid: str) -> tuple[Rights, Bulk]:
    """One of the reader's own."""
    held = need(request)
    found = queries.one(held, pid)
    if found is None:
        raise Http404
    return held, found


@login_required
@require_safe
def page(request: HttpRequest, pid: str) -> HttpResponse:
    """How far one is, what could not be made, the zip."""
    _held, one = asked(request, pid)
    now = timezone.now()
    context = _shown(one) | {
        "done": queries.done(one), "going": queries.going(one, now), "interrupted": queries.interrupted(one, now),
        "problems": queries.problems(one), "there": one.state == Bulk.State.DONE and queries.zip_of(one).exists(),
    }  # fmt: skip
    return render(request, "reports/bulk/page.html", context)


@login_required
@require_POST
def stop(request: HttpRequest, pid: str) -> HttpResponse:
    """Stop; what is made stays."""
    held, one = asked(request, pid)
    try:
        actions.stop_bulk(reader=held.reader, bulk=one, at=timezone.now())
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("bulk", pid)


@login_required
@require_POST
def resume(request: HttpRequest, pid: str) -> HttpResponse:
    """Go on with what is left."""
    held, one = asked(request, pid)
    try:
        actions.resume_bulk(reader=held.reader, bulk=one, at=timezone.now())
    except actions.Refused as reason:
        messages.error(request, str(reason))
    else:
        jobs.build_bulk.enqueue(one.pid)
    return redirect("bulk", pid)


@login_required
@require_safe
def take(request: HttpRequest, pid: str) -> HttpResponse | FileResponse:
    """The zip itself."""
    held, one = asked(request, pid)
    try:
        path = actions.take_bulk(reader=held.reader, bulk=one, at=timezone.now())
    except actions.Refused as reason:
        messages.error(request, str(reason))
        return redirect("bulk", pid)
    answer = FileResponse(path.open("rb"), content_type="application/zip")
    name = f"{one.place.name} {_title(one)}.zip"
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer["Cache-Control"] = "private, no-store"
    return answer
