"""The loop through all its paths by its buttons, and the minute of a grid worker on his phone.

Timed: deeds and seconds of a machine that types at once; a person adds taking two photos.
"""

import time
from datetime import date, timedelta

import pytest

from tests.journeys.test_hazards import become, photo, sound

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]
DAY = (date.today() + timedelta(days=20)).isoformat()
LATER = (date.today() + timedelta(days=40)).isoformat()


def reported(person, kind: str, spot: str) -> str:
    """The grid worker reports one; its address."""
    become(person, "demo-grid")
    page = person.page
    person.go("/hazards/found/")
    page.locator("[data-name=before] [data-files-input]").first.set_input_files(photo("c.jpg", 120))
    page.locator("[data-name=before] [data-files-chosen] img").wait_for()
    page.locator(f"label.opt:has(input[value={kind}])").click()
    page.fill("[name=spot]", spot)
    page.locator("label.opt:has(input[value=no])").click()
    page.locator(".bar .main-act").click()
    page.locator("[data-queue] .tag.ok").wait_for()
    become(person, "demo-clerk")
    person.go("/hazards/?state=found")
    page.locator(f"tr:has-text('{spot}') a").first.click()
    page.wait_for_load_state()
    return page.url.removeprefix(person.server.url)


def do(person, address: str, deed: str, **fields: str) -> None:
    """One deed by its form, wherever on the page it stands."""
    page = person.page
    if person.page.url != person.server.url + address:
        person.go(address)
    form = page.locator(f"form[action$='/{deed}/']")
    fold = page.locator(f"details:has(form[action$='/{deed}/'])")
    if fold.count() and fold.get_attribute("open") is None:
        fold.locator("summary").click()
    for name, value in fields.items():
        field = form.locator(f"[name={name}]")
        if name == "photos":
            form.locator("[data-files-input]").first.set_input_files(photo("d.jpg", int(value)))
            form.locator("[data-files-chosen] img").wait_for()
        elif field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    form.locator("button").last.click()
    page.wait_for_load_state()
    assert page.locator(".refuse").count() == 0, page.locator("main").inner_text()[:400]


def says(person) -> str:
    return person.page.locator("main").inner_text()


def test_a_grid_worker_finds_puts_right_and_reports_in_under_a_minute(person, record_property):
    person.enter("demo-grid")
    page, begun = person.page, time.monotonic()
    person.go("/hazards/found/")  # 1
    page.locator("[data-name=before] [data-files-input]").first.set_input_files(photo("a.jpg", 60))  # 2
    page.locator("[data-name=after] [data-files-input]").first.set_input_files(photo("b.jpg", 230))  # 3
    page.locator("[data-name=after] [data-files-chosen] img").wait_for()
    page.locator("label.opt:has(input[value=wiring])").click()  # 4
    page.fill("[name=spot]", "2 号楼")  # 5, 6
    page.fill("[name=fixed]", "已拆除")  # 7, 8
    page.locator(".bar .main-act").click()  # 9
    page.locator("[data-queue] .tag.ok").wait_for()
    took = time.monotonic() - begun
    record_property("minute", f"9 deeds, {took:.1f} s by a machine at {person.width}")
    assert took < 60


def test_a_major_hazard_is_transferred_handed_back_listed_put_right_struck_off_and_closed(person):
    one = reported(person, "rail", f"天桥 {person.width}")
    do(person, one, "assess", method="lec", lec_L="6", lec_E="6", lec_C="15", level="major")
    do(person, one, "transfer", sector="work_safety", who="示例应急所", due=DAY)
    become(person, "demo-agency")
    person.go("/todo/")
    assert f"天桥 {person.width}" in says(person) or "护栏" in says(person)
    do(person, one, "receive", receipt="应急收 1 号")
    do(person, one, "answer", answer="现场看过，属街道养护")
    person.look("hazard-agency")
    sound(person)
    do(person, one, "hand_back", reason="属街道养护范围")
    become(person, "demo-clerk")
    person.go(one)
    assert person.page.locator(f"form[action$='{one}start/']").count() == 0  # 五落实 first
    do(person, one, "five", who="示中社区居委会", measure="换护栏", funds="3 万元", plan="围挡和警示")
    become(person, "demo-chief")
    do(person, one, "list", authority="街道办主任", due=LATER, paper="督 1 号", board="天桥护栏松动")
    sound(person)
    person.look("hazard-listed")
    person.go("/hazards/supervised/?stands=yes")
    sound(person)
    person.look("hazards-supervised")
    assert "督 1 号" in says(person)
    become(person, "demo-grid")
    do(person, one, "start")
    do(person, one, "ask", due=(date.today() + timedelta(days=60)).isoformat(), reason="等钢材")
    become(person, "demo-clerk")
    person.go(one)
    assert person.page.locator("form[action$='/grant/']").count() == 0  # not below who supervises
    become(person, "demo-chief")
    do(person, one, "refuse", reason="不能再拖")
    become(person, "demo-grid")
    do(person, one, "submit", fixed="换好了", photos="240")
    become(person, "demo-clerk")
    do(person, one, "send_back", reason="少一根立柱")
    become(person, "demo-grid")
    do(person, one, "start")
    do(person, one, "submit", fixed="补了立柱", photos="250")
    become(person, "demo-clerk")
    do(person, one, "accept", says="逐根查过")
    assert person.page.locator(f"form[action$='{one}close/']").count() == 0  # struck off first
    become(person, "demo-chief")
    do(person, one, "lift", paper="督 9 号")
    do(person, one, "close")
    assert "已闭环" in says(person)
    person.look("hazard-struck-off")
    sound(person)


def test_what_is_no_hazard_ends_with_its_reason(person):
    one = reported(person, "slippery", f"公园 {person.width}")
    do(person, one, "no_hazard", reason="刚洗过地")
    assert "刚洗过地" in says(person)


def test_a_notice_is_issued_and_printed(person):
    two = reported(person, "manhole", f"支路 {person.width}")
    do(person, two, "assess", ls_L="3", ls_S="3")
    do(person, two, "assign", who="市政养护队", due=DAY)
    page = person.page
    page.locator("form[action$='/notice/'] button").click()
    page.wait_for_load_state()
    person.look("hazard-notice")
    assert "安全隐患整改通知书" in says(person)
    assert person.has_no_sideways_scroll()
    assert person.accessibility() == []
    person.go("/hazards/notices/")
    sound(person)
    person.look("hazard-notices")
