"""Texts of files, and files that are refused: what came, what is allowed; nothing of a file is run or followed."""

import zipfile

import pytest

from safecommunity.reports.reading import opening
from safecommunity.reports.reading.opening import opened
from safecommunity.shell.containers import Unreadable
from tests.reports.reading.files import docx, p, table, xlsx

ROWS = [["社区", "户数（户）"], ["东社区", 1200], ["合计", 1200]]


def test_paragraphs_and_tables_of_a_word_document():
    found = opened(
        docx(p("发放宣传资料70余万份。") + table([["社区", "户数"], ["东社区", "1200"]])), "总结.docx"
    )
    assert (found.media, found.text) == ("docx", "发放宣传资料70余万份。\n社区\t户数\n东社区\t1200")


def test_what_was_deleted_and_codes_of_fields_are_not_read():
    body = (
        "<w:p><w:r><w:t>共5次</w:t></w:r><w:del><w:r><w:delText>共6次</w:delText></w:r></w:del>"
        "<w:r><w:instrText>PAGE 7</w:instrText></w:r><w:ins><w:r><w:t>，8人</w:t></w:r></w:ins></w:p>"
    )
    assert opened(docx(body), "a.docx").text == "共5次，8人"


def test_links_to_other_files_are_not_opened():
    rels = '<Relationships><Relationship Id="r1" TargetMode="External" Target="http://127.0.0.1:9/x"/></Relationships>'
    assert opened(docx(p("共5次"), **{"word/_rels/document.xml.rels": rels}), "a.docx").text == "共5次"


def test_a_workbook_row_by_row():
    found = opened(xlsx(ROWS), "表.xlsx")
    assert (found.media, found.text) == ("xlsx", "数据\n社区\t户数（户）\n东社区\t1200\n合计\t1200")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_plain_text_in_its_encodings(encoding):
    assert opened("发放宣传资料70余万份".encode(encoding), "a.txt").text == "发放宣传资料70余万份"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空"), (b"  \n ", "空"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", ".doc"),
        (b"\x89PNG\r\n\x1a\n", "不是文字"), (b"a\x00b", "不是文字"), (b"<html><script>", "不是文字"),
        (b"PK\x03\x04broken", "损坏"),
        (docx(p("x"), **{"word/vbaProject.bin": b"x"}), "宏"), (docx(""), "没有文字"),
        (b"x" * (opening.LARGEST + 1), "MB"), ("字".encode() * (opening.MOST_CHARACTERS + 1), "字"),
    ],
)  # fmt: skip
def test_what_is_refused_and_why(content, says):
    with pytest.raises(Unreadable, match=says) as told:
        opened(content, "文件")
    assert "文件" in str(told.value)


def test_entities_and_traps_are_refused_before_they_unpack():
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbb">]><w:document>&b;</w:document>'
    file = docx("")
    with pytest.raises(Unreadable, match="办公软件"):
        opened(_with(file, "word/document.xml", bomb), "炸弹.docx")
    with pytest.raises(Unreadable, match="解开"):
        opened(docx(p("x"), **{"word/media/a.bin": b"\0" * (40 * 1024 * 1024)}), "炸弹.docx")


def _with(content, name, other):
    import io

    old = zipfile.ZipFile(io.BytesIO(content))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for part in old.namelist():
            archive.writestr(part, other if part == name else old.read(part))
    return file.getvalue()


def test_a_zip_that_is_something_else():
    import io

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(Unreadable, match="压缩"):
        opened(file.getvalue(), "a.zip")
