"""The office brings outlines in, sees figures on the map, walks into a place; or draws on a scanned plan."""

import json
import math
import re
from pathlib import Path

import pytest

from tests.places import scans

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OUTLINES = Path(__file__).resolve().parents[2] / "safecommunity" / "demo" / "boundaries.geojson"
DEGREE = 6371008.8 * math.pi / 180


def fine(person, name: str) -> None:
    assert person.has_no_sideways_scroll()
    assert not person.complaints
    assert not person.accessibility()
    person.look(name)


def to_outlines(person) -> None:
    person.enter("demo-clerk")
    person.go("/overview/?period=2026-01..2026-10")
    person.page.locator("#map").get_by_text("这些地区的边界").click()
    person.page.wait_for_load_state()


def test_a_file_of_outlines_becomes_the_map_of_the_overview_and_leads_into_a_place(person, tmp_path):
    file = tmp_path / "社区边界.geojson"
    features = [
        one for one in json.loads(OUTLINES.read_text(encoding="utf-8"))["features"]
        if one["properties"]["code"].startswith("DEMO-S0")
    ]  # fmt: skip
    features[8]["geometry"]["coordinates"][0].pop()  # one is not closed
    features[7]["properties"] = {"备注": "不知道是哪里"}
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    to_outlines(person)
    page = person.page
    fine(person, "outlines")
    page.set_input_files("#file", str(file))
    page.select_option("#datum", "cgcs2000")
    page.get_by_role("button", name="查看文件").click()
    page.wait_for_load_state()
    text = page.inner_text("main")
    assert "9 个要素中，有 7 个按代码或名称对上了地区" in text
    assert "第 1 环没有闭合" in text
    assert "选一个地区" in text
    fine(person, "outlines-preview")
    page.select_option("#p-8", label="例湖社区")
    page.fill("#source", "民政部门 2026 年图（模拟）")
    page.get_by_role("button", name="采用选中的边界").click()
    page.wait_for_load_state()
    person.go("/overview/?period=2026-01..2026-10")
    picture = page.locator("#map img.drawn")
    picture.scroll_into_view_if_needed()
    page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=picture.element_handle())
    area = page.locator("#map svg.areas:visible a[aria-label^='示北社区']")
    said = area.get_attribute("aria-label")
    value = re.search(r"每 10 万人年 ([\d,]+)", said).group(1)
    table = page.locator("section.panel:has(h2:text-is('各地区')) tr:has(a:text-is('示北社区'))").inner_text()
    assert value in table  # the map and the table say the same
    fine(person, "overview-map")
    area.focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    assert "示北社区" in page.locator(".crumbs").inner_text()


def ground(x: float, y: float) -> tuple[float, float]:
    """A metre a pixel, the corner of the plan at 123.995° E, 30.005° N."""
    return 123.995 + x / (DEGREE * math.cos(math.radians(30))), 30.005 - y / DEGREE


def corners(page, name: str) -> list[tuple[float, float]]:
    """The outline as its text says it."""
    lines = page.input_value(f"[data-line='{name}']").split("\n")
    return [(float(x), float(y)) for x, y in (line.split(", ") for line in lines)]


def test_a_scanned_plan_is_fixed_by_points_drawn_on_and_kept(person, tmp_path):
    file = tmp_path / "plan.png"
    file.write_bytes(scans.png(1000, 800 if person.width == "desktop" else 801))  # the same scan is one plan
    to_outlines(person)
    page = person.page
    page.set_input_files("#picture", str(file))
    page.fill("#name", f"街道平面图 {person.width}")
    page.get_by_role("button", name="使用这张图").click()
    page.wait_for_load_state()
    press = page.touchscreen.tap if person.width == "phone" else page.mouse.click

    def at(x: float, y: float) -> None:
        page.locator("#drawing").scroll_into_view_if_needed()
        box = page.locator("#drawing").bounding_box()
        press(box["x"] + box["width"] * x / 1000, box["y"] + box["height"] * y / 800)

    page.select_option("#tool", "mark-1")
    for number, (x, y) in enumerate(((100, 100), (900, 120), (480, 700), (500, 400)), 1):
        page.select_option("#tool", f"mark-{number}")
        at(x, y)
        assert abs(float(page.input_value(f"[name=x-{number}]")) - x) < 5
        lon, lat = ground(x, y)
        page.fill(f"[name=lon-{number}]", f"{lon:.6f}")
        page.fill(f"[name=lat-{number}]", f"{lat:.6f}")
    fine(person, "plan-points")
    page.get_by_role("button", name="定位", exact=True).click()
    page.wait_for_load_state()
    error = re.search(r"检查点误差 (\d+) 米", page.inner_text("main"))
    assert error
    assert int(error.group(1)) <= 10
    page.select_option("#tool", label="示东社区")
    page.get_by_role("button", name="清空这一项").click()
    for spot in ((150, 150), (500, 160), (480, 400), (700, 700)):
        at(*spot)
    page.get_by_role("button", name="撤销").click()
    at(160, 380)
    first, second = corners(page, "示东社区")[:2]  # each may have taken a corner of a neighbour nearby
    at(*first)  # closes it
    assert "已闭合，点数： 4" in page.inner_text("#says")
    page.select_option("#tool", label="示西社区")
    page.get_by_role("button", name="清空这一项").click()
    at(second[0] + 3, second[1] + 3)  # takes the corner of its neighbour
    page.locator("#stage").focus()
    for keys in (["ArrowRight"] * 3, ["ArrowDown"] * 4):  # the rest by keyboard
        for key in keys:
            page.keyboard.press(key)
        page.keyboard.press("Enter")
    east, west = corners(page, "示东社区"), corners(page, "示西社区")
    assert len(east) == 4
    assert len(west) == 3
    assert west[0] == east[1]
    page.select_option("#tool", label="示例中学")
    at(300, 300)
    fine(person, "plan-drawn")
    page.fill("#source", "街道手绘图（模拟）")
    page.get_by_role("button", name="保存边界和位置").click()
    page.wait_for_load_state()
    row = page.locator("tr:has(a:text-is('示东社区'))").first.inner_text()
    assert "街道手绘图（模拟）" in row
    fine(person, "outlines-kept")
