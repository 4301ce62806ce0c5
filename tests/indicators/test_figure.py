"""Figures: a value that cannot be built without what makes it trustworthy."""

from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safecommunity.engine.conditions import EVERYTHING, Where
from safecommunity.indicators.catalogue import get
from safecommunity.indicators.errors import FigureError, IndicatorError
from safecommunity.indicators.figure import Figure, FigureKey
from safecommunity.indicators.period import Period

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def rate(**given):
    # 37 cases in 18,500 person-years: 200 per 100,000; limits by Garwood, rounded outwards.
    whole = {
        "definition": get("injury.rate"),
        "place": "a1b2",
        "period": Period.parse("2026-01..2026-10"),
        "value": 200.0,
        "n": 37,
        "numerator": 37,
        "denominator": 18_500.0,
        "lower": 140.8,
        "upper": 275.7,
        "method": "garwood",
        "seq": 12,
        "computed_at": NOON,
        "received": 3,
        "due": 4,
    }
    return Figure(**{**whole, **given})


def count(**given):
    bare = {"definition": get("injury.count"), "numerator": None, "denominator": None, "value": 37,
            "lower": None, "upper": None, "method": ""}  # fmt: skip
    return rate(**{**bare, **given})


class TestAFigure:
    def test_carries_its_key(self):
        assert rate().key == "injury.rate@1~a1b2~2026-01..2026-10"

    def test_key_names_dimensions_in_one_order(self):
        one = rate(dimensions=(("sex", 2), ("age_band", 14)))
        other = rate(dimensions=(("age_band", 14), ("sex", 2)))
        assert one.key == other.key == "injury.rate@1~a1b2~2026-01..2026-10~age_band=14,sex=2"
        assert one == other

    def test_cannot_be_changed(self):
        with pytest.raises(FrozenInstanceError):
            rate().value = 3

    def test_knows_whether_everything_due_has_come(self):
        assert not rate().is_complete
        assert rate(received=4).is_complete
        assert not rate(received=None, due=None).is_complete

    def test_of_nobody_is_zero(self):
        assert count(value=0, n=0).value == 0
        assert rate(value=0.0, n=0, numerator=0, lower=0.0, upper=19.9).value == 0

    def test_without_population_says_its_n_and_no_value(self):
        figure = rate(value=None, denominator=None, lower=None, upper=None, method="")
        assert figure.n == 37

    def test_may_be_split_as_its_definition_permits(self):
        assert rate(dimensions=(("cause", 3),)).key.endswith("~cause=3")
        with pytest.raises(FigureError, match=r"dimension of injury\.rate: got 'facility', allowed are sex"):
            rate(dimensions=(("facility", "x"),))


class TestRefused:
    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"n": None}, "n is None, allowed is the number of records behind a rate"),
            ({"n": -1}, "n is -1, allowed is a whole number"),
            ({"n": 3.0}, "n is 3.0, allowed is a whole number"),
            ({"n": True}, "n is True, allowed is a whole number"),
            ({"denominator": None}, "allowed is a division by more than 0"),
            ({"denominator": 0}, "allowed is a division by more than 0"),
            ({"numerator": None}, "allowed is a division by more than 0"),
            ({"value": float("nan")}, "value is nan, allowed is a finite number"),
            ({"upper": float("inf")}, "upper is inf, allowed is a finite number"),
            ({"lower": None}, "both limits or none"),
            ({"value": 300.0}, "allowed is 200.0, which numerator and denominator give"),
            ({"lower": 210.0}, "allowed is limits around 200.0"),
            ({"value": "200"}, "value is '200', allowed is a finite number"),
            ({"qualifier": "about"}, "qualifier is 'about', allowed is gt, approx, ge or none"),
            ({"value": None}, "allowed is limits around None"),
            ({"method": ""}, "allowed is the name of the method"),
            ({"due": None}, "both or none"),
            ({"received": 5}, "allowed is 0 up to what is due"),
            ({"computed_at": datetime(2026, 11, 23)}, "allowed is a time with its zone"),
            ({"place": ""}, "place of a figure: got ''"),
            ({"place": "a~b"}, "place of a figure: got 'a~b'"),
        ],
    )
    def test_a_rate(self, change, said):
        with pytest.raises(FigureError, match=said) as told:
            rate(**change)
        assert isinstance(told.value, IndicatorError)

    def test_a_percentage_without_n(self):
        share = replace(
            get("injury.count"),
            code="injury.share",
            kind="proportion",
            unit="percent",
            per=100,
            numerator=Where("cause", "eq", (3,)),
            denominator=EVERYTHING,
        )
        good = {"definition": share, "value": 50.0, "numerator": 2, "denominator": 4}
        assert count(**good, n=4).value == 50.0
        with pytest.raises(FigureError, match="number of records behind a proportion"):
            count(**good, n=None)

    @pytest.mark.parametrize("value", [2.5, -1])
    def test_a_count_that_is_not_whole(self, value):
        with pytest.raises(FigureError, match="allowed is a whole number from 0 up"):
            count(value=value)


keys = st.builds(
    FigureKey,
    code=st.sampled_from(["injury.rate", "injury.fall.home.65plus"]),
    version=st.integers(1, 99),
    place=st.from_regex(r"[A-Za-z0-9_-]{1,8}", fullmatch=True),
    period=st.integers(2000 * 12, 2100 * 12).map(lambda month: Period(month, month + 3)),
    dimensions=st.dictionaries(
        st.sampled_from(["sex", "age_band", "facility"]),
        st.integers(-1, 99) | st.from_regex(r"[A-Za-z0-9_.+-]{0,6}", fullmatch=True),
    ).map(lambda found: tuple(found.items())),
)


class TestKeys:
    @given(keys)
    def test_what_is_written_is_read_back(self, key):
        assert FigureKey.parse(str(key)) == key

    @given(keys)
    def test_need_no_escaping_in_an_address(self, key):
        assert not set(str(key)) & set('/?#%&\\ <>"')

    @pytest.mark.parametrize(
        "text",
        ["", "injury.rate", "injury.rate~p~2026", "injury.rate@x~p~2026", "@1~p~2026", "injury.rate@1~p",
         "injury.rate@1~p~2026-13", "injury.rate@1~p~2026~sex", "injury.rate@1~p~2026~sex=1~more=2",
         "injury.rate@1~p~2026~sex=1,sex=2", "injury.rate@1~p~2026~sex=a b", "injury.rate@1~../x~2026",
         "injury.rate@1~p~2026~"],
    )  # fmt: skip
    def test_that_cannot_be_read_are_refused(self, text):
        with pytest.raises(IndicatorError, match="allowed"):
            FigureKey.parse(text)
