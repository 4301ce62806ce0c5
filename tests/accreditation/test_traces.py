"""Every item of every shipped standard traces to records: a figure of the catalogue, or a paper to be brought."""

import pytest

from safecommunity.accreditation import codes, words
from safecommunity.accreditation.standards import Item
from safecommunity.accreditation.standards.shape import BASES
from safecommunity.figures import registry
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import FigureKey

SHIPPED = codes.shipped()
ITEMS = [pytest.param(item, id=f"{code}:{item.id}") for code, one in SHIPPED.items() for item in one.items()]


@pytest.mark.parametrize("item", ITEMS)
def test_an_item_says_how_its_text_is_known_and_what_answers_it(item: Item) -> None:
    assert item.basis in BASES
    assert item.figures or item.records


@pytest.mark.parametrize("item", ITEMS)
def test_a_figure_that_answers_leads_to_the_rows_and_the_page_where_they_are_kept(item: Item) -> None:
    for code in item.figures:
        name, _sign, narrow = code.partition("~")
        definition = catalogue.get(name)
        fact = registry.fact(definition.fact)
        assert fact.screens, f"{name}: nobody says where its records are kept"
        if narrow:
            key = FigureKey.parse(f"{name}@{definition.version}~p~2026~{narrow}")
            assert {column for column, _value in key.dimensions} <= set(definition.dimensions)


@pytest.mark.parametrize("item", ITEMS)
def test_a_paper_that_is_asked_for_has_words_in_three_languages(item: Item) -> None:
    for name in item.records:
        assert set(codes.papers()[name]) == {"zh-hans", "zh-hant", "en"}


def test_a_narrowed_figure_is_named_with_what_it_is_narrowed_to() -> None:
    # the fact `project` numbers settings from 0 traffic to 11 disasters and environment
    title = catalogue.get("projects.count").title("zh-hans")
    assert words.figure_title("projects.count~setting=0", "zh-hans") == f"{title} · 交通"


def test_items_21_to_28_of_the_national_sheet_ask_for_projects_of_their_own_settings() -> None:
    asked = [
        {code for code in SHIPPED["cn-national"].by_id[str(n)].figures if code.startswith("projects.count~")}
        for n in range(21, 29)
    ]
    everything = [code for some in asked for code in some]
    # twelve settings, each once: no project counts for two of the eight items
    assert len(everything) == len(set(everything)) == 12
    assert {code.rsplit("=", 1)[1] for code in everything} == {str(n) for n in range(12)}
