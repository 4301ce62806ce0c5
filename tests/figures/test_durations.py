"""Durations: the median of how long records took, open ones counted as open; from counts on every engine to a card."""

import copy
import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from safecommunity.engine import analysis
from safecommunity.engine.columns import encode
from safecommunity.engine.counting import count
from safecommunity.engine.predicate import compile_predicate
from safecommunity.engine.schema import Column, FactSchema
from safecommunity.engine.store import Store
from safecommunity.figures import lengths, public, registry
from safecommunity.figures.estimates import Question, figure_of
from safecommunity.indicators import lineage, stored
from safecommunity.indicators.arrays import figures_of
from safecommunity.indicators.catalogue import get
from safecommunity.indicators.errors import DefinitionError, FigureError, ReleaseError
from safecommunity.indicators.figure import Figure, Lengths
from safecommunity.indicators.period import Period
from safecommunity.shell import cards
from tests.engine.world import SCHEMA as FACT
from tests.engine.world import World

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
DAYS = get("opinions.median_days")


def asked(counts: dict[tuple[int, int], int], definition=DAYS) -> Figure:  # type: ignore[no-untyped-def]
    return figure_of(Question(definition, "p1", Period.of_year(2026), NOW), counts, {}, 7, None, None)


def since(days_ago: int) -> int:
    return TODAY.toordinal() - days_ago


def test_nothing_takes_no_time_and_says_so() -> None:
    figure = asked({})
    assert (figure.value, figure.n, figure.lengths) == (None, 0, None)
    assert cards.card(figure).why == "这段时间没有记录，说不出用时。"


def test_one_record_is_its_own_median_without_limits() -> None:
    figure = asked({(4, -1): 1})
    assert (figure.value, figure.n, figure.numerator, figure.lower, figure.method) == (4, 1, 1, None, "")
    assert cards.card(figure).interval == "太少，给不出区间"


def test_all_ended_is_the_usual_median() -> None:
    figure = asked({(day, -1): 1 for day in range(1, 21)})
    assert (figure.value, figure.n) == (10.5, 20)
    assert figure.lengths == Lengths(0, 5.5, 15.5, 20)
    assert figure.lower is not None
    assert figure.lower < 10.5 < figure.upper
    assert figure.method == "brookmeyer_crowley_log_log"


def test_all_open_is_longer_than_the_longest() -> None:
    """Monday 2 November was 16 working days before Tuesday 24 November."""
    figure = asked({(-1, date(2026, 11, 2).toordinal()): 2, (-1, since(0)): 3})
    assert (figure.value, figure.n, figure.numerator, figure.lower) == (None, 5, 0, None)
    assert figure.lengths == Lengths(5, None, None, 16)
    card = cards.card(figure)
    assert (card.value, card.unit, card.why) == ("> 16", "个工作日", "")
    assert (card.interval, card.n) == ("了结的还不到一半", "n = 5，其中 5 条还没了结")


def test_open_ones_make_nobody_faster() -> None:
    quick = {(1, -1): 5}
    assert asked(quick).value == 1
    assert asked(quick | {(-1, since(60)): 6}).value is None


def test_an_upper_limit_that_cannot_be_told_yet_is_said() -> None:
    figure = asked({(1, -1): 2, (3, -1): 2, (-1, since(60)): 3})
    assert (figure.value, figure.lower, figure.upper, figure.method) == (3, None, None, "")
    assert figure.lengths is not None
    assert figure.lengths.at_least == 1
    assert cards.card(figure).interval == "95% 区间从 1 起，上限还说不出"


