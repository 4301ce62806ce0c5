"""What an office keeps and hands in: population, a facility, places, a month the district returns and then locks."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HEAD = "地区代码,年份,性别,年龄组,人口数,户数,来源"


def sound(person, name: str) -> None:
    """Seen, without faults, and it does not scroll sideways."""
    person.page.wait_for_load_state("networkidle")
    person.look(name)
    assert person.has_no_sideways_scroll()
    assert person.accessibility() == []
    assert person.complaints == []


def send(person, address: str, text: str, name: str = "list.csv") -> None:
    person.go(address)
    person.page.set_input_files(
        "input[name=file]", {"name": name, "mimeType": "text/csv", "buffer": text.encode("gb18030")}
    )
    person.page.locator("form.upload .main-act").click()
    person.page.wait_for_load_state("networkidle")


def heading(person) -> str:
    return person.page.locator("h1").inner_text()


def test_a_clerk_imports_population_with_errors_then_sums_that_do_not_agree_then_stores_it(person):
    year = 2017 if person.width == "desktop" else 2018
    person.enter("demo-clerk")
    person.go("/population/")
    sound(person, "population")
    send(
        person,
        "/population/import/",
        f"{HEAD}\n火星社区,{year},男,合计,10,,公报\n示东社区,去年,男,合计,10,,公报\n",
    )
    assert person.page.locator(".errors-found tbody tr").count() == 2
    person.complaints.clear()  # the refusal is a 422, which the console names
    sound(person, "population-errors")
    rows = [f"DEMO-S01,{year},男,0-64,3000,,公报", f"DEMO-S01,{year},男,65+,500,,公报",
            f"DEMO-S01,{year},女,合计,3400,2600,公报", f"DEMO-S01,{year},合计,合计,7000,,公报"]  # fmt: skip
    send(person, "/population/import/", "\n".join([HEAD, *rows]))
    assert "1 处合计对不上" in person.page.locator(".note.ask").first.inner_text()
    sound(person, "population-found")
    person.page.get_by_role("button", name="存入这些表").click()
    person.page.wait_for_load_state()
    assert "存入 1 张表" in person.page.locator("main").inner_text()
    person.page.locator(f"a[href$='/{year}/']").first.click()
    person.page.wait_for_load_state()
    assert f"示东社区，{year} 年末" in heading(person)
    assert "7,000" in person.page.locator(".ages").inner_text()
    sound(person, "population-year")


def test_a_clerk_enters_a_facility_corrects_it_and_closes_it(person):
    name = f"示新卫生站{person.width}"
    person.enter("demo-clerk")
    person.go("/units/")
    sound(person, "units")
    person.page.get_by_role("link", name="登记一家单位").click()
    person.page.wait_for_load_state()
    person.page.locator("form.office-form .main-act").click()  # nothing filled in
    person.page.wait_for_load_state()
    assert person.page.locator(".errors").count() == 1
    person.complaints.clear()
    sound(person, "unit-refused")
    person.page.fill("input[name=name]", name)
    person.page.select_option("select[name=kind]", "health")
    person.page.select_option("select[name=place]", index=2)
    person.page.fill("input[name=starts]", "2026-11-01")
    person.page.check("input[name=reports_injuries]")
    person.page.fill("input[name=reports_from]", "2026-11")
    person.page.locator("form.office-form .main-act").first.click()
    person.page.wait_for_load_state()
    person.go("/units/?show=reporting")
    line = person.page.locator("tr", has_text=name)
    assert "自 2026-11 起应报" in line.inner_text()
    line.get_by_role("link").click()
    person.page.wait_for_load_state()
    sound(person, "unit-page")
    person.page.get_by_role("link", name="更正登记").click()
    person.page.wait_for_load_state()
    sound(person, "unit-entry")
    person.page.fill("input[name=on]", "2026-11-20")
    person.page.get_by_role("button", name="终止登记").click()
    person.page.wait_for_load_state()
    assert "2026-11-20 起不再存在" in person.page.locator(".head").inner_text()


def test_a_chief_adds_grids_below_the_street(person):
    code = f"NEW-{person.width}"
    person.enter("demo-chief")
    person.go("/places/")
    sound(person, "places")
    head = "地区代码,名称,层级,上级代码,起始日期"
    send(person, "/places/import/", f"{head}\n{code},新网格{person.width},网格,DEMO-S11,2026-11-01\n")
    assert "新增" in person.page.locator("main table").inner_text()
    sound(person, "places-found")
    person.page.get_by_role("button", name="存入这份表").click()
    person.page.wait_for_load_state()
    assert f"新网格{person.width}" in person.page.locator("table").inner_text()


def test_a_street_hands_in_the_district_returns_it_the_street_corrects_it_and_it_is_locked(person):
    at = 0 if person.width == "desktop" else 1  # the newest month is missing, the one before was returned
    reason = f"少一家机构，核对后再报（{person.width}）"
    person.enter("demo-clerk")
    person.go("/injuries/returns/")
    sound(person, "returns")
    person.page.locator("td.num a.btn").nth(at).click()
    person.page.wait_for_load_state()
    month = heading(person)
    sound(person, "return-before")
    person.page.locator("main form .main-act").click()
    person.page.wait_for_load_state()
    assert "已报送" in person.page.locator(".head").inner_text()
    address = person.page.url.split("/returns/")[1]

    person.page.context.clear_cookies()
    person.enter("demo-district")
    assert "各街道月报" in heading(person)
    sound(person, "district")
    person.go(f"/district/{address}")
    assert heading(person) == month
    sound(person, "district-month")
    person.page.fill("#reason", reason)
    person.page.get_by_role("button", name="退回").click()
    person.page.wait_for_load_state()
    assert reason in person.page.locator("main").inner_text()

    person.page.context.clear_cookies()
    person.enter("demo-clerk")
    person.go("/todo/")
    assert reason in person.page.locator("main").inner_text()
    person.go(f"/injuries/returns/{address}")
    assert reason in person.page.locator(".note.bad").inner_text()
    sound(person, "return-returned")
    person.page.fill("#note", "已核对，例桥门诊部停诊。")
    person.page.get_by_role("button", name="再次报送").click()
    person.page.wait_for_load_state()

    person.page.context.clear_cookies()
    person.enter("demo-district")
    person.go(f"/district/{address}")
    assert "例桥门诊部停诊" in person.page.locator("main").inner_text()
    person.page.get_by_role("button", name="接收这个月").click()
    person.page.wait_for_load_state()
    assert "已接收" in person.page.locator(".head").inner_text()
    sound(person, "district-taken")


def test_the_district_sees_no_live_figure_until_the_chief_opens_them(person):
    person.enter("demo-district")
    assert person.go("/overview/") == 403
    assert person.go("/injuries/") == 403
    person.page.context.clear_cookies()
    person.enter("demo-chief")
    person.go("/injuries/returns/")
    opens = person.page.get_by_role("button", name="开放实时数据")
    line = person.page.get_by_role("listitem").filter(has=opens, has_text="示例区")
    line.locator("input[name=ends]").fill("2099-01-01")
    line.get_by_role("button", name="开放实时数据").click()
    person.page.wait_for_load_state()
    assert "一年以内" in person.page.locator("main").inner_text()
