"""The first page of emergency work: who is on duty today, figures, and what is next of each subject."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from safecommunity.emergency import codes, common
from safecommunity.emergency.common import need
from safecommunity.emergency.drills import queries as drills
from safecommunity.emergency.duty import queries as duty
from safecommunity.emergency.plans import queries as plans
from safecommunity.emergency.resources import queries as resources
from safecommunity.emergency.resources import words
from safecommunity.emergency.rights import Rights

FIGURES = (
    "emergency.plans", "emergency.plans_current", "drills.count", "drills.people", "emergency.teams",
    "shelters.capacity", "emergency.stock_in_order", "networks.count",
)  # fmt: skip


def _on_duty(held: Rights, today: Any) -> list[dict[str, Any]]:
    found = []
    for place in duty.rosters(held)[:3]:
        shown, opened = duty.on_duty(place, today), held.knows_names(place)
        turns = [
            (codes.label("parts", part), duty.name_of(shown.turns[part].person, opened=opened),
             duty.phone_of(shown.turns[part].person, opened=opened))
            for part in codes.words("parts") if part in shown.turns
        ]  # fmt: skip
        lines = [(one, codes.label("log_kinds", one.kind)) for one in duty.last_lines(place, 4)]
        found.append({"place": place, "turns": turns, "lines": lines})
    return found


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What stands and what is next."""
    held, now = need(request), timezone.now()
    today = timezone.localdate(now)
    asked = common.chosen(request, held, today)
    if asked is None:
        common.show(request, held.street)
    looks = resources.due(held, today, 6) if held.keeps else []
    context: dict[str, Any] = {
        "figures": common.told(asked, FIGURES, now), "office": held.keeps, "works": held.works, "today": today,
        "due": plans.due(held, today, 6) if held.keeps else [], "duty": _on_duty(held, today),
        "planned": drills.planned(held, today, 6) if held.keeps else [],
        "looks": [(one, *words.state_of(one, today)) for one in looks],
        "findings": drills.open_findings(held, 6) if held.keeps else [],
    }  # fmt: skip
    return render(request, "emergency/overview.html", context)
