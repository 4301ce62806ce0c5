"""The map's classes and its drawing: equal numbers in each class, ties together, hatched where nothing is said."""

import pytest

from safecommunity.shell import chart_engine, chart_maps
from safecommunity.shell.chart_maps import Area, Grade, choropleth, colour, quantiles

SQUARE = [[[[10, 10], [110, 10], [110, 110], [10, 110], [10, 10]]]]


@pytest.mark.parametrize(
    ("values", "classes"),
    [
        ([], []),
        ([7.0], [0]),
        ([3.0, 3.0, 3.0], [0, 0, 0]),
        ([1.0, 2.0], [0, 1]),
        ([8, 7, 6, 5, 4, 3, 2, 1], [3, 3, 2, 2, 1, 1, 0, 0]),
        ([1, 1, 1, 1, 2, 2, 3, 9], [0, 0, 0, 0, 1, 1, 2, 2]),
        (list(range(11)), [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3]),
    ],
)
def test_classes_hold_about_the_same_number_and_never_part_equal_values(values, classes) -> None:
    assert quantiles(values) == classes


def test_a_class_never_skips_and_never_falls_as_values_rise() -> None:
    values = [float(n * n % 37) for n in range(60)]
    found = dict(zip(values, quantiles(values), strict=True))
    ranked = [found[value] for value in sorted(found)]
    assert ranked == sorted(ranked)
    assert set(ranked) == {0, 1, 2, 3}


def test_fewer_classes_take_colours_far_apart_and_the_highest_is_always_the_darkest() -> None:
    for grades in (2, 3, 4):
        chosen = [colour(grade, grades) for grade in range(grades)]
        assert len(set(chosen)) == grades
        assert chosen[-1] == chart_maps.COLOURS[3]


def test_the_drawing_holds_every_area_its_value_and_the_meaning_of_hatching() -> None:
    areas = [
        Area(SQUARE, 0, "示东社区", "1,728", (60, 60), 90),
        Area(SQUARE, None, "示西社区", "—", (60, 60), 20, [(20, 20, 40, 40)]),
    ]
    words = {"unit": "每 10 万人年", "hatched": "少于 10 例"}
    svg = chart_engine.svg(choropleth(areas, [Grade("1,728（1 个地区）", 1)], words, 328, 200)).decode()
    for text in ("示东社区", "1,728", "每 10 万人年", "少于 10 例", "1,728（1 个地区）"):
        assert f">{text}</text>" in svg
    assert ">示西社区</text>" not in svg  # it does not fit; the table has it
    assert "style=" not in svg
    assert svg.count("110,110") == 3  # two areas, one of them edged
