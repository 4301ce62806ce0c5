"""PDF: the text of its pages, paragraphs whole again; scans, locks and damage are refused in words."""

import io
from datetime import date

import pytest
from pypdf import PdfWriter

from safecommunity.reports.reading import pdf
from safecommunity.reports.reading.opening import opened
from safecommunity.shell.containers import Unreadable
from safecommunity.shell.papers import Heading, Paper, Paragraph
from safecommunity.shell.papers import pdf as printed

SENTENCE = "全年登记居民伤害 821 例，严重伤害 32 例，死亡 4 例，发放宣传资料 24,660 份，知晓率由 45.4% 上升到 81.5%。"


def a_pdf(*texts: str) -> bytes:
    blocks = (Heading(1, "主要工作"), *(Paragraph((text,)) for text in texts))
    return printed.pdf(Paper("x", "工作总结", "zh-hans", blocks, date(2026, 11, 28)), {})


def with_writer(**more: str) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    if more:
        writer.encrypt(**more)
    writer.write(out)
    return out.getvalue()


def test_a_paragraph_of_several_lines_is_one_line_again():
    found = opened(a_pdf(SENTENCE), "总结.pdf")
    assert found.media == "pdf"
    assert SENTENCE.replace(" ", "") in found.text.replace(" ", "")
    assert any(SENTENCE.replace(" ", "") in line.replace(" ", "") for line in found.text.splitlines())


def test_numbers_of_pages_are_no_numbers_of_the_paper():
    assert "— 1 —" not in opened(a_pdf(*[SENTENCE] * 30), "总结.pdf").text


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (with_writer(), "没有文字"),
        (with_writer(user_password="x", algorithm="RC4-128"), "密码"),
        (b"%PDF-1.7 ...", "损坏"),
        (a_pdf(SENTENCE)[:900], "损坏"),
    ],
)
def test_scans_locks_and_damage_are_refused(content, says):
    with pytest.raises(Unreadable, match=says):
        opened(content, "文件.pdf")


def test_too_many_pages_are_refused(monkeypatch):
    monkeypatch.setattr(pdf, "MOST_PAGES", 1)
    with pytest.raises(Unreadable, match="页"):
        opened(a_pdf(*[SENTENCE] * 30), "长.pdf")


def test_what_takes_too_long_is_stopped_and_said(monkeypatch):
    monkeypatch.setattr(pdf, "SECONDS", 0.01)
    with pytest.raises(Unreadable, match="秒"):
        opened(a_pdf(SENTENCE), "慢.pdf")
