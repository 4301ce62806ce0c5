"""Versions of a card: what each correction keeps, and the refusal of one made on an old version."""

from typing import Any

import pytest

from safecommunity.injuries import actions
from safecommunity.injuries.models import Report, ReportVersion
from safecommunity.injuries.queries import versions
from tests.injuries.conftest import NOW, Recorder, World, fall_at_home
from tests.injuries.test_pages import enter, typed

pytestmark = pytest.mark.db


def correct(world: World, report: Report, **other: Any) -> Report:
    said = {name: other.pop(name) for name in ("version", "reason", "reader") if name in other}
    return actions.amend_report(
        reader=said.pop("reader", world.nurse),
        report=report,
        at=NOW,
        values=fall_at_home(world, **other),
        **said,
    )


def test_a_correction_keeps_what_each_field_said_before(world: World, record: Recorder) -> None:
    report = record()
    correct(world, report, severity=3, residence=world.other_community.pid, reason="手术后改判", version=1)
    newest, first = versions.versions_of(report)
    assert (newest.number, newest.who, newest.reason, first.number) == (2, "nurse", "手术后改判", 1)
    said = {line.title: (line.before, line.after) for line in newest.lines}
    assert said == {"伤害严重程度": ("2 中度", "3 重度"), "居住地（社区、村）": ("示中社区", "另中社区")}


def test_a_name_or_a_text_is_only_said_to_have_changed(world: World, record: Recorder) -> None:
    report = record()
    correct(world, report, name="吴某某", diagnosis="吴某某 股骨颈骨折")
    assert {line.title for line in versions.versions_of(report)[0].lines if line.secret} == {
        "姓名",
        "临床诊断",
    }
    kept = str(ReportVersion.objects.values_list("changes", flat=True).get())
    assert "吴" not in kept
    assert "股骨" not in kept


def test_a_correction_on_an_old_version_is_refused_and_changes_nothing(
    world: World, record: Recorder
) -> None:
    report = record()
    correct(world, report, severity=3, version=1)
    with pytest.raises(actions.Stale) as refused:
        correct(world, report, severity=1, version=1, reader=world.cdc)
    assert refused.value.report.version == 2
    report.refresh_from_db()
    assert (report.severity, report.version, report.versions.count()) == (3, 2, 1)


def test_a_correction_that_changes_nothing_makes_no_version(world: World, record: Recorder) -> None:
    report = record()
    assert correct(world, report, version=1).version == 1


def test_a_withdrawal_is_a_version_with_its_reason(world: World, record: Recorder) -> None:
    report = record()
    actions.withdraw_report(reader=world.nurse, report=report, at=NOW, reason="录重")
    newest = versions.versions_of(report)[0]
    assert (newest.number, newest.reason, newest.lines[0].after) == (2, "录重", "已撤回")


def test_what_was_once_self_harm_is_not_told_by_a_version_anybody_may_open(
    world: World, record: Recorder
) -> None:
    report = record(intent=2, reader=world.nurse)
    assert Report.objects.get(pk=report.pk).sensitive
    correct(world, report)
    report.refresh_from_db()
    assert not report.sensitive
    newest = versions.versions_of(report)[0]
    assert [(line.title, line.secret) for line in newest.lines] == [("是否故意", True)]


def test_the_page_of_a_late_correction_shows_both_sides_and_saves_on_the_present_version(
    world: World, record: Recorder
) -> None:
    report = record()
    client = enter(world, "nurse")
    address = f"/injuries/{report.injury.ref}/{report.pid}/amend/"
    actions.amend_report(
        reader=world.cdc,
        report=report,
        at=NOW,
        values=fall_at_home(world, severity=3),
        version=1,
        reason="手术",
    )
    data = {**typed(world, client_id=None), "severity": "1", "version": "1"}
    late = client.post(address, data)
    page = late.content.decode()
    assert late.status_code == 409
    assert "3 重度" in page
    assert "1 轻度" in page
    assert 'name="version" value="2"' in page
    assert Report.objects.get(pk=report.pk).severity == 3
    again = client.post(address, {**data, "version": "2"})
    assert again.status_code == 302
    assert Report.objects.get(pk=report.pk).severity == 1
    shown = client.get(f"/injuries/{report.injury.ref}/").content.decode()
    assert "第 3 版" in shown
    assert "手术" in shown


def test_a_correction_without_its_version_is_refused(world: World, record: Recorder) -> None:
    report = record()
    client = enter(world, "nurse")
    answer = client.post(
        f"/injuries/{report.injury.ref}/{report.pid}/amend/",
        {**typed(world, client_id=None), "severity": "1"},
    )
    assert answer.status_code == 409
