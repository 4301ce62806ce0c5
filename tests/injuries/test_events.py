"""The register of events: entering, grade, clocks, injuries, withdrawal, and who may do it."""

import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from safecommunity.injuries import actions
from safecommunity.injuries.codes import events as codes
from safecommunity.injuries.models import Event
from safecommunity.injuries.queries import events
from safecommunity.injuries.queries.rights import rights
from safecommunity.journal import queries as journal
from safecommunity.journal.models import AuditEvent
from tests.injuries.conftest import NOW, Recorder, World, hour

pytestmark = pytest.mark.db


def machine(world: World, **other: Any) -> dict[str, Any]:
    """A work accident at two in the afternoon of the 20th, one seriously hurt."""
    return {
        "kind": "accident", "title": "冲压机压伤手", "what": "换模具时没有断电", "happened": hour(20, 14),
        "known_at": hour(20, 14) + timedelta(minutes=20), "place": world.community.pid, "source": "unit",
        "gb": "2025-4", "serious": 1, **other,
    }  # fmt: skip


def enter(world: World, **other: Any) -> Event:
    reader = other.pop("reader", world.clerk)
    event, _created = actions.record_event(reader=reader, at=NOW, values=machine(world, **other))
    return event


def step(world: World, event: Event, kind: str, done: datetime, **other: Any) -> Any:
    said = {"to": "示例区应急管理局", "note": "", **other}
    return actions.report_event_step(
        reader=said.pop("reader", world.clerk), event=event, at=NOW, kind=kind, done=done, **said
    )


class TestGrade:
    # the five cases of the standards file on accident severity (thresholds of Decree 493, article 3; recalled there)
    @pytest.mark.parametrize(
        ("deaths", "serious", "loss", "grade"),
        [(3, 0, 0, 3), (2, 9, 9_999_999, 4), (0, 50, 0, 2), (29, 99, 100_000_000, 1), (0, 0, 10_000_000, 3)],
    )
    def test_any_one_measure_reaches_a_grade(self, deaths: int, serious: int, loss: int, grade: int) -> None:
        found = codes.grade_of("fire", deaths=deaths, serious=serious, loss=Decimal(loss))
        assert found is not None
        assert found.code == grade

    @pytest.mark.parametrize("kind", ["security", "near_miss"])
    def test_cases_and_near_misses_have_none(self, kind: str) -> None:
        assert codes.grade_of(kind, deaths=3, serious=0, loss=None) is None

    def test_it_follows_a_correction_and_cannot_be_sent(self, world: World) -> None:
        event = enter(world, grade=1)
        assert event.grade == 4
        actions.amend_event(reader=world.clerk, event=event, at=NOW, values=machine(world, dead=3, serious=0))
        event.refresh_from_db()
        assert event.grade == 3
        assert events.grade_reason(event).startswith("死亡 3")

    def test_the_thresholds_are_said_to_be_recalled(self) -> None:
        assert codes.basis()[0] == "recalled"

    def test_the_database_refuses_a_near_miss_with_people_hurt(self, world: World) -> None:
        event = enter(world, kind="near_miss", serious=0, gb="")
        with pytest.raises(IntegrityError), transaction.atomic():
            Event.objects.filter(pk=event.pk).update(dead=1)


class TestTypes:
    def test_the_old_list_has_20_types_and_the_new_one_27(self) -> None:
        assert [len(version.types) for version in codes.versions().values()] == [20, 27]

    def test_before_july_2026_only_the_old_list_classifies(self) -> None:
        assert [one.id for one in codes.versions_on(hour(30, 1, month=6).date())] == ["1986"]
        assert [one.id for one in codes.versions_on(hour(1, 1, month=7).date())] == ["1986", "2025"]
        assert [one.id for one in codes.versions_on(hour(1, 1, month=7).date().replace(year=2027))] == [
            "2025"
        ]

    def test_a_type_of_the_wrong_day_is_refused_with_what_is_allowed(self, world: World) -> None:
        with pytest.raises(actions.Refused, match="GB/T 6441-1986"):
            enter(world, happened=hour(1, 8, month=5), known_at=None)

    def test_the_bridge_is_many_to_many(self) -> None:
        collapse = codes.type_of("2025", 12)
        assert collapse is not None
        assert [one.code for one in codes.bridge(collapse)] == [10, 11]
        from_other_explosion = [one for one in codes.versions()["2025"].types.values() if 18 in one.from_1986]
        assert len(from_other_explosion) == 6


