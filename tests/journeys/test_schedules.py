"""A chief lets the bulletin write itself, looks at what was written, pauses it, and makes one for every street."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def sound(person) -> None:
    """Nothing the browser or axe complains about, no sideways scroll."""
    assert person.complaints == []
    assert person.has_no_sideways_scroll()
    assert person.accessibility() == []


def test_a_bulletin_writes_itself_and_is_looked_at(person):
    person.enter("demo-chief")
    person.go("/documents/")
    page = person.page
    page.locator("main a", has_text="定期编写").first.click()
    page.wait_for_load_state()
    sound(person)
    person.look("schedules")
    page.locator("main .main-act").click()
    page.wait_for_load_state()
    sound(person)
    person.look("schedule-new")
    page.fill("[name=day]", "40")
    page.locator("main form .main-act").click()
    page.wait_for_load_state()
    assert "31" in page.locator("main").inner_text()
    person.complaints.clear()  # the browser tells of a refusal as of an error
    sound(person)
    page.fill("[name=day]", "3")
    page.select_option("[name=rule]", "nth")
    page.locator("main form .main-act").click()
    page.wait_for_load_state()
    assert "次月第 3 个工作日" in page.locator("main").inner_text()
    sound(person)
    person.look("schedule-begun")
    page.locator("main button", has_text="暂停").click()
    page.wait_for_load_state()
    assert "起暂停" in page.locator("main").inner_text()
    page.locator("main button", has_text="恢复").click()
    page.wait_for_load_state()
    sound(person)


def test_the_log_tells_what_was_written_and_to_do_leads_to_it(person):
    person.enter("demo-clerk" if person.width == "phone" else "demo-chief")  # each was told once
    person.go("/documents/schedules/")
    page = person.page
    page.locator("main table a", has_text="伤害监测通报").last.click()
    page.wait_for_load_state()
    assert page.locator("main").inner_text().count("已写成") >= 3
    sound(person)
    person.look("schedule-log")
    person.go("/todo/")
    row = page.locator("main tr", has_text="自动编写").first
    row.locator("button").click()
    page.wait_for_load_state()
    assert "/documents/" in page.url
    sound(person)


def test_one_for_every_street_is_made_while_one_looks_on(person):
    person.enter("demo-chief")
    person.go("/documents/bulk/")
    page = person.page
    sound(person)
    person.look("bulk-new")
    page.locator("main form .main-act").click()
    page.wait_for_load_state()
    person.look("bulk-going")
    page.wait_for_selector("main a.main-act", timeout=120_000)
    sound(person)
    person.look("bulk-done")
    with page.expect_download() as taken:
        page.locator("main a.main-act").click()
    assert taken.value.suggested_filename.endswith(".zip")
