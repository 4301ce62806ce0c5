"""Letters on paper: one sheet each with its code, as many as are due; for households one sheet a committee."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from safecommunity.governance import actions, jobs
from safecommunity.governance.letter_print import PART, body_of, filled
from safecommunity.governance.models import LetterPrint
from safecommunity.governance.qr import qr
from safecommunity.governance.queries import letters as queries
from safecommunity.governance.views.letters import round_or_404
from safecommunity.places import queries as places
from safecommunity.shell import slots

LINES = range(1, 21)


@login_required
@require_safe
def letters_print(request: HttpRequest, pid: str) -> HttpResponse:
    """All letters of a round (or of a community, or one), each on a page of its own."""
    rights, made = round_or_404(request, pid)
    context: dict[str, Any] = {"round": made, "labels": slots.collect("frame.labels", request)}
    if made.level == queries.HOUSEHOLD:
        lines = (
            queries.lines(rights).filter(round=made).select_related("place").order_by("place__order", "pk")
        )
        context["sheets"] = [
            {
                "line": line, "body": filled(made, line.place.name),
                "qr": qr(request.build_absolute_uri(reverse("household_letters", args=[line.ref]))),
            }
            for line in lines
        ]  # fmt: skip
        return render(request, "governance/print_households.html", {**context, "rows": LINES})
    found = queries.letters(rights).filter(round=made, void_on__isnull=True).select_related("unit", "place")
    asked = request.GET.get("community", "")
    if asked:
        found = found.filter(place_id__in=places.keys_under(places.open_paths([asked]).values()))
    if request.GET.get("letter"):
        found = found.filter(ref=request.GET["letter"])
    if request.GET.get("state") == "open":
        found = found.filter(signed_on__isnull=True)
    for one in (letters := list(found.select_related("round__place").order_by("number"))):
        one.round = made
    context["letters"] = [
        {"letter": one, "body": body_of(one), "qr": qr(request.build_absolute_uri(f"/u/{one.unit.pid}/"))}
        for one in letters
    ]
    return render(request, "governance/print_letters.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def letters_pdf(request: HttpRequest, pid: str) -> HttpResponse:
    """All letters of a round as one PDF: begun, watched, taken. Few are made at once, many by a job."""
    rights, made = round_or_404(request, pid)
    if made.level == queries.HOUSEHOLD:
        raise Http404  # households sign on their committee's sheets
    now = timezone.now()
    if request.method == "POST":
        strip = " · ".join(label.title for label in slots.collect("frame.labels", request))
        root = request.build_absolute_uri("/")[:-1]
        try:
            one = actions.begin_print(reader=rights.reader, round=made, root=root, at=now)
        except actions.Refused as reason:
            messages.error(request, str(reason))
            return redirect("letters_round", pid)
        if one.at == now and one.total <= PART:
            actions.make_print(reader=rights.reader, print_=one, clock=timezone.now, strip=strip)
        elif one.at == now:
            jobs.make_letters.enqueue(one.pid, strip)
        return redirect("letters_pdf", pid)
    latest = LetterPrint.objects.filter(round=made, by=rights.reader.pid).first()
    stopped = latest is not None and latest.interrupted(now)
    working = latest is not None and latest.state == LetterPrint.State.MAKING and not stopped
    context = {"round": made, "print": latest, "working": working, "stopped": stopped}
    return render(request, "governance/letters_pdf.html", context)


@login_required
@require_safe
def letters_pdf_take(request: HttpRequest, pid: str, name: str) -> HttpResponse | FileResponse:
    """The file itself, for whom it was made."""
    rights, made = round_or_404(request, pid)
    one = LetterPrint.objects.select_related("round__place").filter(
        round=made, pid=name, by=rights.reader.pid
    ).first()  # fmt: skip
    if one is None:
        raise Http404
    try:
        path = actions.take_print(reader=rights.reader, print_=one, at=timezone.now())
    except actions.Refused as reason:
        messages.error(request, str(reason))
        return redirect("letters_pdf", pid)
    answer = FileResponse(path.open("rb"), content_type="application/pdf")
    answer["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(f'{made.place.name} {made.year}')}.pdf"
    answer["Cache-Control"] = "private, no-store"
    return answer
