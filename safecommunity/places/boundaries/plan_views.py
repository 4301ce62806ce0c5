"""Pages of scanned plans: send one in, fix it by points, draw outlines and pins on it."""

from typing import Any

import numpy as np
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safecommunity.places import datums
from safecommunity.places import queries as places
from safecommunity.places.boundaries import actions, drawing, forms, pictures, queries
from safecommunity.places.boundaries.views import page, place_or_404, reader_of
from safecommunity.places.geometry import Points
from safecommunity.places.models import Pin, Place, SocialUnit, StreetPlan
from safecommunity.places.plans import MOST, Fixed, Unfixable

DOUBTFUL = 50.0  # metres of error from which the page asks to look again


@login_required
@require_POST
def upload(request: HttpRequest, pid: str) -> HttpResponse:
    """Keep the picture of a scanned plan."""
    place, file = place_or_404(request, pid, draws=True), request.FILES.get("picture")
    try:
        if file is None or (file.size or 0) > pictures.LARGEST:
            came = round((file.size or 0) / 1048576, 1) if file else 0
            raise pictures.NotAPicture(
                _("The file has %(came)s MB; allowed: up to %(most)s MB.")
                % {"came": came, "most": pictures.LARGEST >> 20}
            )
        plan = actions.keep_plan(
            place=place, name=request.POST.get("name", ""), content=file.read(), by=reader_of(request).pid,
            at=timezone.now(),
        )  # fmt: skip
    except pictures.NotAPicture as reason:
        return page(request, place, refused=[str(reason)])
    return redirect("plan", plan=plan.pid)


def _plan_or_404(request: HttpRequest, pid: str) -> StreetPlan:
    """A plan for who may draw on it; for anybody else there is none."""
    plan = queries.plan(pid)
    if plan is None:
        raise Http404
    try:
        place_or_404(request, plan.place.pid, draws=True)
    except PermissionDenied as reason:
        raise Http404 from reason
    return plan


@login_required
@require_safe
def picture(request: HttpRequest, plan: str) -> HttpResponse:
    """The picture of a plan."""
    found = _plan_or_404(request, plan)
    answer = HttpResponse(bytes(found.picture), content_type=found.media_type)
    answer["Cache-Control"] = "private, max-age=3600"
    answer["Content-Disposition"] = "inline"
    return answer


@login_required
@require_safe
def plan(request: HttpRequest, plan: str) -> HttpResponse:
    """The plan with what is drawn on it."""
    return _editor(request, _plan_or_404(request, plan))


@login_required
@require_POST
def fix(request: HttpRequest, plan: str) -> HttpResponse:
    """Fix the plan by its points."""
    found, datum = _plan_or_404(request, plan), request.POST.get("datum", "")
    try:
        if datum not in datums.DATUMS:
            raise forms.Wrong([str(datums.UnknownDatum(datum[:20]))])
        marks = forms.marks_of(request.POST.dict(), _known(found.place, datum))
        actions.fix_plan(plan=found, marks=marks, datum=datum, by=reader_of(request).pid, at=timezone.now())
    except forms.Wrong as wrong:
        return _editor(request, found, refused=wrong.problems)
    except Unfixable as reason:
        return _editor(request, found, refused=[forms.unfixable(reason)])
    return redirect("plan", plan=found.pid)


@login_required
@require_POST
def draw(request: HttpRequest, plan: str) -> HttpResponse:
    """Keep outlines and pins drawn on the plan, all together."""
    found, data = _plan_or_404(request, plan), request.POST.dict()
    drawable, units = _drawable(found.place), queries.units(found.place.pid)
    try:
        drawn = forms.drawn_on(
            found, data, {one.pid: one.name for one in drawable}, {one.pid: one.name for one in units},
            _held(found, drawable, units),
        )  # fmt: skip
        outlines, spots = forms.on_ground(found, drawn)
        actions.save_drawing(
            plan=found, outlines=outlines, spots=spots, starts=forms.day_of(data.get("starts", "")),
            source=data.get("source", ""), by=reader_of(request).pid, at=timezone.now(),
        )  # fmt: skip
    except forms.Wrong as wrong:
        return _editor(request, found, refused=wrong.problems)
    except actions.Refused as reason:
        return _editor(request, found, refused=[str(reason)])
    return redirect("boundaries", pid=found.place.pid)


