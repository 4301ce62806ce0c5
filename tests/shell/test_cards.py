"""A figure never stands naked: what its card says in each state."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import engines
from django.utils import translation

from safecommunity.shell import cards, numbers


def figure(**changes: Any) -> Any:
    """A figure as the catalogue makes it: 436 cases over 43,573 person-years."""
    kind = changes.pop("kind", "rate")
    population = "population" if kind == "rate" else None
    given = {
        "definition": SimpleNamespace(kind=kind, denominator=population),
        "value": 1000.62,
        "numerator": 436,
        "denominator": 43573.0,
        "n": 436,
        "lower": 908.9,
        "upper": 1099.1,
        "received": 3,
        "due": 4,
        "title": lambda language: {"en": "Injury rate"}.get(language, "伤害发生率"),
        "unit_label": lambda _language: "每 10 万人年",
    }
    return SimpleNamespace(**{**given, **changes})


def page(fig: Any, **options: Any) -> str:
    text = (
        "{% load shell %}{% figure_card fig rows_url=rows page_url=origin"
        " reference=reference reference_label=label %}"
    )
    given = {"fig": fig, "rows": "/rows/", "origin": "/origin/", "reference": None, "label": "", **options}
    return engines["django"].from_string(text).render(given)


def test_a_rate_shows_value_interval_division_missing_returns_and_its_records() -> None:
    html = page(figure())
    for words in (
        "1,001",
        "每 10 万人年",
        "95% 区间 909–1,099",
        "n = 436 例 ÷ 43,573 人年",
        "4 家机构已报 3 家",
        "打开 436 条记录",
        "来历",
    ):
        assert words in html
    assert html.count('fill="#206762" stroke="#206762"') == 3  # full squares
    assert html.count('fill="#fff" stroke="#b07810"') == 1  # hollow square


def test_a_complete_count_says_that_it_has_no_interval() -> None:
    html = page(figure(kind="count", value=436, lower=None, upper=None, denominator=None, received=4))
    assert "全数统计，不设区间" in html
    assert "4 家机构都已报" in html
    assert 'class="strip"' not in html


def test_zero_cases_are_a_zero_with_an_upper_limit() -> None:
    # Garwood upper limit of 0 cases is 3.6889; over 43,573 person-years that is 8.466 per 100,000
    html = page(figure(value=0.0, numerator=0, n=0, lower=0.0, upper=8.466))
    assert '<p class="value">0<' in html
    assert "95% 区间 0.0–8.5" in html
    assert "打开 0 条记录" in html


def test_no_population_says_why_there_is_no_rate_and_still_gives_n() -> None:
    html = page(figure(value=None, denominator=None, lower=None, upper=None, n=12, numerator=12))
    assert "没有人口数" in html
    assert "n = 12" in html
    assert "区间" not in html


def test_nothing_reported_is_not_a_zero() -> None:
    html = page(figure(value=None, received=0, n=0, numerator=0, lower=None, upper=None))
    assert "没有机构报送" in html
    assert "4 家机构已报 0 家" in html


def test_the_comparison_is_named_beside_the_interval() -> None:
    html = page(figure(), reference=930, label="去年同期")
    assert "去年同期 930" in html
    assert "stroke-dasharray" in html


def test_the_card_speaks_english() -> None:
    with translation.override("en"):
        html = page(figure())
    assert "95% interval 909–1,099" in html
    assert "3 of 4 institutions reported" in html
    assert "Injury rate" in html


def test_titles_are_escaped() -> None:
    assert "<b>x" not in page(figure(title=lambda _language: "<b>x</b>"))


def test_the_strip_keeps_the_order_of_its_marks_inside_the_drawing() -> None:
    drawn = cards.strip(1001, 909, 1099, 930)
    assert 0 < drawn.lower < drawn.reference < drawn.value < drawn.upper < 200  # type: ignore[operator]


@pytest.mark.parametrize("value", [0.0, 5.0, 1e9])
def test_a_strip_of_one_value_is_drawn_without_dividing_by_zero(value: float) -> None:
    assert 0 <= cards.strip(value, value, value).value <= 200


def test_many_institutions_are_a_sentence_without_squares() -> None:
    assert cards.squares(30, 40).squares == ()
    assert cards.squares(0, 0).squares == ()


def test_months_are_not_called_institutions() -> None:
    assert cards.squares(37, 40, "months").says == "应收 40 个机构月，已收 37 个"
    with pytest.raises(ValueError, match="institutions, months and streets"):
        cards.squares(1, 2, "weeks")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1001, "1,001"),
        (87.31, "87.3"),
        (0.256, "0.26"),
        (0, "0"),
        (None, "—"),
        (float("nan"), "—"),
        (1234567.8, "1,234,568"),
    ],
)
def test_numbers_are_written_as_the_look_says(value: float | None, written: str) -> None:
    assert numbers.number(value) == written


TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("days", "kind", "words"),
    [
        (-13, "late", "超期 13 天"),
        (0, "soon", "今天到期"),
        (1, "soon", "明天到期"),
        (3, "soon", "还有 3 天"),
        (9, "", "还有 9 天"),
    ],
)
def test_a_clock_computes_lateness(days: int, kind: str, words: str) -> None:
    text = "{% load shell %}{% clock due today %}"
    html = engines["django"].from_string(text).render({"due": TODAY + timedelta(days=days), "today": TODAY})
    assert words in html
    assert f'class="clock {kind}"' in html if kind else 'class="clock"' in html


def test_an_unknown_kind_of_tag_is_an_error_that_names_the_kinds() -> None:
    with pytest.raises(Exception, match=r"loud.*claim"):
        engines["django"].from_string("{% load shell %}{% tag 'x' 'loud' %}").render({})
