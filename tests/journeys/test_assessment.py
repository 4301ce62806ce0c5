"""A clerk scores an item beside what the records say, takes a figure as evidence; the total moves; nothing is lost."""

import re
import zipfile
from pathlib import Path

import pytest

from tests.journeys.conftest import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def clerk(person: Person) -> Person:
    person.enter("demo-clerk")
    return person


def test_an_item_is_graded_with_a_figure_as_evidence_and_the_total_moves(clerk: Person) -> None:
    page = clerk.page
    clerk.go("/assessments/?code=cn-national&state=open")
    page.locator("tbody th a").first.click()
    total = float(page.locator(".big").first.inner_text())
    page.get_by_role("link", name=re.compile("^30 ")).first.click()
    assert "非原文" in page.content() or "参考重构" in page.content()
    offered = page.locator(".offered li")
    assert offered.count() >= 1
    offered.first.get_by_role("button").click()
    assert page.locator(".evid .kind", has_text="数字").count() >= 1
    for part, grade in (("exists", "a"), ("trace", "b"), ("effect", "c")):
        page.locator(f"input[name={part}_grade][value={grade}]").check()
    page.locator("input[name=effect_gap]").fill("只有一年记录")
    page.locator("form.panel .bar button.btn:not(.main-act)").click()
    # 0.8 + 0.7 + 0.36, or what the other width graded before
    assert float(page.locator(".big").first.inner_text()) >= total
    assert page.locator("input[name=effect_gap]").input_value() == "只有一年记录"
    assert page.locator("input[name=trace_grade][value=b]").is_checked()
    assert clerk.has_no_sideways_scroll()
    assert clerk.accessibility() == []
    clerk.look("assessment-item")


def test_an_item_is_asked_of_an_agency_answered_and_taken_over(person: Person) -> None:
    page = person.page
    person.enter("demo-clerk")
    person.go("/assessments/?code=cn-national&state=open")
    page.locator("tbody th a").first.click()
    page.get_by_role("link", name=re.compile("^47 ")).first.click()
    page.get_by_role("link", name="向成员单位询问").last.click()
    page.locator("select[name=sector]").select_option("work_safety")
    page.locator("textarea[name=text]").fill(f"整改验证了几处（{person.width}）")
    page.get_by_role("button", name="发出询问").click()
    assert person.has_no_sideways_scroll()
    page.get_by_role("link", name=re.compile(f"整改验证了几处（{person.width}")).first.click()
    address = page.url.removeprefix(person.server.url)
    person.look("item-asked")

    page.context.clear_cookies()
    person.enter("demo-agency")
    person.go("/assessments/asked/?state=open")
    assert page.get_by_role("link", name=re.compile(person.width)).count() == 1
    assert person.go("/assessments/") == 403
    person.complaints.clear()
    person.go(address)
    page.locator("textarea[name=text]").fill("今年复查十二处，全部合格")
    assert person.accessibility() == []
    page.get_by_role("button", name="报送答复").or_(page.locator("form .main-act")).first.click()
    assert "今年复查十二处" in page.content()
    assert person.has_no_sideways_scroll()
    person.look("item-answered")

    page.context.clear_cookies()
    person.enter("demo-clerk")
    person.go(address)
    page.get_by_role("button", name="采用答复").click()
    assert page.locator(".evid a", has_text=f"（{person.width}）").count() >= 1
    assert person.has_no_sideways_scroll()


def test_the_archive_is_built_and_opens_from_a_folder_in_a_browser(clerk: Person, tmp_path: Path) -> None:
    page = clerk.page
    clerk.go("/assessments/?code=cn-national&state=open")
    page.locator("tbody th a").first.click()
    page.get_by_role("link", name="十二盒档案").click()
    page.locator("form:has(input[name=csrfmiddlewaretoken]) .acts button, .acts form button").first.click()
    page.wait_for_selector("text=SHA-256")
    assert clerk.has_no_sideways_scroll()
    assert clerk.accessibility() == []
    clerk.look("archive")
    with page.expect_download() as taken:
        page.get_by_role("link", name="下载").first.click()
    with zipfile.ZipFile(taken.value.path()) as archive:
        archive.extractall(tmp_path)
    front = next(tmp_path.glob("*/index.html"))
    page.goto(front.as_uri())
    assert page.locator("tbody tr").count() == 12
    assert "样表，非正式评分" in page.content()
    page.locator("tbody a").first.click()
    assert "卷内目录" in page.content()
    assert clerk.has_no_sideways_scroll()
    clerk.look("archive-contents")
    page.get_by_role("link", name="盒脊").click()
    assert page.locator(".spine").count() == 1
