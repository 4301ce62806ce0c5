"""A clerk's week with letters and a meeting: fifty letters in a batch, three decisions on one screen.

Clicks and fields are counted, and how long it takes whoever types at the speed of a browser (`-s` shows both); a
person's time is those clicks and the reading.
"""

import sys
import time

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]
PDF = {"name": "签收.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 scan of fifty letters"}


def sound(person, name: str) -> None:
    """Seen, without faults, and it does not scroll sideways."""
    person.page.wait_for_load_state("networkidle")
    person.look(name)
    assert person.has_no_sideways_scroll()
    assert person.accessibility() == []
    assert person.complaints == []


def counted(page, clicks: list[int]):
    """A click that is counted."""

    def click(target) -> None:
        target.click()
        clicks[0] += 1

    return click


def test_a_clerk_signs_fifty_letters_in_a_batch_with_a_scan(person):
    person.enter("demo-clerk")
    person.go("/letters/")
    sound(person, "letters")
    page, clicks, begun = person.page, [0], time.monotonic()
    click = counted(page, clicks)
    click(page.locator("main").get_by_role("link", name="商户", exact=True))
    page.wait_for_load_state()
    click(page.get_by_role("link", name="批量登记签订"))
    page.wait_for_load_state()
    waiting = page.locator("input[name=letter]").count()
    assert waiting >= 20
    sound(person, "letters-sign")
    page.set_input_files("input[name=proof]", PDF)
    clicks[0] += 1
    click(page.locator("input[data-tick=letter]"))
    assert page.locator("input[name=letter]:checked").count() == waiting
    if person.width == "desktop":  # the phone comes after and finds the others
        for box in page.locator("input[name=letter]").all()[25:]:
            box.uncheck()
        waiting = min(waiting, 25)
    click(page.locator(".main-act"))
    page.wait_for_load_state()
    assert f"登记了 {waiting} 份" in page.locator("main").inner_text()
    took = time.monotonic() - begun
    sys.stdout.write(f"\n{waiting} letters, {person.width}: {clicks[0]} clicks, {took:.1f} s\n")
    assert clicks[0] <= 5  # level, batch, scan, all, store
    sound(person, "letters-signed")
    page.goto(page.url.replace("/sign/", "/?state=signed"))
    sound(person, "letters-round")
    page.locator("tbody a").first.click()
    page.wait_for_load_state()
    sound(person, "letter")


def test_numbers_nobody_has_are_refused_and_nothing_is_stored(person):
    person.enter("demo-clerk")
    person.go("/letters/")
    person.page.locator("main").get_by_role("link", name="商户", exact=True).click()
    person.page.get_by_role("link", name="批量登记签订").click()
    person.page.wait_for_load_state()
    person.page.fill("input[name=numbers]", "99998-99999")
    person.page.locator(".main-act").click()
    person.page.wait_for_load_state()
    assert "没有编号 99998" in person.page.locator("main").inner_text()
    person.complaints.clear()  # the refusal is a 422, which the console names
    sound(person, "letters-refused")


def test_a_meeting_with_three_decisions_on_one_screen(person):
    person.enter("demo-clerk")
    page, clicks, begun = person.page, [0], time.monotonic()
    click = counted(page, clicks)
    person.go("/meetings/")
    sound(person, "meetings")
    click(page.get_by_role("link", name="登记会议"))
    page.wait_for_load_state()
    sound(person, "meeting-new")
    page.select_option("select[name=body]", index=1)
    page.fill("input[name=title]", "冬季防火部署会")
    page.fill("input[name=present]", "21")
    page.set_input_files("input[name=proof]", PDF)
    clicks[0] += 4
    for n, title in enumerate(("楼道清理到 12 月 10 日", "充电棚验收", "独居老人家装报警器")):
        page.fill(f"input[name=d{n}-title]", title)
        page.fill(f"input[name=d{n}-who]", "各居委会")
        page.fill(f"input[name=d{n}-due]", "2027-01-10")
        clicks[0] += 3
    click(page.locator(".main-act"))
    page.wait_for_load_state()
    assert page.locator("main tbody tr").count() == 3
    took = time.monotonic() - begun
    sys.stdout.write(f"\nmeeting, {person.width}: {clicks[0]} clicks and fields, {took:.1f} s\n")
    assert clicks[0] <= 15  # new, four fields of the meeting, three a decision, store
    sound(person, "meeting")
    page.locator("tbody a").first.click()
    page.wait_for_load_state()
    sound(person, "task")


@pytest.mark.parametrize("address", ["organisation/", "organisation/agencies/", "tasks/", "units/"])
def test_the_pages_of_the_organisation_are_sound(person, address):
    person.enter("demo-clerk")
    assert person.go(f"/{address}") == 200
    sound(person, f"office-{address}")


def test_households_and_print(person):
    person.enter("demo-clerk")
    person.go("/letters/")
    person.page.locator("main").get_by_role("link", name="居民户", exact=True).click()
    person.page.wait_for_load_state()
    sound(person, "household-round")
    person.page.locator("tbody a").last.click()
    person.page.wait_for_load_state()
    sound(person, "household-line")
    if person.width == "desktop":
        person.go("/letters/")
        person.page.locator("main").get_by_role("link", name="单位", exact=True).click()
        person.page.get_by_role("link", name="打印责任书").click()
        person.page.wait_for_load_state()
        assert person.page.locator(".letter-sheet").count() >= 15
        person.look("letters-print")
        assert person.complaints == []


def test_a_unit_opens_its_page_and_reads_its_letter(person):
    person.enter("demo-unit")
    sound(person, "unit-own")
    person.page.locator("main .list a").first.click()
    person.page.wait_for_load_state()
    sound(person, "unit-letter")
