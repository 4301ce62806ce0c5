"""The fact row of an injury: flat, de-identified, from the report that speaks for it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safecommunity.injuries import actions, facts
from safecommunity.injuries.models import Injury, Report
from safecommunity.journal.models import Change
from tests.injuries.conftest import NOW, Recorder, World, hour

pytestmark = pytest.mark.db


def test_a_card_becomes_one_row_with_every_column(world: World, record: Recorder) -> None:
    report = record()
    row = facts.rows([report.injury.ref])[report.injury.ref]
    assert row == {
        "ref": report.injury.ref,
        "year": 2026, "month": 11, "day": 22, "week": 47, "weekday": 7, "hour": 21,  # Sunday of week 47
        "hour_band": 10,
        "sex": 2, "age_years": 78, "age_band": 16, "age_group": 6,  # 75-79 is band 16, 75+ group 6, counted from 0
        "cause": 3, "place_kind": 1, "activity": 6, "intent": 1, "nature": 1, "body_part": 3, "severity": 2,
        "outcome": 1, "alcohol": 2, "source": 1, "resident": 1, "diagnosis": -1, "product": -1,
        "cost": -1, "sensitive": 0, "stratum": -1, "psu": -1, "weight": -1,
        "mechanism": 4, "matrix_intent": 1, "matrix_source": 2,  # a fall, unintentional, from the card
        "residence": world.community.pid, "occurrence": world.community.pid, "recorded": world.street.pid,
        "facility": world.hospital.pid,
    }  # fmt: skip
    assert set(row) - {"ref"} == set(facts.SCHEMA.names)


def test_the_row_holds_no_name(record: Recorder) -> None:
    record(name="吴某", address="示例路 1 号")
    assert "吴某" not in str(list(facts.all_rows()))
    assert "示例路" not in str(list(facts.all_rows()))


def test_who_lives_elsewhere_is_no_resident_and_unknown_is_unknown(record: Recorder) -> None:
    away, unknown = record(residence="", lives_elsewhere=True), record(residence="")
    found = facts.rows([away.injury.ref, unknown.injury.ref])
    assert found[away.injury.ref]["resident"] == 0
    assert found[unknown.injury.ref]["resident"] == -1


def test_how_a_record_of_a_sample_was_drawn_is_kept_with_its_weight_in_ten_thousandths(
    record: Recorder,
) -> None:
    report = record(weight=87.0904, stratum=2, psu=14)
    row = facts.rows([report.injury.ref])[report.injury.ref]
    assert (row["weight"], row["stratum"], row["psu"]) == (870904, 2, 14)


def test_a_weight_too_large_for_the_column_says_nothing(record: Recorder) -> None:
    report = record(weight=300_000.0)
    assert facts.rows([report.injury.ref])[report.injury.ref]["weight"] == -1


def test_an_unknown_hour_is_minus_one(record: Recorder) -> None:
    report = record(injury_time=hour(22, 0), precision="date")
    assert facts.rows([report.injury.ref])[report.injury.ref]["hour"] == -1
    assert facts.rows([report.injury.ref])[report.injury.ref]["hour_band"] == -1


def test_just_after_midnight_belongs_to_the_local_day(record: Recorder) -> None:
    # 00:00 in China is the day before in UTC
    report = record(injury_time=hour(1, 0), visit_time=hour(1, 1))
    row = facts.rows([report.injury.ref])[report.injury.ref]
    assert (row["month"], row["hour"], row["weekday"]) == (11, 0, 7)


@pytest.mark.parametrize("change", [{"intent": 3}, {"intent": 2}, {"cause": 12, "intent": 3}])
def test_self_harm_violence_and_sexual_assault_are_sensitive(
    record: Recorder, change: dict[str, int]
) -> None:
    report = record(**change)
    assert facts.rows([report.injury.ref])[report.injury.ref]["sensitive"] == 1


def test_a_ref_nobody_has_is_missing(world: World) -> None:
    assert facts.rows(["0" * 32]) == {}


def test_no_rows_and_all_rows(world: World, record: Recorder) -> None:
    assert list(facts.all_rows()) == []
    for _times in range(3):
        record()
    assert len(list(facts.all_rows())) == 3


def test_thirty_rows_cost_as_many_queries_as_three(record: Recorder) -> None:
    refs = [record().injury.ref for _times in range(30)]
    for some in (refs[:3], refs):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert len(facts.rows(some)) == len(some)
        assert len(asked) == 1


def test_joined_reports_are_one_row_and_separating_them_makes_two_again(
    world: World, record: Recorder
) -> None:
    first, second = record(), record(unit=world.clinic.pid, reader=world.clerk, cause=4)
    actions.link_reports(reader=world.cdc, injury=first.injury, report=second, at=NOW)
    assert [row["ref"] for row in facts.all_rows()] == [first.injury.ref]
    assert set(Change.objects.order_by("-id")[:2].values_list("ref", "op")) == {
        (first.injury.ref, "upsert"), (second.own_injury.ref, "delete"),
    }  # fmt: skip
    actions.unlink_reports(reader=world.cdc, report=second, at=NOW)
    assert {row["ref"]: row["cause"] for row in facts.all_rows()} == {
        first.injury.ref: 3,
        second.own_injury.ref: 4,
    }


def test_joining_twice_changes_nothing_more(world: World, record: Recorder) -> None:
    first, second = record(), record()
    actions.link_reports(reader=world.cdc, injury=first.injury, report=second, at=NOW)
    changes = Change.objects.count()
    actions.link_reports(reader=world.cdc, injury=first.injury, report=second, at=NOW)
    assert Change.objects.count() == changes


def test_a_nurse_cannot_join_reports(world: World, record: Recorder) -> None:
    first, second = record(), record()
    with pytest.raises(actions.NotYours):
        actions.link_reports(reader=world.nurse, injury=first.injury, report=second, at=NOW)
    assert len(list(facts.all_rows())) == 2


def test_the_card_speaks_rather_than_the_quick_report(world: World, record: Recorder) -> None:
    quick, _created = actions.record_quick_report(
        reader=world.grid_worker, at=NOW, client_id="q",
        values={"sex": 2, "age_years": 80, "injury_time": hour(22, 21), "cause": 13, "place_kind": 1,
                "occurrence": world.community.pid},
    )  # fmt: skip
    card = record()
    actions.link_reports(reader=world.cdc, injury=quick.injury, report=card, at=NOW)
    assert [row["cause"] for row in facts.all_rows()] == [3]
    actions.withdraw_report(reader=world.nurse, report=card, at=NOW, reason="填错人")
    assert [row["cause"] for row in facts.all_rows()] == [13]


def test_where_it_happened_is_taken_from_the_other_report_where_the_card_does_not_say(
    world: World, record: Recorder
) -> None:
    quick, _created = actions.record_quick_report(
        reader=world.grid_worker, at=NOW, client_id="q",
        values={"sex": 2, "age_years": 78, "injury_time": hour(22, 21), "cause": 3, "place_kind": 1,
                "occurrence": world.community.pid},
    )  # fmt: skip
    card = record(occurrence=None)
    assert facts.rows([card.injury.ref])[card.injury.ref]["occurrence"] == ""
    injury = actions.link_reports(reader=world.cdc, injury=card.injury, report=quick, at=NOW)
    for rows in (list(facts.rows([injury.ref]).values()), list(facts.all_rows())):
        assert [(row["cause"], row["occurrence"]) for row in rows] == [(3, world.community.pid)]


def test_joining_a_withdrawn_report_is_refused(world: World, record: Recorder) -> None:
    first, second = record(), record()
    actions.withdraw_report(reader=world.nurse, report=second, at=NOW, reason="重复")
    with pytest.raises(actions.Refused):
        actions.link_reports(reader=world.cdc, injury=first.injury, report=second, at=NOW)


def test_the_database_allows_one_speaking_report_only(record: Recorder) -> None:
    from django.db import IntegrityError, transaction

    first, second = record(), record()
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=second.pk).update(injury=first.injury)
    assert Injury.objects.count() == 2
