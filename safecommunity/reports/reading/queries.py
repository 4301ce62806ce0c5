"""Papers and their marks as a reader may see them; a figure he may not read is left out and said."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from safecommunity.figures import choice
from safecommunity.figures.checker.queries import inside
from safecommunity.figures.checker.rights import Rights
from safecommunity.reports.models import Paper, PaperMark
from safecommunity.reports.reading import words

PART = 20_000  # signs of the marked copy on one page


def papers(rights: Rights) -> QuerySet[Paper]:
    """Those of the reader's places."""
    return Paper.objects.filter(place__in=inside(choice.reads(rights.reader))).defer("text")


def one(rights: Rights, pid: str) -> Paper | None:
    """One, if it is open to the reader."""
    found = Paper.objects.filter(place__in=inside(choice.reads(rights.reader)), pid=pid)
    return found.select_related("earlier").first()


def marks(rights: Rights, paper: Paper) -> QuerySet[PaperMark]:
    """Its numbers; what was compared with a figure the reader may not read is shown as hidden by `veiled`."""
    return PaperMark.objects.filter(paper=paper)


def mark(rights: Rights, paper: Paper, number: int) -> PaperMark | None:
    """One of its numbers."""
    found = PaperMark.objects.filter(paper=paper, number=number).first()
    return veiled(rights, [found])[0] if found is not None else None


def veiled(rights: Rights, found: list[PaperMark]) -> list[PaperMark]:
    """The same rows; where the figure is of a place the reader may not read, its value is left out."""
    readable: dict[str, bool] = {}
    for each in found:
        pid = each.figure.get("place", "")
        if pid and pid not in readable:
            readable[pid] = choice.may_read(rights.reader, pid)
        if pid and not readable[pid]:
            each.verdict, each.figure = PaperMark.Verdict.HIDDEN, {}
    return found


@dataclass(frozen=True)
class Piece:
    """A stretch of the text: plain, or one number."""

    text: str
    mark: PaperMark | None = None

    @property
    def says(self) -> str:
        """Verdict and what is wrong by itself, for who hears the page."""
        if self.mark is None:
            return ""
        told = [
            words.verdict(self.mark.verdict),
            words.problem(self.mark.problem) if self.mark.problem else "",
        ]
        return "，".join(one for one in told if one)


@dataclass(frozen=True)
class Line:
    """A paragraph, or a row of a table with its cells."""

    cells: tuple[tuple[Piece, ...], ...]

    @property
    def table(self) -> bool:
        """Whether it is a row."""
        return len(self.cells) > 1


def copy(rights: Rights, paper: Paper, part: int) -> tuple[list[list[Line]], int]:
    """(blocks of lines of one part of the marked copy, how many parts there are); rows of a table are one block."""
    bounds = _bounds(paper.text)
    part = min(max(part, 1), len(bounds))
    start, end = bounds[part - 1]
    found = veiled(
        rights, list(marks(rights, paper).filter(start__gte=start, start__lt=end).order_by("start"))
    )
    blocks: list[list[Line]] = []
    at, index = start, 0
    for text in paper.text[start:end].split("\n"):
        stop = at + len(text)
        cells = []
        for cell in text.split("\t"):
            cell_end = at + len(cell)
            pieces, index = _pieces(paper.text, at, cell_end, found, index)
            cells.append(tuple(pieces))
            at = cell_end + 1
        at = stop + 1
        line = Line(tuple(cells))
        if line.table and blocks and blocks[-1][0].table:
            blocks[-1].append(line)
        elif text.strip():
            blocks.append([line])
    return blocks, len(bounds)


def _pieces(text: str, at: int, end: int, found: list[PaperMark], index: int) -> tuple[list[Piece], int]:
    pieces: list[Piece] = []
    while index < len(found) and found[index].start < end:
        mark = found[index]
        if mark.start > at:
            pieces.append(Piece(text[at : mark.start]))
        stop = min(mark.end, end)
        if stop > max(at, mark.start):
            pieces.append(Piece(text[max(at, mark.start) : stop], mark))
        at, index = max(at, stop), index + 1
    if at < end:
        pieces.append(Piece(text[at:end]))
    return pieces, index


def _bounds(text: str) -> list[tuple[int, int]]:
    """Parts of about PART signs that end with a line."""
    bounds: list[tuple[int, int]] = []
    start = 0
    while start < len(text):
        end = min(start + PART, len(text))
        if end < len(text) and (line := text.rfind("\n", start + 1, end)) > start:
            end = line + 1
        bounds.append((start, end))
        start = end
    return bounds or [(0, 0)]


def history(rights: Rights, paper: Paper) -> list[Any]:
    """Every reading of the same text at this place, newest first."""
    same = papers(rights).filter(place=paper.place, sha256=paper.sha256)
    return list(same.order_by("-pk")[:50])
