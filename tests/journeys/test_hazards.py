"""A grid worker finds a hazard, puts it right and stores it on a phone, and one walks its loop, in a browser.

Timed: clicks and seconds of a machine that types at once; a person adds taking two photos and a few words.
"""

import io
import time

import pytest
from PIL import Image

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]


def photo(name: str, shade: int) -> dict:
    """A photo as the phone's camera hands it over."""
    out = io.BytesIO()
    Image.radial_gradient("L").point(lambda grey: grey * shade // 255).resize((1600, 1200)).convert(
        "RGB"
    ).save(out, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}


def sound(person) -> None:
    """Nothing the browser or axe complains about, no sideways scroll."""
    assert person.complaints == []
    assert person.has_no_sideways_scroll()
    assert person.accessibility() == []


def become(person, who: str) -> None:
    """Hand the phone to somebody else; a sign-in that had to be tried again is no complaint of our pages."""
    person.page.goto("about:blank")
    person.page.context.clear_cookies()
    person.enter(who)
    person.complaints.clear()


def test_found_put_right_and_stored_within_twenty_seconds(person, record_property):
    person.enter("demo-grid")
    person.go("/hazards/found/")
    sound(person)
    page, begun = person.page, time.monotonic()
    page.locator("[data-name=before] [data-files-input]").first.set_input_files(photo("a.jpg", 90))
    page.locator("[data-name=after] [data-files-input]").first.set_input_files(photo("b.jpg", 220))
    page.locator("[data-name=after] [data-files-chosen] img").wait_for()
    page.locator("label.opt:has(input[value=passage])").click()
    page.fill("[name=spot]", "5 号楼 2 单元")
    page.fill("[name=fixed]", "纸箱搬走了")
    person.look("hazard-quick")
    page.locator(".bar .main-act").click()
    page.locator("[data-queue] .tag.ok").wait_for()
    took = time.monotonic() - begun
    record_property("hazard", f"6 deeds, {took:.1f} s by a machine")
    assert took < 20
    person.go("/hazards/")
    page.locator("tbody a").first.click()
    page.wait_for_load_state()
    assert "纸箱搬走了" in page.locator("main").inner_text()
    assert page.locator(".files-list img").count() == 2
    sound(person)


def test_the_loop_is_walked_by_its_buttons(person):
    page = person.page
    person.enter("demo-grid")
    person.go("/hazards/found/")
    page.locator("[data-name=before] [data-files-input]").first.set_input_files(photo("c.jpg", 120))
    page.locator("[data-name=before] [data-files-chosen] img").wait_for()
    page.locator("label.opt:has(input[value=rail])").click()
    page.fill("[name=spot]", f"东门 {person.width}")
    page.locator("label.opt:has(input[value=no])").click()
    page.locator(".bar .main-act").click()
    page.locator("[data-queue] .tag.ok").wait_for()
    become(person, "demo-clerk")
    person.go("/hazards/?state=found")
    sound(person)
    person.look("hazards")
    page.locator(f"tr:has-text('东门 {person.width}') a").first.click()
    page.wait_for_load_state()
    address = page.url.removeprefix(person.server.url)
    page.select_option("[name=ls_L]", "3")
    page.select_option("[name=ls_S]", "5")
    sound(person)
    page.locator(".deed .main-act").click()
    page.wait_for_load_state()
    assert "较大风险" in page.locator(".head, main").first.inner_text()  # 3 × 5 = 15
    page.fill("#assign_who", "示中社区居委会")
    page.fill("#assign_due", "2099-01-08")  # far beyond five years: refused in words, nothing lost
    page.locator(".deed .main-act").click()
    page.wait_for_load_state()
    assert page.locator(".refuse").count() >= 1
    assert all("422" in one for one in person.complaints)  # the browser notes the refusal we asked for
    person.complaints.clear()
    person.look("hazard-refused")
    page.fill("#assign_due", page.evaluate("new Date(Date.now() + 9 * 864e5).toISOString().slice(0, 10)"))
    page.locator(".deed .main-act").click()
    page.wait_for_load_state()
    become(person, "demo-grid")
    person.go(address)
    page.locator(".deed .main-act").click()
    page.wait_for_load_state()
    page.fill("#submit_fixed", "焊牢了")
    page.locator(".deed [data-name=photos] [data-files-input]").first.set_input_files(photo("d.jpg", 250))
    page.locator("[data-files-chosen] img").wait_for()
    page.locator(".deed .main-act").click()
    page.wait_for_load_state()
    assert page.locator(".deed .main-act").count() == 0  # not his turn any more
    become(person, "demo-clerk")
    person.go(address)
    for _deed in ("accept", "close"):
        page.locator(".deed .main-act").click()
        page.wait_for_load_state()
    assert "已闭环" in page.locator("main").inner_text()
    person.look("hazard-closed")
    sound(person)
