"""Volunteers' hours on a phone, an opinion from the wall to its reply, reminders: walked at both widths."""

import re
import time

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]


def sound(person, name: str) -> None:
    """Seen, without faults, no sideways scroll, nothing axe finds."""
    person.page.wait_for_load_state("networkidle")
    person.look(name)
    assert person.complaints == []
    assert person.has_no_sideways_scroll()
    assert person.accessibility() == []


def refused(person, name: str) -> str:
    """A refusal in a sentence; the console names the status, which is as it should be."""
    person.page.wait_for_load_state("networkidle")
    person.complaints.clear()
    sound(person, name)
    return person.page.locator(".errors").first.inner_text()


def test_hours_of_a_duty_are_entered_from_the_roster(person, record_property):
    person.enter("demo-grid")
    page = person.page
    person.go("/volunteers/roster/?view=month")
    sound(person, "roster-month")
    person.go("/volunteers/roster/")
    sound(person, "roster-week")
    person.go(
        "/volunteers/roster/?on=" + page.evaluate("new Date(Date.now()-7*864e5).toISOString().slice(0,10)")
    )
    page.locator(".duty a", has_text="登记时数").first.click()
    page.wait_for_load_state()
    begun, clicks = time.monotonic(), 0
    sound(person, "hours")
    page.locator("label.opt", has_text="巡逻打更").click()
    clicks += 1
    page.locator(".bar .main-act").click()
    clicks += 1
    page.locator("[data-queue] .tag.ok").wait_for()  # it goes through the queue of the phone
    record_property("hours", f"{clicks} clicks, {time.monotonic() - begun:.1f} s by a machine")
    person.go("/volunteers/hours/")
    last = page.locator("section.queue li", has=page.locator("a")).first
    assert "6 小时" in last.inner_text()  # two hours of three people
    last.locator("a").click()
    page.locator(".facts").first.wait_for()
    assert "模拟队员" in page.locator(".facts").inner_text()
    sound(person, "hours-line")
    person.go("/volunteers/hours/")
    page.fill("input[name=begins]", "08:00")
    page.fill("input[name=ends]", "08:00")
    page.fill("input[name=people]", "3")
    page.locator("label.opt", has_text="安全宣传").click()
    page.locator(".bar .main-act").click()
    page.locator("[data-queue] .tag.bad").wait_for()
    assert "最多 16 小时" in page.locator("[data-queue]").inner_text()
    person.complaints.clear()  # the console names the status of the refusal, which is as it should be
    sound(person, "hours-refused")


def test_an_office_keeps_teams_and_prints_a_certificate(person):
    name = f"试点读报组{person.width}"
    person.enter("demo-clerk")
    page = person.page
    person.go("/volunteers/")
    sound(person, "volunteers")
    person.go("/volunteers/new/")
    page.fill("input[name=name]", name)
    page.select_option("select[name=kind]", "reading")
    page.fill("input[name=leader]", "模拟组长")
    page.locator("form.office-form .main-act").click()
    page.wait_for_load_state()
    assert name in page.locator("h1").inner_text()
    sound(person, "team")
    person.go("/volunteers/?kind=night_watch")
    page.get_by_role("link", name=re.compile("第 3 网格打更队")).first.click()
    page.wait_for_load_state()
    page.get_by_role("button", name=re.compile("^证明|^证书")).first.click()
    page.wait_for_load_state()
    assert "小时" in page.locator(".hours-paper").inner_text()
    sound(person, "hours-certificate")


def test_an_opinion_goes_from_the_wall_to_its_reply_and_is_opened_again(person):
    said = f"三号楼单元门夹手（{person.width}）"
    person.enter("demo-clerk")
    page = person.page
    person.go("/opinions/boxes/")
    sound(person, "boxes")
    page.locator(".list a").first.click()
    page.wait_for_load_state()
    sound(person, "box")
    address = re.search(r"/say/\w+/", page.locator(".head").inner_text()).group()
    person.go(address)
    sound(person, "say")
    page.locator(".main-act").click()  # nothing was said
    assert "您想反映什么" in refused(person, "say-refused")
    page.fill("textarea[name=text]", said)
    page.locator(".main-act").click()
    page.wait_for_load_state()
    sound(person, "receipt")
    receipt = page.url
    person.go("/opinions/?state=open")
    sound(person, "opinions")
    page.locator("tbody th a").first.click()
    page.wait_for_load_state()
    assert said in page.locator("main").inner_text()
    sound(person, "opinion")
    page.fill("input[name=who]", "社区物业站")
    page.get_by_role("button", name="保存承办").click()
    page.wait_for_load_state()
    page.fill("textarea[name=reply]", "已调慢闭门器")
    page.get_by_role("button", name="保存答复").click()
    page.wait_for_load_state()
    sound(person, "opinion-answered")
    page.goto(receipt)
    assert "已调慢闭门器" in page.locator("main").inner_text()
    sound(person, "receipt-answered")
    page.get_by_role("button", name="没有，请再办理").click()
    page.wait_for_load_state()
    assert "答复期限" in page.locator("main").inner_text()
    sound(person, "receipt-again")
    person.go(address + "answers/")
    sound(person, "answers")


def test_somebody_looks_at_reminders_and_copies_what_is_overdue(person):
    person.enter("demo-clerk")
    page = person.page
    person.go("/reminders/")
    sound(person, "reminders")
    assert "没有开通提醒方式" in page.locator("main").inner_text()  # off by default
    person.go("/reminders/overdue/")
    sound(person, "overdue")
    assert page.locator("textarea").input_value().startswith("【催报】示例街道")
    page.get_by_role("button", name="复制").click()
    page.locator("[data-copied]", has_text="已复制").wait_for()
