"""Recording one card: exactly once, by whoever may, with one event and one change."""

import pytest
from django.db import IntegrityError, transaction

from safecommunity.injuries import actions, facts
from safecommunity.injuries.models import Injury, Report, ReportPerson
from safecommunity.journal.models import AuditEvent, Change
from tests.injuries.conftest import NOW, Recorder, World, fall_at_home, hour

pytestmark = pytest.mark.db


def test_one_card_makes_one_report_one_injury_one_event_and_one_change(world: World) -> None:
    events = AuditEvent.objects.count()
    report, created = actions.record_injury(
        reader=world.nurse, at=NOW, client_id="a", values=fall_at_home(world)
    )
    assert created
    assert (Report.objects.count(), Injury.objects.count()) == (1, 1)
    assert AuditEvent.objects.count() == events + 1
    event = AuditEvent.objects.latest("id")
    assert (event.action, event.ref, event.by, event.place) == (
        "record_card",
        report.injury.ref,
        "nurse",
        world.street.pid,
    )
    change = Change.objects.get(fact="injury")
    assert (change.fact, change.ref, change.op) == ("injury", report.injury.ref, "upsert")
    assert report.card_no == "YS-2026-000001"


def test_the_log_never_holds_the_name(world: World) -> None:
    actions.record_injury(reader=world.nurse, at=NOW, client_id="a", values=fall_at_home(world))
    assert "吴某" not in str(list(AuditEvent.objects.values()))


def test_the_database_holds_the_name_only_sealed(world: World) -> None:
    from django.db import connection

    actions.record_injury(reader=world.nurse, at=NOW, client_id="a", values=fall_at_home(world))
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM injuries_reportperson")
        assert "吴某" not in cursor.fetchone()[0]
    assert ReportPerson.objects.get().name == "吴某"


def test_the_same_client_id_twice_is_one_row(world: World) -> None:
    first, _created = actions.record_injury(
        reader=world.nurse, at=NOW, client_id="a", values=fall_at_home(world)
    )
    events = AuditEvent.objects.count()
    second, created = actions.record_injury(
        reader=world.nurse, at=NOW, client_id="a", values=fall_at_home(world)
    )
    assert (second.pk, created, Report.objects.count()) == (first.pk, False, 1)
    assert AuditEvent.objects.count() == events


def test_the_same_client_id_with_other_content_is_refused_and_names_the_card(world: World) -> None:
    actions.record_injury(reader=world.nurse, at=NOW, client_id="a", values=fall_at_home(world))
    with pytest.raises(actions.Refused, match="YS-2026-000001"):
        actions.record_injury(
            reader=world.nurse, at=NOW, client_id="a", values=fall_at_home(world, age_years=77)
        )
    assert Report.objects.count() == 1


def test_the_same_client_id_of_another_person_is_refused(world: World) -> None:
    actions.record_injury(reader=world.nurse, at=NOW, client_id="a", values=fall_at_home(world))
    with pytest.raises(actions.Refused):
        actions.record_injury(reader=world.cdc, at=NOW, client_id="a", values=fall_at_home(world))


@pytest.mark.parametrize("client_id", ["", "x" * 65, "a\x00b"])
def test_a_client_id_that_is_none_is_refused(world: World, client_id: str) -> None:
    with pytest.raises(actions.Refused):
        actions.record_injury(reader=world.nurse, at=NOW, client_id=client_id, values=fall_at_home(world))


def test_a_nurse_cannot_record_for_another_facility(world: World) -> None:
    with pytest.raises(actions.NotYours, match="另一医院"):
        actions.record_injury(
            reader=world.nurse, at=NOW, client_id="a", values=fall_at_home(world, unit=world.elsewhere.pid)
        )
    assert Report.objects.count() == 0


@pytest.mark.parametrize("who", ["grid_worker", "chief", "supervisor", "auditor"])
def test_who_records_no_cards_is_refused(world: World, who: str) -> None:
    with pytest.raises(actions.NotYours):
        actions.record_injury(reader=getattr(world, who), at=NOW, client_id="a", values=fall_at_home(world))
    assert Report.objects.count() == 0


