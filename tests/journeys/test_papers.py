"""A clerk pastes a paper, looks at a number that differs, chooses a figure, keeps numbers, takes the copy along."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TEXT = (
    "工作小结（模拟）\n2026年，全街道开展应急演练900次。全年报告伤害病例三十余例，其中男性20例、女性30例。\n"
    "居民知晓率由45.4%上升到41.5%。\n社区\t户数（户）\n东社区\t1200\n西社区\t800\n合计\t2100\n力争培训20场。"
)


def sound(person) -> None:
    """Nothing the browser or axe complains about, no sideways scroll."""
    assert person.complaints == []
    assert person.has_no_sideways_scroll()
    assert person.accessibility() == []


def test_a_paper_is_checked_and_its_numbers_kept(person):
    person.enter("demo-clerk")
    person.go("/papers/new/")
    sound(person)
    page = person.page
    page.fill("[name=text]", TEXT)
    person.look("paper-new")
    page.locator("main .main-act").click()
    page.wait_for_load_state()
    assert page.locator(".paper-text .q").count() == 10
    assert page.locator(".paper-text .q.wrong").count() >= 5
    sound(person)
    person.look("paper")
    page.locator(".paper-text .q.differs", has_text="900").click()
    page.wait_for_selector("#mark #mark-body")
    assert "应急演练" in page.locator("#mark").inner_text()
    sound(person)
    person.look("paper-mark")
    paper = page.url
    page.locator("#mark select").select_option("")
    page.locator("#mark button").click()
    page.wait_for_load_state()
    sound(person)
    page.goto(f"{paper}numbers/")
    sound(person)
    person.look("paper-numbers")
    page.locator("tbody input[type=checkbox]").first.check()
    page.locator("main .main-act").click()
    page.wait_for_load_state()
    assert page.locator("tbody .tag.claim").count() == 1
    sound(person)
    person.go("/papers/")
    sound(person)
    person.look("papers")


def test_a_pdf_is_refused_in_words(person):
    person.enter("demo-clerk")
    person.go("/papers/new/")
    file = {"name": "报告.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    person.page.set_input_files("[name=file]", file)
    person.page.locator("main .main-act").click()
    person.page.wait_for_load_state()
    assert "PDF" in person.page.locator("main").inner_text()
    assert "粘贴" in person.page.locator("main").inner_text()
