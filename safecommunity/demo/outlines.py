"""The outlines of the fictional places and the pins of their organisations, through the actions everybody uses.

They lie in the open sea, so that no invented number ever stands on a real place.
"""

import math
from datetime import date, datetime

import numpy as np

from safecommunity.demo import data
from safecommunity.places import geometry
from safecommunity.places.boundaries import actions
from safecommunity.places.boundaries.reading import read
from safecommunity.places.geometry import Shape
from safecommunity.places.models import Place, SocialUnit

FILE = "boundaries.geojson"
GOLDEN = math.pi * (3 - math.sqrt(5))


def draw(places: dict[str, Place], *, top: Place, starts: date, now: datetime, by: str) -> int:
    """Outlines of all places of the file, pins of all organisations in them; how many outlines."""
    by_pid = draw_file(FILE, places, top=top, starts=starts, now=now, by=by)
    source = data.places()["source"]
    actions.place_pins(place=top, spots=_spots(by_pid), starts=starts, source=source, by=by, at=now)
    return len(by_pid)


def draw_file(
    name: str, places: dict[str, Place], *, top: Place, starts: date, now: datetime, by: str
) -> dict[str, Shape]:
    """Outlines of all places of a file; the shapes by permanent id."""
    features = read((data.HERE / name).read_bytes(), "cgcs2000").features
    shapes = {places[one.properties["code"]].pid: one.shape for one in features if one.shape is not None}
    outlines = {pid: actions.Outline(shape) for pid, shape in shapes.items()}
    actions.replace_boundaries(
        place=top, outlines=outlines, starts=starts, source=data.places()["source"], by=by, at=now
    )
    return shapes


def _spots(shapes: dict[str, Shape]) -> dict[str, tuple[float, float] | None]:
    """One spot for each organisation inside the outline of its place: the same for every world."""
    spots: dict[str, tuple[float, float] | None] = {}
    met: dict[str, int] = {}
    for unit in SocialUnit.objects.select_related("place").order_by("order", "id"):
        shape = shapes.get(unit.place.pid)
        if shape is None:
            continue
        number = met[unit.place.pid] = met.get(unit.place.pid, 0) + 1
        (x, y), (left, low, right, high) = geometry.middle(shape), geometry.box([shape])
        step = 0
        while True:
            angle, far = GOLDEN * (number * 7 + step), 0.1 + 0.3 * math.sqrt((number * 3 % 11) / 11)
            far *= 0.9**step
            spot = (x + far * (right - left) * math.cos(angle), y + far * (high - low) * math.sin(angle))
            if geometry.contains(shape, np.array([spot])).all():
                break
            step += 1
        spots[unit.pid] = (round(spot[0], 6), round(spot[1], 6))
    return spots
