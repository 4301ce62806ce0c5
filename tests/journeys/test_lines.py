"""The CDC keys a stack of paper cards in, one line each, without touching the mouse."""

import json
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

# a minute each, and nothing a narrow screen changes: on a phone in the long run only
at_a_desk = pytest.mark.parametrize(
    "person", ["desktop", pytest.param("phone", marks=pytest.mark.long)], indirect=True
)
pytestmark = [pytest.mark.browser, pytest.mark.slow]
DAY = datetime.now(ZoneInfo("Asia/Shanghai")) - timedelta(days=2)
PAUSE = 0.25  # seconds between keys: 4 keys a second, somebody who types numbers daily but not fast
MOST_SECONDS = 15  # for one card

# a fall at home of a woman of 78, in paper order; [] moves on, what is typed otherwise moves on by itself
FALL = (
    ["Enter"], "2", "78", ["Enter"], ["Enter"], "3", ["Enter"], ["Enter"], "09", ["Enter"], "10", "3", ["Enter"], "1",
    ["Enter"], "6", "1", "2", "1", "3", "2", "1",
)  # fmt: skip


def press(page, keys, pause: float = 0.0) -> int:
    """Type on; the number of keys."""
    count = 0
    for part in keys:
        for key in part:
            page.keyboard.press(key)
            count += 1
            if pause:
                time.sleep(pause)
    return count


def day_keys(page, day: datetime) -> None:
    """The day of injury and of the visit of the first line; the lines below carry both down."""
    for name in ("injury_day", "visit_day"):
        cell(page, 0, name).fill(day.date().isoformat())


def column(page, name: str) -> int:
    names = page.eval_on_selector_all("th[data-col]", "all => all.map(one => one.dataset.col)")
    return names.index(name)


def cell(page, line: int, name: str):
    return page.locator("tr.line").nth(line).locator("input").nth(column(page, name))


def open_lines(person) -> None:
    person.go("/injuries/lines/")
    person.page.wait_for_selector("tr.line input")


def tally(page, words: str, seconds: float = 20) -> None:
    """Wait until the line above the sheet says so."""
    until = time.monotonic() + seconds
    while words not in page.locator("[data-tally]").inner_text():
        assert time.monotonic() < until, page.locator("main").inner_text()[:2000]
        time.sleep(0.05)


PASTE = """text => {
  const data = new DataTransfer();
  data.setData('text/plain', text);
  const event = new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true});
  document.activeElement.dispatchEvent(event);
}"""


def test_a_card_takes_fifteen_seconds_from_the_keyboard(person):
    person.enter("demo-cdc")
    open_lines(person)
    page = person.page
    day_keys(page, DAY)
    cell(page, 0, "name").focus()
    press(page, FALL)
    tally(page, "✓ 1 ")
    begun = time.monotonic()
    keys = press(page, FALL, PAUSE)
    tally(page, "✓ 2 ")
    seconds = time.monotonic() - begun
    assert keys == 25  # of them 8 only move on past what is carried or left out
    assert seconds <= MOST_SECONDS, (keys, seconds)
    assert page.locator("tr.kept").count() == 2
    person.look("lines-saved")
    assert person.has_no_sideways_scroll()
    assert person.accessibility() == []
    assert person.complaints == []


def test_what_is_wrong_stands_on_the_line_in_words_and_is_put_right(person):
    person.enter("demo-nurse")
    open_lines(person)
    page = person.page
    assert page.locator("th[data-col=unit]").count() == 0  # one facility needs no question
    for name in ("injury_day", "visit_day"):
        cell(page, 0, name).fill(DAY.date().isoformat())
    cell(page, 0, "name").focus()
    # traffic at home is asked about, a cause of 14 does not exist
    keys = list(FALL)
    keys[11:14] = ["14", ["Enter"], ["Enter"], "1"]
    press(page, keys)
    tally(page, "行要再看")
    trouble = page.locator("tr.trouble")
    assert "原因：" in trouble.inner_text()
    assert "14" in trouble.inner_text()
    assert cell(page, 0, "cause").get_attribute("aria-invalid") == "true"
    person.look("lines-refused")
    assert person.accessibility() == []
    page.keyboard.press("F8")
    assert page.evaluate("document.activeElement.cell.said.textContent") == "没有这个编号"
    press(page, ["1", ["Enter"], ["Enter"], ["ArrowDown"]])
    page.wait_for_selector("tr.trouble button")
    assert "公路" in trouble.inner_text()
    person.look("lines-asked")
    assert person.accessibility() == []
    page.keyboard.press("F8")
    page.keyboard.press("F9")
    tally(page, "✓ 1 ")
    assert page.locator("tr.trouble").count() == 0


def test_a_block_from_a_spreadsheet_becomes_cards_and_a_lost_line_is_sent_later(person):
    person.enter("demo-nurse")
    open_lines(person)
    page = person.page
    names = page.eval_on_selector_all("th[data-col]", "all => all.map(one => one.dataset.col)")
    said = {
        "sex": "女", "age": "6", "residence": "3", "injury_day": DAY.strftime("%Y.%-m.%-d"), "injury_hour": "8",
        "visit_day": DAY.strftime("%Y/%-m/%-d"), "visit_hour": "9", "cause": "3", "place_kind": "1", "activity": "5",
        "intent": "1", "alcohol": "2", "nature": "4", "body_part": "2", "severity": "1", "outcome": "1",
    }  # fmt: skip
    ages = range(6, 18)
    block = "\n".join(
        "\t".join({**said, "age": str(age)}.get(name, "") for name in names[1:]) for age in ages
    )
    cell(page, 0, "sex").focus()
    page.context.set_offline(True)
    assert names[1] == "sex"
    page.evaluate(PASTE, block)
    tally(page, "⏳")
    assert page.locator("tr.kept").count() == 0
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    tally(page, f"✓ {len(ages)} ")
    assert page.locator("tr.kept").count() == len(ages)
    person.look("lines-pasted")


def seconds_a_key(page) -> float:
    begun = time.monotonic()
    press(page, ["3", "4", ["Backspace"], ["Backspace"]] * 10)
    return (time.monotonic() - begun) / 40


@at_a_desk
def test_two_hundred_lines_do_not_slow_the_typing(person):
    person.enter("demo-clerk")
    open_lines(person)
    page = person.page
    cell(page, 0, "age").focus()
    alone = seconds_a_key(page)
    # lines that cannot be saved stay on the page with all their cells and what is wrong with them
    cell(page, 0, "sex").focus()
    page.evaluate(PASTE, "\n".join(["2\t"] * 200))
    assert page.locator("tr.line").count() == 201
    tally(page, "✎ 200 ", 90)
    cell(page, 150, "age").focus()
    among = seconds_a_key(page)
    assert among < max(0.05, 3 * alone), (alone, among)


def test_unsaved_lines_are_there_again_without_the_name(person):
    person.enter("demo-nurse")
    open_lines(person)
    page = person.page
    cell(page, 0, "name").fill("模拟患者")
    cell(page, 0, "age").fill("43")
    with page.expect_response("**/injuries/lines/draft/"):
        page.wait_for_timeout(4500)
    person.complaints.clear()
    open_lines(person)
    assert cell(page, 0, "age").input_value() == "43"
    assert cell(page, 0, "name").input_value() == ""
    assert json.loads(page.locator("table.lines").get_attribute("data-kept"))[0].get("name") is None
