"""A clerk sends the year's list: columns, errors all together, repairs, import that can be left, the corrected rows."""

import io
import re

import pytest
from python_calamine import CalamineWorkbook

from tests.injuries import lists

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NUMBER = re.compile(r"\d+")


def send(person, content: bytes, name: str) -> None:
    person.go("/injuries/import/")
    person.page.set_input_files("input[name=file]", {"name": name, "mimeType": "text/csv", "buffer": content})
    if person.page.locator("select[name=target]").count():
        person.page.select_option("select[name=target]", index=1)
    person.page.locator("form.upload .main-act").click()
    person.page.wait_for_load_state("networkidle")


def number_of(person) -> str:
    """Names of their own for each width, so that both walk the same way."""
    return person.width


def rows_of(person) -> list:
    mark = number_of(person)
    rows = [lists.row(编号=f"{mark}-{n}", 居住社区="示东社区", 姓名=f"模拟{n}") for n in range(1, 31)]
    rows[4] = lists.row(编号=f"{mark}-5", 居住社区="示东社区", 伤害发生原因="滑倒")
    rows[9] = lists.row(编号=f"{mark}-10", 居住社区="示东社区", 年龄="62岁半")
    rows[14] = lists.row(编号=f"{mark}-15", 居住社区="示东社区", 伤害发生时间="2026/13/02 8时")
    rows[19] = lists.row(编号=f"{mark}-20", 居住社区="火星社区")
    return rows


def checked(person) -> str:
    person.page.wait_for_selector(".note.bad, .note[role=status]")
    return person.page.locator("#run .note").first.inner_text()


def test_the_years_list_from_upload_to_the_last_corrected_row(person):
    person.enter("demo-clerk")
    send(person, lists.csv_bytes(rows_of(person), encoding="gb18030"), "2026年伤害登记.csv")
    assert "/columns/" in person.page.url
    assert person.page.locator("select[name=column-0]").input_value() == "case_no"
    person.look("import-columns")
    assert person.has_no_sideways_scroll()
    assert person.accessibility() == []
    person.page.fill("input[name=remember]", f"登记本 {person.width}")
    person.page.locator("form .main-act").last.click()
    person.page.wait_for_load_state("networkidle")
    assert "4 处错误，在 4 行里" in checked(person)
    assert person.page.locator(".errors-found tbody tr").count() == 4
    person.look("import-errors")
    assert person.has_no_sideways_scroll()
    assert person.accessibility() == []
    person.page.locator("button[value=all]").click()
    person.page.wait_for_load_state("networkidle")
    assert "2 处错误，在 2 行里" in checked(person)
    person.page.locator("input[name^='cell-16']").fill("2026-10-02 08")
    person.page.get_by_role("button", name="改完重新检查").click()
    person.page.wait_for_load_state("networkidle")
    assert "1 处错误，在 1 行里" in checked(person)
    with person.page.expect_download() as coming:
        person.page.get_by_role("link", name="下载只含错行的表格").click()
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(coming.value.path().read_bytes()))
    sheet = workbook.get_sheet_by_index(0).to_python()
    assert [line[0] for line in sheet[1:]] == [f"{person.width}-20"]
    person.page.get_by_role("button", name="先写入 29 行，1 行留下").click()
    person.page.wait_for_load_state()
    person.look("import-progress")
    person.go("/todo/")  # it can be left
    person.go("/injuries/import/")
    person.page.locator("table a").first.click()
    person.page.wait_for_selector("text=已写入 29 条记录", timeout=30000)
    person.look("import-done")
    sheet[1][7] = "示东社区"
    send(person, lists.xlsx_bytes(sheet), "改好的行.xlsx")
    person.page.locator("form .main-act").last.click()
    person.page.wait_for_load_state("networkidle")
    person.page.get_by_role("button", name="写入 1 行").click()
    person.page.wait_for_selector("text=已写入 1 条记录", timeout=30000)
    send(person, lists.csv_bytes(rows_of(person)), "再传一次.csv")
    person.page.locator("form .main-act").last.click()
    person.page.wait_for_load_state("networkidle")
    assert checked(person)
    counts = [int(NUMBER.search(one).group()) for one in person.page.locator(".counts dd").all_inner_texts()]
    assert counts == [30, 0, 4, 26]  # the four uncorrected rows of the first file again; the others are there
    assert person.complaints == []


def test_old_records_enter_with_binder_and_date_and_the_record_shows_them(person):
    person.enter("demo-clerk")
    person.go("/injuries/import/")
    person.look("import-start")
    assert person.has_no_sideways_scroll()
    assert person.accessibility() == []
    page = person.page
    row = lists.row(
        编号=f"旧-{person.width}", 居住社区="示东社区", 伤害发生时间="2015.3.2", 就诊时间="", 是否故意=""
    )
    page.set_input_files(
        "input[name=file]", {"name": "旧.csv", "mimeType": "text/csv", "buffer": lists.csv_bytes([row])}
    )
    page.locator(".upload summary").click()
    page.check("input[name=backfill]")
    page.fill("input[name=binder]", "2015 年第 3 册")
    page.fill("input[name=original_date]", "2015-03-04")
    page.locator("form.upload .main-act").click()
    page.wait_for_load_state("networkidle")
    page.locator("form .main-act").last.click()
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="写入 1 行").click()
    page.wait_for_selector("text=已写入 1 条记录", timeout=30000)
    person.go("/injuries/?period=2015")
    page.locator("table a").first.click()
    page.wait_for_load_state("networkidle")
    assert "2015 年第 3 册" in page.locator("main").inner_text()
    assert "2015-03-04" in page.locator("main").inner_text()
    person.look("import-record")


def test_a_locked_workbook_is_refused_in_a_sentence(person):
    person.enter("demo-clerk")
    send(person, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(900), "加密.xlsx")
    assert "密码" in person.page.locator(".note.bad").inner_text()
    person.look("import-refused")


def test_who_does_not_record_has_no_import(person):
    for username in ("demo-grid", "demo-chief"):
        person.page.context.clear_cookies()
        person.enter(username)
        assert person.go("/injuries/import/") == 403
