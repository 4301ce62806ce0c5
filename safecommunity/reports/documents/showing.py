"""A paper as a page: blocks ready for the template, with links from numbers to their records."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from safecommunity.reports.documents.composing import Named
from safecommunity.shell import charts
from safecommunity.shell.charts import NoRenderer
from safecommunity.shell.papers import Block, Chart, Heading, Paper, Paragraph, Run, Signature, Source, Table
from safecommunity.shell.papers.numbering import numbered
from safecommunity.shell.papers.words import day_text

KINDS = {Heading: "heading", Paragraph: "paragraph", Table: "table", Chart: "chart", Signature: "signature"}


@dataclass(frozen=True)
class Shown:
    """One block as the template shows it."""

    name: str
    kind: str
    level: int = 0
    text: str = ""
    style: str = ""
    runs: tuple[dict[str, Any], ...] = ()
    rows: tuple[tuple[dict[str, Any], ...], ...] = ()
    columns: tuple[tuple[str, bool], ...] = ()
    picture: str = ""
    caption: str = ""
    words: bool = False  # whether an author may write here
    edited: bool = False
    stale: tuple[str, ...] = ()
    free: bool = False


def of_paper(paper: Paper) -> list[Shown]:
    """A paper without an author: a final one."""
    return of_blocks([Named(str(at), block) for at, block in enumerate(paper.blocks)], paper)


def of_blocks(blocks: list[Named], paper: Paper) -> list[Shown]:
    """The blocks of a draft, each with what its author may do."""
    numbers = [number for _block, number in numbered([one.block for one in blocks], paper.language)]
    return [_shown(one, number, paper) for one, number in zip(blocks, numbers, strict=True)]


def _shown(one: Named, number: str, paper: Paper) -> Shown:
    block: Block = one.block
    kind = KINDS[type(block)]
    if isinstance(block, Heading):
        # the page's own title is h1
        return Shown(one.name, kind, level=min(block.level + 1, 6), text=number + block.text)
    if isinstance(block, Paragraph):
        runs = tuple(_run(run, paper) for run in block.runs)
        return Shown(one.name, kind, style=block.kind, runs=runs, words=bool(one.plain or one.free),
                     edited=one.edited, stale=one.stale, free=bool(one.free) and not one.edited)  # fmt: skip
    if isinstance(block, Table):
        numeric = block.numeric or (False,) * len(block.columns)
        rows = tuple(
            tuple({**_run(cell, paper), "num": far} for cell, far in zip(row, numeric, strict=True))
            for row in block.rows
        )
        return Shown(one.name, kind, rows=rows, columns=tuple(zip(block.columns, numeric, strict=True)),
                     caption=block.caption, text=block.note)  # fmt: skip
    if isinstance(block, Chart):
        try:
            picture = charts.render_svg(block.spec).decode("utf-8")
        except NoRenderer:
            picture = ""
        return Shown(one.name, kind, picture=picture, text=block.words, caption=block.caption)
    return Shown(
        one.name, kind, text=block.who, caption=day_text(block.on, paper.language) if block.on else ""
    )


def _run(run: Run, paper: Paper) -> dict[str, Any]:
    if isinstance(run, str):
        return {"text": run}
    if not run.source:
        return {"text": run.text, "mark": run.mark}
    source = paper.sources[run.source - 1]
    short = " · ".join(
        one for one in (source.title, source.place, source.period, source.n, source.interval) if one
    )
    return {"text": run.text, "number": run.source, "url": f"/figures/{source.key}/", "told": short,
            "lines": _lines(source)}  # fmt: skip


def _lines(source: Source) -> list[tuple[str, str]]:
    """What a number is, line by line: definition, scope, period, value, interval, n, state of the records."""
    lines = (
        (_("What is counted"), source.counts), (_("Place"), source.place), (_("Period"), source.period),
        (_("Value"), source.value), (_("Interval of 95 percent"), source.interval), (_("Records"), source.n),
        (_("Method"), source.method), (_("Counted at change"), f"{source.seq}" if source.seq else ""),
    )  # fmt: skip
    return [(label, text) for label, text in lines if text]


def disposition(name: str, plain: str) -> str:
    """A download's name in any script, with a plain one for old programs."""
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
