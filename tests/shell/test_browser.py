"""The scripts of the shell in a real browser: picker, option numbers, draft, offline queue."""

from collections.abc import Iterator
from typing import Any

import pytest

from safecommunity.shell import slots
from tests.conftest import browser as browser_path
from tests.shell import pages

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("tests.shell.pages"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def page(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A phone-sized page; an error in any script fails the test."""
    from playwright.sync_api import sync_playwright

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the driver keeps a loop in this thread
    problems: list[str] = []
    with sync_playwright() as driver:
        options = ["--disable-gpu", "--disable-background-networking", "--disable-component-update"]
        browser = driver.chromium.launch(executable_path=browser_path(), chromium_sandbox=False, args=options)
        opened = browser.new_context(
            viewport={"width": 360, "height": 800}, base_url=live_server.url
        ).new_page()
        opened.on("pageerror", lambda problem: problems.append(str(problem)))
        yield opened
        browser.close()
    assert problems == []


def chosen(page: Any, name: str) -> str:
    return str(page.evaluate(f"(document.querySelector('[name={name}]:checked') || {{}}).value || ''"))


def test_typed_numbers_choose_options_and_enter_goes_on(page: Any) -> None:
    page.goto("/t/card/")
    page.click("legend >> nth=1")
    page.keyboard.press("2")
    assert chosen(page, "sex") == "2"
    page.keyboard.press("Enter")
    page.keyboard.type("78")  # now in a text field: digits are digits
    assert page.input_value("[name=age]") == "78"
    assert chosen(page, "where") == ""


def test_two_digit_numbers_are_waited_for(page: Any) -> None:
    page.goto("/t/card/")
    page.focus("[name=where]")
    page.keyboard.press("1")
    page.keyboard.press("1")
    assert chosen(page, "where") == "11"
    page.keyboard.press("1")
    page.wait_for_selector("[name=where][value='1']:checked", state="attached")


@pytest.mark.parametrize(
    ("typed", "code"), [("11", "11"), ("dq", "4"), ("跌", "3"), ("dd", "3"), ("车祸", "1")]
)
def test_the_picker_finds_by_number_words_and_initials(page: Any, typed: str, code: str) -> None:
    page.goto("/t/card/")
    box = page.locator("[role=combobox]")
    box.fill(typed)
    assert box.get_attribute("aria-expanded") == "true"
    box.press("Enter")
    assert page.evaluate("document.querySelector('select[name=cause]').value") == code
    assert box.get_attribute("aria-expanded") == "false"


def test_the_picker_moves_by_arrows_and_escape_keeps_the_old_answer(page: Any) -> None:
    page.goto("/t/card/")
    box = page.locator("[role=combobox]")
    box.fill("d")
    first = box.get_attribute("aria-activedescendant")
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") != first
    box.press("Enter")
    assert box.input_value() == "4 钝器伤"
    box.fill("11")
    box.press("Escape")
    assert box.input_value() == "4 钝器伤"
    assert page.evaluate("document.querySelector('select[name=cause]').value") == "4"


def test_a_change_is_kept_as_a_draft_and_offline_says_so_calmly(page: Any) -> None:
    page.goto("/t/card/")
    page.fill("[name=name]", "吴某")
    page.wait_for_selector("[data-draft-state]:has-text('草稿已存')")
    page.context.set_offline(True)
    page.fill("[name=name]", "吴某某")
    page.wait_for_selector("[data-draft-state].ask")
    assert page.locator("[data-draft-state]").inner_text().strip() not in ("", "草稿已存")
    assert page.locator(".refuse, .note.bad").count() == 0  # nothing is wrong: it is only not stored yet
    assert page.input_value("[name=name]") == "吴某某"


def test_a_report_made_without_network_waits_and_is_received_once(page: Any) -> None:
    pages.taken.clear()
    page.goto("/t/quick/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_timeout(1000)  # the worker fetches the page and its files once more
    page.context.set_offline(True)
    page.reload()  # the page itself comes from the phone
    page.fill("[name=name]", "吴某")
    page.click(".main-act")
    page.wait_for_selector("[data-queue] .tag.ask")
    assert pages.taken == {}
    page.context.set_offline(False)
    page.wait_for_selector("[data-queue] .tag.ok")
    assert list(pages.taken.values()) == ["KB-1"]
    assert "KB-1" in page.inner_text("[data-queue]")
    page.reload()
    page.wait_for_selector("[data-queue] .tag.ok")
    assert len(pages.taken) == 1


def test_a_refused_report_shows_why(page: Any) -> None:
    page.goto("/t/quick/")
    page.fill("[name=name]", "坏")
    page.click(".main-act")
    page.wait_for_selector("[data-queue] .tag.bad")
    assert "姓名不行" in page.inner_text("[data-queue]")


@pytest.fixture
def long_menu(monkeypatch: pytest.MonkeyPatch) -> None:
    several = [slots.MenuEntry("daily", f"事{n}", f"/d{n}/") for n in range(20)]
    promises = [
        slots.MenuEntry("act", name, f"/t/quick/?{name}", sub="promise") for name in ("责任书", "工作任务")
    ]
    monkeypatch.setattr(slots, "_providers", {})
    slots.register("menu", lambda _request, **_context: [*several, *promises])


def shown(page: Any) -> list[str]:
    return [text.strip() for text in page.locator("#menu a:visible").all_inner_texts()]


@pytest.mark.usefixtures("long_menu")
def test_the_menu_is_found_through_by_words_and_initials_and_keeps_what_was_opened(page: Any) -> None:
    page.goto("/t/card/")
    page.click(".menu-btn")
    assert "责任书" not in shown(page)
    box = page.locator(".menu-find input")
    for typed, found in (
        ("gzrw", ["工作任务"]),
        ("责任", ["责任书"]),
        ("cn", ["责任书", "工作任务"]),
        ("zzz", []),
    ):
        box.fill(typed)
        assert shown(page) == found
    assert page.inner_text(".menu-find p") == "菜单里没有这个名称"
    box.press("Escape")
    assert len(shown(page)) == 20  # as it was before, folded again
    page.click("#menu summary")
    page.reload()
    page.click(".menu-btn")
    assert shown(page)[-2:] == ["责任书", "工作任务"]
    page.click("#menu summary")
    page.reload()
    page.click(".menu-btn")
    assert len(shown(page)) == 20
    box.fill("责任")
    box.press("Enter")
    page.wait_for_url("**/t/quick/?*")
