"""Fixing a scanned plan by three points: the affine map from its picture to the ground, and how far off it is.

Pictures count pixels to the right and down. The ground is degrees (longitude, latitude). Three points fix the
plan exactly, so they cannot tell an error; every further point can, and does, in metres.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from safecommunity.places.geometry import DEGREE, Points, metric

FEWEST, MOST = 3, 6
FLATTEST = 0.08  # height of the triangle by its longest side; below it a pixel's slip turns the whole plan
MOST_STRETCH = 1.25  # a scan is about as high as it is wide; more means two points were mistaken


class Unfixable(ValueError):
    """Points that fix no plan. `reason`: few, many, line, ground_line, mirrored, stretched; `came` the measure."""

    def __init__(self, reason: str, came: float = 0.0) -> None:
        super().__init__(reason)
        self.reason, self.came = reason, came


@dataclass(frozen=True)
class Fixed:
    """An affine map: longitude = a·x + b·y + c, latitude = d·x + e·y + f, of pixels x, y."""

    matrix: tuple[tuple[float, float, float], tuple[float, float, float]]
    errors: tuple[float, ...]  # metres at the points after the third
    metres_a_pixel: float

    def to_ground(self, pixels: Points) -> Points:
        """Pixels, shape (n, 2), as longitude and latitude."""
        (a, b, c), (d, e, f) = self.matrix
        x, y = pixels[:, 0], pixels[:, 1]
        return np.column_stack((a * x + b * y + c, d * x + e * y + f))

    def to_picture(self, places: Points) -> Points:
        """Longitude and latitude, shape (n, 2), as pixels."""
        turn = np.array([row[:2] for row in self.matrix])
        shift = np.array([row[2] for row in self.matrix])
        return np.linalg.solve(turn, (places - shift).T).T

    @property
    def error(self) -> float | None:
        """The largest error of the points that check, in metres; None where three points fix it without check."""
        return max(self.errors, default=None)

    def as_data(self) -> dict[str, Any]:
        """What is stored."""
        return {
            "matrix": [list(row) for row in self.matrix],
            "errors": list(self.errors),
            "metres_a_pixel": self.metres_a_pixel,
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Fixed":
        """What was stored."""
        first, second = (tuple(row) for row in data["matrix"])
        return cls((first, second), tuple(data["errors"]), data["metres_a_pixel"])


def fix(pixels: Points, places: Points) -> Fixed:
    """The map that takes the first three pixels to the first three places. Both of shape (n, 2), n from 3 to 6.

    Raises Unfixable where the three stand in a line (on the plan or on the ground), or where the result would be
    mirrored or stretched, which a scan is not: then two points were mistaken for each other.
    """
    if len(pixels) < FEWEST:
        raise Unfixable("few", len(pixels))
    if len(pixels) > MOST:
        raise Unfixable("many", len(pixels))
    latitude = float(places[:, 1].mean())
    ground = metric(places - places[0], latitude)
    for reason, three in (("line", pixels[:3]), ("ground_line", ground[:3])):
        flat = _flatness(three)
        if flat < FLATTEST:
            raise Unfixable(reason, flat)
    known = np.column_stack((pixels[:3], np.ones(3)))
    flat_map = np.linalg.solve(known, ground[:3])  # pixels to metres
    turn = flat_map[:2].T
    if np.linalg.det(turn) >= 0:  # pixels count down, latitudes up
        raise Unfixable("mirrored")
    wide, narrow = np.linalg.svd(turn, compute_uv=False)
    if wide / narrow > MOST_STRETCH:
        raise Unfixable("stretched", float(wide / narrow))
    rest = np.column_stack((pixels[3:], np.ones(len(pixels) - 3))) @ flat_map - ground[3:]
    degrees = flat_map / np.array([DEGREE * np.cos(np.radians(latitude)), DEGREE])
    degrees[2] += places[0]
    (a, d), (b, e), (c, f) = degrees.tolist()
    errors = tuple(float(np.hypot(*one)) for one in rest)
    return Fixed(((a, b, c), (d, e, f)), errors, float(np.sqrt(wide * narrow)))


def _flatness(three: Points) -> float:
    """The height of a triangle over its longest side, by that side: 0 for points in a line."""
    sides = [float(np.hypot(*(three[i] - three[j]))) for i, j in ((0, 1), (1, 2), (2, 0))]
    (x1, y1), (x2, y2) = three[1] - three[0], three[2] - three[0]
    longest = max(sides)
    return abs(x1 * y2 - x2 * y1) / longest**2 if longest else 0.0
