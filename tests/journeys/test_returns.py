"""A return travels village → street → district → back → corrected → locked → re-opened, every role at its own step."""

from datetime import date

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]
VILLAGE, CLERK, CHIEF, DISTRICT = "demo-at-DEMO-S04", "demo-clerk", "demo-chief", "demo-district"
OTHERS = ("demo-nurse", "demo-grid", "demo-agency", "demo-cdc")
REASON = "讲座场次与签到册不符"


def sound(person, name: str) -> None:
    """Seen, without faults, and it does not scroll sideways."""
    person.page.wait_for_load_state("networkidle")
    person.look(name)
    assert person.has_no_sideways_scroll()
    assert person.accessibility() == []
    assert person.complaints == []


def be(person, username: str, address: str) -> int:
    """Somebody else at the same screen."""
    person.page.context.clear_cookies()
    person.enter(username)
    return person.go(address)


def press(person, button: str) -> None:
    person.page.get_by_role("button", name=button, exact=True).click()
    person.page.wait_for_load_state()


def state(person) -> str:
    return person.page.locator(".head .tag").first.inner_text()


def try_to(person, address: str, deed: str) -> int:
    """Send a step that has no button here, by hand; the status."""
    token = next(one["value"] for one in person.page.context.cookies() if one["name"] == "csrftoken")
    answer = person.page.context.request.post(
        f"{person.server.url}{address}step/{deed}/", max_redirects=0, headers={"Referer": person.server.url + address},
        form={"csrfmiddlewaretoken": token, "reason": "不该"},
    )  # fmt: skip
    return answer.status


def month_back(person) -> str:
    """A month of its own for each width: the world is shared."""
    today = date.today()
    index = today.year * 12 + today.month - 1 - (8 if person.width == "desktop" else 9)
    return f"{index // 12}-{index % 12 + 1:02d}"


def fill(person, number: str) -> None:
    for cell in person.page.locator("input.cell").all():
        cell.fill(number)


def test_a_return_travels_from_the_village_to_the_district_and_back_and_is_locked(person):
    month = month_back(person)
    # the district sends the form down, for one month
    be(person, DISTRICT, "/returns/forms/")
    sound(person, "return-forms")
    person.go("/returns/forms/outreach_month/send/")
    person.page.fill("#from", month)
    person.page.fill("#until", month)
    sound(person, "return-send")
    press(person, "布置")
    sound(person, "return-board")
    person.page.get_by_role("link", name="示例街道").click()
    person.page.wait_for_load_state()
    street = person.page.url.replace(person.server.url, "")

    # the street passes it on to one community
    be(person, CLERK, street)
    for box in person.page.locator("input[name=filler]").all():
        box.uncheck()
    person.page.get_by_label("示北社区").check()
    sound(person, "return-pass-on")
    press(person, "转发")
    person.page.get_by_role("link", name="示北社区").click()
    person.page.wait_for_load_state()
    village = person.page.url.replace(person.server.url, "")

    # the village fills it in: a letter is refused, an empty cell is missing, then it hands in
    be(person, VILLAGE, village)
    fill(person, "2")
    person.page.locator("input.cell").first.fill("二")
    press(person, "保存")
    assert "读不出" in person.page.locator(".errors").inner_text()
    person.complaints.clear()  # the refusal is a 422, which the console names
    sound(person, "return-unreadable")
    person.page.locator("input.cell").first.fill("")
    press(person, "保存")
    assert "还缺 1 个" in person.page.locator("main").inner_text()
    press(person, "报送")
    assert "还缺 1 个数" in person.page.locator(".note.bad").inner_text()
    person.complaints.clear()
    press(person, "空格填 0")
    assert "已填全" in person.page.locator("main").inner_text()
    press(person, "报送")
    assert state(person) == "已报送"
    assert try_to(person, village, "lock") == 403

    # the street takes the sums, changes one, has to say why, and sends it to be checked
    be(person, CLERK, street)
    press(person, "取下级合计")
    person.page.locator("input.cell").nth(1).fill("5")
    press(person, "保存")
    assert "比下级多 3" in person.page.locator(".findings").inner_text()
    sound(person, "return-findings")
    person.page.fill("#note", "街道自己张贴 3 张。")
    press(person, "送审核")
    assert state(person) == "待审核"
    assert try_to(person, street, "pass") == 403  # who filled it does not check it
    assert try_to(person, street, "submit") in (302, 403)

    # until it is handed in, the district sees nothing of it
    be(person, DISTRICT, street)
    assert person.page.locator("input.cell").count() == 0
    assert "还没有报送" in person.page.locator("main").inner_text()
    for deed in ("pass", "reject"):
        assert try_to(person, street, deed) == 403
    assert be(person, DISTRICT, village) == 404
    for other in OTHERS:
        person.complaints.clear()
        assert be(person, other, street) in (403, 404), other
        assert try_to(person, street, "lock") in (403, 404), other
    person.complaints.clear()

    # the chief checks, signs and hands in
    be(person, CHIEF, street)
    sound(person, "return-to-check")
    press(person, "审核通过")
    assert (
        person.page.input_value("#sign-note") == "街道自己张贴 3 张。"
    )  # the clerk's word waits for who signs
    press(person, "签发并报送")
    assert state(person) == "已报送"
    assert try_to(person, street, "return") == 403

    # the district sends it back with a reason
    be(person, DISTRICT, street)
    assert "街道自己张贴 3 张" in person.page.locator("main").inner_text()
    sound(person, "return-came-in")
    person.page.fill("#return-reason", REASON)
    press(person, "退回")

    # the street corrects it, the chief signs again, the district locks it
    be(person, CLERK, street)
    assert REASON in person.page.locator(".note.bad").first.inner_text()
    person.page.locator("input.cell").nth(1).fill("4")
    person.page.fill("#note", "街道自己张贴 2 张。")
    press(person, "送审核")
    be(person, CHIEF, street)
    press(person, "审核通过")
    press(person, "签发并报送")
    be(person, DISTRICT, street)
    press(person, "接收并锁定")
    assert state(person) == "已锁定"
    for who in (CLERK, CHIEF, VILLAGE):
        be(person, who, street)
        for deed in ("return", "lock", "reopen", "submit"):
            assert try_to(person, street, deed) in (302, 403, 404)
        person.complaints.clear()
    be(person, DISTRICT, street)
    assert state(person) == "已锁定"

    # re-opened with its trace: both versions stay
    person.page.fill("#reopen-reason", "街道补报")
    press(person, "重开更正")
    assert state(person) == "已重开"
    person.page.get_by_role("link", name="经过").click()
    person.page.wait_for_load_state()
    text = person.page.locator("main").inner_text()
    assert all(word in text for word in (REASON, "街道补报", "第 1 次报送", "第 2 次报送"))
    sound(person, "return-history")
    person.go(f"{street}print/")
    sound(person, "return-paper")
