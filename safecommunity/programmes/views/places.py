"""Where projects run: tried out or rolled out, since when; as a table and a map of the chosen place."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safecommunity.figures import choice
from safecommunity.places import geometry
from safecommunity.places import queries as places
from safecommunity.places.boundaries import drawing
from safecommunity.places.boundaries import queries as boundaries
from safecommunity.programmes import words
from safecommunity.programmes.models import Project
from safecommunity.programmes.queries import coverage
from safecommunity.programmes.queries import projects as queries
from safecommunity.programmes.views.common import cards, need, reads_numbers

WIDTHS = (660, 320)
HIGHEST = 0.85
FIGURES = ("projects.running", "projects.pilots", "projects.rollouts", "projects.outputs")
STEPS = (0, 1, 3, 6)  # projects at a place from which the next colour begins


@login_required
@require_safe
def where(request: HttpRequest) -> HttpResponse:
    """Places with the projects that run there; the map colours them by how many."""
    held = need(request)
    if not reads_numbers(held):
        raise PermissionDenied
    today = timezone.localdate()
    chosen = choice.current(request, today)
    found = queries.inside(Project.objects.filter(held.condition), chosen.place.pid)
    lines = coverage.by_place(found, today)
    counts = {line["place"].pid: len({one.project_id for one in line["now"]}) for line in lines}
    context: dict[str, Any] = {
        "lines": lines, "chosen": chosen, "sheets": _sheets(chosen.place.pid, counts, today),
        "stages": {one: words.stage(one) for one in words.STAGES}, "steps": _key(),
        "figures": cards(FIGURES, chosen, timezone.now()),
    }  # fmt: skip
    return render(request, "programmes/places.html", context)


def _key() -> list[tuple[int, str]]:
    """The colours and what they stand for."""
    return [(0, _("none")), (1, "1–2"), (2, "3–5"), (3, "6+")]


def grade(many: int) -> int:
    """The colour of a number of projects, 0 to 3."""
    return max(at for at, least in enumerate(STEPS) if many >= least)


def _sheets(pid: str, counts: dict[str, int], today: date) -> list[dict[str, Any]]:
    """The map in two widths; none where no outline is known."""
    below = places.children(pid)
    drawn = boundaries.map_of([one.pid for one in below], today)
    shapes = {one: outlined.shape for one, outlined in drawn.outlines.items()}
    if not shapes:
        return []
    found = []
    for width in WIDTHS:
        sheet = drawing.sheet_for(
            shapes, width=width, most_high=width * HIGHEST, in_plan=drawn.plan is not None
        )
        areas = []
        for one in below:
            if one.pid not in shapes:
                continue
            shape = sheet.shape(shapes[one.pid])
            x, y = geometry.middle(shape)
            many = counts.get(one.pid, 0)
            areas.append(
                {"place": one, "path": drawing.path(shape), "x": round(x, 1), "y": round(y, 1), "n": many,
                 "grade": grade(many), "url": f"{reverse('projects')}?place={one.pid}"}
            )  # fmt: skip
        found.append({"width": width, "height": int(sheet.height), "areas": areas})
    return found
