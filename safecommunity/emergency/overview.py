"""The first page of emergency work: figures, and what is next of each subject."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from safecommunity.emergency import common
from safecommunity.emergency.common import need
from safecommunity.emergency.drills import queries as drills
from safecommunity.emergency.plans import queries as plans

FIGURES = ("emergency.plans", "emergency.plans_current", "drills.count", "drills.people")


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What stands and what is next."""
    held, now = need(request), timezone.now()
    today = timezone.localdate(now)
    asked = common.chosen(request, held, today)
    if asked is None:
        common.show(request, held.street)
    context: dict[str, Any] = {
        "figures": common.told(asked, FIGURES, now), "office": held.keeps, "works": held.works, "today": today,
        "due": plans.due(held, today, 6) if held.keeps else [],
        "planned": drills.planned(held, today, 6) if held.keeps else [],
    }  # fmt: skip
    return render(request, "emergency/overview.html", context)
