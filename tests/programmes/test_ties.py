"""Records of other rooms tied to a project: from the quick form, by search, taken back when the record is."""

from datetime import date
from typing import Any

import pytest

from safecommunity.accounts.reader import Reader
from safecommunity.outreach import actions as outreach
from safecommunity.outreach.models import Entry
from safecommunity.programmes import actions, ties
from safecommunity.programmes.models import Output, Project
from tests.programmes.conftest import NOW, Street


def told(street: Street, by: Reader | None = None, **more: Any) -> Entry:
    """A line of the ledger: alarms installed in the east."""
    values = {
        "kind": "smoke_alarm",
        "place": street.east.pid,
        "quantity": 30,
        "happened_on": date(2026, 6, 2),
        **more,
    }
    project: Project | None = values.pop("project", None)
    return outreach.record_entry(reader=by or street.worker, at=NOW, values=values, project=project)[0]


def test_what_is_entered_for_a_project_is_its_output_by_kind(street: Street) -> None:
    one = street.running()
    told(street, project=one)
    told(street, project=one, kind="leaflet", quantity=200)
    assert {each.group for each in one.outputs.all()} == {"installed", "outreach"}
    assert street.figure("projects.outputs").value == 2


def test_a_reversed_line_counts_no_more_and_a_corrected_one_stays_tied(street: Street) -> None:
    one = street.running()
    line, other = told(street, project=one), told(street, project=one, kind="leaflet")
    outreach.reverse_entry(reader=street.clerk, entry=line, at=NOW, reason="重复")
    right = outreach.correct_entry(
        reader=street.clerk, entry=other, at=NOW, reason="数错",
        values={"kind": "leaflet", "place": street.east.pid, "quantity": 150, "happened_on": date(2026, 6, 2)},
    )  # fmt: skip
    assert [each.record for each in one.outputs.filter(untied_on__isnull=True)] == [right.ref]
    assert street.figure("projects.outputs").value == 1


def test_the_same_record_is_tied_once_and_can_be_untied(street: Street) -> None:
    one, line = street.running(), told(street)
    made = [
        actions.tie(reader=street.clerk, project=one, kind="outreach", record=line.ref, at=NOW)
        for _n in range(2)
    ]
    assert made[0] == made[1]
    actions.untie(reader=street.clerk, output=made[0], reason="不是这个项目", at=NOW)
    assert Output.objects.filter(untied_on__isnull=True).count() == 0


def test_nobody_ties_what_he_may_not_open_or_to_a_project_that_has_not_begun(street: Street) -> None:
    one, line = street.running(), told(street, by=street.clerk, place=street.west.pid)
    with pytest.raises(actions.Refused):  # a line of another village
        actions.tie(reader=street.worker, project=one, kind="outreach", record=line.ref, at=NOW)
    with pytest.raises(actions.NotYours):  # who only looks
        actions.tie(reader=street.auditor, project=one, kind="outreach", record=line.ref, at=NOW)
    with pytest.raises(actions.Refused):
        actions.tie(reader=street.clerk, project=street.project(), kind="outreach", record=line.ref, at=NOW)
    for kind, record in (("nosuch", line.ref), ("outreach", "nosuch"), ("outreach", "")):
        with pytest.raises(actions.Refused):
            actions.tie(reader=street.clerk, project=one, kind=kind, record=record, at=NOW)
    assert Output.objects.count() == 0


def test_every_kind_answers_for_who_may_open_it(street: Street) -> None:
    told(street)
    for kind in ties.kinds().values():
        for text in ("", "烟感", "\x7f"):
            assert len(kind.find(street.clerk, text, 5)) <= 5
        assert kind.seen(street.auditor, ["nosuch"]) == kind.known(["nosuch"]) == {}
    assert ties.kinds()["outreach"].find(street.clerk, "烟感", 5)[0].group == "installed"
