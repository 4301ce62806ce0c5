"""A percentage without n cannot come in by any way round the constructor: copies, pickles, JSON, a flag."""

import copy
import json
import pickle
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from safecommunity.indicators import stored
from safecommunity.indicators.catalogue import CATALOGUE, Catalogue, get
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.errors import DefinitionError, FigureError, IndicatorError
from safecommunity.indicators.figure import Figure, Sampling
from safecommunity.indicators.period import Period

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def share(**given):
    """30 of 40 months on time: 75 %."""
    whole = {
        "definition": get("report.timeliness"), "place": "a1b2", "period": Period.parse("2026"), "value": 75.0,
        "n": 40, "numerator": 30.0, "denominator": 40.0, "seq": 12, "computed_at": NOON,
    }  # fmt: skip
    return Figure(**{**whole, **given})


def pickled(thing):
    """There and back through a pickle."""
    return pickle.loads(pickle.dumps(thing))  # noqa: S301 - our own


def forced(figure, **changed):
    """What no caller may do, done: fields overwritten behind the back of a frozen value."""
    made = copy.copy(figure)
    for name, value in changed.items():
        object.__setattr__(made, name, value)
    return made


class TestAPercentageWithoutN:
    @pytest.mark.parametrize("n", [None, 0, True, 40.0, "40", -1])
    def test_cannot_be_built(self, n):
        with pytest.raises(FigureError, match="n"):
            share(n=n)

    def test_cannot_leave_n_out(self):
        with pytest.raises(TypeError, match="'n'"):
            Figure(definition=get("report.timeliness"), place="a", period=Period.parse("2026"), value=75.0, seq=1,
                   computed_at=NOON)  # fmt: skip

    def test_cannot_come_from_a_changed_copy(self):
        with pytest.raises(FigureError, match="n is None"):
            replace(share(), n=None)

    def test_cannot_be_copied_or_pickled_once_forced(self):
        wrong = forced(share(), n=None)
        for way in (copy.copy, copy.deepcopy, pickled):
            with pytest.raises(FigureError, match="n is None"):
                way(wrong)

    def test_cannot_come_from_a_pickle_made_by_hand(self):
        state = list(share().__getstate__())
        state[list(Figure.__dataclass_fields__).index("n")] = None
        bare = object.__new__(Figure)
        with pytest.raises(FigureError, match="n is None"):
            bare.__setstate__(tuple(state))
        with pytest.raises(FigureError, match="got 0 stored values"):
            bare.__setstate__({"value": 75.0})
        with pytest.raises(AttributeError):
            _ = object.__new__(Figure).value

    def test_cannot_come_from_a_kind_of_figure_without_checks(self):
        with pytest.raises(FigureError, match="a kind of its own"):

            class Loose(Figure):
                def __post_init__(self):
                    pass

    def test_cannot_be_called_something_else(self):
        for kind in ("score", "duration", "count", "ratio", "rate"):
            with pytest.raises(DefinitionError, match="percent for a proportion only"):
                replace(get("report.timeliness"), kind=kind)

    def test_cannot_be_stored(self):
        with pytest.raises(FigureError, match="n is None"):
            stored.to_data(forced(share(), n=None))

    @pytest.mark.parametrize(
        "change",
        [{"n": None}, {"n": 0}, {"n": 40.0}, {"value": 99.0}, {"numerator": 41.0}, {"denominator": None},
         {"format": 2}, {"key": "report.timeliness@1~a1b2~2025"}, {"period": "2026-13"}, {"computed_at": "noon"},
         {"dimensions": [["facility"]]}, {"definition": None}, {"sampling": {"se": 1.0}}, {"more": 1}],
    )  # fmt: skip
    def test_cannot_be_read_in(self, change):
        data = json.loads(json.dumps(stored.to_data(share())))
        with pytest.raises(IndicatorError):
            stored.from_data({**data, **change})

    @pytest.mark.parametrize("name", stored.FIELDS)
    def test_cannot_be_read_in_with_a_field_left_out(self, name):
        data = stored.to_data(share())
        data.pop(name)
        with pytest.raises(FigureError, match="allowed are"):
            stored.from_data(data)

    def test_cannot_be_let_in_by_a_definition_of_the_same_name(self):
        data = stored.to_data(share())
        data["definition"] = {**data["definition"], "kind": "count", "unit": "events", "denominator": None}
        with pytest.raises(DefinitionError, match="another text than the catalogue's"):
            stored.from_data({**data, "n": 3, "value": 3})

    @pytest.mark.slow
    def test_cannot_be_let_in_by_switching_assertions_off(self):
        # `python -OO` removes assert statements and docstrings; the refusal is none of these.
        code = (
            "from datetime import UTC, datetime\n"
            "from safecommunity.indicators import catalogue, figure, period\n"
            "try:\n"
            "    figure.Figure(definition=catalogue.get('report.timeliness'), place='a', value=75.0, n=None, seq=1,\n"
            "        period=period.Period.parse('2026'), computed_at=datetime.now(UTC))\n"
            "except figure.FigureError: print('refused')\n"
        )
        done = subprocess.run([sys.executable, "-OO", "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout == "refused\n"


class TestReadingBack:
    def test_gives_the_same_figure(self):
        figure = share(dimensions=(("facility", "x"),), received=3, due=4, qualifier="ge")
        assert stored.from_data(json.loads(json.dumps(stored.to_data(figure)))) == figure
        assert pickled(figure) == copy.deepcopy(figure) == figure
        assert figure.rows_path == f"/figures/{figure.key}/rows/"

    def test_keeps_how_a_sample_was_drawn(self):
        told = Sampling(10.0, 0.1, 5, 20, 15, 0, 3, ("n",))
        estimate = share(
            definition=get("injury.estimate"), value=100.0, denominator=None, numerator=40.0, sampling=told
        )
        assert stored.from_data(json.loads(json.dumps(stored.to_data(estimate)))) == estimate

    def test_keeps_an_old_version_when_the_catalogue_has_moved_on(self):
        old = get("report.timeliness")
        known = Catalogue([old, replace(old, version=2)])
        assert stored.from_data(stored.to_data(share()), known).definition is old

    def test_takes_a_definition_this_catalogue_does_not_know_with_its_own_words(self):
        other = replace(get("report.timeliness"), code="report.elsewhere")
        figure = share(definition=other)
        assert stored.from_data(stored.to_data(figure)) == figure

    def test_a_pickled_definition_is_checked_too(self):
        definition = CATALOGUE.get("report.timeliness")
        assert pickled(definition) == definition
        wrong = copy.copy(definition)
        object.__setattr__(wrong, "kind", "score")
        with pytest.raises(DefinitionError):
            pickled(wrong)
        assert isinstance(definition, Definition)
