"""Makes the file of a paper, its charts drawn as each form takes them. Only the analysis process imports this."""

from safecommunity.shell import chart_engine
from safecommunity.shell.papers import pdf, word
from safecommunity.shell.papers.value import Chart, Paper

SCALE = 2.5  # of pictures in Word: 96 dots an inch are too coarse on paper


def made(paper: Paper, form: str, *, dense: bool, marks: bool) -> bytes:
    """The paper as PDF or Word. Raises ValueError for a form or chart that cannot be read."""
    drawn = {at: chart_engine.svg(one.spec) for at, one in enumerate(paper.blocks) if isinstance(one, Chart)}
    if form == "pdf":
        return pdf.pdf(paper, drawn, dense=dense, marks=marks)
    if form == "docx":
        pictures = {at: chart_engine.png(svg, SCALE) for at, svg in drawn.items()}
        return word.word(paper, pictures, dense=dense, marks=marks)
    raise ValueError(f"form of a paper: got {form!r}, allowed are pdf, docx")
