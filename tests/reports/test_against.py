"""Beside last year: months that are over on both sides, both intervals, and no verdict where reports are missing."""

import io
from datetime import UTC, datetime
from html import unescape
from types import SimpleNamespace

import pytest
from python_calamine import CalamineWorkbook

from safecommunity.figures import stores
from safecommunity.indicators.period import Period
from safecommunity.reports import against
from safecommunity.reports.look import Look
from tests.figures.world import NOW, World
from tests.reports.pages import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture(autouse=True)
def own_store(tmp_path, settings):
    settings.STORE = tmp_path / "store"
    stores.forget()
    yield
    stores.forget()


@pytest.fixture
def world() -> World:
    return World()


def look_at(world: World, period: str) -> Look:
    stores.store("injury").refresh()
    return Look(world.street, Period.parse(period), NOW, "zh-hans")


def test_the_month_that_is_not_over_is_left_out_of_both_years(world):
    """NOW lies in a month of 2026; the same months of 2025 stand beside those before it."""
    world.hurt(3)
    over = against.over(Period.of_year(2026), look_at(world, "2026"))
    assert over == Period(2026 * 12, 2026 * 12 + NOW.month - 2)
    this_month = Period.of_month(NOW.date())
    assert against.over(this_month, look_at(world, str(this_month))) is None


def test_without_records_of_the_year_before_nothing_is_compared(world):
    world.hurt(3)
    assert against.against(look_at(world, "2026")) is None
    page = signed_in(world, "clerk").get(f"/overview/?place={world.street.pid}&period=2026&against=year")
    assert "没有可比的" in unescape(page.content.decode())


def both_years(world: World) -> None:
    """Three falls in June 2026, two in June 2025; the clinic owes every month and has sent none."""
    world.hurt(3)
    last = datetime(2025, 6, 1, 1, 0, tzinfo=UTC)
    world.hurt(2, injury_time=last, visit_time=last.replace(hour=2))


def test_both_years_stand_side_by_side_and_missing_reports_forbid_a_verdict(world):
    both_years(world)
    found = against.against(look_at(world, "2026"))
    assert (str(found.period), str(found.before)) == ("2026-01..2026-10", "2025-01..2025-10")
    assert (found.pairs[0].now.value, found.pairs[0].before.value) == (3, 2)
    assert {pair.verdict for pair in found.pairs} == {"missing"}
    assert [(one.now, one.before, one.more) for one in found.causes] == [(3, 2, "+1")]


@pytest.mark.parametrize(
    ("now", "before", "verdict"),
    [
        ((5, 9), (8, 12), "overlap"),
        ((9, 12), (5, 8), "higher"),
        ((1, 2), (3, 4), "lower"),
        ((None, None), (1, 2), ""),
    ],
)
def test_only_intervals_apart_are_called_higher_or_lower(now, before, verdict):
    one, other = (SimpleNamespace(lower=low, upper=high, due=0, received=0) for low, high in (now, before))
    assert against.Pair("", "", one, other, "", "").verdict == verdict


def test_the_page_shows_the_comparison_and_each_panel_has_a_table_of_its_own(world):
    both_years(world)
    client, query = signed_in(world, "clerk"), f"?place={world.street.pid}&period=2026"
    page = unescape(client.get(f"/overview/{query}&against=year").content.decode())
    assert "有缺报，不能比" in page
    assert "不与去年比" in page
    answer = client.get(f"/overview/tables.xlsx{query}&panel=causes")
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.sheet_names == ["伤害原因"]
    assert client.get(f"/overview/tables.xlsx{query}&panel=secrets").status_code == 404
    assert client.get(f"/overview/events/tables.xlsx{query}&panel=against").status_code == 404
