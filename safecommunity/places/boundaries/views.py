"""Pages of outlines: what is on record, a GeoJSON file looked at before it is taken over."""

from typing import Any
from urllib.parse import quote, urlencode

import numpy as np
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.accounts.reader import reader_of
from safecommunity.places import datums, geometry
from safecommunity.places import queries as places
from safecommunity.places.boundaries import actions, drawing, queries, reading
from safecommunity.places.boundaries.forms import day_of
from safecommunity.places.boundaries.reading import Feature
from safecommunity.places.geometry import Shape
from safecommunity.places.models import BoundaryDraft, Place
from safecommunity.shell.errors import Refused
from safecommunity.shell.slots import show_place

WIDTHS = (660, 320)  # drawn for both instead of shrinking the names
HIGHEST = 0.9  # of the width
STRAYS = 30.0  # metres an outline may pass that of its parent without a word


def place_or_404(request: HttpRequest, pid: str, *, draws: bool) -> Place:
    """A place whose outlines this reader may see, or enter."""
    place = places.place(pid)
    if place is None:
        raise Http404
    may = queries.may_draw if draws else queries.may_look
    if not may(reader_of(request), pid):
        raise PermissionDenied
    show_place(request, place.pid)
    request.own_address = True  # type: ignore[attr-defined]
    return place


@login_required
@require_safe
def boundaries(request: HttpRequest, pid: str) -> HttpResponse:
    """The outlines of a place and of those beneath it; the switch of places leads to those of another."""
    asked = request.GET.get("place", pid)
    if asked != pid and places.place(asked) is not None:
        return redirect(reverse("boundaries", args=[asked]) + "?" + urlencode({"place": asked}))
    place = place_or_404(request, pid, draws=False)
    request.own_address = False  # type: ignore[attr-defined]
    return page(request, place)


@login_required
@require_safe
def export(request: HttpRequest, pid: str) -> HttpResponse:
    """The outlines on the ground of a place and of those beneath it, as GeoJSON in the datum asked for."""
    place, datum = place_or_404(request, pid, draws=False), request.GET.get("datum", datums.CGCS2000)
    if datum not in datums.DATUMS:
        raise Refused(
            _("Datum: got %(came)s; allowed: %(allowed)s")
            % {"came": datum[:20], "allowed": ", ".join(datums.DATUMS)}
        )
    found = [place, *places.children(place.pid)]
    held = queries.map_of([one.pid for one in found], timezone.localdate())
    outlines = {} if held.plan else held.outlines
    codes = queries.codes_of(found)
    features = [
        {
            "type": "Feature", "geometry": geometry.as_geojson(_in(datum, outlines[one.pid].shape)),
            "properties": {
                "code": codes.get(one.pid, one.pid), "name": one.name, "datum": datum,
                "from": outlines[one.pid].boundary.starts.isoformat(), "source": outlines[one.pid].boundary.source,
            },
        }
        for one in found if one.pid in outlines
    ]  # fmt: skip
    answer = JsonResponse(
        {"type": "FeatureCollection", "name": _label(place, datum), "features": features},
        json_dumps_params={"ensure_ascii": False}, content_type="application/geo+json",
    )  # fmt: skip
    name = quote(f"{_('Outlines')}-{place.name}-{datum}.geojson")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer


def _in(datum: str, shape: Shape) -> Shape:
    return tuple(tuple(datums.from_stored(ring, datum).points for ring in polygon) for polygon in shape)


def _label(place: Place, datum: str) -> str:
    """A file says what it is, and whether it is invented."""
    said = _("Simulated data") if places.label_of(place.pid)[0] == "simulated" else ""
    return " · ".join(word for word in (place.name, datum, said) if word)


@login_required
@require_POST
def upload(request: HttpRequest, pid: str) -> HttpResponse:
    """Read a GeoJSON file and show what it holds; nothing is taken over yet."""
    place, file = place_or_404(request, pid, draws=True), request.FILES.get("file")
    datum = request.POST.get("datum", "")
    try:
        if file is None:
            raise reading.Unreadable(_("No file came; allowed: one .geojson or .json file"))
        if (file.size or 0) > reading.LARGEST:
            raise reading.Unreadable(
                _("The file has %(came)s MB; allowed: up to %(most)s MB.")
                % {"came": round((file.size or 0) / 1048576, 1), "most": reading.LARGEST >> 20}
            )
        found = reading.read(file.read(), datum)
    except reading.Unreadable as reason:
        return page(request, place, refused=[str(reason)])
    if not found.good:
        return page(request, place, refused=[_told(number, says) for number, says in found.problems])
    draft = actions.keep_draft(
        place=place, name=file.name or "", datum=datum, reading=found, by=reader_of(request).pid, at=timezone.now()
    )  # fmt: skip
    return redirect("boundaries_draft", draft=draft.pid)


