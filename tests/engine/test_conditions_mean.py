"""The meaning of a condition, on every engine: what is drawn as a table is what is counted."""

import pytest

from safecommunity.engine.conditions import EVERYTHING, AllOf, AnyOf, Not, Where
from tests.engine.engines import ENGINES
from tests.engine.world import row

ROWS = [
    row(1, year=2026, month=5, age_years=70, cause=3, residence="east", facility="甲医院"),
    row(2, year=2026, month=5, age_years=4, cause=3, residence="east", facility="乙诊所"),
    row(3, year=2026, month=6, age_years=-1, cause=7, residence="west", facility="甲医院"),
    row(4, year=2025, month=6, age_years=65, cause=-1, residence="", facility=""),
    row(5, year=-1, month=-1, age_years=0, cause=3, residence="west", facility="甲医院"),
]

CASES = [
    ("everything", EVERYTHING, {1, 2, 3, 4, 5}),
    ("nothing: any of no part", AnyOf(()), set()),
    ("a number equals", Where("cause", "eq", (3,)), {1, 2, 5}),
    ("not equal has the unknown among it", Where("cause", "ne", (3,)), {3, 4}),
    ("one of several numbers", Where("cause", "in", (3, 7)), {1, 2, 3, 5}),
    ("one of no numbers is nobody", Where("cause", "in", ()), set()),
    ("none of no numbers is everybody", Where("cause", "not_in", ()), {1, 2, 3, 4, 5}),
    ("none of several numbers", Where("cause", "not_in", (3, 7)), {4}),
    ("at least leaves the unknown out", Where("age_years", "ge", (4,)), {1, 2, 4}),
    ("at least -5 leaves the unknown out too", Where("age_years", "ge", (-5,)), {1, 2, 4, 5}),
    ("at most leaves the unknown out", Where("age_years", "le", (4,)), {2, 5}),
    ("between has both ends", Where("age_years", "between", (4, 65)), {2, 4}),
    ("between -5 and 4 leaves the unknown out", Where("age_years", "between", (-5, 4)), {2, 5}),
    ("between the wrong way round is nobody", Where("age_years", "between", (65, 4)), set()),
    ("known number, zero is known", Where("age_years", "known"), {1, 2, 4, 5}),
    ("unknown number", Where("age_years", "unknown"), {3}),
    ("a text equals", Where("residence", "eq", ("east",)), {1, 2}),
    ("a text not equal has the unknown among it", Where("residence", "ne", ("east",)), {3, 4, 5}),
    ("one of several texts", Where("facility", "in", ("甲医院", "乙诊所")), {1, 2, 3, 5}),
    ("a text nobody has", Where("residence", "eq", ("nowhere",)), set()),
    ("none of texts, one nobody has", Where("residence", "not_in", ("nowhere", "west")), {1, 2, 4}),
    ("known text", Where("residence", "known"), {1, 2, 3, 5}),
    ("unknown text", Where("residence", "unknown"), {4}),
    ("a number beyond 32 bits", Where("cause", "eq", (2**40,)), set()),
    ("numbers, one beyond 32 bits", Where("cause", "in", (2**40, 7)), {3}),
    ("at most a number beyond 32 bits", Where("age_years", "le", (2**40,)), {1, 2, 4, 5}),
    ("a number beyond 64 bits", Where("cause", "ne", (2**70,)), {1, 2, 3, 4, 5}),
    ("all of", AllOf((Where("cause", "eq", (3,)), Where("residence", "eq", ("east",)))), {1, 2}),
    ("any of", AnyOf((Where("cause", "eq", (7,)), Where("age_years", "ge", (65,)))), {1, 3, 4}),
    ("not at least has the unknown among it", Not(Where("age_years", "ge", (65,))), {2, 3, 5}),
    ("not everything", Not(EVERYTHING), set()),
    ("any of everything", AnyOf((Where("cause", "eq", (7,)), EVERYTHING)), {1, 2, 3, 4, 5}),
]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("condition", "expected"), [pytest.param(c, e, id=n) for n, c, e in CASES])
def test_condition_counts_these_rows(engine, condition, expected):
    assert ENGINES[engine](ROWS, condition) == {(): len(expected)}


@pytest.mark.parametrize(("condition", "expected"), [pytest.param(c, e, id=n) for n, c, e in CASES])
def test_predicate_chooses_exactly_these_rows(condition, expected):
    from safecommunity.engine.predicate import compile_predicate

    chosen = {int(each["ref"], 16) for each in ROWS if compile_predicate(condition)(each)}
    assert chosen == expected


@pytest.mark.parametrize("engine", ENGINES)
class TestCountsBy:
    def test_one_number(self, engine):
        assert ENGINES[engine](ROWS, EVERYTHING, ("cause",)) == {(3,): 3, (7,): 1, (-1,): 1}

    def test_a_text_and_a_number(self, engine):
        expected = {("east", 3): 2, ("west", 7): 1, ("", -1): 1, ("west", 3): 1}
        assert ENGINES[engine](ROWS, EVERYTHING, ("residence", "cause")) == expected

    def test_combinations_nobody_has_are_left_out(self, engine):
        assert ENGINES[engine](ROWS, Where("cause", "eq", (7,)), ("facility", "year")) == {
            ("甲医院", 2026): 1
        }

    def test_no_row_matches(self, engine):
        assert ENGINES[engine](ROWS, AnyOf(()), ("cause",)) == {}

    def test_no_rows_at_all(self, engine):
        assert ENGINES[engine]([], EVERYTHING) == {(): 0}
        assert ENGINES[engine]([], EVERYTHING, ("cause", "residence")) == {}

    def test_every_column_at_once(self, engine):
        by = ("year", "month", "age_years", "cause", "residence", "facility")
        answer = ENGINES[engine](ROWS, EVERYTHING, by)
        assert answer == {tuple(each[name] for name in by): 1 for each in ROWS}
