"""A request goes to a unit; its phone is let in by a code and answers without an account; the office takes it."""

from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def sound(person: Any, name: str) -> None:
    person.page.wait_for_load_state("networkidle")
    person.look(name)
    assert person.has_no_sideways_scroll(), name
    assert person.accessibility() == [], name
    assert person.complaints == [], name


def press(page: Any, name: str) -> None:
    page.get_by_role("button", name=name).first.click()
    page.wait_for_load_state("networkidle")


def test_a_units_phone_answers_what_the_office_asks(person: Any, chrome: Any) -> None:
    page = person.page
    title = f"核对安全人员（{person.width}）"
    person.enter("demo-clerk")
    person.go("/units/?kind=firm")
    page.locator("main table a[href^='/u/']").nth(0 if person.width == "desktop" else 1).click()
    page.wait_for_load_state()
    unit = page.url.rstrip("/").rpartition("/")[2]
    person.go(f"/requests/new/?unit={unit}")
    page.fill("input[name=title]", title)
    sound(person, "request-new")
    press(page, "看看发给谁")
    assert "将发给 1 家单位" in page.locator(".note.ask").inner_text()
    sound(person, "request-sure")
    press(page, "发给 1 家单位")
    sound(person, "requests")
    page.context.clear_cookies()

    person.enter("demo-chief")
    person.go(f"/u/{unit}/")
    sound(person, "unit-page-chief")
    press(page, "绑定单位手机")
    link = page.locator("main code").inner_text().strip()
    page.context.clear_cookies()

    phone = chrome.new_context(viewport={"width": 360, "height": 740}, has_touch=True)
    theirs = phone.new_page()
    theirs.goto(link)
    theirs.fill("input[name=pin]", "482915")
    theirs.fill("input[name=again]", "482915")
    theirs.locator("form .main-act").click()
    theirs.wait_for_load_state("networkidle")
    assert theirs.url.rstrip("/").endswith(f"/u/{unit}"), "the phone starts at the unit's own page"
    person.page = theirs
    sound(person, "unit-page-own")
    theirs.get_by_role("link", name=title).click()
    theirs.wait_for_load_state()
    theirs.fill("input[name=full_time]", "3")
    theirs.fill("input[name=part_time]", "2")
    sound(person, "request-answer")
    press(theirs, "交上答复")
    assert "已答复，在安全办" in theirs.locator("main").inner_text()
    phone.close()

    person.page = page
    person.enter("demo-clerk")
    person.go("/requests/?state=waits")
    page.locator("main table tr", has_text=title).locator("a[href^='/requests/']").first.click()
    page.wait_for_load_state()
    sound(person, "request-judge")
    press(page, "收下答复")
    assert "已办结" in page.locator("main").inner_text()
    person.go(f"/u/{unit}/")
    assert "专职 3 人，兼职 2 人" in page.locator("main").inner_text()
    sound(person, "unit-page-after")
