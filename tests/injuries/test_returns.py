"""A street's month: handed in frozen, returned with a reason, corrected, locked; the district sees nothing else."""

from datetime import date

import pytest

from safecommunity.accounts.models import Scope, User
from safecommunity.accounts.reader import Held, Reader
from safecommunity.figures import choice, stores
from safecommunity.figures.models import Pin
from safecommunity.indicators.period import Period
from safecommunity.injuries import actions
from safecommunity.injuries.models import MonthReturn, MonthSubmission
from safecommunity.injuries.queries import returns
from safecommunity.journal.models import AuditEvent
from tests.injuries.conftest import NOW, START, Recorder, World, hour, reader

pytestmark = [pytest.mark.django_db, pytest.mark.db]
TODAY = date(2026, 11, 23)
OCTOBER = 2026 * 12 + 9
SEPTEMBER = OCTOBER - 1


@pytest.fixture(autouse=True)
def own_store(tmp_path, settings):
    settings.STORE = tmp_path / "store"
    stores.forget()
    yield
    stores.forget()


def hand_in(world: World, index: int = OCTOBER, **other) -> MonthSubmission:
    return actions.submit_return(reader=world.clerk, street=world.street, index=index, at=NOW, **other)


def october(record: Recorder, **other):
    return record(injury_time=hour(5, 10, month=10), visit_time=hour(5, 12, month=10), **other)


def cell(world: World, index: int = OCTOBER) -> returns.ReturnCell:
    return returns.cell_of(world.street, index, TODAY)


def test_a_month_is_due_once_it_has_ended_if_a_facility_owed_it(world: World) -> None:
    assert cell(world).owed
    assert cell(world).state == "missing"
    assert not cell(world, OCTOBER + 1).owed  # November is not over
    assert not returns.cell_of(world.street, START.year * 12 - 1, TODAY).owed  # before any facility was there


def test_what_is_handed_in_is_frozen_whatever_is_recorded_afterwards(world: World, record: Recorder) -> None:
    october(record)
    october(record, cause=4)
    made = hand_in(world)
    assert made.content["n"] == 2
    assert made.content["splits"]["cause"] == {"3": 1, "4": 1}
    assert (made.content["facilities_complete"], made.content["facilities_due"]) == (0, 2)
    assert len(made.content["pins"]) == len(returns.CODES) == Pin.objects.count()
    october(record)
    assert returns.draft(world.street, OCTOBER, NOW).content["n"] == 3  # the street sees it grow
    assert cell(world).n == 2  # the district does not


def test_sexual_assault_leaves_the_street_among_the_other_causes(world: World, record: Recorder) -> None:
    october(record, cause=12, intent=3)
    assert hand_in(world).content["splits"]["cause"] == {"13": 1}


def test_a_month_with_no_injuries_is_handed_in_as_zero(world: World) -> None:
    assert hand_in(world).content["n"] == 0
    assert cell(world).n == 0
    assert cell(world).received


def test_returned_with_a_reason_corrected_and_locked(world: World, record: Recorder) -> None:
    october(record)
    row = hand_in(world).of
    for reason in ("", " ", "x" * 301):
        with pytest.raises(actions.Refused):
            actions.return_return(reader=world.supervisor, row=row, reason=reason, at=NOW)
    actions.return_return(reader=world.supervisor, row=row, reason="少一家机构", at=NOW)
    assert (cell(world).state, cell(world).received, cell(world).n) == ("returned", False, None)
    october(record)
    second = hand_in(world, note="已补齐")
    assert (second.version, second.content["n"]) == (2, 2)
    assert list(MonthSubmission.objects.order_by("version").values_list("version", flat=True)) == [1, 2]
    actions.lock_return(reader=world.supervisor, row=row, at=NOW)
    assert cell(world).state == "locked"
    with pytest.raises(actions.Refused):
        hand_in(world)
    deeds = AuditEvent.objects.filter(kind="month_return").order_by("pk").values_list("action", flat=True)
    assert list(deeds) == ["submit_return", "return_return", "submit_return", "lock_return"]


def test_a_month_that_stands_is_not_handed_in_twice(world: World) -> None:
    hand_in(world)
    with pytest.raises(actions.Refused):
        hand_in(world)
    assert MonthSubmission.objects.count() == 1


def test_only_the_office_of_the_street_hands_in(world: World) -> None:
    strangers = [world.cdc, world.supervisor, world.nurse, world.auditor,
                 reader("c", "clerk", place=world.other_street.pid)]  # fmt: skip
    for stranger in strangers:
        with pytest.raises(actions.NotYours):
            actions.submit_return(reader=stranger, street=world.street, index=OCTOBER, at=NOW)
    assert not MonthReturn.objects.exists()


