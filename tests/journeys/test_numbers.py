"""A number on paper is entered, the checker says what it lacks, it is corrected, and the finding is gone."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def sound(person) -> None:
    """Nothing the browser or axe complains about, no sideways scroll."""
    assert person.complaints == []
    assert person.has_no_sideways_scroll()
    assert person.accessibility() == []


def test_a_number_on_paper_is_checked_corrected_and_answered(person):
    person.enter("demo-clerk")
    person.go("/claims/new/")
    sound(person)
    page = person.page
    page.select_option("[name=kind]", "share")
    page.fill("[name=title]", "楼道灯完好率")
    page.fill("[name=printed]", "97.5")
    page.fill("[name=unit]", "%")
    page.fill("[name=document]", "第三季度小结")
    page.fill("[name=starts]", "2026-07-01")
    page.fill("[name=ends]", "2026-09-30")
    person.look("claim-form")
    page.locator("main .main-act").click()
    page.wait_for_load_state()
    assert "97.5 %" in page.locator(".beside .paper").inner_text()
    sound(person)
    claim = page.url
    person.go("/checks/")
    page.locator("main .acts .main-act").click()
    page.wait_for_load_state()
    sound(person)
    person.look("checks")
    page.locator("tbody a", has_text="楼道灯完好率").first.click()
    page.wait_for_load_state()
    sound(person)
    finding = page.url
    page.check("[name=answer][value=corrected]")
    page.fill("[name=reason]", "已经补上盏数")
    page.locator("main .main-act").click()
    page.wait_for_load_state()
    assert page.locator(".note.bad").count() == 1  # nothing was corrected: looked at again, open again
    page.goto(claim)
    page.locator("main .acts .main-act").click()
    page.fill("[name=reason]", "补上盏数")
    page.fill("[name=counted]", "390")
    page.fill("[name=out_of]", "400")
    page.locator("main .main-act").click()
    page.wait_for_load_state()
    page.goto(finding)
    # the served product looks by itself every minute: it may have seen the correction already
    if page.locator("[name=answer][value=corrected]").count():
        page.check("[name=answer][value=corrected]")
        page.fill("[name=reason]", "已经补上盏数")
        page.locator("main .main-act").click()
        page.wait_for_load_state()
    assert "已消失" in page.locator("main .head").inner_text()
    person.look("finding-gone")
    person.go("/claims/example/")
    sound(person)
    assert "40.64% → 80.53%" in page.locator("main").inner_text()
