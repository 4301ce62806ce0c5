"""The register of events, walked as a clerk and a grid worker would, at a desk and on a phone."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.journeys.test_stories import answer, pick

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CHINA = ZoneInfo("Asia/Shanghai")
YESTERDAY = (datetime.now(CHINA) - timedelta(days=1)).date()
NUMBER = re.compile(r"SG-\d{4}-\d{6}")


def fires(person) -> int:
    """The n on the register's second card."""
    person.go(f"/events/?period={YESTERDAY.year}")
    return int(
        re.search(r"n = ([\d,]+)", person.page.locator(".fig").nth(1).inner_text()).group(1).replace(",", "")
    )


def sound(person) -> None:
    """Nothing the browser or axe complains about, no sideways scroll."""
    assert person.complaints == []
    assert person.has_no_sideways_scroll()
    assert person.accessibility() == []


def test_a_clerk_enters_a_fire_reports_it_and_the_figure_opens_it(person):
    person.enter("demo-clerk")
    before = fires(person)
    sound(person)
    person.look("events")
    person.page.locator(".acts .main-act").click()
    person.page.wait_for_load_state()
    page = person.page
    answer(page, "kind", "fire")
    page.fill("input[name=title]", "楼道纸箱起火")
    page.fill("input[name=happened_day]", YESTERDAY.isoformat())
    page.select_option("select[name=happened_hour]", "9")
    pick(page, "place", "例桥")
    page.fill("textarea[name=what]", "烟头引燃，住户用灭火器扑灭")
    page.fill("input[name=serious]", "10")
    page.fill("input[name=known_at]", f"{YESTERDAY.isoformat()}T09:20")
    sound(person)
    person.look("event-form")
    page.locator(".bar .main-act").click()
    page.wait_for_load_state()
    text = page.locator("main").inner_text()
    assert "较大" in text  # ten seriously hurt reach the grade; nobody chose it
    assert f"{YESTERDAY.isoformat()} 10:20" in text  # the clock: one hour after the unit learned of it
    assert "待上报" in text
    number = NUMBER.search(text + page.title()).group(0)
    page.select_option("select[name=kind]", "report")
    page.fill("input[name=done]", f"{YESTERDAY.isoformat()}T10:05")
    page.fill("input[name=to]", "示例区应急管理局")
    page.locator(".event-step button").click()
    page.wait_for_load_state()
    text = page.locator("main").inner_text()
    assert "✓ 按时" in text
    assert "处理中" in text
    sound(person)
    person.look("event")

    assert fires(person) == before + 1
    person.page.locator(".fig").nth(1).locator(".rows a").first.click()
    person.page.wait_for_load_state("networkidle")
    assert number in person.page.locator("#rows").inner_text()
    person.page.locator(f"#rows tr:has-text('{number}') a").first.click()
    person.page.wait_for_load_state()
    assert "楼道纸箱起火" in person.page.locator("h1").inner_text()
    person.page.fill("#reason", "演练，不是真的火灾")
    person.page.locator("form[action*='/withdraw/'] button").click()
    person.page.wait_for_load_state()
    assert "已撤回" in person.page.locator(".head").inner_text()
    assert fires(person) == before


def test_the_register_follows_filters_place_and_period(person):
    person.enter("demo-cdc")
    years = f"{YESTERDAY.year - 4}-01..{YESTERDAY.year - 1}-12"
    person.go(f"/events/?period={years}&kind=near_miss")
    rows = person.page.locator("table.cards tbody tr")
    assert rows.count() > 0
    assert all("未遂事件" in row for row in rows.all_inner_texts())
    assert not any(re.search(rf"{YESTERDAY.year}-\d\d-\d\d", row) for row in rows.all_inner_texts())
    linked = person.page.locator(".event-months td a").first
    said = linked.inner_text()
    linked.click()
    person.page.wait_for_load_state("networkidle")
    assert f"n = {said}" in person.page.locator("main").inner_text()
    assert "event.count" in person.page.url
    sound(person)


def test_a_grid_worker_reports_a_near_miss_and_sees_his_own_only(person):
    person.enter("demo-grid")
    assert person.go("/events/new/") == 200
    page = person.page
    assert page.locator("input[name=kind][type=hidden]").count() == 1
    page.fill("input[name=title]", "井盖松动")
    page.fill("input[name=happened_day]", YESTERDAY.isoformat())
    page.select_option("select[name=happened_hour]", "8")
    sound(person)
    person.look("event-near-miss")
    page.locator(".bar .main-act").click()
    page.wait_for_load_state()
    assert "井盖松动" in page.locator("h1").inner_text()
    assert page.locator(".event-step").count() == 0  # steps are the office's
    person.look("event-grid")
    person.go("/events/")
    assert "井盖松动" in page.locator("main").inner_text()
    assert all("未遂事件" in row for row in page.locator("table.cards tbody tr").all_inner_texts())
    sound(person)