def test_a_room_without_a_clock_of_its_own_counts_calendar_days(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = replace(registry.fact("opinion"), elapsed=None)
    monkeypatch.setitem(registry._facts, "opinion", plain)
    assert asked({(-1, since(10)): 1}).lengths.followed == 10  # type: ignore[union-attr]
    assert lengths.calendar_days(since(-3), TODAY) == 0  # a day to come has not begun


def test_the_same_numbers_later_are_those_of_the_day_they_were_computed() -> None:
    counts = {(2, -1): 3, (-1, since(0)): 5}
    later = Question(DAYS, "p1", Period.of_year(2026), datetime(2026, 12, 31, tzinfo=UTC))
    assert asked(counts).lengths != figure_of(later, counts, {}, 7, None, None).lengths
    assert asked(counts) == asked(counts)


class TestWhatContradictsItself:
    @pytest.mark.parametrize(
        "change",
        [{"open_since": ""}, {"quantity": ""}, {"interval": ""}, {"interval": "garwood"}, {"kind": "total"},
         {"kind": "count"}, {"per": 2.0}, {"denominator": DAYS.numerator}, {"over": "days"}, {"unit": "percent"}],
    )  # fmt: skip
    def test_is_no_definition(self, change) -> None:  # type: ignore[no-untyped-def]
        with pytest.raises(DefinitionError):
            replace(DAYS, **change)

    @pytest.mark.parametrize(
        "change",
        [{"value": -1.0}, {"lengths": None}, {"lengths": Lengths(5, None, None, 3)}, {"lower": 9.0, "upper": 9.0},
         {"lengths": Lengths(-1, None, None, 3)}],
    )  # fmt: skip
    def test_is_no_figure(self, change) -> None:  # type: ignore[no-untyped-def]
        with pytest.raises(FigureError):
            replace(asked({(1, -1): 4, (-1, since(3)): 1}), **change)

    def test_is_not_told_over_arrays_nor_to_everybody(self) -> None:
        with pytest.raises(FigureError, match="got a duration"):
            figures_of(DAYS, None, places=None, months=None)  # type: ignore[arg-type]
        place = type("P", (), {"level": "street", "pid": "p1"})()
        with pytest.raises(ReleaseError, match="a duration"):
            public.table(DAYS, place, Period.of_year(2025), now=NOW)


class TestItIsKept:
    def test_as_data_and_back(self) -> None:
        figure = asked({(1, -1): 4, (-1, since(3)): 1})
        assert stored.from_data(json.loads(json.dumps(stored.to_data(figure)))) == figure
        assert copy.deepcopy(figure) == figure

    def test_and_what_was_pinned_before_there_were_durations_is_still_read(self) -> None:
        old = stored.to_data(asked({}))
        old.pop("lengths")
        assert stored.from_data(old).lengths is None


def test_it_reads_its_days_and_since_when_they_run() -> None:
    assert lineage.columns_by_role(DAYS)["duration"] == ("days", "open_since")
    assert "quantity" not in lineage.columns_by_role(DAYS)


SCHEMA = FactSchema(FACT.name, 1, tuple(
    Column(name, "place" if name == "place" else "int")
    for name in ("year", "month", "channel", "topic", "days", "open_since", "place")
))  # fmt: skip


def test_every_engine_gives_the_same_days(tmp_path: Path) -> None:
    """DuckDB through ibis, the mask over arrays and the plain predicate: one question, one answer, one median."""
    dice = np.random.default_rng(5)
    rows = []
    for number in range(400):
        ended = dice.random() < 0.7
        rows.append({
            "ref": f"{number:032x}", "year": 2026, "month": int(dice.integers(1, 13)), "channel": 1,
            "topic": 1, "place": "a", "days": int(dice.geometric(0.1)) if ended else -1,
            "open_since": -1 if ended else since(int(dice.integers(0, 90))),
        })  # fmt: skip
    condition, by = get("opinions.on_time").denominator, lengths.columns(DAYS)
    matches = compile_predicate(condition)
    plain = dict(Counter((row["days"], row["open_since"]) for row in rows if matches(row)))
    store = Store(tmp_path, SCHEMA, World(*rows))
    assert store.counts(condition, by) == count(encode(SCHEMA, rows), condition, by) == plain
    store.compact()
    with analysis.opened("duckdb") as duckdb:
        asked_there = analysis.counts(duckdb, SCHEMA, store.view(), condition, by)
    assert asked_there == plain
    assert asked(asked_there) == asked(plain)
    assert asked(plain).n == 400
