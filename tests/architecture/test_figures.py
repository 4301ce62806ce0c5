"""No page, report or score computes a rate itself, and every figure can be followed back in words."""

import ast
from pathlib import Path

import pytest

from safecommunity.indicators import lineage
from safecommunity.indicators.catalogue import CATALOGUE
from safecommunity.indicators.languages import LANGUAGES
from tests.architecture import house
from tests.architecture.test_ladder import imported

# Statistics that turn counts into what a reader sees. Rooms above `figures` get them as figures.
RATES = (
    "rates",
    "standardised",
    "indirect",
    "proportions",
    "poisson",
    "survey",
    "differences",
    "paired",
    "printed",
)
# Who may ask them besides epi, indicators and figures, and why.
ALLOWED = {
    "reports/panels.py": "expected_by_population shares counts out; it makes no rate",
    "web/analysis.py": "warms the statistics of the analysis process",
}


def above_figures(path: Path) -> bool:
    room = house.room_of(path)
    # the demonstration draws records by rates; it shows nobody a number
    return bool(room) and room != "demo" and house.ladder()[room] > house.ladder()["figures"]


def test_no_room_above_figures_computes_a_rate() -> None:
    wrong = []
    for path in house.python_files():
        if not above_figures(path) or str(path.relative_to(house.PACKAGE)) in ALLOWED:
            continue
        for line, module in imported(path):
            parts = module.split(".")
            if parts[:2] == ["safecommunity", "epi"] and len(parts) > 2 and parts[2] in RATES:
                wrong.append(f"{house.where(path, line)}: imports {module}; ask figures.queries instead")
    assert not wrong, house.report(wrong)


def test_what_is_allowed_is_still_used() -> None:
    for name in ALLOWED:
        path = house.PACKAGE / name
        assert path.exists(), f"{name} is gone: take it off the list"
        asked = [module for _line, module in imported(path) if module.startswith("safecommunity.epi")]
        assert asked, f"{name} asks no statistics any more: take it off the list"


def test_no_room_above_figures_multiplies_a_division_by_a_hundred_thousand() -> None:
    """`100_000 * cases / people` is a rate without n, period and interval."""
    wrong = []
    for path in house.python_files():
        if not above_figures(path):
            continue
        for node in ast.walk(house.tree(path)):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div):
                numbers = {n.value for n in ast.walk(node) if isinstance(n, ast.Constant)}
                if numbers & {100_000} and any(
                    isinstance(n, ast.BinOp) and isinstance(n.op, ast.Div) for n in ast.walk(node)
                ):
                    wrong.append(f"{house.where(path, node.lineno)}: {ast.unparse(node)}")
    assert not wrong, house.report(wrong)


def test_figures_are_made_in_their_own_rooms_only() -> None:
    """Nobody above builds a Figure by hand: it would carry whatever numbers it was given."""
    wrong = [
        f"{house.where(path, call.lineno)}: {ast.unparse(call)[:60]}"
        for path in house.python_files()
        if above_figures(path)
        for call in house.calls(path)
        if isinstance(call.func, ast.Name) and call.func.id == "Figure"
    ]
    assert not wrong, house.report(wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_and_column_a_definition_reads_has_a_name(language: str) -> None:
    """A figure is followed back in words: add what lacks to safecommunity/indicators/columns.yaml."""
    lacking = {one.fact for one in CATALOGUE if lineage.fact_label(one.fact, language) == one.fact}
    for one in CATALOGUE:
        for names in lineage.columns_by_role(one).values():
            lacking |= {f"{one.fact}.{n}" for n in names if lineage.column_label(n, language) == n}
    assert not lacking, house.report(sorted(lacking))
