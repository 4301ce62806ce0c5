"""Outlines of places as numbers: are they sound, how large, what lies inside, and with how few points they can be told.

A ring is an array of shape (n, 2), its first point repeated at the end. A polygon is a tuple of rings, the outer
one first; a shape is a tuple of polygons. Units are degrees (longitude, latitude) unless a function says that it
works on any plane. Lengths are taken on a sphere of 6,371,008.8 m, flat over the size of a district.
"""

import itertools
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Polygon = tuple[Points, ...]
Shape = tuple[Polygon, ...]

RADIUS = 6371008.8  # mean radius of the earth in metres (IUGG)
DEGREE = RADIUS * np.pi / 180
DIGITS = 7  # a centimetre
AT_ONCE = 1_000_000  # pairs of points and sides looked at together


def metric(points: Points, latitude: float) -> Points:
    """Degrees as metres on a flat map that is true along one latitude."""
    return points * np.array([DEGREE * np.cos(np.radians(latitude)), DEGREE])


def points_of(shape: Shape) -> Points:
    """All points of all rings, one after another."""
    return np.concatenate([ring for polygon in shape for ring in polygon])


def size(shape: Shape) -> int:
    """How many points a shape has."""
    return sum(len(ring) for polygon in shape for ring in polygon)


def signed_area(ring: Points) -> float:
    """Area by the shoelace formula in squared units of the plane; positive where it runs anticlockwise."""
    x, y = ring[:, 0] - ring[0, 0], ring[:, 1] - ring[0, 1]
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2)


def area_km2(shape: Shape) -> float:
    """Area of a shape in degrees, holes taken off, in square kilometres."""
    latitude = float(points_of(shape)[:, 1].mean())
    square = 0.0
    for outer, *holes in shape:
        square += abs(signed_area(metric(outer, latitude)))
        square -= sum(abs(signed_area(metric(hole, latitude))) for hole in holes)
    return square / 1e6


def wound(polygon: Polygon) -> Polygon:
    """The polygon with its outer ring anticlockwise and its holes clockwise, as RFC 7946 asks (section 3.1.6)."""
    outer, *holes = polygon
    turned = [outer if signed_area(outer) > 0 else outer[::-1]]
    return tuple(turned + [hole if signed_area(hole) < 0 else hole[::-1] for hole in holes])


def crossing(ring: Points) -> tuple[int, int] | None:
    """The first two sides (numbered from 1) that cross or touch though they are no neighbours; None for a sound ring.

    Works on any plane. Sides are sorted by their left end, so each meets only those that can reach it.
    """
    a, b = ring[:-1], ring[1:]
    n = len(a)
    left, right = np.minimum(a, b), np.maximum(a, b)
    order = np.argsort(left[:, 0], kind="stable")
    starts = left[order, 0]
    for place, at in enumerate(order):
        end = int(np.searchsorted(starts, right[at, 0], side="right"))
        others = order[place + 1 : end]
        near = (left[others, 1] <= right[at, 1]) & (right[others, 1] >= left[at, 1])
        apart = np.abs(others - at)
        others = others[near & (apart > 1) & (apart < n - 1)]
        if len(others):
            hit = others[_meet(a[at], b[at], a[others], b[others])]
            if len(hit):
                first = int(hit.min())
                return (min(first, int(at)) + 1, max(first, int(at)) + 1)
    return None


def _meet(p: Points, q: Points, r: Points, s: Points) -> NDArray[np.bool_]:
    """Whether the side p–q meets the sides r–s, whose boxes are known to meet."""
    return (_side(p, q, r) * _side(p, q, s) <= 0) & (_side(r, s, p) * _side(r, s, q) <= 0)


def _side(a: Points, b: Points, c: Points) -> NDArray[np.float64]:
    """The sign of the turn from a to b to c."""
    turn = (b[..., 0] - a[..., 0]) * (c[..., 1] - a[..., 1]) - (b[..., 1] - a[..., 1]) * (
        c[..., 0] - a[..., 0]
    )
    return np.sign(turn)


