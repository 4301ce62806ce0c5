"""A clerk brings the office's own template: a bad one is refused by placeholder and place, a good one fills a document;
a number opens what it is by keyboard and by touch; the document goes along as one page."""

import io
import zipfile

import pytest
from docx import Document

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def sound(person) -> None:
    """Nothing the browser or axe complains about, no sideways scroll."""
    assert person.complaints == []
    assert person.has_no_sideways_scroll()
    assert person.accessibility() == []


def template(*lines: str) -> dict:
    """A Word file with these paragraphs, as a browser sends it."""
    file = Document()
    for line in lines:
        file.add_paragraph(line)
    out = io.BytesIO()
    file.save(out)
    return {"name": "本街道通报.docx", "mimeType": WORD, "buffer": out.getvalue()}


def bring(person, file: dict) -> None:
    person.page.set_input_files("#file", file)
    person.page.locator("main .main-act").click()
    person.page.wait_for_load_state()


def download(person, what: str) -> bytes:
    with person.page.expect_download() as waited:
        person.page.locator(f"a[href$='file.{what}']").click()
    return waited.value.path().read_bytes()


def test_an_office_writes_in_its_own_template(person):
    person.enter("demo-clerk")
    person.go("/documents/templates/")
    sound(person)
    person.look("templates")
    person.go("/documents/templates/injury_bulletin/zh-hans/")
    page = person.page
    bring(person, template("共 {{ injury_cuont }} 例", "{{ ''.__class__.__mro__ }}"))
    told = page.locator("main [role=alert]").inner_text()
    assert "第 1 段" in told
    assert "injury_count" in told
    assert "第 2 段" in told
    person.look("template-refused")
    person.complaints.clear()  # the refusal is a 422, which the browser notes
    bring(
        person,
        template("{{ title }}", "{{p part_1_p1 }}", "全年 {{ injury_count }} 例，n = {{ injury_count.n }}"),
    )
    assert page.locator("main [role=alert]").count() == 0
    sound(person)
    person.look("template")

    person.go("/documents/new/")
    page.locator("button[value='injury_bulletin zh-hans']").click()
    page.wait_for_load_state()
    number = (
        page.locator("summary", has_text="").locator("xpath=self::*[parent::details[@class='doc-num']]").first
    )
    number.focus()
    page.keyboard.press("Enter")
    opened = page.locator("details.doc-num[open]").first
    assert opened.locator("a").get_attribute("href").startswith("/figures/")
    assert opened.locator("b").count() >= 4
    sound(person)
    person.look("document-number")
    file = Document(io.BytesIO(download(person, "docx")))
    assert any(line.text.startswith("全年 ") for line in file.paragraphs)
    assert any("草稿" in line.text for line in file.paragraphs)
    alone = download(person, "html").decode("utf-8")
    assert "<script" not in alone
    with zipfile.ZipFile(io.BytesIO(download(person, "xlsx"))) as book:
        assert "xl/workbook.xml" in book.namelist()
    page.goto("about:blank")
    page.set_content(alone)
    page.locator("details.num summary").first.click()
    assert page.locator("details.num[open] > span").first.is_visible()
    assert person.has_no_sideways_scroll()
    person.look("document-page")
