"""Letters on paper: one sheet each with its code, as many as are due; for households one sheet a committee."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from safecommunity.governance.qr import qr
from safecommunity.governance.queries import letters as queries
from safecommunity.governance.views.letters import body_of, filled, round_or_404
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
