"""A grid worker and a nurse report the same fall; the clerk finds the pair waiting, joins it, takes it back."""

import re
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.journeys.test_stories import fill_card, pick, save

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DAY = (datetime.now(ZoneInfo("Asia/Shanghai")) - timedelta(days=1)).date().isoformat()
# one hour for each width: both run on one server, and two falls in one hour would be four possible pairs
HOURS = {"desktop": "4", "phone": "13"}


def become(person, username: str) -> None:
    person.page.context.clear_cookies()
    person.enter(username)


def waiting(person) -> int:
    """How many pairs the queue says are waiting for this reader."""
    person.go("/injuries/duplicates/")
    found = re.match(r"(\d+) 组", person.page.locator("h1").inner_text())
    return int(found.group(1)) if found else 0


def occurred(person) -> int:
    """Injuries that happened here, from the figure's own page."""
    person.go("/injuries/months/")
    address = person.page.locator(".fig .origin").first.get_attribute("href")
    place = re.search(r"@\d+~(\w+)~", address).group(1)
    person.go(f"/figures/injury.occurred@1~{place}~{DAY[:4]}/")
    return int(
        re.search(r"n = ([\d,]+)", person.page.locator("#rows").inner_text()).group(1).replace(",", "")
    )


def report_quickly(person, hour: str) -> None:
    page = person.page
    page.locator("label.opt:has(input[name='sex'][value='2'])").click()
    page.fill("input[name=age]", "78")
    page.fill("input[name=injury_time_day]", DAY)
    page.select_option("select[name=injury_time_hour]", hour)
    for name, typed in (("occurrence", "示东"), ("cause", "dd")):
        box = page.locator(f".picker:has(+ select[name='{name}']) input[role=combobox]")
        if box.count():
            box.click()
            box.fill(typed)
            box.press("Enter")
        elif name == "cause":
            page.locator("label.opt:has(input[name='cause'][value='3'])").click()
    page.locator("label.opt:has(input[name='place_kind'][value='1'])").click()


def test_two_reports_of_one_fall_are_found_joined_and_separated_again(person):
    hour = HOURS[person.width]
    become(person, "demo-clerk")
    before = waiting(person)
    become(person, "demo-grid")
    report_quickly(person, hour)
    person.page.locator(".bar .main-act").click()
    person.page.wait_for_load_state("networkidle")
    person.page.locator("[data-queue] li", has_text="✓ 已收到").first.wait_for()

    become(person, "demo-nurse")
    fill_card(person.page, residence="示中", visit_hour=str(int(hour) + 1))
    pick(person.page, "occurrence", "示中")
    person.page.select_option("select[name=injury_time_hour]", hour)
    save(person.page)
    assert person.page.locator(".note.kept b").count() == 1, person.page.locator("main").inner_text()[:600]

    become(person, "demo-clerk")
    until = time.monotonic() + 20
    while waiting(person) <= before and time.monotonic() < until:
        time.sleep(0.5)
    assert waiting(person) == before + 1
    person.look("duplicates")
    assert person.has_no_sideways_scroll()
    person.go("/todo/")
    assert f"{before + 1} 组伤害疑似同一个人、同一次" in person.page.locator("main").inner_text()
    person.page.get_by_role("link", name="疑似同一个人、同一次").click()
    person.page.wait_for_load_state()
    assert person.page.locator("h1").inner_text() == f"{before + 1} 组待你判定"

    count = occurred(person)
    person.go("/injuries/duplicates/?order=newest")
    person.page.locator("main table a").first.click()
    person.page.wait_for_load_state()
    assert person.page.locator("h1").inner_text() == "一例还是两例"
    text = person.page.locator("main").inner_text()
    assert "性别、年龄相同" in text
    assert "模拟患者" not in person.page.content()  # no name, on either side
    assert person.has_no_sideways_scroll()
    assert person.accessibility() == []
    person.look("duplicate-pair")
    person.page.get_by_role("button", name="合并为一例").click()
    person.page.wait_for_load_state()
    assert person.page.locator("h1").inner_text() == "已合并为一例伤害"
    pair = person.page.url
    assert occurred(person) == count - 1
    person.page.goto(pair)
    person.page.get_by_role("button", name="撤销判定").click()
    person.page.wait_for_load_state()
    assert person.page.locator("h1").inner_text() == "一例还是两例"
    assert occurred(person) == count
    person.page.goto(pair)
    person.page.get_by_role("button", name="不是同一例").click()
    person.page.wait_for_load_state()
    assert person.page.locator("h1").inner_text() == "已判为两例伤害"
    assert waiting(person) == before
    assert person.complaints == []


def test_completeness_stands_on_the_months_page_and_opens_its_months(person):
    become(person, "demo-clerk")
    person.go("/injuries/months/")
    cards = person.page.locator(".fig h3").all_inner_texts()
    assert cards == ["报告完整率", "报告及时率"]
    said = person.page.locator(".fig .n").first.inner_text()
    received, due = (int(number) for number in re.findall(r"\d+", said))
    assert 0 < received < due
    assert person.has_no_sideways_scroll()
    person.page.locator(".fig .origin").first.click()
    person.page.wait_for_load_state()
    behind = person.page.locator("#rows").inner_text()
    assert f"n = {due}" in behind
    assert "缺报" in behind
    assert person.accessibility() == []
    person.look("completeness")
    person.page.locator("#rows tbody a").first.click()
    person.page.wait_for_load_state()
    assert "/injuries/months/" in person.page.url
    assert person.complaints == []
