"""Makes the file of a paper, its charts drawn as each form takes them. Only the analysis process imports this."""

from collections.abc import Mapping
from typing import Any

from safecommunity.shell import chart_engine
from safecommunity.shell.papers import page, pdf, sheet_word, word, workbook
from safecommunity.shell.papers.own import running
from safecommunity.shell.papers.sheet import Sheets
from safecommunity.shell.papers.value import Chart, Paper

SCALE = 2.2  # of pictures in Word: 222 dots an inch, as Word itself keeps pictures for print


def made(
    paper: Paper | Sheets,
    form: str,
    *,
    dense: bool = False,
    marks: bool = False,
    own: Mapping[str, Any] | None = None,
) -> bytes:
    """The paper as PDF, Word, page or workbook, or forms to write on as PDF or Word; a Word file in an office's own
    template where one is given.

    Raises ValueError for a form or chart that cannot be read, FaultyError for a template that cannot be filled.
    """
    if isinstance(paper, Sheets):
        if form not in ("pdf", "docx"):
            raise ValueError(f"form of forms to write on: got {form!r}, allowed are pdf, docx")
        return pdf.sheets_pdf(paper) if form == "pdf" else sheet_word.word(paper)
    if form == "xlsx":
        return workbook.workbook(paper)
    if form not in ("pdf", "docx", "html"):
        raise ValueError(f"form of a paper: got {form!r}, allowed are pdf, docx, html, xlsx")
    drawn = {at: chart_engine.svg(one.spec) for at, one in enumerate(paper.blocks) if isinstance(one, Chart)}
    if form == "pdf":
        return pdf.pdf(paper, drawn, dense=dense, marks=marks)
    if form == "html":
        return page.page(paper, drawn, dense=dense, marks=marks)
    pictures = {at: chart_engine.png(svg, SCALE) for at, svg in drawn.items()}
    if own is not None:
        return running.filled(paper, pictures, own, dense=dense)
    return word.word(paper, pictures, dense=dense, marks=marks)
