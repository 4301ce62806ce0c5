"""Completeness and timeliness are figures: counted from the months themselves, and opening them."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safecommunity.accounts.reader import Reader
from safecommunity.figures import queries, registry, stores
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import Figure, FigureKey
from safecommunity.indicators.period import Period
from safecommunity.injuries import actions
from safecommunity.injuries.models import FacilityMonth
from safecommunity.journal.models import AuditEvent, Change
from tests.injuries.conftest import CHINA, NOW, World

pytestmark = pytest.mark.db
AUTUMN = Period.parse("2026-09..2026-10")  # two months that have ended; the hospital and the clinic owe both


@pytest.fixture(autouse=True)
def own_store(tmp_path, settings):
    settings.STORE = tmp_path / "store"
    stores.forget()
    yield
    stores.forget()


def figure(world: World, code: str, period: Period = AUTUMN, place: str = "", **dimensions: str) -> Figure:
    key = FigureKey(code, 1, place or world.street.pid, period, tuple(dimensions.items()))
    return queries.compute(key, now=NOW)


def submit(world: World, month: int, at: datetime, cards: int = 0) -> FacilityMonth:
    return actions.submit_month(
        reader=world.nurse, unit=world.hospital, year=2026, month=month, cards=cards, at=at
    )


def opened(at: datetime = NOW) -> int:
    return actions.open_due_months(by="keeper", at=at)


def test_every_month_owed_is_on_record_once_and_only_when_it_has_ended(world: World) -> None:
    made = opened()
    # three facilities, from January 2020 to October 2026: 6 years and 10 months
    assert made == FacilityMonth.objects.count() == 3 * 82
    assert not FacilityMonth.objects.filter(year=2026, month=11).exists()
    events = AuditEvent.objects.count()
    assert opened() == 0
    assert AuditEvent.objects.count() == events
    assert opened(datetime(2026, 12, 1, 0, 1, tzinfo=CHINA)) == 3


def test_completeness_is_months_received_by_months_due_and_zero_reports_are_received(world: World) -> None:
    opened()
    assert (figure(world, "report.completeness").value, figure(world, "report.completeness").n) == (0.0, 4)
    submit(world, 9, NOW, 0)
    share = figure(world, "report.completeness")
    assert (share.value, share.numerator, share.denominator, share.n) == (25.0, 1.0, 4.0, 4)
    assert (share.lower, share.upper, share.method) == (None, None, "")  # every month is known


def test_a_returned_month_is_not_received_until_it_comes_again(world: World) -> None:
    opened()
    row = submit(world, 9, NOW)
    actions.return_month(reader=world.clerk, row=row, reason="合计不符", at=NOW)
    assert figure(world, "report.completeness").numerator == 0
    submit(world, 9, NOW, 2)
    assert figure(world, "report.completeness").numerator == 1


def test_timeliness_counts_to_the_end_of_the_deadline_s_day_local_time(world: World) -> None:
    opened()
    # the deadline of a month is the 10th of the next one (reporting.yaml)
    submit(world, 9, datetime(2026, 10, 10, 23, 59, tzinfo=CHINA))
    submit(world, 10, datetime(2026, 11, 11, 0, 0, tzinfo=CHINA))
    share = figure(world, "report.timeliness")
    assert (share.numerator, share.denominator, share.value) == (1.0, 4.0, 25.0)


def test_a_month_whose_deadline_is_ahead_is_due_but_not_late_yet(world: World) -> None:
    early = datetime(2026, 11, 5, 9, tzinfo=CHINA)
    opened(early)
    october = Period.parse("2026-10")
    assert figure(world, "report.completeness", october).n == 2
    assert (
        figure(world, "report.timeliness", october).n,
        figure(world, "report.timeliness", october).value,
    ) == (
        0,
        None,
    )
    submit(world, 10, early)
    assert figure(world, "report.timeliness", october).value == 100.0
    opened(datetime(2026, 11, 11, 0, 1, tzinfo=CHINA))  # the 10th is over: the clinic is late now
    assert figure(world, "report.timeliness", october).value == 50.0


def test_the_rows_behind_a_share_are_its_denominator_within_the_reader_s_rights(world: World) -> None:
    opened()
    submit(world, 9, NOW)
    share = figure(world, "report.completeness")
    seen = {who: queries.rows_behind(getattr(world, who), share) for who in ("clerk", "nurse", "auditor")}
    assert {who: (b.total, b.openable) for who, b in seen.items()} == {
        "clerk": (4, 4),
        "nurse": (4, 2),  # her own hospital's two
        "auditor": (4, 0),
    }
    assert all(row.url for row in seen["clerk"].rows.rows)
    assert [row.cells[0] for row in seen["clerk"].rows.rows] == ["2026-10", "2026-10", "2026-09", "2026-09"]
    assert not any(world.hospital.name in cell for row in seen["auditor"].rows.rows for cell in row.cells)


def test_the_table_of_places_takes_constant_queries_and_adds_up(world: World) -> None:
    opened()
    submit(world, 9, NOW)
    definition = catalogue.get("report.completeness")
    stores.store("facility_month").refresh()
    with CaptureQueriesContext(connection) as asked:
        found = queries.compute_places(
            definition, [world.street.pid, world.other_street.pid], AUTUMN, now=NOW
        )
    assert [(f.numerator, f.denominator) for f in found.values()] == [(1.0, 4.0), (0.0, 2.0)]
    assert len(asked) <= 3
    assert figure(world, "report.completeness", place=world.district.pid).n == 6
    assert figure(world, "report.completeness", facility=world.clinic.pid).n == 2


def test_compaction_does_not_move_a_share(world: World) -> None:
    opened()
    submit(world, 9, NOW)
    before = figure(world, "report.completeness").value
    stores.store("facility_month").compact()
    assert figure(world, "report.completeness").value == before
    submit(world, 10, NOW)
    assert figure(world, "report.completeness").value == before * 2


def test_every_deed_on_a_month_is_in_the_change_feed(world: World) -> None:
    opened()
    row = submit(world, 9, NOW)
    for deed in (
        lambda: actions.accept_month(reader=world.clerk, row=row, at=NOW),
        lambda: actions.return_month(reader=world.clerk, row=row, reason="合计不符", at=NOW),
        lambda: actions.urge_month(reader=world.clerk, unit=world.hospital, year=2026, month=9, at=NOW),
    ):
        before = Change.objects.filter(fact="facility_month", ref=row.ref).count()
        deed()
        assert Change.objects.filter(fact="facility_month", ref=row.ref).count() == before + 1


def test_a_facility_that_no_longer_owes_reports_leaves_the_figure(world: World) -> None:
    opened()
    world.clinic.ends = datetime(2026, 10, 1).date()
    world.clinic.save()
    assert (
        len(registry.fact("facility_month").rows(FacilityMonth.objects.values_list("ref", flat=True))) == 245
    )
    assert figure(world, "report.completeness").n == 3  # the clinic owes September only


def test_a_reader_without_rights_opens_no_month(world: World) -> None:
    opened()
    nobody = Reader(pid="x")
    assert queries.rows_behind(nobody, figure(world, "report.completeness")).openable == 0
