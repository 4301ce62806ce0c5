"""Emergency work in a browser: a plan drafted by one and approved by another, a line of the log, every page."""

import time

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def sound(person) -> None:
    """Nothing the browser or axe complains about, no sideways scroll."""
    assert person.complaints == []
    assert person.has_no_sideways_scroll()
    assert person.accessibility() == []


def become(person, who: str) -> None:
    """Hand the machine to somebody else."""
    person.page.goto("about:blank")
    person.page.context.clear_cookies()
    person.enter(who)
    person.complaints.clear()


def test_a_plan_is_drafted_by_one_and_approved_by_another(person):
    person.enter("demo-clerk")
    person.go("/emergency/plans/new/")
    page, title = person.page, f"粉尘爆炸处置方案 {person.width}"
    page.fill("[name=title]", title)
    page.select_option("[name=kind]", "site")
    page.select_option("[name=danger]", "work")
    page.locator("[name=files]").set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    sound(person)
    page.locator(".main-act").last.click()
    page.wait_for_load_state()
    address = page.url.removeprefix(person.server.url)
    assert "由办公室其他人审核" in page.locator("main").inner_text()
    become(person, "demo-chief")
    person.go(address)
    page.locator("button:has-text('审核')").first.click()
    page.wait_for_load_state()
    page.locator("button:has-text('批准')").first.click()
    page.wait_for_load_state()
    page.locator("button:has-text('发布实施')").first.click()
    page.wait_for_load_state()
    assert "实施" in page.locator(".head").inner_text()
    sound(person)
    person.look("emergency-plan")


def test_a_line_of_the_log_within_twenty_seconds(person, record_property):
    person.enter("demo-clerk")
    person.go("/emergency/log/new/")
    sound(person)
    page, begun = person.page, time.monotonic()
    page.fill("[name=says]", "示东社区停水，物业已通知")
    page.locator(".bar .main-act").click()
    page.locator("[data-queue] .tag.ok").wait_for()
    took = time.monotonic() - begun
    record_property("duty log", f"2 deeds, {took:.1f} s by a machine")
    assert took < 20
    person.go("/emergency/log/")
    assert "示东社区停水" in page.locator("table").inner_text()
    sound(person)


@pytest.mark.parametrize(
    "address", ["/emergency/", "/emergency/drills/", "/emergency/resources/", "/emergency/resources/map/",
                "/emergency/networks/", "/emergency/duty/", "/emergency/drills/new/", "/emergency/drills/doubles/"],
)  # fmt: skip
def test_every_page_is_sound(person, address):
    person.enter("demo-clerk")
    assert person.go(address) == 200
    sound(person)
    person.look(f"emergency-{address.strip('/').replace('/', '-')}")