def _drawable(place: Place) -> list[Place]:
    return [*places.children(place.pid), place]


def _pins(place: Place, plan: StreetPlan | None) -> list[Pin]:
    return queries.pins_within(place.pid, timezone.localdate(), plan)


def _known(place: Place, datum: str) -> dict[str, tuple[float, float]]:
    """Units with a pin on the ground, in the datum of the form."""
    return {pin.unit.pid: drawing.told((pin.x, pin.y), datum) for pin in _pins(place, None)}


def _held(plan: StreetPlan, drawable: list[Place], units: list[SocialUnit]) -> dict[str, str]:
    """What is on record already, as the fields of the form write it."""
    fixed = Fixed.from_data(plan.fixed) if plan.fixed else None
    drawn = queries.map_of([one.pid for one in drawable], timezone.localdate())
    texts = {}
    if (drawn.plan.pid if drawn.plan else None) == (None if fixed else plan.pid):
        for pid, one in drawn.outlines.items():
            if len(one.shape) == 1 and len(one.shape[0]) == 1:
                texts[f"line-{pid}"] = forms.written(_pixels(fixed, one.shape[0][0][:-1]))
    known = {one.pid for one in units}
    for pin in _pins(plan.place, None if fixed else plan):
        if pin.unit.pid in known:
            texts[f"pin-{pin.unit.pid}"] = forms.written(_pixels(fixed, np.array([(pin.x, pin.y)])))
    return texts


def _pixels(fixed: Fixed | None, points: Points) -> Points:
    return fixed.to_picture(points) if fixed else points


def _editor(request: HttpRequest, plan: StreetPlan, *, refused: list[str] | None = None) -> HttpResponse:
    drawable, units = _drawable(plan.place), queries.units(plan.place.pid)
    texts = _held(plan, drawable, units)
    sent = request.POST if request.method == "POST" else {}
    fixed = Fixed.from_data(plan.fixed) if plan.fixed else None
    context: dict[str, Any] = {
        "plan": plan, "place": plan.place, "fixed": fixed, "refused": refused or [], "marks": _marks(plan, sent),
        "lines": [_field("line", one.pid, one.name, texts, sent) for one in drawable],
        "pins": [_field("pin", one.pid, one.name, texts, sent) for one in units],
        "beside": queries.units_beside(plan.place.pid),
        "known": [(pin.unit.pid, pin.unit.name) for pin in _pins(plan.place, None)],
        "datum": sent.get("datum", plan.datum or datums.CGCS2000),
        "doubtful": fixed is not None and (fixed.error or 0) > DOUBTFUL,
        "starts": sent.get("starts", timezone.localdate().isoformat()), "source": sent.get("source", plan.name),
    }  # fmt: skip
    return render(request, "places/plan.html", context, status=422 if refused else 200)


def _field(kind: str, pid: str, name: str, texts: dict[str, str], sent: Any) -> dict[str, str]:
    field = f"{kind}-{pid}"
    return {"field": field, "name": name, "text": sent.get(field, texts.get(field, ""))}


def _marks(plan: StreetPlan, sent: Any) -> list[dict[str, Any]]:
    """The lines of the form: as sent, else as kept, and empty ones up to the most."""
    if "x-1" in sent:
        names = ("x", "y", "lon", "lat", "unit")
        return [
            {"number": number, **{name: sent.get(f"{name}-{number}", "") for name in names}}
            for number in range(1, MOST + 1)
        ]
    kept = [{"number": number, **mark} for number, mark in enumerate(plan.marks, 1)]
    return kept + [{"number": number} for number in range(len(kept) + 1, MOST + 1)]
