"""A worker looks after people by consent and screens houses; the chief confirms and looks at the map. In a browser."""

import time

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]


def sound(person) -> None:
    """Nothing the browser or axe complains about, no sideways scroll."""
    assert person.complaints == []
    assert person.has_no_sideways_scroll()
    assert person.accessibility() == []


def become(person, who: str) -> None:
    """Hand the screen to somebody else."""
    person.page.goto("about:blank")
    person.page.context.clear_cookies()
    person.enter(who)
    person.complaints.clear()


def test_somebody_is_entered_within_a_minute_visited_and_asked_to_be_erased(person, record_property):
    page, name = person.page, f"试行人{person.width}"
    person.enter("demo-grid")
    person.go("/vulnerable/new/")
    sound(person)
    begun = time.monotonic()
    page.locator("label.opt:has(input[value=alone])").click()
    page.fill("[name=name]", name)
    page.fill("[name=phone]", "19900009999")
    page.locator("label.opt:has(input[name=sex][value='2'])").click()
    page.fill("[name=born]", "1946")
    person.look("vulnerable-new")
    page.locator(".bar .main-act").click()
    page.locator(".note.kept a").wait_for()
    took = time.monotonic() - begun
    record_property("vulnerable", f"6 deeds, {took:.1f} s by a machine")
    assert took < 20
    page.locator(".note.kept a").click()
    page.wait_for_load_state()
    assert name not in page.content()
    sound(person)
    page.select_option("#purpose", "visit")
    page.locator("form:has(#purpose) .btn").click()
    page.wait_for_load_state()
    assert name in page.locator("main").inner_text()
    person.look("vulnerable-opened")
    address = page.url.removeprefix(person.server.url).removesuffix("name/")
    person.go(f"{address}visit/")
    page.locator("label.opt:has(input[value=well])").click()
    person.look("vulnerable-visit")
    sound(person)
    page.locator(".bar .main-act").click()
    page.locator("[data-queue] .tag.ok").wait_for()
    person.go(address)
    assert "平安" in page.locator("main").inner_text()
    become(person, "demo-chief")
    person.go("/vulnerable/")
    sound(person)
    person.look("vulnerable")
    assert name not in page.content()
    person.go(address)
    page.locator("details:has(form[action$='/erase/']) summary").click()
    page.locator("form[action$='/erase/'] .btn").click()
    page.wait_for_load_state()
    assert page.locator("form:has(#purpose)").count() == 0
    assert "姓名等信息已删除" in page.locator("main").inner_text()
    sound(person)


def test_a_dwelling_is_screened_confirmed_by_another_and_stands_on_the_map(person):
    page, spot = person.page, f"试行 {person.width} 号"
    person.enter("demo-grid")
    person.go("/housing/new/")
    sound(person)
    page.fill("[name=spot]", spot)
    page.select_option("[name=structure]", "wood")
    page.fill("[name=people]", "3")
    page.select_option("[name=fire]", "hearth")
    person.look("dwelling-new")
    page.locator("form.deed .main-act").click()
    page.wait_for_load_state()
    sound(person)
    for question in range(6):
        page.locator(f"fieldset.item >> nth={question}").locator("label.opt").nth(2).click()
    person.look("dwelling-screen")
    page.locator(".bar .main-act").click()
    page.wait_for_load_state()
    assert "C 级 局部危险" in page.locator("main").inner_text()
    assert page.locator("form[action$='/confirm/']").count() == 0  # never by who screened it
    address = page.url.removeprefix(person.server.url)
    become(person, "demo-chief")
    person.go(address)
    page.select_option("#confirm_grade", "D")
    page.select_option("#confirm_qualification", "engineer")
    page.locator("form[action$='/confirm/'] .main-act").click()
    page.wait_for_load_state()
    text = page.locator("main").inner_text()
    assert "C 级 局部危险" in text  # the screening stays beside the confirmation
    assert "D 级 整体危险" in text
    person.look("dwelling")
    sound(person)
    person.go("/housing/?grade=D")
    assert spot in page.locator("main").inner_text()
    sound(person)
    person.go("/housing/coverage/")
    assert page.locator(".housing-map path").count() == 11  # the communities of the street
    person.look("housing-coverage")
    sound(person)
