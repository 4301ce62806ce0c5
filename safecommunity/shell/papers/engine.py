"""Makes the file of a paper, its charts drawn as each form takes them. Only the analysis process imports this."""

from safecommunity.shell import chart_engine
from safecommunity.shell.papers import pdf, sheet_word, word
from safecommunity.shell.papers.sheet import Sheets
from safecommunity.shell.papers.value import Chart, Paper

SCALE = 2.5  # of pictures in Word: 96 dots an inch are too coarse on paper


def made(paper: Paper | Sheets, form: str, *, dense: bool = False, marks: bool = False) -> bytes:
    """The paper or the forms as PDF or Word. Raises ValueError for a form or chart that cannot be read."""
    if form not in ("pdf", "docx"):
        raise ValueError(f"form of a paper: got {form!r}, allowed are pdf, docx")
    if isinstance(paper, Sheets):
        return pdf.sheets_pdf(paper) if form == "pdf" else sheet_word.word(paper)
    drawn = {at: chart_engine.svg(one.spec) for at, one in enumerate(paper.blocks) if isinstance(one, Chart)}
    if form == "pdf":
        return pdf.pdf(paper, drawn, dense=dense, marks=marks)
    pictures = {at: chart_engine.png(svg, SCALE) for at, svg in drawn.items()}
    return word.word(paper, pictures, dense=dense, marks=marks)
