"""The ledger and trainings against the integrity rules."""

import pytest

from safecommunity.figures.checker import across
from safecommunity.figures.checker.registry import Asked
from safecommunity.outreach import actions
from safecommunity.outreach.checks import kept
from safecommunity.outreach.models import Double, Session
from safecommunity.places import actions as places
from safecommunity.places.actions import Residents
from tests.outreach.conftest import NOW, TODAY, enter, reader

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def found(find):
    return list(find(Asked(NOW, TODAY)))


@pytest.fixture
def clerk(world):
    return reader("clerk", "clerk", world.street.pid)


def test_n5_two_hands_on_one_event_are_found_until_it_is_judged(world, clerk):
    grid = reader("grid", "grid", world.community.pid)
    enter(grid, world.community, "lecture", 1, title="防火讲座")
    enter(clerk, world.community, "lecture", 1, title="防火讲座", confirmed=True)
    (one,) = found(kept.told_twice)
    assert len(one.links) == 2
    actions.keep_apart(reader=clerk, double=Double.objects.get(), at=NOW)
    assert not found(kept.told_twice)


def test_n5_a_lecture_in_the_ledger_and_as_a_training_is_found(world, clerk):
    enter(clerk, world.community, "lecture", 1, title="电动车充电安全讲座")
    assert not found(across.gathered_twice)
    session(world, "电动车充电安全讲座")
    (one,) = found(across.gathered_twice)
    assert {kind for kind, _ref, _title in one.links} == {"outreach", "training"}


def session(world, title: str = "培训", **more) -> Session:
    return Session.objects.create(
        title=title, happened_on=TODAY, place=world.street, entered_by="t", entered_at=NOW, **more
    )


@pytest.mark.parametrize(
    ("title", "qualifier", "silent"),
    [("发放宣传单500余份", "exact", False), ("发放宣传单500余份", "over", True), ("发放宣传单500份", "exact", True),
     ("第8次、近3月汇总", "exact", True)],
)  # fmt: skip
def test_n7_a_subject_with_a_word_beside_its_number_is_found_where_the_word_is_not_kept(
    world, clerk, title, qualifier, silent
):
    enter(clerk, world.community, quantity=500, title=title, qualifier=qualifier)
    assert bool(found(kept.words_lost)) is not silent


@pytest.mark.parametrize(("sheet", "signed", "silent"), [(20, 20, True), (18, 20, False), (None, 20, True)])
def test_n6_a_sheet_with_fewer_people_than_signatures_is_found(world, sheet, signed, silent):
    session(world, sheet_count=sheet, signed=signed)
    assert bool(found(kept.sheets_short)) is not silent


@pytest.mark.parametrize(("quantity", "silent"), [(9_000, True), (11_000, False)])
def test_n13_more_leaflets_a_household_than_anybody_reads_are_found(world, clerk, quantity, silent):
    """1,000 households; the bound of the rules' data is 10."""
    cells = [Residents(3_000, households=1_000)]
    places.set_population(place=world.street, year=2025, cells=cells, source="公报", by="t", at=NOW)
    enter(clerk, world.community, quantity=quantity, confirmed=True)
    told = found(kept.too_many)
    assert [one.said["a_head"] for one in told] == ([] if silent else [11.0])


def test_n13_six_hundred_people_at_one_training_are_found(world):
    session(world, sheet_count=480)
    assert not found(kept.too_many)
    session(world, sheet_count=600)
    assert [one.said["n"] for one in found(kept.too_many)] == [600]


def test_the_checks_take_the_same_queries_for_two_and_for_forty_lines(
    world, clerk, django_assert_max_num_queries
):
    for n in range(40):
        enter(clerk, world.community, "lecture", 1, title=f"讲座 {n} 号", confirmed=True)
    for find, most in (
        (kept.told_twice, 1),
        (kept.words_lost, 1),
        (kept.too_many, 6),
        (across.gathered_twice, 8),
    ):
        with django_assert_max_num_queries(most):
            found(find)
