"""The pyramid and the grid: where marks stand, what is drawn hollow, what is left blank."""

import pytest

from safecommunity.shell import chart_grids as grids
from safecommunity.shell import charts
from safecommunity.shell.chart_grids import Ages, Line

ROWS = [Ages("75+", 17, 24, 30.0, 22.5), Ages("45–64", 65, 38, 62.0, 60.0), Ages("0–4", 0, 4, None, None)]


def marks(spec, kind):
    return [layer["data"]["values"] for layer in spec["layer"] if layer["mark"]["type"] == kind]


def size(box):
    return box["x2"] - box["x"]


@pytest.mark.parametrize("width", charts.WIDTHS)
def test_bars_are_as_long_as_their_numbers_on_both_sides(width):
    bars, frames = marks(grids.pyramid(ROWS, ("男", "女"), width), "rect")
    lengths = [size(bar) for bar in bars]  # men and women of each line
    assert lengths[0] / lengths[2] == pytest.approx(17 / 65)
    assert lengths[1] / lengths[2] == pytest.approx(24 / 65)
    assert lengths[4] == 0
    assert [size(frame) / lengths[2] for frame in frames] == pytest.approx(
        [30 / 65, 22.5 / 65, 62 / 65, 60 / 65]
    )
    assert bars[0]["x2"] < width / 2 < bars[1]["x"]
    assert bars[0]["x2"] - bars[0]["x"] > 0


@pytest.mark.parametrize("width", charts.WIDTHS)
def test_nothing_leaves_the_plane(width):
    spec = grids.pyramid([Ages("25–44", 123_456, 1, 99_999.0, 1.0)], ("男 123,456 例", "女 1 例"), width)
    for values in (*marks(spec, "rect"), *marks(spec, "rule")):
        assert all(0 <= one["x"] <= one["x2"] <= width for one in values)
    texts = [one for values in marks(spec, "text") for one in values]
    assert min(one["x"] for one in texts if one["text"] == "123,456") > charts.text_width(
        "123,456", charts.TEXT
    )


def test_women_are_hatched_and_men_are_not():
    spec = grids.pyramid([Ages("a", 30, 10)], ("m", "w"), 488)
    (bars, _frames), (hatch,) = marks(spec, "rect"), marks(spec, "rule")
    assert hatch
    assert all(bars[1]["x"] <= line["x"] <= line["x2"] <= bars[1]["x2"] for line in hatch)


def test_without_population_there_is_no_frame():
    assert marks(grids.pyramid([Ages("a", 3, 4)], ("m", "w"), 488), "rect")[1] == []


def test_an_empty_pyramid_and_an_empty_grid_are_specifications_too():
    assert grids.pyramid([], ("m", "w"), 328)["height"] > 0
    assert grids.grid([], [], "sum", 328)["height"] > 0


def test_the_darkest_cell_is_the_largest_and_empty_cells_carry_no_number():
    spec = grids.grid(
        ["00", "02", "04"], [Line("1 月", (0, 3, 12), 15), Line("2 月", (1, 0, 0), 1)], "合计", 488
    )
    cells, numbers = marks(spec, "rect")[0], marks(spec, "text")[0]
    assert [charts.RAMP.index(cell["colour"]) for cell in cells] == [0, 2, 6, 1, 0, 0]
    assert [one["text"] for one in numbers] == ["3", "12", "1"]
    assert numbers[1]["colour"] == "#ffffff"
    assert numbers[0]["colour"] == charts.INK
    assert [one["text"] for one in marks(spec, "text")[2]] == ["15", "1"]


def test_numbers_too_wide_for_their_cells_are_told_in_thousands():
    narrow = grids.grid(
        [f"{n:02d}" for n in range(12)], [Line("1月", (12_345, 400, *([0] * 10)), 12_745)], "合计", 328
    )
    assert [one["text"] for one in marks(narrow, "text")[0]] == ["12k", "<1k"]
    wide = grids.grid(["00", "02"], [Line("1月", (12_345, 400), 12_745)], "合计", 328)
    assert [one["text"] for one in marks(wide, "text")[0]] == ["12,345", "400"]


@pytest.mark.parametrize(
    ("n", "most", "step"), [(0, 10, 0), (0, 0, 0), (1, 1000, 1), (10, 10, 6), (5, 10, 3), (1, 1, 6)]
)
def test_the_steps_of_the_ramp(n, most, step):
    assert grids.shade(n, most) == step


@pytest.mark.slow
@pytest.mark.parametrize("width", charts.WIDTHS)
def test_the_engine_draws_both(width):
    from safecommunity.shell import chart_engine

    for spec in (
        grids.pyramid(ROWS, ("男 82 例", "女 66 例"), width),
        grids.grid(["00"], [Line("1月", (3,), 3)], "合计", width),
    ):
        drawn = chart_engine.svg(spec)
        assert f'width="{width}"'.encode() in drawn
        assert b" style=" not in drawn
        assert b"data:" not in drawn