def _told(number: int, says: str) -> str:
    return _("Feature %(number)s: %(says)s") % {"number": number, "says": says}


def page(request: HttpRequest, place: Place, *, refused: list[str] | None = None) -> HttpResponse:
    """The page of a place, with what was refused where something was."""
    today = timezone.localdate()
    below = places.children(place.pid)
    drawn = queries.map_of([one.pid for one in below], today)
    own = queries.map_of([place.pid], today)
    reader = reader_of(request)
    context = {
        "place": place, "above": [one for one in places.ancestors(place.pid)[:-1] if queries.may_look(reader, one.pid)],
        "lines": _lines([place, *below], {**own.outlines, **drawn.outlines, **drawn.others}), "drawn": drawn,
        "sheets": _sheets(place, drawn, own), "draws": queries.may_draw(reader, place.pid),
        "plans": queries.plans(place.pid), "history": queries.history(place.pid), "refused": refused or [],
        "most": reading.LARGEST >> 20, "tiles_host": settings.TILES_HOST,
    }  # fmt: skip
    return render(request, "places/boundaries.html", context, status=422 if refused else 200)


def _lines(found: list[Place], outlines: dict[str, queries.Outlined]) -> list[dict[str, Any]]:
    return [{"place": one, "outlined": outlines.get(one.pid)} for one in found]


def _sheets(place: Place, drawn: queries.MapOf, own: queries.MapOf) -> list[dict[str, Any]]:
    """The map of the page at two widths: outlines of those beneath, the place's own around them, pins."""
    shapes = {pid: one.shape for pid, one in drawn.outlines.items()}
    around = own.outlines.get(place.pid) if own.plan == drawn.plan or not shapes else None
    if around is not None:
        shapes = {"": around.shape, **shapes}
    plan = drawn.plan if drawn.outlines else own.plan
    if not shapes:
        return []
    pins = queries.pins_within(place.pid, timezone.localdate(), plan)
    spots = np.array([(pin.x, pin.y) for pin in pins], dtype=np.float64).reshape(-1, 2)
    found = []
    for width in WIDTHS:
        sheet = drawing.sheet_for(shapes, width=width, most_high=width * HIGHEST, in_plan=plan is not None)
        laid = sheet.points(spots).round(1).tolist()
        found.append(
            {
                "width": width, "height": int(sheet.height),
                "areas": [_area(sheet, one.shape, place=one.boundary.place) for one in drawn.outlines.values()],
                "whole": drawing.path(sheet.shape(around.shape)) if around else "",
                "pins": [{"unit": pin.unit, "x": x, "y": y} for pin, (x, y) in zip(pins, laid, strict=True)],
                "tiles": drawing.tiles(sheet, settings.TILES),
            }
        )  # fmt: skip
    return found


def _area(sheet: drawing.Sheet, shape: Shape, **more: Any) -> dict[str, Any]:
    units = sheet.shape(shape)
    x, y = geometry.middle(units)
    return {"path": drawing.path(units), "x": round(x), "y": round(y), **more}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, draft: str) -> HttpResponse:
    """What a file holds, beside the places it tells of; POST takes it over."""
    found = queries.draft(draft)
    if found is None or found.by != reader_of(request).pid:
        raise Http404
    place = place_or_404(request, found.place.pid, draws=True)
    features = [Feature.from_data(one) for one in found.content["features"]]
    targets = {one.pid: one for one in queries.targets(place)}
    refused: list[str] = []
    if request.method == "POST":
        try:
            _take_over(request, found, features, targets)
        except actions.Refused as reason:
            refused = str(reason).split("\n")
        else:
            return redirect("boundaries", pid=place.pid)
    return _preview(request, found, features, targets, refused)


