"""A definition is data: every one of the catalogue, random ones and old versions count alike by all three compilers."""

from dataclasses import replace

import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings

from safecommunity.engine.columns import encode
from safecommunity.engine.expression import compile_expression
from safecommunity.engine.mask import compile_mask
from safecommunity.engine.predicate import compile_predicate
from safecommunity.engine.schema import Column, FactSchema
from safecommunity.indicators import lineage
from safecommunity.indicators.catalogue import CATALOGUE, Catalogue, get
from safecommunity.indicators.definition import Definition
from tests.engine.test_engines_agree import conditions as random_conditions
from tests.engine.test_engines_agree import row_lists
from tests.engine.world import SCHEMA

PLACES = ("place", "residence", "occurrence", "facility")


def by_three(condition, schema, rows):
    """The refs that meet a condition: by predicate, by mask, by an ibis expression on DuckDB."""
    holds = compile_predicate(condition)
    predicate = {row["ref"] for row in rows if holds(row)}
    table = encode(schema, rows)
    mask = compile_mask(condition, table)
    chosen = table.refs if mask is None else table.refs[mask]
    columns = {"ref": pa.array([row["ref"] for row in rows], pa.string())}
    for column in schema.columns:
        kind = pa.int64() if column.numeric else pa.string()
        columns[column.name] = pa.array([row[column.name] for row in rows], kind)
    facts = ibis.memtable(pa.table(columns))
    found = facts.filter(compile_expression(condition, facts, schema)).ref.to_pyarrow().to_pylist()
    return predicate, {ref.decode() for ref in chosen.tolist()}, set(found)


def agree(definition, schema, rows):
    parts = [definition.numerator]
    if not isinstance(definition.denominator, str | None):
        parts.append(definition.denominator)
    for part in parts:
        predicate, mask, expression = by_three(part, schema, rows)
        assert predicate == mask == expression, part


def rows_of(names):
    """Two hundred rows with every small code, unknown ones among them, from a fixed seed."""
    draw = np.random.default_rng(11)
    return [
        {
            "ref": f"{number:032x}",
            **{
                name: ("", "a", "b")[int(draw.integers(0, 3))] if name in PLACES
                else int(draw.integers(-1, 110 if name == "age_years" else 6))
                for name in names
            },
        }
        for number in range(200)
    ]  # fmt: skip


@pytest.mark.parametrize("definition", [pytest.param(one, id=one.code) for one in CATALOGUE])
def test_every_definition_counts_the_same_rows_by_all_three(definition):
    names = sorted(
        {name for columns in lineage.columns_by_role(definition).values() for name in columns} | {"year"}
    )
    schema = FactSchema(
        definition.fact, 1, tuple(Column(n, "place" if n in PLACES else "int") for n in names)
    )
    agree(definition, schema, rows_of(names))


def defined(numerator, denominator):
    return replace(
        get("report.timeliness"), code="random.share", fact=SCHEMA.name, numerator=numerator, denominator=denominator,
        place_column="residence", dimensions=("cause",),
    )  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(random_conditions, random_conditions, row_lists)
def test_random_definitions_count_the_same_rows_by_all_three_also_when_stored(numerator, denominator, rows):
    definition = defined(numerator, denominator)
    agree(definition, SCHEMA, rows)
    assert Definition.from_data(definition.to_data()) == definition


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(random_conditions, random_conditions, row_lists)
def test_an_old_version_is_executed_as_it_was(old, new, rows):
    first = defined(old, old)
    catalogue = Catalogue([first, replace(first, version=2, numerator=new)])
    assert catalogue.get("random.share").numerator == new
    kept = catalogue.get("random.share", 1)
    agree(kept, SCHEMA, rows)
    holds, held = compile_predicate(kept.numerator), compile_predicate(old)
    assert [holds(row) for row in rows] == [held(row) for row in rows]
