"""A clerk scores an item beside what the records say, takes a figure as evidence; the total moves; nothing is lost."""

import re

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