def test_only_the_supervisor_above_decides_and_urges(world: World) -> None:
    row = hand_in(world).of
    for stranger in (
        world.clerk,
        world.chief,
        world.cdc,
        reader("s", "supervisor", place=world.other_street.pid),
    ):
        with pytest.raises(actions.NotYours):
            actions.lock_return(reader=stranger, row=row, at=NOW)
        with pytest.raises(actions.NotYours):
            actions.return_return(reader=stranger, row=row, reason="x", at=NOW)
        with pytest.raises(actions.NotYours):
            actions.urge_return(reader=stranger, street=world.street, index=SEPTEMBER, at=NOW)
    row.refresh_from_db()
    assert row.state == "submitted"


def test_urging_is_a_record_and_ends_with_the_handing_in(world: World) -> None:
    for times in (1, 2):
        row = actions.urge_return(reader=world.supervisor, street=world.street, index=OCTOBER, at=NOW)
        assert row.urged_times == times
    assert cell(world).state == "missing"
    hand_in(world)
    with pytest.raises(actions.Refused):
        actions.urge_return(reader=world.supervisor, street=world.street, index=OCTOBER, at=NOW)


def test_a_month_that_is_not_owed_can_neither_be_handed_in_nor_urged(world: World) -> None:
    for index in (OCTOBER + 1, START.year * 12 - 1):
        with pytest.raises(actions.Refused):
            hand_in(world, index)
        with pytest.raises(actions.Refused):
            actions.urge_return(reader=world.supervisor, street=world.street, index=index, at=NOW)
    assert not MonthReturn.objects.exists()


def test_the_matrix_costs_the_same_queries_for_one_month_and_for_many(
    world: World, django_assert_num_queries
) -> None:
    hand_in(world)
    streets = returns.supervised(world.supervisor)
    assert [one.name for one in streets] == ["示例街道", "另一街道"]
    for period in ("2026-10", "2025-01..2026-10"):
        with django_assert_num_queries(5):
            returns.matrix(streets, Period.parse(period), TODAY)


def overseer(world: World) -> User:
    user = User.objects.create(pid="supervisor", username="s", display_name="演示", created_at=NOW)
    Scope.objects.create(user=user, role="supervisor", place=world.district.pid, starts=START)
    return user


def test_a_supervisor_reads_no_live_number_unless_the_street_opens_them(world: World) -> None:
    user = overseer(world)
    before = Reader.of(user, TODAY, "demo")
    assert not choice.may_read(before, world.street.pid)
    assert not choice.may_read(before, world.district.pid)
    actions.open_live(reader=world.chief, street=world.street, user=user, ends=date(2026, 12, 31), at=NOW)
    after = Reader.of(user, TODAY, "demo")
    assert choice.may_read(after, world.street.pid)
    assert choice.may_read(after, world.community.pid)
    assert not choice.may_read(after, world.other_street.pid)
    assert not choice.may_read(after, world.district.pid)
    shown = returns.overseers(world.street, TODAY)
    assert [(one.user, one.live is not None) for one in shown] == [(user, True)]  # the street sees who looks
    assert not choice.may_read(Reader.of(user, date(2026, 12, 31), "demo"), world.street.pid)  # it has ended


def test_the_street_closes_its_live_figures_at_once(world: World) -> None:
    user = overseer(world)
    scope = actions.open_live(
        reader=world.chief, street=world.street, user=user, ends=date(2026, 12, 31), at=NOW
    )
    actions.close_live(reader=world.chief, street=world.street, scope=scope, at=NOW)
    assert not choice.may_read(Reader.of(user, TODAY, "demo"), world.street.pid)


def test_only_the_chief_of_the_street_opens_and_only_to_who_supervises_it(world: World) -> None:
    user = overseer(world)
    until = {"ends": date(2026, 12, 31), "at": NOW}
    for stranger in (world.clerk, world.supervisor, reader("o", "chief", place=world.other_street.pid)):
        with pytest.raises(actions.NotYours):
            actions.open_live(reader=stranger, street=world.street, user=user, **until)
    nobody = User.objects.create(pid="nobody", username="n", display_name="演示", created_at=NOW)
    with pytest.raises(actions.Refused):
        actions.open_live(reader=world.chief, street=world.street, user=nobody, **until)
    for ends in (TODAY, date(2028, 1, 1)):
        with pytest.raises(actions.Refused):
            actions.open_live(reader=world.chief, street=world.street, user=user, ends=ends, at=NOW)


def test_a_live_scope_is_no_supervisors_right_to_decide(world: World) -> None:
    live_only = Reader("x", scopes=(Held("supervisor", place=world.street.pid, room="live"),))
    assert returns.supervised(live_only) == []