def test_a_clerk_records_for_facilities_of_her_street_only(world: World) -> None:
    actions.record_injury(reader=world.clerk, at=NOW, client_id="a", values=fall_at_home(world))
    with pytest.raises(actions.NotYours):
        actions.record_injury(
            reader=world.clerk, at=NOW, client_id="b", values=fall_at_home(world, unit=world.elsewhere.pid)
        )


def test_an_unknown_facility_is_refused_by_name(world: World) -> None:
    with pytest.raises(actions.Refused, match="zzz"):
        actions.record_injury(
            reader=world.nurse, at=NOW, client_id="a", values=fall_at_home(world, unit="zzz")
        )


def test_minutes_are_not_kept(world: World, record: Recorder) -> None:
    report = record(injury_time=hour(22, 21).replace(minute=37))
    report.refresh_from_db()
    assert report.injury_time == hour(22, 21)


def test_a_question_stops_until_it_is_confirmed_and_is_remembered(world: World) -> None:
    values = fall_at_home(world, nature=6, body_part=3)
    with pytest.raises(actions.AsksAgain) as asked:
        actions.record_injury(reader=world.nurse, at=NOW, client_id="a", values=values)
    assert [finding.rule for finding in asked.value.findings] == ["Q7"]
    assert Report.objects.count() == 0
    report, _created = actions.record_injury(
        reader=world.nurse, at=NOW, client_id="a", values=values, confirmed=["Q7", "Q2"]
    )
    assert report.confirmed == ["Q7"]  # a question nobody asked is not kept as answered


def test_the_database_refuses_a_code_outside_the_list(record: Recorder) -> None:
    report = record()
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(cause=14)


def test_numbers_run_on_within_a_year_and_start_anew(record: Recorder) -> None:
    assert [record().card_no, record().card_no] == ["YS-2026-000001", "YS-2026-000002"]
    later = NOW.replace(year=2027, month=1)
    assert record(at=later).card_no == "YS-2027-000001"


def test_amending_moves_the_fact_and_logs_field_names_without_contents(
    world: World, record: Recorder
) -> None:
    report = record()
    actions.amend_report(
        reader=world.nurse,
        report=report,
        at=NOW,
        values=fall_at_home(world, cause=7, nature=5, name="吴某某"),
    )
    assert facts.rows([report.injury.ref])[report.injury.ref]["cause"] == 7
    event = AuditEvent.objects.latest("id")
    assert event.detail["changed"] == ["cause", "nature", "name"]
    assert "吴某某" not in str(event.detail)


def test_amending_into_another_facility_is_refused(world: World, record: Recorder) -> None:
    report = record()
    with pytest.raises(actions.NotYours):
        actions.amend_report(
            reader=world.nurse, report=report, at=NOW, values=fall_at_home(world, unit=world.elsewhere.pid)
        )


def test_a_stranger_cannot_amend_or_withdraw(world: World, record: Recorder) -> None:
    report = record()
    with pytest.raises(actions.NotYours):
        actions.amend_report(reader=world.chief, report=report, at=NOW, values=fall_at_home(world))
    with pytest.raises(actions.NotYours):
        actions.withdraw_report(reader=world.clerk, report=report, at=NOW, reason="重复")


def test_a_withdrawn_report_stays_on_record_and_counts_nowhere(world: World, record: Recorder) -> None:
    report = record()
    actions.withdraw_report(reader=world.nurse, report=report, at=NOW, reason="重复填报")
    kept = Report.objects.get()
    assert (kept.state, kept.withdrawn_for) == ("withdrawn", "重复填报")
    assert list(facts.all_rows()) == []
    assert Change.objects.latest("id").op == "delete"
    with pytest.raises(actions.Refused):
        actions.amend_report(reader=world.nurse, report=report, at=NOW, values=fall_at_home(world))


def test_withdrawing_needs_a_reason(world: World, record: Recorder) -> None:
    report = record()
    with pytest.raises(actions.Refused):
        actions.withdraw_report(reader=world.nurse, report=report, at=NOW, reason="  ")
