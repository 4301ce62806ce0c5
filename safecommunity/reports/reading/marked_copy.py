"""The marked copy as a Word document: each number highlighted by its verdict, with what was found as a comment.

Written by hand: a document is a zip of a few small parts; this one needs paragraphs, tables, highlights, comments.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from urllib.parse import quote
from xml.sax.saxutils import escape

from django.http import HttpResponse
from django.utils.translation import gettext as _

from safecommunity.reports.models import Paper, PaperMark
from safecommunity.reports.reading import words
from safecommunity.shell.numbers import moment

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HIGHLIGHTS = {"confirmed": "green", "differs": "red", "none": "yellow", "hidden": "lightGray", "target": "cyan",
              "open": "lightGray"}  # fmt: skip
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STAMP = (1980, 1, 1, 0, 0, 0)  # the same content makes the same file


def answer(paper: Paper, found: Sequence[PaperMark], now: datetime) -> HttpResponse:
    """The document as a download."""
    made = HttpResponse(document(paper.text, found, _about(paper, now)), content_type=TYPE)
    made["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{paper.title}.docx')}"
    made["Cache-Control"] = "private, no-store"
    return made


def _about(paper: Paper, now: datetime) -> str:
    return _("Marked copy, checked %(at)s, written %(now)s") % {"at": moment(paper.at), "now": moment(now)}


def document(text: str, found: Sequence[PaperMark], about: str) -> bytes:
    """The bytes of the document."""
    comments = "".join(_comment(mark) for mark in found)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{TYPE}.main+xml"/>'
        '<Override PartName="/word/comments.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.comments+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/comments" Target="comments.xml"/></Relationships>',
        "word/comments.xml": f'<w:comments xmlns:w="{SPACE}">{comments}</w:comments>',
        "word/document.xml": f'<w:document xmlns:w="{SPACE}"><w:body>{_paragraph([_run(about, italic=True)])}'
        f'{"".join(_body(text, found))}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>',
    }  # fmt: skip
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, STAMP), HEAD + content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _body(text: str, found: Sequence[PaperMark]) -> Iterator[str]:
    """Paragraphs and tables; lines with tabs that follow each other are one table."""
    at, index = 0, 0
    rows: list[str] = []
    for line in [*text.split("\n"), ""]:
        cells = []
        for cell in line.split("\t"):
            runs, index = _runs(text, at, at + len(cell), found, index)
            cells.append(runs)
            at += len(cell) + 1
        if len(cells) > 1:
            told = "".join(f"<w:tc><w:tcPr/>{_paragraph(runs)}</w:tc>" for runs in cells)
            rows.append(f"<w:tr>{told}</w:tr>")
            continue
        if rows:
            yield f"<w:tbl><w:tblPr>{BORDERS}</w:tblPr><w:tblGrid/>{''.join(rows)}</w:tbl>"
            rows = []
        yield _paragraph(cells[0])


SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
LINES = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in SIDES)
BORDERS = f"<w:tblBorders>{LINES}</w:tblBorders>"


def _paragraph(runs: Sequence[str]) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def _run(text: str, *, highlight: str = "", italic: bool = False) -> str:
    shape = (f'<w:highlight w:val="{highlight}"/>' if highlight else "") + ("<w:i/>" if italic else "")
    shape = f"<w:rPr>{shape}</w:rPr>" if shape else ""
    return f'<w:r>{shape}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""


def _runs(text: str, at: int, end: int, found: Sequence[PaperMark], index: int) -> tuple[list[str], int]:
    runs = []
    while index < len(found) and found[index].start < end:
        mark = found[index]
        runs.append(_run(text[at : max(at, mark.start)]))
        stop = min(mark.end, end)
        number = mark.number
        runs.append(f'<w:commentRangeStart w:id="{number}"/>')
        runs.append(_run(text[max(at, mark.start) : stop], highlight=HIGHLIGHTS[mark.verdict]))
        runs.append(f'<w:commentRangeEnd w:id="{number}"/><w:r><w:commentReference w:id="{number}"/></w:r>')
        at, index = max(at, stop), index + 1
    runs.append(_run(text[at:end]))
    return runs, index


def _comment(mark: PaperMark) -> str:
    lines = [f"{words.sign(mark.verdict)} {words.verdict(mark.verdict)}"]
    if mark.code:
        lines.append(words.figure(mark.code))
    if "value" in mark.figure:
        lines.append(_("From records: %(value)s, n = %(n)s, difference %(difference)s") % mark.figure)
    lines += [words.problem_says(each) for each in mark.problems]
    told = "".join(f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in lines)
    return f'<w:comment w:id="{mark.number}" w:author="SafeCommunity" w:initials="SC">{told}</w:comment>'
