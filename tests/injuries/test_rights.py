"""Who sees which record, and whose names: the reporting facility and the district CDC only."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safecommunity.injuries import actions
from safecommunity.injuries.models import Report
from safecommunity.injuries.queries import rows
from safecommunity.injuries.queries.rights import rights
from safecommunity.journal.models import AuditEvent
from tests.injuries.conftest import NOW, Recorder, World, hour, reader

pytestmark = pytest.mark.db


def quick(world: World, client_id: str = "q") -> Report:
    report, _created = actions.record_quick_report(
        reader=world.grid_worker, at=NOW, client_id=client_id,
        values={"sex": 1, "age_years": 8, "injury_time": hour(22, 9), "cause": 11, "place_kind": 5,
                "occurrence": world.grid.pid},
    )  # fmt: skip
    return report


def seen(world: World, who: str) -> set[str]:
    return set(rows.visible_reports(rights(getattr(world, who))).values_list("card_no", flat=True))


def test_each_role_sees_its_own_part(world: World, record: Recorder) -> None:
    card, sensitive, other = record(), record(intent=3), quick(world)
    far = record(reader=world.cdc, unit=world.elsewhere.pid, residence="", occurrence="")
    assert seen(world, "nurse") == {card.card_no}
    assert seen(world, "grid_worker") == {other.card_no}
    assert seen(world, "clerk") == seen(world, "chief") == {card.card_no, other.card_no}
    assert seen(world, "cdc") == {card.card_no, sensitive.card_no, other.card_no, far.card_no}
    assert seen(world, "supervisor") == seen(world, "auditor") == set()


def test_a_resident_hurt_and_treated_elsewhere_is_seen_by_his_street(world: World, record: Recorder) -> None:
    far = record(reader=world.cdc, unit=world.elsewhere.pid, occurrence=world.other_community.pid)
    assert seen(world, "clerk") == {far.card_no}


def test_the_sensitive_right_opens_only_where_it_is_held(world: World, record: Recorder) -> None:
    here, there = (
        record(intent=2),
        record(reader=world.cdc, unit=world.elsewhere.pid, intent=2, residence="", occurrence=""),
    )
    clerk = reader("clerk", "clerk", place=world.other_street.pid, sensitive=True)
    found = set(rows.visible_reports(rights(clerk)).values_list("card_no", flat=True))
    assert found == {there.card_no}
    assert here.card_no not in found


def test_names_are_for_the_facility_and_the_cdc(world: World, record: Recorder) -> None:
    report = Report.objects.select_related("unit", "place").get(pk=record().pk)
    names = {
        who: rights(getattr(world, who)).sees_names(report)
        for who in ("nurse", "cdc", "clerk", "chief", "supervisor")
    }
    assert names == {"nurse": True, "cdc": True, "clerk": False, "chief": False, "supervisor": False}


def test_opening_a_name_is_logged_with_its_purpose_and_without_the_name(
    world: World, record: Recorder
) -> None:
    person = actions.open_name(reader=world.cdc, report=record(), purpose="check", at=NOW)
    assert person is not None
    assert person.name == "吴某"
    event = AuditEvent.objects.latest("id")
    assert (event.action, event.by, event.detail["purpose"]) == ("open_name", "cdc", "check")
    assert "吴某" not in str(event.detail)


def test_a_clerk_cannot_open_a_name(world: World, record: Recorder) -> None:
    report = record()
    events = AuditEvent.objects.count()
    with pytest.raises(actions.NotYours):
        actions.open_name(reader=world.clerk, report=report, purpose="check", at=NOW)
    assert AuditEvent.objects.count() == events


def test_a_grid_worker_reports_only_inside_his_scope(world: World) -> None:
    with pytest.raises(actions.NotYours, match="另中社区"):
        actions.record_quick_report(
            reader=world.grid_worker, at=NOW, client_id="x",
            values={"sex": 1, "age_years": 8, "injury_time": hour(22, 9), "cause": 11, "place_kind": 5,
                    "occurrence": world.other_community.pid},
        )  # fmt: skip
    assert Report.objects.count() == 0


def test_rows_behind_a_figure_keep_closed_ones_as_empty_lines(world: World, record: Recorder) -> None:
    open_one, closed = record(), record(intent=3)
    refs = [closed.injury.ref, open_one.injury.ref]
    told = rows.rows_by_refs(world.clerk, refs)
    assert [row.ref for row in told.rows] == refs
    assert [bool(row.url) for row in told.rows] == [False, True]
    assert "刀" not in str(told)
    assert all(len(row.cells) == len(told.headings) for row in told.rows)


def test_rows_never_show_a_name(world: World, record: Recorder) -> None:
    assert "吴某" not in str(rows.rows_by_refs(world.nurse, [record().injury.ref]))


def test_thirty_rows_cost_as_many_queries_as_three(world: World, record: Recorder) -> None:
    refs = [record().injury.ref for _times in range(30)]
    counts = []
    for some in (refs[:3], refs):
        with CaptureQueriesContext(connection) as asked:
            rows.rows_by_refs(world.clerk, some)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 6


def test_no_refs_give_no_rows(world: World) -> None:
    assert rows.rows_by_refs(world.clerk, []).rows == ()
