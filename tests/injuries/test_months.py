"""Monthly reports: what is due, zero is reported, a missing month is missing."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safecommunity.indicators.period import Period
from safecommunity.injuries import actions, month_facts
from safecommunity.injuries.models import FacilityMonth
from safecommunity.injuries.queries import months
from safecommunity.places import actions as places
from tests.injuries.conftest import NOW, START, Recorder, World, hour

pytestmark = pytest.mark.db
TODAY = date(2026, 11, 23)
STREET_MONTHS = Period.parse("2026-09..2026-11")


def street(world: World) -> list[str]:
    return [world.street.pid, world.community.pid]


def submit(world: World, month: int, cards: int = 0) -> FacilityMonth:
    return actions.submit_month(
        reader=world.nurse, unit=world.hospital, year=2026, month=month, cards=cards, at=NOW
    )


def test_months_that_have_ended_are_due_and_this_one_is_not(world: World) -> None:
    told = months.received(street(world), STREET_MONTHS, TODAY)
    assert (told.facilities_due, told.facilities_complete, told.months_due, told.months_received) == (
        2,
        0,
        4,
        0,
    )
    assert [(name, index % 12 + 1) for _pid, name, index in told.missing] == [
        ("示例医院", 9), ("示例医院", 10), ("示例门诊部", 9), ("示例门诊部", 10),
    ]  # fmt: skip


def test_a_facility_with_every_month_is_complete(world: World) -> None:
    submit(world, 9)
    submit(world, 10, 3)
    told = months.received(street(world), STREET_MONTHS, TODAY)
    assert (told.facilities_due, told.facilities_complete, told.months_due, told.months_received) == (
        2,
        1,
        4,
        2,
    )


def test_a_returned_month_counts_as_missing_until_it_comes_again(world: World) -> None:
    row = submit(world, 10)
    actions.return_month(reader=world.clerk, row=row, reason="合计不符", at=NOW)
    assert months.received(street(world), STREET_MONTHS, TODAY).months_received == 0
    submit(world, 10, 2)
    assert months.received(street(world), STREET_MONTHS, TODAY).months_received == 1


def test_a_facility_that_did_not_exist_yet_owes_nothing(world: World) -> None:
    told = months.received(street(world), Period.parse("2019-01..2019-12"), TODAY)
    assert (told.facilities_due, told.months_due) == (0, 0)
    assert date(2019, 12, 31) < START


def test_no_places_owe_nothing(world: World) -> None:
    assert months.received([], STREET_MONTHS, TODAY).months_due == 0


def test_completeness_costs_two_queries_whatever_the_period(world: World) -> None:
    for period in (Period.parse("2026-10"), Period.parse("2020-01..2026-10")):
        with CaptureQueriesContext(connection) as asked:
            months.received(street(world), period, TODAY)
        assert len(asked) == 2


def test_zero_is_a_report(world: World) -> None:
    row = submit(world, 10, 0)
    assert (row.state, row.zero, row.found) == ("submitted", True, 0)


def test_the_number_on_record_is_kept_beside_the_declared_one(world: World, record: Recorder) -> None:
    record(injury_time=hour(5, 8, month=10), visit_time=hour(5, 9, month=10))
    row = submit(world, 10, 2)
    assert (row.cards, row.found, row.differs) == (2, 1, True)


def test_the_same_declaration_twice_is_one(world: World) -> None:
    assert submit(world, 10, 2).pk == submit(world, 10, 2).pk
    with pytest.raises(actions.Refused, match="2026-10"):
        submit(world, 10, 3)


@pytest.mark.parametrize("month", [11, 12, 13, 0])
def test_a_month_that_has_not_ended_or_does_not_exist_is_refused(world: World, month: int) -> None:
    with pytest.raises(actions.Refused):
        submit(world, month)


@pytest.mark.parametrize("cards", [-1, 100_001, "3", 2.5, True])
def test_a_number_of_cards_that_is_none_is_refused(world: World, cards: int) -> None:
    with pytest.raises(actions.Refused):
        submit(world, 10, cards)
    assert FacilityMonth.objects.filter(state="submitted").count() == 0


def test_a_nurse_cannot_hand_in_for_another_facility(world: World) -> None:
    with pytest.raises(actions.NotYours):
        actions.submit_month(reader=world.nurse, unit=world.clinic, year=2026, month=10, cards=0, at=NOW)


def test_a_nurse_cannot_accept_her_own_month(world: World) -> None:
    row = submit(world, 10)
    with pytest.raises(actions.NotYours):
        actions.accept_month(reader=world.nurse, row=row, at=NOW)


def test_another_streets_clerk_cannot_decide(world: World) -> None:
    row = actions.submit_month(reader=world.cdc, unit=world.elsewhere, year=2026, month=10, cards=0, at=NOW)
    with pytest.raises(actions.NotYours):
        actions.accept_month(reader=world.clerk, row=row, at=NOW)


def test_returning_needs_a_reason(world: World) -> None:
    row = submit(world, 10)
    with pytest.raises(actions.Refused):
        actions.return_month(reader=world.clerk, row=row, reason=" ", at=NOW)


def test_urging_is_counted_and_ends_with_the_report(world: World) -> None:
    for _times in range(2):
        row = actions.urge_month(reader=world.clerk, unit=world.hospital, year=2026, month=10, at=NOW)
    assert row.urged_times == 2
    submit(world, 10)
    with pytest.raises(actions.Refused):
        actions.urge_month(reader=world.clerk, unit=world.hospital, year=2026, month=10, at=NOW)


def test_an_unaccepted_month_cannot_be_accepted_before_it_came(world: World) -> None:
    row = actions.urge_month(reader=world.clerk, unit=world.hospital, year=2026, month=10, at=NOW)
    with pytest.raises(actions.Refused):
        actions.accept_month(reader=world.clerk, row=row, at=NOW)


def test_a_month_is_late_after_the_tenth_of_the_next() -> None:
    assert months.due_day(2026 * 12 + 9) == date(2026, 11, 10)
    assert months.due_day(2026 * 12 + 11) == date(2027, 1, 10)


def test_a_month_before_the_facility_was_there_cannot_be_handed_in(world: World) -> None:
    with pytest.raises(actions.Refused, match="2020-01"):
        actions.submit_month(reader=world.nurse, unit=world.hospital, year=2019, month=12, cards=0, at=NOW)
    assert not FacilityMonth.objects.exists()


def test_the_register_says_from_which_month_and_until_when_a_facility_owes(world: World) -> None:
    changed = {"reports_from": date(2026, 9, 1), "reports_until": date(2026, 11, 1)}
    unit = places.change_unit(unit=world.hospital, values=changed, by="clerk", at=NOW)
    owed = [month for month in range(6, 12) if months.is_due(unit, 2026 * 12 + month - 1, date(2026, 12, 1))]
    assert owed == [9, 10]
    with pytest.raises(actions.Refused, match="2026-09"):
        actions.submit_month(reader=world.nurse, unit=unit, year=2026, month=8, cards=0, at=NOW)
    assert actions.submit_month(reader=world.nurse, unit=unit, year=2026, month=9, cards=0, at=NOW).cards == 0


def test_a_facility_that_closes_in_a_month_still_owes_that_month(world: World) -> None:
    unit = places.close_unit(unit=world.hospital, on=date(2026, 9, 15), by="clerk", at=NOW)
    assert months.is_due(unit, 2026 * 12 + 8, TODAY)
    assert not months.is_due(unit, 2026 * 12 + 9, TODAY)


def test_months_the_register_takes_away_leave_the_figures_and_come_back(world: World) -> None:
    actions.open_due_months(by="keeper", at=NOW)
    whole = sum(1 for row in month_facts.all_rows() if row["facility"] == world.hospital.pid)
    places.change_unit(unit=world.hospital, values={"reports_from": date(2026, 9, 1)}, by="clerk", at=NOW)
    changed = actions.open_due_months(by="keeper", at=NOW)
    left = [row for row in month_facts.all_rows() if row["facility"] == world.hospital.pid]
    assert len(left) == 2  # September and October
    assert changed == whole - 2
    assert actions.open_due_months(by="keeper", at=NOW) == 0
    places.change_unit(unit=world.hospital, values={"reports_from": None}, by="clerk", at=NOW)
    assert actions.open_due_months(by="keeper", at=NOW) == whole - 2