class TestRecording:
    def test_numbers_run_within_the_year_and_each_write_is_on_the_log_with_its_change(
        self, world: World
    ) -> None:
        first, second = enter(world), enter(world, title="第二起")
        assert (first.number, second.number) == ("SG-2026-000001", "SG-2026-000002")
        log = AuditEvent.objects.filter(kind="event", ref=first.ref)
        assert [one.action for one in log] == ["record_event"]
        changes = journal.changes("event", 0)
        assert set(changes.refs) | set(changes.pending) == {first.ref, second.ref}

    def test_the_same_form_sent_twice_is_one_event(self, world: World) -> None:
        sent = uuid.uuid4().hex
        one, made = actions.record_event(reader=world.clerk, at=NOW, values=machine(world), client_id=sent)
        again, made_again = actions.record_event(
            reader=world.clerk, at=NOW, values=machine(world), client_id=sent
        )
        assert (made, made_again, one.pk) == (True, False, again.pk)
        assert Event.objects.count() == 1

    def test_every_reason_of_refusal_comes_at_once(self, world: World) -> None:
        with pytest.raises(actions.Refused) as refused:
            enter(world, kind="quake", title=" ", happened=NOW + timedelta(hours=3), place="nowhere", gb="2025-99",
                  dead=-1, loss=Decimal(-5))  # fmt: skip
        assert {one.field for one in refused.value.findings} >= {
            "kind", "title", "happened", "place", "gb", "dead", "loss",
        }  # fmt: skip
        assert Event.objects.count() == 0

    def test_a_near_miss_with_people_hurt_is_refused(self, world: World) -> None:
        with pytest.raises(actions.Refused, match="未遂"):
            enter(world, kind="near_miss", gb="")

    def test_a_correction_names_what_changed_and_not_the_contents(self, world: World) -> None:
        event = enter(world)
        actions.amend_event(
            reader=world.clerk, event=event, at=NOW, values=machine(world, title="另一句", slight=2)
        )
        told = journal.history("event", event.ref)[0]
        assert told.detail == {"changed": ["slight", "title"]}


class TestClocks:
    @pytest.mark.parametrize(("minutes", "good"), [(60, True), (61, False)])
    def test_the_first_report_is_due_an_hour_after_the_unit_learned_of_it(
        self, world: World, minutes: int, good: bool
    ) -> None:
        event = enter(world)
        assert event.known_at is not None
        step(world, event, "report", event.known_at + timedelta(minutes=minutes))
        steps = list(event.steps.all())
        assert events.in_time(event, steps) is good
        assert events.clocks(event, steps, NOW)[0].late is not good

    def test_without_that_minute_the_recorded_hour_begins_the_clock(self, world: World) -> None:
        event = enter(world, known_at=None)
        assert events.clocks(event, [], NOW)[0].due == hour(20, 15)

    def test_overdue_is_a_property_of_the_moment(self, world: World) -> None:
        event = enter(world)
        assert not events.clocks(event, [], hour(20, 15))[0].late
        assert events.clocks(event, [], hour(20, 16))[0].late

    def test_changes_of_casualties_are_reported_for_30_days_and_for_7_after_a_fire_or_on_the_road(
        self,
    ) -> None:
        begin = hour(1, 8)
        window = [
            (codes.casualties_due(kind, version, code, begin) - begin).days
            for kind, version, code in (("accident", "", None), ("fire", "", None), ("accident", "2025", 3))
        ]
        assert window == [30, 7, 7]

    def test_a_near_miss_owes_nothing(self, world: World) -> None:
        event = enter(world, kind="near_miss", serious=0, gb="")
        assert events.clocks(event, [], NOW) == []
        assert events.in_time(event, []) is None

    def test_the_state_follows_from_the_steps(self, world: World) -> None:
        held, event = rights(world.clerk), enter(world)
        said = []
        for kind, done in (("report", hour(20, 15)), ("investigation", hour(21, 9)), ("closed", hour(22, 9))):
            said.append(events.event_of(held, event.ref).state)
            step(world, event, kind, done, note="查明原因")
        said.append(events.event_of(held, event.ref).state)
        assert said == ["due", "running", "running", "closed"]
        for state in events.states():
            found = events.listed(held).found.filter(state=state)
            assert [one.pk for one in found] == ([event.pk] if state == "closed" else [])

    def test_a_closed_event_takes_no_more_steps(self, world: World) -> None:
        event = enter(world)
        step(world, event, "closed", hour(22, 9))
        with pytest.raises(actions.Refused, match="已结案"):
            step(world, event, "upward", hour(22, 10))

    def test_a_step_before_the_event_or_without_a_name_of_the_authority_is_refused(
        self, world: World
    ) -> None:
        event = enter(world)
        with pytest.raises(actions.Refused) as refused:
            step(world, event, "report", hour(20, 13), to="")
        assert {one.field for one in refused.value.findings} == {"done", "to"}


