"""A clerk's plan of a year: entered, done by its task, judged, carried on; support and a corrective action."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]
PDF = {
    "name": "文件.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.4 the paper that orders the plan",
}


def sound(person, name: str) -> None:
    """Seen, without faults, and it does not scroll sideways."""
    person.page.wait_for_load_state("networkidle")
    person.look(name)
    assert person.has_no_sideways_scroll()
    assert person.accessibility() == []
    assert person.complaints == []


def test_a_plan_of_a_year_from_its_first_item_to_the_next_year(person):
    person.enter("demo-clerk")
    page = person.page
    person.go("/work-plans/")
    sound(person, "plans")
    page.get_by_role("link", name="登记方案").click()
    page.wait_for_load_state()
    page.fill("input[name=title]", f"2026 年电动车专项计划 {person.width}")
    page.select_option("select[name=scheme]", "phases")
    page.fill("input[name=paper]", "示例街道〔模拟〕31 号")
    sound(person, "plan-new")
    page.locator(".main-act").click()
    page.wait_for_load_state()
    assert page.locator(".stages > li").count() == 3
    page.get_by_role("link", name="登记事项").click()
    page.wait_for_load_state()
    page.fill("input[name=title]", "楼道清零")
    page.fill("input[name=who]", "各居委会")
    page.fill("input[name=amount]", "20")
    page.select_option("select[name=unit]", "spots")
    page.select_option("select[name=qualifier]", "ge")
    sound(person, "plan-item-new")
    page.locator(".main-act").click()
    page.wait_for_load_state()
    assert "20 处（以上）" in page.locator("main").inner_text()
    sound(person, "plan")
    page.locator("main .cards tbody a").first.click()
    page.wait_for_load_state()
    sound(person, "plan-item")
    item = page.url
    page.locator("main .cards tbody a").first.click()
    page.wait_for_load_state()
    page.locator(".main-act").click()  # the task is done
    page.wait_for_load_state()
    page.goto(item)
    assert "1 / 1" in page.locator("main").inner_text()
    page.locator(".crumbs a, nav a").filter(has_text="电动车专项计划").first.click()
    page.wait_for_load_state()
    page.get_by_role("link", name="年度评审").click()
    page.wait_for_load_state()
    page.locator("select[name$=-verdict]").first.select_option("partly")
    page.locator("select[name$=-after]").first.select_option("adjust")
    page.locator("input[name$=-evidence]").first.fill("还差两个小区")
    sound(person, "plan-judge")
    page.locator(".main-act").click()
    page.wait_for_load_state()
    page.get_by_role("button", name="把没办完的结转到下一年").click()
    page.wait_for_load_state()
    assert "2027 年电动车专项计划" in page.locator("h1").inner_text()
    sound(person, "plan-next")


def test_what_was_found_is_done_and_verified_by_somebody_else(person):
    person.enter("demo-clerk")
    page = person.page
    person.go("/improvements/")
    sound(person, "improvements")
    page.get_by_role("link", name="登记问题").click()
    page.wait_for_load_state()
    page.select_option("select[name=source]", "inspection")
    page.fill("input[name=found]", f"消防通道停车 {person.width}")
    page.fill("input[name=action]", "划线并装隔离桩")
    page.fill("input[name=who]", "物业")
    page.fill("input[name=due]", "2027-03-01")
    sound(person, "improvement-new")
    page.locator(".main-act").click()
    page.wait_for_load_state()
    page.locator(".main-act").click()  # it is done, today
    page.wait_for_load_state()
    page.fill("input[name=who]", "安全办副主任")
    sound(person, "improvement-verify")
    page.locator(".main-act").click()
    page.wait_for_load_state()
    assert "验证有效" in page.locator("main").inner_text()
    sound(person, "improvement")


def test_support_comes_with_its_proof_and_the_year_is_judged(person):
    person.enter("demo-clerk")
    page = person.page
    person.go("/support/new/")
    page.select_option("select[name=kind]", "money")
    page.select_option("select[name=agency]", index=2)
    page.fill("input[name=what]", f"充电棚补助 {person.width}")
    page.fill("input[name=amount]", "3.5")
    page.select_option("select[name=unit]", "ten_thousand_yuan")
    page.set_input_files("input[name=proof]", PDF)
    sound(person, "support-new")
    page.locator(".main-act").click()
    page.wait_for_load_state()
    assert "3.5 万元" in page.locator("main").inner_text()
    for address, name in (
        ("/support/", "support"), ("/work-plans/reviews/", "reviews"), ("/work-plans/reviews/bodies/", "judge-bodies"),
        ("/meetings/?kind=visit", "visits"),
    ):  # fmt: skip
        assert person.go(address) == 200
        sound(person, name)
    person.go("/work-plans/reviews/?period=2025")
    page.locator("main tbody a").last.click()
    page.wait_for_load_state()
    sound(person, "review")
