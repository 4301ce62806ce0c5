"""Three ways of writing the same spot in China: CGCS2000, GCJ-02, BD-09. Pure numbers, converted at the edge.

Everything is stored in CGCS2000, which differs from WGS-84 by a few centimetres and is used here as the same.
Maps of public providers are drawn in GCJ-02 or, on top of that, in BD-09; both shift a point by some hundred
metres. Neither is published officially: the formulas are those every open implementation agrees on (series in
longitude − 105° and latitude − 35° on the ellipsoid of Krasovsky, 1940; BD-09 as a turn in polar form), so a
converted point is as good as that agreement, about a metre, and the inverse here closes within a millimetre.

Outside the rectangle the series holds for (`CHINA`) a point has no such shift: it stays as it is, and
`Converted.unchanged` says how many did.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]

CGCS2000, GCJ02, BD09 = "cgcs2000", "gcj02", "bd09"
DATUMS = (CGCS2000, GCJ02, BD09)
CHINA = (72.004, 0.8293, 137.8347, 55.8271)  # west, south, east, north
AXIS, SQUARED = 6378245.0, 0.00669342162296594323  # Krasovsky 1940: half the long axis in metres, e²
TURN = np.pi * 3000.0 / 180.0
SHIFT_LON, SHIFT_LAT = 0.0065, 0.006
ROUNDS = 8  # each shrinks the rest about a thousandfold


class UnknownDatum(ValueError):
    """A datum nobody here can convert."""

    def __init__(self, came: str) -> None:
        super().__init__(f"datum: got {came!r}; allowed: {', '.join(DATUMS)}")


@dataclass(frozen=True)
class Converted:
    """Points after a conversion, shape (n, 2) as longitude and latitude in degrees."""

    points: Points
    unchanged: int  # how many lie outside China, where no shift is defined


def to_stored(points: Points, datum: str) -> Converted:
    """Points of a datum as CGCS2000. Shape (n, 2), degrees, longitude first. Raises UnknownDatum."""
    if datum == CGCS2000:
        return Converted(points, 0)
    if datum == GCJ02:
        return _where_shifted(points, _from_gcj)
    if datum == BD09:
        return _where_shifted(points, lambda inside: _from_gcj(_from_bd(inside)))
    raise UnknownDatum(datum)


def from_stored(points: Points, datum: str) -> Converted:
    """CGCS2000 points in another datum. Shape (n, 2), degrees, longitude first. Raises UnknownDatum."""
    if datum == CGCS2000:
        return Converted(points, 0)
    if datum == GCJ02:
        return _where_shifted(points, _to_gcj)
    if datum == BD09:
        return _where_shifted(points, lambda inside: _to_bd(_to_gcj(inside)))
    raise UnknownDatum(datum)


def in_china(points: Points) -> NDArray[np.bool_]:
    """Which points lie in the rectangle the shift is defined for."""
    west, south, east, north = CHINA
    lon, lat = points[:, 0], points[:, 1]
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


def _where_shifted(points: Points, change: Callable[[Points], Points]) -> Converted:
    inside = in_china(points)
    answer = points.copy()
    answer[inside] = change(points[inside])
    return Converted(answer, int((~inside).sum()))


def _waves(u: Points, v: Points) -> tuple[Points, Points]:
    """The two series in metres: along the meridian and along the parallel."""
    pi = np.pi
    common = (20 * np.sin(6 * u * pi) + 20 * np.sin(2 * u * pi)) * 2 / 3
    north = -100 + 2 * u + 3 * v + 0.2 * v * v + 0.1 * u * v + 0.2 * np.sqrt(np.abs(u)) + common
    north += (20 * np.sin(v * pi) + 40 * np.sin(v / 3 * pi)) * 2 / 3
    north += (160 * np.sin(v / 12 * pi) + 320 * np.sin(v * pi / 30)) * 2 / 3
    east = 300 + u + 2 * v + 0.1 * u * u + 0.1 * u * v + 0.1 * np.sqrt(np.abs(u)) + common
    east += (20 * np.sin(u * pi) + 40 * np.sin(u / 3 * pi)) * 2 / 3
    east += (150 * np.sin(u / 12 * pi) + 300 * np.sin(u / 30 * pi)) * 2 / 3
    return north, east


def _to_gcj(points: Points) -> Points:
    lon, lat = points[:, 0], points[:, 1]
    north, east = _waves(lon - 105.0, lat - 35.0)
    radians = np.radians(lat)
    magic = 1 - SQUARED * np.sin(radians) ** 2
    root = np.sqrt(magic)
    up = np.degrees(north * magic * root / (AXIS * (1 - SQUARED)))
    right = np.degrees(east * root / (AXIS * np.cos(radians)))
    return np.column_stack((lon + right, lat + up))


def _from_gcj(points: Points) -> Points:
    """The inverse by repetition: where does the guess land, and by how much is it off?"""
    guess = points.copy()
    for _round in range(ROUNDS):
        guess += points - _to_gcj(guess)
    return guess


def _to_bd(points: Points) -> Points:
    x, y = points[:, 0], points[:, 1]
    far = np.hypot(x, y) + 0.00002 * np.sin(y * TURN)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * TURN)
    return np.column_stack((far * np.cos(angle) + SHIFT_LON, far * np.sin(angle) + SHIFT_LAT))


def _from_bd(points: Points) -> Points:
    """The usual inverse is off by up to a metre; repetition takes that away."""
    guess = points - np.array([SHIFT_LON, SHIFT_LAT])
    for _round in range(ROUNDS):
        guess += points - _to_bd(guess)
    return guess
