"""Figures over arrays are the figures one by one: the same counts, divisions and intervals."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from safecommunity.engine import base as bases
from safecommunity.engine.columns import encode
from safecommunity.engine.overlay import unchanged
from safecommunity.engine.periods import Months, month_index
from safecommunity.engine.place_map import PlaceMap
from safecommunity.engine.population import people_of
from safecommunity.engine.predicate import compile_predicate
from safecommunity.engine.schema import Column, FactSchema
from safecommunity.epi.rates import crude_rate
from safecommunity.epi.standardised import direct_rate
from safecommunity.indicators import lineage, standards
from safecommunity.indicators.ages import BANDS, band_of
from safecommunity.indicators.arrays import figures_of
from safecommunity.indicators.catalogue import CATALOGUE, get
from safecommunity.indicators.errors import FigureError

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MAP = PlaceMap.of_paths({"city": "/city/", "a": "/city/a/", "b": "/city/b/", "empty": "/city/empty/"})
YEAR = Months(month_index(2026, 1), month_index(2026, 12))
PLACES = ("place", "residence", "occurrence", "facility")
TOLD = [one for one in CATALOGUE if one.kind not in ("weighted_total", "duration")]


def fact(name):
    """A schema of the columns the definitions of a fact read, and 300 rows from a fixed seed."""
    names = {"year", "month", "day", "cost"}
    for one in CATALOGUE.of_fact(name):
        names |= {column for columns in lineage.columns_by_role(one).values() for column in columns}
    schema = FactSchema(name, 1, tuple(Column(n, "place" if n in PLACES else "int") for n in sorted(names)))
    draw = np.random.default_rng(3)
    rows = []
    for number in range(300):
        row = {n: int(draw.integers(-1, 4)) for n in schema.names if n not in PLACES}
        age = int(draw.integers(-1, 100))
        row |= {"year": 2026, "month": int(draw.integers(1, 13)), "ref": f"{number:032x}"}
        row |= {n: ("", "a", "b")[int(draw.integers(0, 3))] for n in PLACES if n in schema.names}
        if name == "injury":
            row |= {"age_years": age, "age_band": band_of(age), "resident": int(draw.integers(0, 2))}
        if "settled" in row and row["on_time"] == 1:
            row["settled"] = 1  # what came in time is settled
        rows.append(row)
    return schema, rows


def people():
    """1,000 people of each band in a, 10 in b; nobody is known in the other places by themselves."""
    bands = range(len(BANDS))
    return people_of(
        MAP, pids=["a"] * 19 + ["b"] * 19, years=[2026] * 38, groups=[*bands, *bands],
        people=[1000] * 19 + [10] * 19, asked=(2026, 2026), width=19,
    )  # fmt: skip


@pytest.fixture(scope="module")
def worlds():
    found = {}
    for name in {one.fact for one in TOLD}:
        schema, rows = fact(name)
        found[name] = (unchanged(schema, bases.from_table(schema, encode(schema, rows), 7)), rows)
    return found


@pytest.mark.parametrize("definition", [pytest.param(one, id=one.code) for one in TOLD])
def test_every_figure_is_what_its_rows_say(worlds, definition):
    view, rows = worlds[definition.fact]
    table = figures_of(definition, view, places=MAP, months=YEAR, people=people())
    counts = compile_predicate(definition.numerator)
    for pid, slot in (("a", 2), ("b", 5), ("city", 2), ("empty", 0)):
        beneath = MAP.beneath(pid)
        here = [row for row in rows if row[definition.place_column] in beneath]
        if not definition.of_year:
            here = [row for row in here if row["month"] == slot + 1]
        chosen = [row for row in here if counts(row)]
        if definition.standard:
            chosen = [row for row in chosen if row["age_band"] >= 0]
        figure = table.figure(pid, slot, computed_at=NOON)
        if definition.kind == "proportion" and not definition.over:
            whole = compile_predicate(definition.denominator)
            assert (figure.numerator, figure.n) == (len(chosen), sum(map(whole, here)))
        else:
            assert figure.n == len(chosen)
        assert figure.sure().seq == 7


def test_a_crude_rate_has_the_interval_of_one_asked_alone(worlds):
    view, _rows = worlds["injury"]
    table = figures_of(get("injury.rate"), view, places=MAP, months=YEAR, people=people())
    figure = table.figure("a", 2, computed_at=NOON)
    alone = crude_rate(cases=figure.n, person_years=19_000 * 31 / 365, method="garwood")
    assert (figure.value, figure.lower, figure.upper) == pytest.approx(
        (alone.estimate, alone.lower, alone.upper)
    )
    assert figure.method == "garwood"


def test_people_of_the_ages_asked_for_divide_and_no_others(worlds):
    view, _rows = worlds["injury"]
    table = figures_of(get("injury.fall.home.65plus"), view, places=MAP, months=YEAR, people=people())
    assert table.denominator[table.position["a"], 0] == pytest.approx(
        5000 * 31 / 365
    )  # 65-69 to 85+: five bands


def test_a_standardised_rate_has_the_interval_of_one_asked_alone(worlds):
    view, rows = worlds["injury"]
    definition = get("injury.rate.standardised")
    standard = standards.get(definition.standard)
    figure = figures_of(definition, view, places=MAP, months=YEAR, people=people()).figure(
        "a", 4, computed_at=NOON
    )
    cases, folded = [0] * len(standard.groups), [0.0] * len(standard.groups)
    for row in rows:
        if row["month"] == 5 and row["residence"] == "a" and row["resident"] == 1 and row["age_band"] >= 0:
            cases[standard.group_of_band[row["age_band"]]] += 1
    for group in standard.group_of_band:
        folded[group] += 1000 * 31 / 365
    alone = direct_rate(
        cases=cases, person_years=folded, standard_population=standard.weights, method="fay_feuer"
    )
    assert (figure.value, figure.lower, figure.upper) == pytest.approx(
        (alone.estimate, alone.lower, alone.upper)
    )


def test_without_people_there_is_no_rate_but_still_its_n(worlds):
    view, _rows = worlds["injury"]
    table = figures_of(get("injury.rate"), view, places=MAP, months=YEAR, people=people())
    figure = table.figure("empty", 0, computed_at=NOON)
    assert (figure.value, figure.lower, figure.denominator, figure.n) == (None, None, None, 0)
    with pytest.raises(FigureError, match="got no people"):
        figures_of(get("injury.rate"), view, places=MAP, months=YEAR)


def test_a_total_adds_its_quantity_up(worlds):
    view, rows = worlds["injury"]
    total = replace(
        get("injury.count"), code="injury.cost", kind="total", unit="yuan", quantity="cost", per=1.0
    )
    table = figures_of(total, view, places=MAP, months=YEAR)
    expected = sum(max(0, row["cost"]) for row in rows if row["month"] == 1 and row["residence"] == "a")
    assert table.value[table.position["a"], 0] == expected


def test_an_estimate_of_a_sample_is_refused(worlds):
    with pytest.raises(FigureError, match="got a weighted_total"):
        figures_of(get("injury.estimate"), worlds["injury"][0], places=MAP, months=YEAR)
