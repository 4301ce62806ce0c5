"""Outlines as drawing units: one sheet for the shapes of a map, conformal (Mercator), the north above.

Shapes in pixels of a plan are drawn as the plan is. The page's map and the printed chart stand on the same sheet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from safecommunity.places import datums, geometry
from safecommunity.places.geometry import Points, Shape

TILE = 256
WORLD = 2 * np.pi  # Mercator's square in radians
DEEPEST = 18
MOST_TILES = 48
Area = TypeVar("Area")


@dataclass(frozen=True)
class Layer(Generic[Area]):
    """A map of areas in one width, of whatever a page says of them."""

    width: int
    height: int
    areas: tuple[Area, ...]


@dataclass(frozen=True)
class Tile:
    """One picture of the ground, where it stands on the sheet."""

    url: str
    x: float
    y: float
    size: float


@dataclass(frozen=True)
class Sheet:
    """How a flat map is laid on a drawing: units = (flat − origin) × scale, y downwards."""

    width: float
    height: float
    scale: float
    origin: tuple[float, float]
    in_plan: bool

    def points(self, points: Points) -> Points:
        """Degrees (or pixels of the plan) as drawing units."""
        return (flat(points, self.in_plan) - np.array(self.origin)) * self.scale

    def shape(self, shape: Shape) -> Shape:
        """A whole shape in drawing units."""
        return tuple(tuple(self.points(ring) for ring in polygon) for polygon in shape)


def flat(points: Points, in_plan: bool) -> Points:
    """Degrees on Mercator's map in radians, y downwards; pixels of a plan stay."""
    if in_plan:
        return points
    radians = np.radians(points)
    return np.column_stack((radians[:, 0], -np.log(np.tan(np.pi / 4 + radians[:, 1] / 2))))


def sheet_for(
    shapes: Mapping[str, Shape], *, width: float, most_high: float, in_plan: bool, margin: float = 6
) -> Sheet:
    """The sheet that shows all shapes as large as they fit; its height is what they need."""
    laid = [
        tuple(tuple(flat(ring, in_plan) for ring in polygon) for polygon in one) for one in shapes.values()
    ]
    left, low, right, high = geometry.box(laid)
    across, down = max(right - left, 1e-12), max(high - low, 1e-12)
    scale = min((width - 2 * margin) / across, (most_high - 2 * margin) / down)
    height = round(down * scale + 2 * margin)
    x = left - (width / scale - across) / 2
    return Sheet(width, height, scale, (x, low - margin / scale), in_plan)


def path(shape: Shape) -> str:
    """The shape in drawing units as the path of an SVG."""
    parts = []
    for polygon in shape:
        for ring in polygon:
            spots = " ".join(f"{x:.1f},{y:.1f}" for x, y in ring[:-1].tolist())
            parts.append(f"M{spots}Z")
    return "".join(parts)


def tiles(sheet: Sheet, template: str) -> list[Tile]:
    """The pictures of the ground behind a sheet, from the operator's own address template; none in a plan.

    The template names {z}, {x} and {y}; tiles must be in the stored datum (CGCS2000), as the national ones are.
    """
    if not template or sheet.in_plan:
        return []
    depth = min(DEEPEST, max(1, int(np.ceil(np.log2(WORLD * sheet.scale / TILE)))))
    while True:
        side = WORLD / 2**depth
        (x, y), size = sheet.origin, side * sheet.scale
        first = (int((x + np.pi) // side), int((y + np.pi) // side))
        last = (
            int((x + sheet.width / sheet.scale + np.pi) // side),
            int((y + sheet.height / sheet.scale + np.pi) // side),
        )
        if (last[0] - first[0] + 1) * (last[1] - first[1] + 1) <= MOST_TILES or depth == 1:
            break
        depth -= 1
    found = []
    for row in range(first[1], last[1] + 1):
        for column in range(first[0], last[0] + 1):
            spot = ((column * side - np.pi - x) * sheet.scale, (row * side - np.pi - y) * sheet.scale)
            url = (
                template.replace("{z}", str(depth))
                .replace("{x}", str(column % 2**depth))
                .replace("{y}", str(row))
            )
            found.append(Tile(url, round(float(spot[0]), 2), round(float(spot[1]), 2), round(float(size), 2)))
    return found


def told(point: tuple[float, float], datum: str) -> tuple[float, float]:
    """A stored point in another datum, for people who compare it with a map of their own."""
    ((lon, lat),) = datums.from_stored(np.array([point]), datum).points.tolist()
    return lon, lat
