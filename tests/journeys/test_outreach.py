"""A hand-out on the phone in twenty seconds, and one week of outreach of a community, walked in a browser.

The hand-out is timed: clicks and seconds of a machine that types at once stand in the report of the run; a person adds
the time of taking the photo and of typing one number. On 28 November 2026: 3 clicks, 1.5 s on two busy cores.
"""

import io
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from tests.journeys.test_stories import pick

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]
TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()


def photo() -> dict:
    """A photo as the phone's camera hands it over."""
    out = io.BytesIO()
    Image.radial_gradient("L").resize((1600, 1200)).convert("RGB").save(out, "JPEG")
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def sound(person) -> None:
    """Nothing the browser or axe complains about, no sideways scroll."""
    assert person.complaints == []
    assert person.has_no_sideways_scroll()
    assert person.accessibility() == []


def test_a_hand_out_is_entered_with_a_photo_and_one_number(person, record_property):
    person.enter("demo-grid")
    person.go("/outreach/quick/")
    sound(person)
    page, clicks, begun = person.page, 0, time.monotonic()
    page.locator("[data-files-input]").first.set_input_files(photo())  # click 1: the camera
    clicks += 1
    page.locator("[data-files-chosen] img").wait_for()
    page.fill("input[name=quantity]", "120")  # click 2: the field; the place and the kind are there already
    clicks += 1
    person.look("outreach-quick")
    page.locator(".bar .main-act").click()  # click 3
    clicks += 1
    page.locator("[data-queue] .tag.ok").wait_for()
    took = time.monotonic() - begun
    record_property("hand_out", f"{clicks} clicks, {took:.1f} s by a machine")
    assert clicks == 3
    assert took < 20
    person.go("/outreach/list/")
    page.locator("tbody a, .cards a").first.click()
    page.wait_for_load_state()
    assert "120" in page.locator(".facts").inner_text()
    page.locator(".files-list img").wait_for()
    person.look("outreach-entry")
    sound(person)


def test_a_hand_out_without_network_waits_on_the_phone_and_is_sent_once(person):
    person.enter("demo-grid")
    person.go("/outreach/quick/")
    page = person.page
    page.context.set_offline(True)
    page.locator("[data-files-input]").first.set_input_files(photo())
    page.fill("input[name=quantity]", "7")
    page.locator(".bar .main-act").click()
    page.locator("[data-queue] .tag.ask").wait_for()
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.locator("[data-queue] .tag.ok").wait_for()
    assert page.locator("[data-queue] li").count() == 1


def test_a_clerk_enters_a_week_and_the_figures_open_it(person):
    """Monday a hand-out, Tuesday a class, Wednesday a film, Thursday posters, Friday a lesson."""
    person.enter("demo-clerk")
    person.go("/outreach/")
    sound(person)
    person.look("outreach")
    page = person.page
    week = (("leaflet", 300), ("class", 1), ("film", 1), ("poster", 12), ("lesson", 2))
    for back, (kind, number) in enumerate(week):
        person.go("/outreach/new/")
        page.select_option("select[name=kind]", kind, force=True)
        pick(page, "place", "示东")
        page.fill("input[name=happened_on]", (TODAY - timedelta(days=back)).isoformat())
        page.fill("input[name=quantity]", str(number))
        page.fill("input[name=reached]", "30")
        page.fill("input[name=title]", f"本周第 {back + 1} 天")
        page.locator("form .main-act").click()
        page.wait_for_load_state()
        assert f"本周第 {back + 1} 天" in page.locator("h1").inner_text()
    sound(person)
    person.go(f"/outreach/list/?period={TODAY.year}")
    assert "本周第 1 天" in page.locator("main").inner_text()
    person.look("outreach-list")
    sound(person)
    person.go("/outreach/")
    page.locator(".fig").first.locator(".rows a").first.click()
    page.wait_for_load_state("networkidle")
    assert "宣传单" in page.locator("#rows").inner_text()


def test_those_present_sign_by_phone_and_the_count_follows(person):
    person.enter("demo-clerk")
    person.go("/training/")
    sound(person)
    page = person.page
    page.locator("main table a, main .cards a").first.click()
    page.wait_for_load_state()
    opener = page.locator("button:has-text('开放签到')")
    if opener.count():
        opener.click()
        page.wait_for_load_state()
    address = page.locator(".sign-code code").inner_text()
    sound(person)
    person.look("training")
    guest = page.context.browser.new_context(viewport={"width": 360, "height": 740})
    phone = guest.new_page()
    phone.goto(address)
    phone.fill("input[name=name]", "模拟签到人")
    phone.check("input[name=agreed]")
    phone.locator(".main-act").click()
    phone.wait_for_load_state()
    assert "您已签到" in phone.locator("main").inner_text()
    guest.close()
    page.reload()
    assert "模拟签到人" in page.locator("main").inner_text()
