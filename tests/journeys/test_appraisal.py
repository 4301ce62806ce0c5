"""A year's appraisal from the first point to the answer of somebody summoned: clerk, appraised, chief, person."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]
# at the desk a department, at the phone a community: one world serves both
OWN = {"desktop": "demo-agency", "phone": "demo-at-DEMO-S04"}


def sound(person, name: str) -> None:
    """Seen, without faults, and it does not scroll sideways."""
    person.page.wait_for_load_state("networkidle")
    person.look(name)
    assert person.has_no_sideways_scroll()
    found = person.accessibility()
    assert found == [], found
    assert person.complaints == []


def enter(person, username: str) -> None:
    """Somebody else at the same screen."""
    person.page.context.clear_cookies()
    person.enter(username)


def press(person, name: str) -> None:
    """A button, and the page it leads to."""
    with person.page.expect_navigation():
        person.page.get_by_role("button", name=name, exact=True).first.click()
    person.page.wait_for_load_state()


def test_scored_reported_published_objected_summoned_answered(person):
    own, page = OWN[person.width], person.page
    # the appraised reports itself
    enter(person, own)
    person.go("/appraisals/")
    sound(person, "appraisals-own")
    page.locator("main tbody tr", has=page.locator("td", has_text="正在评")).first.locator("a").first.click()
    page.wait_for_load_state()
    mine = page.url
    page.locator("input[name$=-own]").last.fill("15")
    page.locator("input[name$=-says]").last.fill("台账第 3 盒")
    sound(person, "appraisal-self")
    press(person, "报送")
    assert "台账第 3 盒" in page.locator("main").inner_text()
    # the clerk scores it
    enter(person, "demo-clerk")
    person.go("/appraisals/")
    sound(person, "appraisals")
    page.goto(mine)
    assert "自评: 15" in page.locator("main").inner_text().replace("：", ":")
    for box in page.locator("input[name$=-points]").all():
        box.fill("9")
    for box in page.locator("input[name$=-reason]").all():
        box.fill("对照台账")
    page.select_option("select[name$=-points]", "no")
    sound(person, "appraisal-score")
    press(person, "保存评分")
    page.locator(".crumbs a").last.click()
    page.wait_for_load_state()
    board = page.url
    sound(person, "appraisal-open")
    press(person, "读取指标和记录")
    page.fill("input[name=says]", "部分对象材料未到")
    press(person, "报送")
    # the chief publishes
    enter(person, "demo-chief")
    page.goto(board)
    sound(person, "appraisal-handed-in")
    press(person, "公布")
    assert "已公布" in page.locator("main").inner_text()
    sound(person, "appraisal-published")
    page.goto(board + "bulletin/")
    sound(person, "appraisal-bulletin")
    # the appraised objects, the chief replies
    enter(person, own)
    page.goto(mine)
    page.select_option("select[name=item]", index=1)
    page.fill("textarea[name=text]", "有一项漏计，附台账")
    sound(person, "appraisal-object")
    press(person, "提出异议")
    enter(person, "demo-chief")
    page.goto(mine)
    page.fill("textarea[name=text]", "按表评分，台账已计")
    sound(person, "appraisal-reply")
    press(person, "答复异议")
    assert "不成立" in page.locator("#objections").inner_text()
    # the chief names a person; nobody was summoned by himself
    page.goto(mine.replace("/appraisals/parties/", "/talks/new/"))
    page.fill("input[name=post]", "负责人（模拟）")
    page.fill("input[name=person]", "模拟某乙")
    page.select_option("select[name=user]", index=1)
    page.fill("textarea[name=reasons]", "两次催报未报，并非因名次")
    page.fill("input[name=rule]", "示例街道〔模拟〕9 号第六条")
    sound(person, "talk-new")
    press(person, "点名并通知")
    talk = page.url
    assert "模拟某乙" not in page.locator("main").inner_text()
    page.fill("input[name=who]", "街道主任（模拟）")
    page.fill("textarea[name=said]", "说明了催报经过")
    page.fill("input[name=promise]", "每月 3 日前报表")
    page.fill("input[name=due]", "2027-06-30")
    sound(person, "talk-step")
    press(person, "记录这一步")
    page.select_option("select[name=purpose]", "decide")
    press(person, "打开")
    assert "模拟某乙" in page.locator("main").inner_text()
    sound(person, "talk-opened")
    person.go("/talks/")
    sound(person, "talks")
    # who is summoned reads it and answers; a clerk learns nothing
    enter(person, own)
    page.goto(talk)
    assert "说明了催报经过" in page.locator("main").inner_text()
    page.fill("textarea[name=said]", "属实，已补报")
    sound(person, "talk-answer")
    press(person, "答复")
    assert "属实，已补报" in page.locator("main").inner_text()
    enter(person, "demo-clerk")
    assert person.go(talk.replace(person.server.url, "")) == 403


def test_a_finished_year_stays_readable(person):
    enter(person, "demo-chief")
    page = person.page
    person.go("/appraisals/")
    page.locator("main tbody tr", has=page.locator("td", has_text="已归档")).first.locator("a").first.click()
    page.wait_for_load_state()
    assert "第 2 版" in page.locator("main").inner_text()  # an objection was upheld
    sound(person, "appraisal-final")
    person.go("/appraisals/sheets/community/")
    assert "样表" in page.locator("main").inner_text()
    sound(person, "appraisal-sheet")
