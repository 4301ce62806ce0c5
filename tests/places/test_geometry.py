"""Outlines: sound or not, how large, what lies inside; and plans fixed by three points. Values worked out by hand."""

import itertools
import math

import numpy as np
import pytest

from safecommunity.places import geometry, plans

SQUARE = np.array([(0, 0), (4, 0), (4, 4), (0, 4), (0, 0)], float)
HOLE = np.array([(1, 1), (1, 3), (3, 3), (3, 1), (1, 1)], float)
BOW = np.array([(0, 0), (4, 4), (4, 0), (0, 4), (0, 0)], float)


def test_a_bow_crosses_itself_in_its_first_and_third_side() -> None:
    assert geometry.crossing(BOW) == (1, 3)
    assert geometry.crossing(SQUARE) is None


def test_a_ring_that_touches_itself_in_a_point_is_not_sound() -> None:
    assert geometry.crossing(np.array([(0, 0), (4, 0), (2, 2), (4, 4), (0, 4), (2, 2), (0, 0)], float))


def test_a_random_star_never_crosses_itself_and_two_points_exchanged_do() -> None:
    angles = np.linspace(0, 2 * math.pi, 400, endpoint=False)
    far = 1 + np.random.default_rng(7).random(400)
    ring = np.column_stack((far * np.cos(angles), far * np.sin(angles)))
    assert geometry.crossing(np.vstack((ring, ring[:1]))) is None
    ring[[20, 200]] = ring[[200, 20]]
    assert geometry.crossing(np.vstack((ring, ring[:1]))) is not None


def test_area_of_a_square_with_a_hole_at_the_equator() -> None:
    # 16 - 4 square degrees of 111.1951 km each; the shape spans 2° of latitude at most from its mean
    degree = math.pi * 6371.0088 / 180
    shape = ((SQUARE * 0.001, HOLE * 0.001),)
    assert geometry.area_km2(shape) == pytest.approx(12e-6 * degree**2, rel=1e-6)


def test_area_shrinks_with_the_cosine_of_the_latitude() -> None:
    north = SQUARE * 0.001 + np.array([100, 60])
    assert geometry.area_km2(((north,),)) == pytest.approx(
        geometry.area_km2(((SQUARE * 0.001,),)) / 2, rel=1e-3
    )


def test_points_in_the_ring_are_inside_and_those_in_the_hole_are_not() -> None:
    spots = np.array([(0.5, 0.5), (2, 2), (5, 2), (3.5, 2)])
    assert geometry.contains(((SQUARE, HOLE),), spots).tolist() == [True, False, False, True]


def test_how_far_outside() -> None:
    shape = ((SQUARE * 0.01,),)
    assert geometry.outside_by(shape, np.array([(0.02, 0.02)])) == 0
    assert geometry.outside_by(shape, np.array([(0.05, 0.02), (0.02, 0.02)])) == pytest.approx(
        1111.95, rel=1e-4
    )


def test_winding_follows_the_standard_whichever_way_it_came() -> None:
    outer, hole = geometry.wound((SQUARE[::-1], HOLE[::-1]))
    assert geometry.signed_area(outer) == 16
    assert geometry.signed_area(hole) == -4


def test_points_on_a_straight_side_are_left_out_and_corners_stay() -> None:
    side = [(x, 0.001 * (x % 2)) for x in range(100)]
    ring = np.array([*side, (100, 0), (100, 100), (0, 100), (0, 0)], float)
    assert len(geometry.simplified(ring, 0.01)) == 5
    assert len(geometry.simplified(ring, 0.0001)) == len(ring)


def test_no_point_left_out_lies_farther_from_the_line_than_the_tolerance() -> None:
    angles = np.linspace(0, 2 * math.pi, 500)
    far = 100 + np.random.default_rng(3).random(500) * 8
    ring = np.column_stack((far * np.cos(angles), far * np.sin(angles)))
    ring[-1] = ring[0]
    for tolerance in (1.0, 3.0, 6.0):
        short = geometry.simplified(ring, tolerance)
        assert 4 <= len(short) < len(ring)
        away = np.min([geometry._from_side(ring, a, b) for a, b in itertools.pairwise(short)], axis=0)
        assert away.max() <= tolerance


