"""The tables: what a score is, that nobody can type one, and that the tables are those of the standards."""

from typing import Any

import pytest

from safecommunity.hazards.risks import tables

LINE = {"item": "配电箱", "standard": "箱门完好", "result": "bad", "consequence": "触电", "L": "3", "S": "5"}


def test_a_risk_of_lines_has_the_colour_of_its_worst_line() -> None:
    """By hand: 3 × 5 = 15 is orange (from 15), 2 × 2 = 4 is blue; what does not apply has no score."""
    lines = [LINE, {"item": "门", "L": "2", "S": "2"}, {"item": "锅炉", "result": "na"}, {"item": ""}]
    told = tables.scored("scl", {}, lines)
    assert (told.score, tables.color(told.rank)) == (15, "orange")
    assert [one.get("R") for one in told.lines] == [15, 4, None]
    assert tables.formula("scl", {}, told.lines, told.score).startswith("2 ")


def test_a_score_that_was_sent_is_not_taken() -> None:
    told = tables.scored("jha", {}, [{"item": "登高", "L": "1", "S": "1", "R": "25", "rank": 1}])
    assert (told.score, told.rank) == (1, 4)


@pytest.mark.parametrize(
    ("method", "factors", "lines"),
    [("ls", {"L": "3"}, []), ("ls", {"L": "9", "S": "3"}, []), ("lec", {"L": "nan", "E": 1, "C": 1}, []),
     ("lec", {"L": "1e999", "E": 1, "C": 1}, []), ("scl", {}, []), ("scl", {}, [{"item": "x", "result": "na"}]),
     ("jha", {}, [{"item": "x"}]), ("jha", {}, [{"L": "3", "S": "3"}]), ("x", {}, []),
     ("scl", {}, [LINE | {"result": "good"}]), ("scl", {}, [LINE | {"standard": "长" * 121}]),
     ("scl", {}, [LINE] * 41)],
)  # fmt: skip
def test_what_the_tables_do_not_know_is_refused_in_words(method: str, factors: Any, lines: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        tables.scored(method, factors, lines)


def test_columns_and_accident_types_are_those_of_the_standards(shared: Any) -> None:
    import yaml

    methods = yaml.safe_load((shared / "standards" / "risk_methods.yaml").read_text(encoding="utf-8"))
    types = yaml.safe_load((shared / "standards" / "gb_accident_types.yaml").read_text(encoding="utf-8"))
    # besides item and measure: number, L, S, R and level are computed or stand in the matrix
    assert len(methods["scl"]["columns"]) == len(tables.table("scl")["columns"]) + 5
    assert len(methods["jha"]["columns"]) == len(tables.table("jha")["columns"]) + 4
    ours = {code: one["label"][0] for code, one in tables.accidents().items()}
    assert ours == {one["c"]: one["zh"] for one in types["versions"][0]["types"]}


def test_each_table_says_how_it_came_here() -> None:
    assert {tables.basis(one) for one in tables.METHODS} == {"recalled"}
