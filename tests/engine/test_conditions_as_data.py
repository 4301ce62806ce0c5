"""Conditions are values: they refuse nonsense when built and survive being stored."""

import json

import pytest

from safecommunity.engine.columns import encode
from safecommunity.engine.conditions import (
    EVERYTHING,
    AllOf,
    AnyOf,
    Not,
    Where,
    columns_of,
    exclusive,
    from_data,
    to_data,
)
from safecommunity.engine.errors import ConditionError
from safecommunity.engine.mask import compile_mask
from safecommunity.engine.predicate import compile_predicate
from tests.engine.world import SCHEMA

NESTED = AllOf((Where("cause", "in", (3, 7)), Not(AnyOf((Where("residence", "eq", ("东街",)), EVERYTHING)))))


def test_condition_survives_json():
    assert from_data(json.loads(json.dumps(to_data(NESTED)))) == NESTED


def test_columns_of_names_each_column_once():
    assert columns_of(AllOf((NESTED, Where("cause", "known")))) == {"cause", "residence"}


def test_equal_conditions_are_equal_and_hash_alike():
    assert Where("cause", "in", [3, 7]) == Where("cause", "in", (3, 7))
    assert len({Where("cause", "in", [3, 7]), Where("cause", "in", (3, 7))}) == 1


@pytest.mark.parametrize(
    ("column", "op", "values", "said"),
    [
        ("cause", "like", ("3",), "'like'.*allowed are eq"),
        ("cause", "eq", (), "got 0 values.*exactly 1"),
        ("cause", "eq", (1, 2), "got 2 values.*exactly 1"),
        ("cause", "between", (1,), "got 1 values.*exactly 2"),
        ("cause", "known", (1,), "got 1 values.*exactly 0"),
        ("cause", "eq", (1.5,), "1.5.*whole numbers and texts"),
        ("cause", "eq", (True,), "True.*whole numbers and texts"),
        ("cause", "eq", (None,), "None.*whole numbers and texts"),
        ("residence", "ge", ("east",), "east.*whole numbers"),
    ],
)
def test_a_comparison_that_makes_no_sense_is_refused(column, op, values, said):
    with pytest.raises(ConditionError, match=said):
        Where(column, op, values)


@pytest.mark.parametrize(
    "data", [{}, {"where": "cause"}, {"all": [{}]}, [], "cause = 3", {"not": 3, "all": []}]
)
def test_data_that_is_no_condition_is_refused(data):
    with pytest.raises(ConditionError, match="allowed are where/op/values, all, any, not"):
        from_data(data)


def test_a_question_about_an_unknown_column_names_the_known_ones():
    with pytest.raises(ConditionError, match="'height', allowed are year, month"):
        SCHEMA.check(Where("height", "known"))
    with pytest.raises(ConditionError, match="'height', allowed are year, month"):
        SCHEMA.check(EVERYTHING, ("height",))


def test_a_text_asked_of_a_number_is_refused_and_the_other_way_round():
    with pytest.raises(ConditionError, match="cause eq: got '3', allowed are whole numbers"):
        SCHEMA.check(Where("cause", "eq", ("3",)))
    with pytest.raises(ConditionError, match="residence in: got 3, allowed are texts"):
        SCHEMA.check(Where("residence", "in", (3,)))


def test_the_same_dimension_twice_is_refused():
    with pytest.raises(ConditionError, match="cause, cause, each is allowed once"):
        SCHEMA.check(EVERYTHING, ("cause", "cause"))


def test_compilers_refuse_what_is_no_condition():
    empty = encode(SCHEMA, [])
    for compiler in (compile_predicate, lambda c: compile_mask(c, empty), to_data, columns_of):
        with pytest.raises(ConditionError, match="allowed are Where, AllOf, AnyOf, Not"):
            compiler("cause = 3")


def test_predicate_reads_none_as_unknown():
    assert not compile_predicate(Where("age_years", "le", (5,)))({"age_years": None})
    assert compile_predicate(Where("age_years", "unknown"))({"age_years": None})


def test_predicate_names_a_column_the_row_lacks():
    with pytest.raises(ConditionError, match="'cause', allowed are age_years"):
        compile_predicate(Where("cause", "eq", (3,)))({"age_years": 3})


@pytest.mark.parametrize(
    ("one", "other", "sure"),
    [
        (Where("cause", "eq", (3,)), Where("cause", "eq", (7,)), True),
        (Where("cause", "in", (3, 7)), Where("cause", "eq", (7,)), False),
        (Where("cause", "eq", (3,)), Where("sex", "eq", (1,)), False),
        (Where("age", "ge", (65,)), Where("age", "le", (64,)), True),
        (Where("age", "ge", (65,)), Where("age", "between", (60, 65)), False),
        (Where("age", "between", (0, 4)), Where("age", "eq", (5,)), True),
        (Where("age", "between", (0, 4)), Where("age", "in", (4, 5)), False),
        (Where("cost", "known"), Where("cost", "unknown"), True),
        (AllOf((Where("sex", "eq", (1,)), Where("cause", "eq", (3,)))), Where("cause", "eq", (7,)), True),
        # not sure, though no row meets both: such a pair is taken for one that may share rows
        (Where("cause", "eq", (3,)), Not(Where("cause", "eq", (3,))), False),
        (AnyOf((Where("cause", "eq", (3,)),)), Where("cause", "eq", (7,)), False),
        (EVERYTHING, Where("cause", "eq", (7,)), False),
    ],
)
def test_conditions_that_no_row_can_meet_together_are_known_where_it_is_sure(one, other, sure):
    assert exclusive(one, other) is sure
    assert exclusive(other, one) is sure