def test_a_coast_is_told_with_fewer_points_and_says_how_coarsely() -> None:
    angles = np.linspace(0, 2 * math.pi, 9001)
    ring = np.column_stack((120 + 0.02 * np.cos(angles), 30 + 0.02 * np.sin(angles)))
    ring[-1] = ring[0]
    found, tolerance = geometry.with_fewer_points(((ring,),), 500)
    assert geometry.size(found) <= 500
    assert (found[0][0][0] == found[0][0][-1]).all()
    assert geometry.area_km2(found) == pytest.approx(geometry.area_km2(((ring,),)), rel=0.001)
    assert 0 < tolerance <= 4


def test_the_name_of_a_crescent_stands_inside_it() -> None:
    ring = np.array([(0, 0), (10, 0), (10, 1), (1, 1), (1, 9), (10, 9), (10, 10), (0, 10), (0, 0)], float)
    spot = np.array([geometry.middle(((ring,),))])
    assert geometry.contains(((ring,),), spot).all()


def test_geojson_there_and_back() -> None:
    shape = geometry.from_geojson(geometry.as_geojson(((SQUARE[::-1], HOLE),)))
    assert geometry.signed_area(shape[0][0]) == 16
    assert geometry.size(shape) == 10


# A plan of 1,000 × 800 pixels, one metre a pixel, turned by 30°, its corner at 124° E 30° N.
TURN = math.radians(30)


def ground(x: float, y: float) -> tuple[float, float]:
    east, north = x * math.cos(TURN) + y * math.sin(TURN), x * math.sin(TURN) - y * math.cos(TURN)
    return 124 + east / (geometry.DEGREE * math.cos(math.radians(30))), 30 + north / geometry.DEGREE


PIXELS = np.array([(100, 100), (900, 120), (480, 700), (500, 400)], float)
PLACES = np.array([ground(x, y) for x, y in PIXELS])


def test_three_points_fix_a_turned_plan_and_the_fourth_tells_no_error() -> None:
    fixed = plans.fix(PIXELS, PLACES)
    assert fixed.metres_a_pixel == pytest.approx(1, rel=1e-3)
    assert fixed.error == pytest.approx(0, abs=0.01)
    spot = np.array([(250.0, 610.0)])
    assert fixed.to_ground(spot)[0] == pytest.approx(ground(250, 610), abs=1e-7)
    assert fixed.to_picture(fixed.to_ground(spot))[0] == pytest.approx((250, 610), abs=1e-3)


def test_three_points_alone_tell_no_error() -> None:
    assert plans.fix(PIXELS[:3], PLACES[:3]).error is None


def test_a_fourth_point_clicked_thirty_pixels_off_is_thirty_metres_off() -> None:
    pixels = PIXELS.copy()
    pixels[3] += (30, 0)
    assert plans.fix(pixels, PLACES).error == pytest.approx(30, rel=0.01)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda p, g: (p[:2], g[:2]), "few"),
        (lambda _p, g: (np.array([(0, 0), (500, 5), (1000, 10)], float), g[:3]), "line"),
        (lambda p, g: (p[:3], np.array([g[0], g[1], (g[0] + g[1]) / 2])), "ground_line"),
        (lambda p, g: (p[:3], g[[1, 0, 2]]), "mirrored"),
        (lambda _p, g: (np.array([(0, 0), (900, 0), (450, 200)], float), g[:3]), "stretched"),
        (lambda _p, g: (np.array([(5, 5), (5, 5), (5, 5)], float), g[:3]), "line"),
        (lambda p, g: (np.tile(p, (2, 1)), np.tile(g, (2, 1))), "many"),
    ],
)
def test_points_that_fix_no_plan_are_refused_with_the_reason(change, reason: str) -> None:
    with pytest.raises(plans.Unfixable) as refused:
        plans.fix(*change(PIXELS, PLACES))
    assert refused.value.reason == reason


def test_what_is_stored_of_a_plan_is_what_was_fixed() -> None:
    fixed = plans.fix(PIXELS, PLACES)
    assert plans.Fixed.from_data(fixed.as_data()) == fixed