def contains(shape: Shape, points: Points) -> NDArray[np.bool_]:
    """Which points lie inside, by the rule of even and odd crossings. Works on any plane."""
    inside = np.zeros(len(points), dtype=bool)
    step = max(1, AT_ONCE // max(1, len(points)))
    for ring in (ring for polygon in shape for ring in polygon):
        for first in range(0, len(ring) - 1, step):
            (x1, y1), (x2, y2) = ring[:-1][first : first + step].T, ring[1:][first : first + step].T
            spans = (y1[:, None] > points[:, 1]) != (y2[:, None] > points[:, 1])
            rise = np.where(y1 == y2, 1, y2 - y1)  # level sides span nothing
            at = ((x2 - x1) / rise)[:, None] * (points[:, 1] - y1[:, None]) + x1[:, None]
            inside ^= ((spans & (points[:, 0] < at)).sum(axis=0) % 2).astype(bool)
    return inside


def outside_by(shape: Shape, points: Points) -> float:
    """How far, in metres, the farthest of some points lies outside a shape; 0 where all are inside."""
    beyond = points[~contains(shape, points)]
    if not len(beyond):
        return 0.0
    latitude = float(beyond[:, 1].mean())
    spots = metric(beyond, latitude)
    nearest = np.full(len(spots), np.inf)
    for polygon in shape:
        for ring in polygon:
            line = metric(ring, latitude)
            for a, b in itertools.pairwise(line):
                nearest = np.minimum(nearest, _from_side(spots, a, b))
    return float(nearest.max())


def _from_side(points: Points, a: Points, b: Points) -> NDArray[np.float64]:
    """Distances of points from the side a–b."""
    way = b - a
    square = float(way @ way)
    along = np.clip(((points - a) @ way) / square, 0, 1) if square else np.zeros(len(points))
    return np.hypot(*(points - a - along[:, None] * way).T)


def weights(ring: Points) -> NDArray[np.float64]:
    """For each point the tolerance from which it may be left out (any plane): its distance from the line without it.

    Douglas and Peucker, 1973 (doi 10.3138/FM57-6770-U75U-7727), begun from the two ends of the ring's longest way
    across, and done once for all tolerances: no point outlives one it hangs on.
    """
    body = ring[:-1]
    far = int(np.argmax(np.hypot(*(body - body[0]).T)))
    found = np.zeros(len(ring))
    found[[0, far, len(ring) - 1]] = np.inf
    stack = [(0, far, np.inf), (far, len(ring) - 1, np.inf)]
    while stack:
        first, last, above = stack.pop()
        if last - first < 2:
            continue
        away = _from_side(ring[first + 1 : last], ring[first], ring[last])
        worst = int(np.argmax(away))
        middle = first + 1 + worst
        found[middle] = above = min(above, float(away[worst]))
        if above > 0:
            stack += [(first, middle, above), (middle, last, above)]
    return found


def simplified(ring: Points, tolerance: float) -> Points:
    """The ring with every point left out that lies within `tolerance` of the line without it (any plane)."""
    return ring[weights(ring) > tolerance]


def with_fewer_points(shape: Shape, most: int) -> tuple[Shape, float]:
    """A shape in degrees told with at most `most` points, and the tolerance in metres that took.

    The tolerance doubles from one metre on; a ring that would fall below a triangle keeps its points.
    """
    latitude = float(points_of(shape)[:, 1].mean())
    weighed = [[weights(metric(ring, latitude)) for ring in polygon] for polygon in shape]
    tolerance, found = 1.0, shape
    while size(found) > most and tolerance < 5000:
        found = tuple(
            tuple(_shorter(ring, weight > tolerance) for ring, weight in zip(polygon, heavy, strict=True))
            for polygon, heavy in zip(shape, weighed, strict=True)
        )
        tolerance *= 2
    return found, tolerance / 2


def _shorter(ring: Points, kept: NDArray[np.bool_]) -> Points:
    return ring[kept] if kept.sum() >= 4 and signed_area(ring[kept]) != 0 else ring


def middle(shape: Shape) -> tuple[float, float]:
    """A point well inside the largest polygon, for its name: where the widest level stretch has room above it, too.

    Tried are nine level lines. Works on any plane.
    """
    outer, *holes = max(shape, key=lambda polygon: abs(signed_area(polygon[0])))
    low, high = float(outer[:, 1].min()), float(outer[:, 1].max())
    upright = (tuple(ring[:, ::-1] for ring in (outer, *holes)),)
    best = (0.0, float(outer[:, 0].mean()), (low + high) / 2)
    for step in range(1, 10):
        y = low + (high - low) * step / 10
        middling = 1 - abs(step - 5) / 12  # of two stretches alike the one nearer the middle
        for start, end in level(((outer, *holes),), y):
            x = (start + end) / 2
            tall = next((b - a for a, b in level(upright, x) if a <= y <= b), 0.0)
            best = max(best, (min(end - start, 2 * tall) * middling, x, y))
    return best[1], best[2]


def level(shape: Shape, y: float) -> list[tuple[float, float]]:
    """The stretches of a level line that lie inside a shape, from left to right. Works on any plane."""
    cuts: list[float] = []
    for polygon in shape:
        for ring in polygon:
            (x1, y1), (x2, y2) = ring[:-1].T, ring[1:].T
            spans = (y1 > y) != (y2 > y)
            cuts += list(x1[spans] + (y - y1[spans]) * (x2[spans] - x1[spans]) / (y2[spans] - y1[spans]))
    cuts.sort()
    return list(zip(cuts[::2], cuts[1::2], strict=False))


def hatching(shape: Shape, step: float) -> list[tuple[float, float, float, float]]:
    """Slanting lines inside a shape, `step` apart, as x, y, x2, y2. Works on any plane."""
    half = np.sqrt(0.5)
    turn = np.array([[half, half], [-half, half]])
    turned = tuple(tuple(ring @ turn.T for ring in polygon) for polygon in shape)
    found = []
    _left, low, _right, high = box([turned])
    for y in np.arange(np.ceil(low / step) * step, high, step):
        for start, end in level(turned, float(y)):
            (x, y1), (x2, y2) = np.array([(start, y), (end, y)]) @ turn
            found.append((float(x), float(y1), float(x2), float(y2)))
    return found


def box(shapes: Iterable[Shape]) -> tuple[float, float, float, float]:
    """The box around shapes: left, low, right, high."""
    found = np.concatenate([points_of(shape) for shape in shapes])
    (left, low), (right, high) = found.min(axis=0), found.max(axis=0)
    return float(left), float(low), float(right), float(high)


def as_geojson(shape: Shape) -> dict[str, Any]:
    """The shape as a GeoJSON MultiPolygon, to the centimetre."""
    coordinates = [[np.round(ring, DIGITS).tolist() for ring in wound(polygon)] for polygon in shape]
    return {"type": "MultiPolygon", "coordinates": coordinates}


def from_geojson(geometry: dict[str, Any]) -> Shape:
    """The shape of a Polygon or MultiPolygon known to be sound."""
    polygons: Sequence[Any] = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    return tuple(
        tuple(np.array([place[:2] for place in ring], dtype=np.float64) for ring in polygon)
        for polygon in polygons
    )
