"""Datums: values published by others, the way back within half a metre, and no shift outside China."""

import numpy as np
import pytest

from safecommunity.places import datums
from safecommunity.places.datums import BD09, CGCS2000, GCJ02

# Published with the open implementations: the tests of eviltransform (MIT) and the README of coordtransform (MIT).
TO_GCJ = [
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ((116.404, 39.915), (116.41024449916938, 39.91640428150164)),
]
TO_BD = [((116.404, 39.915), (116.41662724378733, 39.922699552216216))]  # by GCJ-02, coordtransform
# README of coordtransform: BD-09 to GCJ-02; its inverse is a single step, good to about a metre
BD_TO_GCJ = [((116.404, 39.915), (116.39762729119315, 39.90865673957631))]
OUTSIDE = [(-0.1246, 51.5007), (151.2093, -33.8688), (139.767125, 35.681236)]


def metres(one: np.ndarray, two: np.ndarray) -> np.ndarray:
    """Distance on a sphere of 6,371,008.8 m, flat over such short ways."""
    shrink = np.cos(np.radians(one[:, 1]))
    return 6371008.8 * np.radians(np.hypot((one[:, 0] - two[:, 0]) * shrink, one[:, 1] - two[:, 1]))


def columns(pairs: list) -> tuple[np.ndarray, np.ndarray]:
    return np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs])


@pytest.mark.parametrize(("pairs", "datum"), [(TO_GCJ, GCJ02), (TO_BD, BD09)])
def test_published_points_are_met_within_a_millimetre(pairs: list, datum: str) -> None:
    wgs, shifted = columns(pairs)
    assert metres(datums.from_stored(wgs, datum).points, shifted).max() < 0.001


def test_the_way_back_meets_published_points_within_half_a_metre() -> None:
    wgs, shifted = columns(TO_GCJ)
    assert metres(datums.to_stored(shifted, GCJ02).points, wgs).max() < 0.001
    bd, gcj = columns(BD_TO_GCJ)
    ours = datums.from_stored(datums.to_stored(bd, BD09).points, GCJ02).points
    assert metres(ours, gcj).max() < 0.5


@pytest.mark.parametrize("datum", [GCJ02, BD09])
def test_there_and_back_is_within_half_a_metre_all_over_china(datum: str) -> None:
    lon, lat = np.meshgrid(np.linspace(73.7, 134.9, 60), np.linspace(18.2, 53.4, 60))
    points = np.column_stack((lon.ravel(), lat.ravel()))
    there = datums.from_stored(points, datum)
    back = datums.to_stored(there.points, datum)
    assert metres(back.points, points).max() < 0.5
    assert metres(there.points, points).min() > 20  # a shift that shifts nothing would pass the line above
    assert there.unchanged == back.unchanged == 0


@pytest.mark.parametrize("datum", [GCJ02, BD09])
def test_outside_china_nothing_moves_and_it_is_said(datum: str) -> None:
    points = np.array([*OUTSIDE, (116.404, 39.915)])
    found = datums.to_stored(points, datum)
    assert found.unchanged == 3
    assert (found.points[:3] == points[:3]).all()
    assert metres(found.points[3:], points[3:]).min() > 100


def test_the_stored_datum_is_not_touched() -> None:
    points = np.array([(116.404, 39.915)])
    assert datums.to_stored(points, CGCS2000).points is points


def test_an_unknown_datum_is_named_with_those_allowed() -> None:
    with pytest.raises(datums.UnknownDatum, match=r"got 'beijing54'; allowed: cgcs2000, gcj02, bd09"):
        datums.to_stored(np.zeros((1, 2)), "beijing54")
