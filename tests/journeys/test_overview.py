"""The head of the office reads the overview: who, when, why, how badly; opens a number, takes the tables along."""

import io
import re
from urllib.parse import unquote, urlsplit

import pytest
from python_calamine import CalamineWorkbook

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ADDRESS = "/overview/?period=2026-01..2026-10"


def opened(person):
    person.enter("demo-clerk")
    assert person.go(ADDRESS) == 200
    person.page.wait_for_load_state("networkidle")


def panel(page, title: str):
    return page.locator(f"section.panel:has(h2:text-is('{title}'))")


def total(page, title: str) -> int:
    return int(
        re.search(r"n = ([\d,]+)", panel(page, title).locator("header").inner_text())
        .group(1)
        .replace(",", "")
    )


def test_every_panel_stands_with_its_picture_and_its_table(person):
    opened(person)
    page = person.page
    for title in ("伤害原因", "年龄和性别", "月份和时段", "各月伤害例数"):
        picture = panel(page, title).locator("img.drawn")
        picture.scroll_into_view_if_needed()
        page.wait_for_function(
            "image => image.complete && image.naturalWidth > 0", arg=picture.element_handle()
        )
        assert picture.evaluate("image => image.naturalWidth") == (328 if person.width == "phone" else 488)
        assert len(picture.get_attribute("alt")) >= len(title)
        panel(page, title).locator("details.table-view > summary").click()
        assert panel(page, title).locator("details table").is_visible()
    assert (
        len(
            {
                total(page, title)
                for title in ("伤害原因", "年龄和性别", "月份和时段", "机制与意图", "严重程度和结局")
            }
        )
        == 1
    )
    assert person.has_no_sideways_scroll()
    assert not person.complaints
    assert not person.accessibility()
    person.look("overview-open")


def test_a_chart_that_fails_once_is_asked_for_again_and_one_that_never_comes_opens_its_table(person):
    asked = []

    def answer(route):
        asked.append(urlsplit(route.request.url).path)
        if "/charts/pyramid" in asked[-1] or asked.count(asked[-1]) == 1:
            route.fulfill(status=503)
        else:
            route.continue_()

    person.page.clock.install()
    person.page.route("**/charts/**", answer)
    opened(person)
    for _wait in range(3):
        person.page.clock.fast_forward(11_000)
        person.page.wait_for_load_state("networkidle")
    trend = person.page.locator("img.drawn[src*='/charts/trend']")
    person.page.wait_for_function("image => image.naturalWidth > 0", arg=trend.element_handle())
    assert asked.count("/charts/trend.svg") == 2
    table = person.page.locator("section.panel:has(img[src*='/charts/pyramid']) details.table-view")
    person.page.wait_for_function("table => table.open", arg=table.element_handle())
    assert asked.count("/charts/pyramid.svg") == 4


def test_crude_and_standardised_rates_stand_beside_each_other(person):
    opened(person)
    cards = person.page.locator("article.fig").all_inner_texts()
    assert any(text.startswith("居民伤害发生率") for text in cards)
    standardised = next(text for text in cards if text.startswith("居民伤害年龄标化发生率"))
    assert "95% 区间" in standardised
    assert "标准人口：第七次全国人口普查（2020）" in standardised
    assert person.page.get_by_text("正式使用前要换成年鉴的数字").count() == 1


def test_a_cell_opens_exactly_its_records(person):
    opened(person)
    page = person.page
    panel(page, "月份和时段").locator("details.table-view > summary").click()
    for title, at in (("月份和时段", 8), ("机制与意图", 2), ("严重程度和结局", 1)):
        link = panel(page, title).locator("table tbody a").nth(at)
        shown, address = link.inner_text(), link.get_attribute("href")
        page.goto(person.server.url + address)
        assert f"n = {shown}" in page.locator("#rows header").inner_text()
        assert not person.complaints
        person.go(ADDRESS)
        if title == "月份和时段":
            panel(page, title).locator("details.table-view > summary").click()


def test_the_standardised_rate_s_page_says_what_it_is_made_of(person):
    opened(person)
    person.page.locator("article.fig", has_text="居民伤害年龄标化发生率").locator("a.origin").click()
    person.page.wait_for_load_state("networkidle")
    text = person.page.locator("main").inner_text()
    for said in ("标准人口", "年龄别发生率", "80–84", "还没有逐项和年鉴核对", "Fay–Feuer"):
        assert said in text
    assert person.has_no_sideways_scroll()
    assert not person.accessibility()
    person.look("standardised-figure")


def test_the_tables_can_be_taken_along_and_say_they_are_simulated(person):
    opened(person)
    shown = total(person.page, "伤害原因")
    with person.page.expect_download() as waiting:
        person.page.get_by_role("link", name="导出表格").click()
    file = waiting.value
    assert unquote(file.suggested_filename).startswith("总览-示例街道")
    with open(file.path(), "rb") as content:  # noqa: PTH123
        book = CalamineWorkbook.from_filelike(io.BytesIO(content.read()))
    rows = book.get_sheet_by_name("伤害原因").to_python()
    assert any(row[0] == "模拟数据" for row in rows)
    assert sum(row[1] for row in rows if isinstance(row[1], float)) == shown
