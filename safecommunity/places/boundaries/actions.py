"""Writing outlines and pins: a new one closes the one before, so that the map of an earlier day stays."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from safecommunity.journal import actions as journal
from safecommunity.places import datums, geometry, plans
from safecommunity.places.boundaries import pictures
from safecommunity.places.boundaries.reading import Reading
from safecommunity.places.geometry import Shape
from safecommunity.places.models import Boundary, BoundaryDraft, Pin, Place, SocialUnit, StreetPlan

DRAFTS_LAST = timedelta(days=1)
EARLIEST = date(1949, 10, 1)
Spots = Mapping[str, tuple[float, float] | None]  # by permanent id of the unit; None takes its pin away


class Refused(Exception):
    """An outline that cannot be kept as asked; the text is for the person who asked."""


@dataclass(frozen=True)
class Outline:
    """An outline with how many metres it was simplified by."""

    shape: Shape
    tolerance: float | None = None


@dataclass(frozen=True)
class Mark:
    """A point of a plan: where it lies in the picture and on the ground, in the datum as given."""

    x: float
    y: float
    lon: float
    lat: float


@transaction.atomic
def keep_draft(
    *, place: Place, name: str, datum: str, reading: Reading, by: str, at: datetime
) -> BoundaryDraft:
    """Put a file that was read aside until it is looked at; older drafts of anybody are thrown away."""
    BoundaryDraft.objects.filter(made_at__lt=at - DRAFTS_LAST).delete()
    draft = BoundaryDraft.objects.create(
        place=place, name=name[:150], datum=datum, by=by, made_at=at,
        content={"features": [one.as_data() for one in reading.features], "outside": reading.outside},
    )  # fmt: skip
    journal.record(
        by=by, action="read_boundaries", kind="place", ref=place.pid, place=place.pid, at=at,
        detail={"draft": draft.pid, "features": len(reading.features)},
    )  # fmt: skip
    return draft


@transaction.atomic
def replace_boundaries(
    *,
    place: Place,
    outlines: Mapping[str, Outline],
    starts: date,
    source: str,
    by: str,
    at: datetime,
    datum: str = datums.CGCS2000,
    draft: BoundaryDraft | None = None,
) -> int:
    """Give places (by permanent id, within `place`) new outlines from a day on; how many changed.

    Outlines are in CGCS2000 whatever `datum` they came in. One audit event. Raises Refused for no outline, no
    source, a day that cannot be, or one before the outline that holds.
    """
    if not outlines:
        raise Refused(_("No outline was chosen; allowed: one place or more"))
    _check(starts, source, at)
    changed = _write_outlines(outlines, starts, None, _common(source, datum, by, at))
    if draft is not None:
        draft.delete()
    journal.record(
        by=by, action="replace_boundaries", kind="place", ref=place.pid, place=place.pid, at=at,
        detail={"places": changed, "from": starts.isoformat(), "datum": datum},
    )  # fmt: skip
    return len(changed)


@transaction.atomic
def save_drawing(
    *, plan: StreetPlan, outlines: Mapping[str, Outline], spots: Spots, starts: date, source: str, by: str, at: datetime
) -> int:  # fmt: skip
    """What was drawn on a plan: outlines and pins together, or none of them; how many changed. One audit event.

    They are in CGCS2000 where the plan is fixed, else in its pixels. Raises Refused.
    """
    if not outlines and not spots:
        raise Refused(_("Nothing was drawn or changed."))
    _check(starts, source, at)
    in_plan = plan if plan.fixed is None else None
    common = _common(source, "" if in_plan else plan.datum, by, at)
    changed = _write_outlines(outlines, starts, in_plan, common) if outlines else []
    pinned = _write_pins(spots, starts, in_plan, common) if spots else []
    journal.record(
        by=by, action="save_drawing", kind="place", ref=plan.place.pid, place=plan.place.pid, at=at,
        detail={"plan": plan.pid, "places": changed, "units": pinned, "from": starts.isoformat()},
    )  # fmt: skip
    return len(changed) + len(pinned)


def _common(source: str, datum: str, by: str, at: datetime) -> dict[str, object]:
    return {"source": source.strip()[:200], "datum": datum, "by": by, "recorded_at": at}


def _write_outlines(
    outlines: Mapping[str, Outline], starts: date, plan: StreetPlan | None, common: dict[str, object]
) -> list[str]:
    """Close what held and open the new; permanent ids of those that changed."""
    found = {one.pid: one for one in Place.objects.filter(pid__in=outlines)}
    if len(found) != len(outlines):
        raise Refused(
            _("Unknown place: %(came)s") % {"came": ", ".join(sorted(set(outlines) - set(found)))[:80]}
        )
    held = {one.place_id: one for one in _open(found.values())}
    made = []
    for pid, outline in outlines.items():
        made += _replaced(found[pid], held.get(found[pid].pk), outline, starts, plan, common)
    Boundary.objects.bulk_create(made)
    return [one.place.pid for one in made]


def _check(starts: date, source: str, at: datetime) -> None:
    if not source.strip():
        raise Refused(_("Source: empty; allowed: who drew these outlines, up to 200 characters"))
    if not EARLIEST <= starts <= at.date() + timedelta(days=366):
        raise Refused(
            _("Valid from: got %(came)s; allowed: %(first)s to a year from now")
            % {"came": starts, "first": EARLIEST}
        )


def _open(found: Iterable[Place]) -> list[Boundary]:
    return list(Boundary.objects.select_for_update().filter(place__in=list(found), ends__isnull=True))


def _replaced(
    place: Place, held: Boundary | None, outline: Outline, starts: date, plan: StreetPlan | None,
    common: dict[str, object],
) -> list[Boundary]:  # fmt: skip
    """The new outline, after the one before was closed; nothing where it is the same."""
    said = geometry.as_geojson(outline.shape)
    if held is not None:
        if held.geometry == said and held.plan_id == (plan.pk if plan else None):
            return []
        if held.starts > starts:
            raise Refused(
                _("%(name)s has an outline from %(day)s on; allowed: that day or later")
                % {"name": place.name, "day": held.starts}
            )
        held.ends = starts
        held.save(update_fields=["ends"])
    return [
        Boundary(
            place=place, starts=starts, geometry=said, plan=plan, points=geometry.size(outline.shape),
            tolerance=outline.tolerance, area_km2=None if plan else round(geometry.area_km2(outline.shape), 4),
            **common,
        )
    ]  # fmt: skip


@transaction.atomic
def place_pins(
    *,
    place: Place,
    spots: Spots,
    starts: date,
    source: str,
    by: str,
    at: datetime,
    datum: str = datums.CGCS2000,
) -> int:
    """Say where social units (by permanent id) stand from a day on, in CGCS2000; None takes a pin away.

    How many changed. One audit event; none where nothing changed.
    """
    _check(starts, source, at)
    changed = _write_pins(spots, starts, None, _common(source, datum, by, at))
    if changed:
        journal.record(
            by=by, action="place_pins", kind="place", ref=place.pid, place=place.pid, at=at,
            detail={"units": changed, "from": starts.isoformat()},
        )  # fmt: skip
    return len(changed)


def _write_pins(spots: Spots, starts: date, plan: StreetPlan | None, common: dict[str, object]) -> list[str]:
    units = {one.pid: one for one in SocialUnit.objects.filter(pid__in=spots)}
    held = {one.unit_id: one for one in Pin.objects.filter(unit__in=units.values(), ends__isnull=True)}
    made, changed = [], []
    for pid, spot in spots.items():
        if pid not in units:
            raise Refused(_("Unknown organisation: %(came)s") % {"came": pid[:40]})
        before = held.get(units[pid].pk)
        same = before and before.plan_id == (plan.pk if plan else None) and (before.x, before.y) == spot
        if same or (before is None and spot is None):
            continue
        if before is not None:
            before.ends = max(starts, before.starts)
            before.save(update_fields=["ends"])
        if spot is not None:
            made.append(Pin(unit=units[pid], starts=starts, x=spot[0], y=spot[1], plan=plan, **common))
        changed.append(pid)
    Pin.objects.bulk_create(made)
    return changed


@transaction.atomic
def keep_plan(*, place: Place, name: str, content: bytes, by: str, at: datetime) -> StreetPlan:
    """Keep a scanned plan: its picture only, taken out of the file. The same picture again is the same plan.

    Raises pictures.NotAPicture with what came and what is allowed.
    """
    picture = pictures.taken_from(content)
    digest = hashlib.sha256(picture.content).hexdigest()
    plan, made = StreetPlan.objects.get_or_create(
        place=place, sha256=digest,
        defaults={
            "name": name.strip()[:120] or place.name, "picture": picture.content, "by": by, "uploaded_at": at,
            "media_type": picture.media_type, "width": picture.width, "height": picture.height,
        },
    )  # fmt: skip
    if made:
        journal.record(
            by=by, action="keep_plan", kind="place", ref=place.pid, place=place.pid, at=at,
            detail={"plan": plan.pid, "sha256": digest, "size": len(picture.content)},
        )  # fmt: skip
    return plan


@transaction.atomic
def fix_plan(*, plan: StreetPlan, marks: Iterable[Mark], datum: str, by: str, at: datetime) -> StreetPlan:
    """Fix a plan by three to six points; what was drawn in its own coordinates is put on the ground with it.

    What was drawn when it was fixed otherwise stays where it was put. Raises plans.Unfixable and
    datums.UnknownDatum.
    """
    given = list(marks)
    pixels = np.array([(mark.x, mark.y) for mark in given], dtype=np.float64).reshape(-1, 2)
    spots = np.array([(mark.lon, mark.lat) for mark in given], dtype=np.float64).reshape(-1, 2)
    fixed = plans.fix(pixels, datums.to_stored(spots, datum).points)
    plan.marks = [{"x": mark.x, "y": mark.y, "lon": mark.lon, "lat": mark.lat} for mark in given]
    plan.datum, plan.fixed = datum, fixed.as_data()
    plan.save(update_fields=["marks", "datum", "fixed"])
    moved = _onto_the_ground(plan, fixed, by, at)
    journal.record(
        by=by, action="fix_plan", kind="place", ref=plan.place.pid, place=plan.place.pid, at=at,
        detail={"plan": plan.pid, "points": len(given), "datum": datum, "moved": moved},
    )  # fmt: skip
    return plan


def _onto_the_ground(plan: StreetPlan, fixed: plans.Fixed, by: str, at: datetime) -> int:
    """Outlines and pins that hold in pixels of this plan go on in degrees, from the same day."""
    outlines = list(Boundary.objects.filter(plan=plan, ends__isnull=True).select_related("place"))
    for held in outlines:
        shape = tuple(
            tuple(fixed.to_ground(ring) for ring in polygon)
            for polygon in geometry.from_geojson(held.geometry)
        )
        common = {"source": held.source, "datum": plan.datum, "by": by, "recorded_at": at}
        for new in _replaced(held.place, held, Outline(shape), held.starts, None, common):
            new.save()
    pins = list(Pin.objects.filter(plan=plan, ends__isnull=True))
    for pin in pins:
        ((lon, lat),) = fixed.to_ground(np.array([(pin.x, pin.y)])).tolist()
        pin.ends = pin.starts
        pin.save(update_fields=["ends"])
        Pin.objects.create(
            unit_id=pin.unit_id, starts=pin.starts, x=lon, y=lat, datum=plan.datum, source=pin.source, by=by,
            recorded_at=at,
        )  # fmt: skip
    return len(outlines) + len(pins)
