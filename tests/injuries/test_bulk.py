"""Many reports at once: idempotent, batched, every bad row named."""

from datetime import timedelta
from typing import Any

import pytest

from safecommunity.injuries import actions, facts
from safecommunity.injuries.actions import BulkRow
from safecommunity.injuries.models import Injury, Report, ReportPerson
from safecommunity.journal.models import AuditEvent, Change
from tests.injuries.conftest import NOW, World, fall_at_home

pytestmark = pytest.mark.db


def rows(world: World, how_many: int, **other: Any) -> list[BulkRow]:
    return [
        BulkRow(
            values=fall_at_home(world, age_years=i % 90, **other),
            source_key=f"old:{i}",
            source="card",
            number=i + 1,
        )
        for i in range(how_many)
    ]


def test_no_rows_write_nothing(world: World) -> None:
    events = AuditEvent.objects.count()
    done = actions.bulk_record([], by="operator", at=NOW, place=world.street)
    assert (done.read, done.accepted, AuditEvent.objects.count()) == (0, 0, events)


def test_rows_become_reports_with_people_and_changes_in_batches_of_one_event(world: World) -> None:
    done = actions.bulk_record(rows(world, 7), by="operator", at=NOW, place=world.street, batch=3)
    assert (done.read, done.accepted, done.duplicates, done.rejected) == (7, 7, 0, [])
    assert (Report.objects.count(), Injury.objects.count(), ReportPerson.objects.count()) == (7, 7, 7)
    assert list(
        AuditEvent.objects.filter(action="bulk_record").order_by("id").values_list("detail__rows", flat=True)
    ) == [3, 3, 1]
    assert set(Change.objects.filter(fact="injury").values_list("ref", flat=True)) == {
        row["ref"] for row in facts.all_rows()
    }
    assert Report.objects.order_by("pk").last().card_no == "YS-2026-000007"  # type: ignore[union-attr]


def test_running_it_again_adds_nothing(world: World) -> None:
    actions.bulk_record(rows(world, 5), by="operator", at=NOW, place=world.street)
    changes = Change.objects.count()
    again = actions.bulk_record(rows(world, 6), by="operator", at=NOW + timedelta(days=1), place=world.street)
    assert (again.read, again.accepted, again.duplicates) == (6, 1, 5)
    assert Change.objects.count() == changes + 1


def test_the_same_key_twice_in_one_file_is_a_duplicate(world: World) -> None:
    done = actions.bulk_record(rows(world, 2) + rows(world, 1), by="operator", at=NOW, place=world.street)
    assert (done.accepted, done.duplicates) == (2, 1)


def test_the_same_key_with_other_content_is_rejected_by_name(world: World) -> None:
    actions.bulk_record(rows(world, 1), by="operator", at=NOW, place=world.street)
    done = actions.bulk_record(rows(world, 1, cause=4), by="operator", at=NOW, place=world.street)
    assert [(bad.number, "old:0" in bad.findings[0].message) for bad in done.rejected] == [(1, True)]


def test_a_bad_row_is_rejected_with_all_its_reasons_and_the_rest_is_taken(world: World) -> None:
    bad = BulkRow(values=fall_at_home(world, cause=55, sex=7), source_key="bad", source="card", number=9)
    done = actions.bulk_record([*rows(world, 2), bad], by="operator", at=NOW, place=world.street)
    assert (done.read, done.accepted) == (3, 2)
    assert [(one.number, sorted(f.field for f in one.findings)) for one in done.rejected] == [
        (9, ["cause", "sex"])
    ]


@pytest.mark.parametrize("field", ["residence", "occurrence", "unit"])
def test_a_place_or_facility_nobody_knows_is_rejected(world: World, field: str) -> None:
    done = actions.bulk_record(
        rows(world, 1, **{field: "nowhere"}), by="operator", at=NOW, place=world.street
    )
    assert [one.findings[0].field for one in done.rejected] == [field]
    assert Report.objects.count() == 0


def test_the_event_of_a_batch_holds_a_root_and_nobody(world: World) -> None:
    actions.bulk_record(rows(world, 3), by="operator", at=NOW, place=world.street)
    event = AuditEvent.objects.latest("id")
    assert len(event.detail["root"]) == 64
    assert "吴某" not in str(event.detail)


def test_a_batch_of_more_than_5000_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match="5001"):
        actions.bulk_record([], by="operator", at=NOW, place=world.street, batch=5001)


def test_an_import_needs_a_day_only(world: World) -> None:
    row = BulkRow(values={"injury_time": NOW, "precision": "date", "diagnosis_code": 57}, source_key="n:1")
    assert actions.bulk_record([row], by="operator", at=NOW, place=world.street).accepted == 1
    assert [(one["diagnosis"], one["cause"], one["hour"]) for one in facts.all_rows()] == [(57, -1, -1)]