class TestInjuries:
    def test_injuries_of_the_day_and_place_are_offered_and_linked_once(
        self, world: World, record: Recorder
    ) -> None:
        held = rights(world.clerk)
        near = record(injury_time=hour(20, 14), visit_time=hour(20, 15))
        record(injury_time=hour(19, 14), visit_time=hour(19, 15))
        record(injury_time=hour(20, 9), visit_time=hour(20, 15), occurrence=world.other_community.pid)
        event = enter(world)
        assert [one.pk for one in events.candidates(held, event)] == [near.pk]
        for _twice in range(2):
            actions.link_injury_to_event(reader=world.clerk, event=event, injury=near.injury, at=NOW)
        assert AuditEvent.objects.filter(action="link_injury_to_event").count() == 1
        assert events.injuries_of(held, event) == ([near], 1)
        assert events.candidates(held, event) == []
        actions.unlink_injury_from_event(reader=world.clerk, event=event, injury=near.injury, at=NOW)
        assert events.injuries_of(held, event) == ([], 0)

    def test_an_event_of_a_grid_looks_in_its_community(self, world: World, record: Recorder) -> None:
        near = record(injury_time=hour(20, 14), visit_time=hour(20, 15))
        event = enter(world, place=world.grid.pid)
        assert [one.pk for one in events.candidates(rights(world.clerk), event)] == [near.pk]

    def test_an_injury_belongs_to_one_event(self, world: World, record: Recorder) -> None:
        report, first, second = record(), enter(world), enter(world)
        actions.link_injury_to_event(reader=world.clerk, event=first, injury=report.injury, at=NOW)
        with pytest.raises(actions.Refused, match=first.number):
            actions.link_injury_to_event(reader=world.clerk, event=second, injury=report.injury, at=NOW)

    def test_a_sensitive_injury_is_neither_offered_nor_linked_without_the_right(
        self, world: World, record: Recorder
    ) -> None:
        report = record(injury_time=hour(20, 14), visit_time=hour(20, 15), intent=3)
        assert report.sensitive
        event = enter(world)
        assert events.candidates(rights(world.clerk), event) == []
        with pytest.raises(actions.NotYours):
            actions.link_injury_to_event(reader=world.clerk, event=event, injury=report.injury, at=NOW)
        actions.link_injury_to_event(reader=world.cdc, event=event, injury=report.injury, at=NOW)
        assert events.injuries_of(rights(world.clerk), event) == ([], 1)  # that there is one more, not which

    def test_an_event_with_injuries_is_not_withdrawn(self, world: World, record: Recorder) -> None:
        report, event = record(), enter(world)
        actions.link_injury_to_event(reader=world.clerk, event=event, injury=report.injury, at=NOW)
        with pytest.raises(actions.Refused, match=event.number):
            actions.withdraw_event(reader=world.clerk, event=event, at=NOW, reason="重复登记")


class TestRights:
    def test_a_clerk_enters_within_the_street_only(self, world: World) -> None:
        with pytest.raises(actions.NotYours):
            enter(world, place=world.other_community.pid)
        assert enter(world, reader=world.cdc, place=world.other_community.pid).pk

    def test_a_grid_worker_enters_near_misses_and_sees_his_own(self, world: World) -> None:
        enter(world)
        near = {"kind": "near_miss", "serious": 0, "gb": "", "reader": world.grid_worker}
        own = enter(world, **near)
        with pytest.raises(actions.NotYours):
            enter(world, reader=world.grid_worker)
        with pytest.raises(actions.NotYours):
            enter(world, **{**near, "place": world.other_community.pid})
        assert [one.pk for one in events.listed(rights(world.grid_worker)).found] == [own.pk]
        with pytest.raises(actions.NotYours):
            step(world, own, "closed", hour(22, 9), reader=world.grid_worker)

    def test_a_sibling_street_and_the_nurse_see_nothing(self, world: World) -> None:
        event = enter(world, reader=world.cdc, place=world.other_community.pid)
        for reader in (
            world.clerk,
            world.chief,
            world.nurse,
            world.grid_worker,
            world.supervisor,
            world.auditor,
        ):
            assert events.event_of(rights(reader), event.ref) is None
        for act in (actions.amend_event, actions.withdraw_event):
            more = {"values": machine(world)} if act is actions.amend_event else {"reason": "不对"}
            with pytest.raises(actions.NotYours):
                act(reader=world.clerk, event=event, at=NOW, **more)

    def test_an_office_may_not_move_an_event_into_another_street(self, world: World) -> None:
        event = enter(world)
        with pytest.raises(actions.NotYours):
            actions.amend_event(
                reader=world.clerk,
                event=event,
                at=NOW,
                values=machine(world, place=world.other_community.pid),
            )