def _chosen(request: HttpRequest, features: list[Feature], targets: dict[str, Place]) -> dict[int, str]:
    """Which place each feature tells of: as chosen on the page, else as its codes and names say."""
    if request.method == "POST":
        sent = {one.number: request.POST.get(f"place-{one.number}", "") for one in features}
        return {number: pid for number, pid in sent.items() if pid}
    return reading.matched([one for one in features if one.good], queries.words_of(targets.values()))


def _take_over(
    request: HttpRequest, found: BoundaryDraft, features: list[Feature], targets: dict[str, Place]
) -> None:
    chosen, by_number = _chosen(request, features, targets), {one.number: one for one in features}
    problems = []
    outlines: dict[str, actions.Outline] = {}
    for number, pid in chosen.items():
        feature = by_number[number]
        if pid not in targets:
            problems.append(
                _told(number, _("no such place under %(name)s") % {"name": found.place.name})
            )  # fmt: skip
        elif not feature.good or feature.shape is None:
            problems.append(_told(number, _("it has errors and cannot be taken over")))
        elif pid in outlines:
            problems.append(
                _told(number, _("%(name)s has two outlines; allowed: one") % {"name": targets[pid].name})
            )
        else:
            outlines[pid] = actions.Outline(feature.shape, feature.tolerance)
    if problems:
        raise actions.Refused("\n".join(problems))
    actions.replace_boundaries(
        place=found.place, outlines=outlines, starts=day_of(request.POST.get("starts", "")),
        source=request.POST.get("source", ""), datum=found.datum, draft=found,
        by=reader_of(request).pid, at=timezone.now(),
    )  # fmt: skip


def _preview(
    request: HttpRequest, found: BoundaryDraft, features: list[Feature], targets: dict[str, Place], refused: list[str]
) -> HttpResponse:  # fmt: skip
    chosen = _chosen(request, features, targets)
    good = [one for one in features if one.good and one.shape is not None]
    strays = _strays(found.place, good, chosen, targets)
    shapes = {str(one.number): one.shape for one in good if one.shape is not None}
    sheets = []
    for width in WIDTHS:
        sheet = drawing.sheet_for(shapes, width=width, most_high=width * HIGHEST, in_plan=False)
        areas = [_area(sheet, shape, number=number) for number, shape in shapes.items()]
        sheets.append({"width": width, "height": int(sheet.height), "areas": areas})
    lines = [
        {
            "feature": one, "place": chosen.get(one.number, ""), "stray": strays.get(one.number),
            "points": geometry.size(one.shape) if one.shape else 0,
            "area": geometry.area_km2(one.shape) if one.shape and one.good else None,
            "words": " · ".join(one.properties.values())[:80],
        }
        for one in features
    ]  # fmt: skip
    sent = request.POST if request.method == "POST" else {}
    context = {
        "draft": found, "place": found.place, "lines": lines, "targets": targets.values(), "refused": refused,
        "matched": len(chosen), "good": len(good), "datum": found.datum, "shifted": found.datum != datums.CGCS2000,
        "outside": found.content.get("outside", 0), "starts": sent.get("starts", timezone.localdate().isoformat()),
        "source": sent.get("source", found.name), "sheets": sheets,
    }  # fmt: skip
    return render(request, "places/boundaries_draft.html", context, status=422 if refused else 200)


def _strays(
    place: Place, good: list[Feature], chosen: dict[int, str], targets: dict[str, Place]
) -> dict[int, int]:
    """Metres by which an outline passes that of the place it lies in, as the same file tells it or as it is kept."""
    by_pid = {chosen[one.number]: one.shape for one in good if one.number in chosen and one.shape}
    parents = {pid: targets[pid].parent for pid in by_pid if pid in targets}
    known = queries.map_of([one.pid for one in parents.values() if one], timezone.localdate())
    found = {}
    for one in good:
        pid = chosen.get(one.number, "")
        above = parents.get(pid)
        if above is None or one.shape is None or pid == place.pid:
            continue
        held = known.outlines.get(above.pid) if known.plan is None else None
        around = by_pid.get(above.pid) or (held.shape if held else None)
        far = geometry.outside_by(around, geometry.points_of(one.shape)) if around else 0.0
        if far > STRAYS:
            found[one.number] = round(far)
    return found
