"""Random conditions over random rows: every engine gives the reference's answer."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safecommunity.engine.conditions import AllOf, AnyOf, Not, Where
from tests.engine import reference
from tests.engine.engines import ENGINES, agree, by_numpy_half_changed
from tests.engine.world import SCHEMA, row

PLACES = ("", "东街", "west", "x'; drop", "\N{GRINNING FACE}")
NUMBERS = {"year": (-1, 2024, 2025, 2026), "month": (-1, 1, 6, 12), "age_years": (-1, 0, 5, 65, 110)}
WORDS = {"residence": PLACES, "facility": ("", "甲医院", 'a"b', "line\nbreak")}
CAUSES = (-1, 1, 3, 7, 99, 32_000, 2**31 - 1)
CHOICES = {**NUMBERS, "cause": CAUSES, **WORDS}
# Asked for, besides what rows hold: values that are nowhere.
ASKED = {
    name: (*values, *(("nowhere",) if name in WORDS else (-7, 4, 10**12))) for name, values in CHOICES.items()
}


@st.composite
def comparisons(draw):
    column = draw(st.sampled_from(sorted(CHOICES)))
    ops = ["eq", "ne", "in", "not_in", "known", "unknown"]
    if column not in WORDS:
        ops += ["ge", "le", "between"]
    op = draw(st.sampled_from(ops))
    sizes = {"in": (0, 4), "not_in": (0, 4), "between": (2, 2), "known": (0, 0), "unknown": (0, 0)}
    least, most = sizes.get(op, (1, 1))
    values = draw(st.lists(st.sampled_from(ASKED[column]), min_size=least, max_size=most))
    return Where(column, op, tuple(values))


conditions = st.recursive(
    comparisons(),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: AllOf(tuple(parts))),
        st.lists(inner, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=6,
)
row_lists = st.lists(
    st.fixed_dictionaries({n: st.sampled_from(v) for n, v in CHOICES.items()}), max_size=12
).map(lambda found: [row(number, **columns) for number, columns in enumerate(found)])
dimensions = st.lists(st.sampled_from(SCHEMA.names), unique=True, max_size=3).map(tuple)


def test_every_engine_is_asked():
    assert len(ENGINES) == 7


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(row_lists, conditions, dimensions)
def test_engines_agree(rows, condition, by):
    agree(rows, condition, by)


@settings(max_examples=150, deadline=None)
@given(row_lists, conditions, dimensions)
def test_numpy_agrees_with_the_reference(rows, condition, by):
    assert by_numpy_half_changed(rows, condition, by) == reference.counts(rows, condition, by)
