"""Charts are data: what a Pareto shows, what a trend refuses to show."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from safecommunity.shell import charts
from safecommunity.shell.charts import Band, Bar, Month

# Causes of 436 invented cases; by hand: 153/436 = 35.1 %, (153+75)/436 = 52.3 %,
# four causes 79.8 %, five 88.1 %
ROWS = [
    Bar("其他与不清楚", 13, rest=True),
    Bar("非机动车车祸", 75),
    Bar("跌倒/坠落", 153),
    Bar("刀/锐器伤", 62),
    Bar("机动车车祸", 58),
    Bar("钝器伤", 36),
    Bar("动物伤", 22),
    Bar("烧烫伤", 17),
]


@pytest.fixture(autouse=True)
def _no_renderer() -> Iterator[None]:
    before = list(charts._renderer)
    charts.set_renderer(None)
    yield
    charts._renderer[:] = before


def values(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return spec["data"]["values"]


def test_causes_are_ranked_and_the_rest_comes_last_however_large() -> None:
    rows = values(charts.pareto([Bar("rest", 999, rest=True), *ROWS[1:]], "zh-hans", 488))
    assert [row["count"] for row in rows] == [153, 75, 62, 58, 36, 22, 17, 999]


def test_shares_and_running_shares_are_those_of_the_hand_calculation() -> None:
    rows = values(charts.pareto(ROWS, "zh-hans", 488))
    assert [row["share"] for row in rows[:2]] == ["35.1%", "17.2%"]
    assert [row["running"] for row in rows] == [
        "35.1%",
        "52.3%",
        "66.5%",
        "79.8%",
        "88.1%",
        "93.1%",
        "97.0%",
        "100.0%",
    ]


def test_the_dark_bars_are_those_that_reach_eighty_per_cent() -> None:
    rows = values(charts.pareto(ROWS, "zh-hans", 488))
    assert [row["colour"] == charts.SERIES[0] for row in rows] == [True] * 5 + [False] * 3


def test_exactly_eighty_per_cent_is_reached() -> None:
    # 0.8 is no binary fraction; 4 of 5 must still be 80 %
    rows = values(charts.pareto([("a", 4), ("b", 1)], "en", 488))
    assert [row["colour"] == charts.SERIES[0] for row in rows] == [True, False]


@pytest.mark.parametrize("rows", [[], [("a", 0)], [("a", 1)], [Bar("rest", 3, rest=True)], [("x" * 300, 5)]])
@pytest.mark.parametrize("width", charts.WIDTHS)
def test_few_rows_make_a_specification_too(rows: list[Any], width: int) -> None:
    spec = charts.pareto(rows, "en", width)
    assert json.dumps(spec)
    assert spec["width"] > 0


@pytest.mark.parametrize("width", charts.WIDTHS)
def test_the_drawing_is_exactly_as_wide_as_asked(width: int) -> None:
    for spec in (charts.pareto(ROWS, "zh-hans", width), charts.month_bars([Month(1, 3)], "en", width)):
        assert spec["width"] + spec["padding"]["left"] + spec["padding"]["right"] == width


@pytest.mark.parametrize(("lang", "words"), [("zh-hans", "占比"), ("zh-hant", "佔比"), ("en", "Share")])
def test_heads_are_in_the_asked_language(lang: str, words: str) -> None:
    assert words in json.dumps(charts.pareto(ROWS, lang, 488), ensure_ascii=False)


def test_no_chart_uses_a_risk_colour() -> None:
    text = json.dumps([charts.pareto(ROWS, "en", 488), charts.trend([Month(1, 2)], [], "en", 328)]).lower()
    assert not {c for c in ("#c4161c", "#f08a24", "#ffd23f", "#1f6fb2") if c in text}


def test_a_trend_draws_no_line_over_a_missing_month_and_dots_an_incomplete_one() -> None:
    months = [Month(1, 3), Month(2, 4), Month(3, None), Month(4, 5), Month(5, 2, complete=False)]
    lines = [
        (layer["mark"]["strokeDash"], [row["month"] for row in layer["data"]["values"]])
        for layer in charts.trend(months, [], "zh-hans", 488)["layer"]
        if layer["mark"]["type"] == "line"
    ]
    assert lines == [([], [1, 2]), ([2, 3], [4, 5])]


def test_axes_of_counts_begin_at_zero() -> None:
    spec = charts.trend([Month(1, 300), Month(2, 310)], [Band(1, 290, 295, 299)], "en", 488)
    scales = [layer["encoding"]["y"]["scale"]["zero"] for layer in spec["layer"]]
    assert scales
    assert all(scales)


def test_the_words_for_readers_of_text_name_every_row() -> None:
    assert charts.in_words("伤害原因", ROWS[1:3], " 例") == "伤害原因：非机动车车祸 75 例、跌倒/坠落 153 例"
    assert charts.in_words("Causes", [("Fall", 1153)]) == "Causes: Fall 1,153"


def test_drawing_without_a_renderer_says_what_to_set() -> None:
    with pytest.raises(charts.NoRenderer, match="set_renderer"):
        charts.render_svg({})


def test_the_renderer_that_was_set_draws() -> None:
    charts.set_renderer(lambda spec: b"<svg>%d</svg>" % len(spec))
    assert charts.render_svg({"a": 1}) == b"<svg>1</svg>"


@pytest.mark.slow
@pytest.mark.parametrize("width", charts.WIDTHS)
def test_the_engine_draws_text_without_inline_style(width: int) -> None:
    from safecommunity.shell import chart_engine

    drawn = chart_engine.svg(charts.pareto(ROWS, "zh-hans", width)).decode()
    assert f'width="{width}"' in drawn
    assert "style=" not in drawn
    assert "<style" not in drawn
    for words in ("跌倒/坠落", "153", "35.1%", "80%"):
        assert words in drawn
