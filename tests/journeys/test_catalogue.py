"""Somebody reads a figure, looks up what it means, follows a column to other figures, and comes back to a number."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]


def fine(person, name: str) -> None:
    assert person.has_no_sideways_scroll()
    assert not person.complaints
    assert not person.accessibility()
    person.look(name)


def test_from_the_catalogue_to_a_definition_to_a_column_and_to_the_figure(person):
    person.enter("demo-clerk")
    person.go("/figures/catalogue/")
    fine(person, "catalogue")
    person.page.get_by_label("名称、代码或出处里的字").fill("跌倒")
    person.page.get_by_role("button", name="查找").click()
    person.page.wait_for_load_state()
    person.page.locator("main").get_by_text("65 岁及以上居民家中跌倒发生率").first.click()
    person.page.wait_for_load_state()
    fine(person, "definition")
    person.page.locator("main").get_by_role("link", name="伤害原因").first.click()
    person.page.wait_for_load_state()
    assert "受伤例数" in person.page.locator("main").inner_text()
    person.page.go_back()
    person.page.get_by_role("link", name="看所选地区的数").click()
    person.page.wait_for_load_state()
    assert "65 岁及以上居民家中跌倒发生率" in person.page.locator("h1").inner_text()
    fine(person, "figure-from-catalogue")


def test_the_table_of_last_year_for_everybody_hides_the_small_counts(person):
    person.enter("demo-clerk")
    person.go("/overview/?period=2025")
    person.go("/figures/catalogue/injury.count@1/")
    person.page.get_by_role("link", name="看所选地区的数").click()
    person.page.wait_for_load_state()
    person.page.get_by_role("link", name="对外公布的表").click()
    person.page.wait_for_load_state()
    person.page.get_by_role("link", name="伤害原因").click()
    person.page.wait_for_load_state()
    assert "1 到 4 的小数" in person.page.locator("main").inner_text()
    fine(person, "public-table")
