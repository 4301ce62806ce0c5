"""A paper as one page that needs nothing else: it opens from a stick, on a phone, and prints. There is no script in it;
a number opens what it is by the browser's own means."""

from collections.abc import Iterator
from html import escape
from importlib import resources

from safecommunity.shell.papers.numbering import numbered
from safecommunity.shell.papers.value import (
    Block,
    Chart,
    Heading,
    Paper,
    Paragraph,
    Run,
    Signature,
    Source,
    Table,
)
from safecommunity.shell.papers.words import day_text, heads

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def page(paper: Paper, drawings: dict[int, bytes], *, dense: bool = False, marks: bool = False) -> bytes:
    """The paper as .html, the same bytes for the same paper. `drawings`: SVG of its charts by their blocks."""
    return "".join(_Page(paper, drawings, dense, marks).written()).encode("utf-8")


class _Page:
    """Writes one paper as one page."""

    def __init__(self, paper: Paper, drawings: dict[int, bytes], dense: bool, marks: bool) -> None:
        self.paper, self.drawings, self.dense, self.marks = paper, drawings, dense, marks

    def written(self) -> Iterator[str]:
        """Head, blocks, appendix."""
        paper = self.paper
        style = resources.files("safecommunity.shell.papers").joinpath("page.css").read_text(encoding="utf-8")
        lang = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}.get(paper.language, "en")
        yield (
            f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8">'
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{escape(paper.title)}</title><style>\n{style}</style></head>"
            f"<body{' class=dense' if self.dense else ''}>\n"
        )
        if paper.strip:
            yield f'<p class="strip">{escape(paper.strip)}</p>\n'
        yield from self._head()
        if paper.contents:
            yield from self._contents()
        yield "<main>\n"
        for at, (block, number) in enumerate(numbered(paper.blocks, paper.language)):
            yield from self._block(block, number, at)
        yield "</main>\n"
        if paper.sources:
            yield from self._appendix()
        yield "</body></html>\n"

    def _head(self) -> Iterator[str]:
        paper = self.paper
        yield "<header>"
        if paper.secrecy:
            yield f'<p class="secrecy">{escape(paper.secrecy)}</p>'
        if paper.number:
            yield f'<p class="number">{escape(paper.number)}</p>'
        yield f"<h1>{escape(paper.title)}</h1>"
        for one in (paper.subtitle, paper.issuer):
            if one:
                yield f'<p class="under">{escape(one)}</p>'
        yield "</header>\n"

    def _contents(self) -> Iterator[str]:
        yield f'<nav><p class="nav">{escape(self.paper.words.get("contents", ""))}</p><ul>'
        for at, (block, number) in enumerate(numbered(self.paper.blocks, self.paper.language)):
            if isinstance(block, Heading) and block.level <= 2:
                yield f'<li class="l{block.level}"><a href="#b{at}">{escape(number + block.text)}</a></li>'
        yield "</ul></nav>\n"

    def _block(self, block: Block, number: str, at: int) -> Iterator[str]:
        if isinstance(block, Heading):
            level = min(block.level + 1, 6)
            yield f'<h{level} id="b{at}">{escape(number + block.text)}</h{level}>\n'
        elif isinstance(block, Paragraph):
            yield f'<div class="{block.kind}">{"".join(map(self._run, block.runs))}</div>\n'
        elif isinstance(block, Table):
            yield from self._table(block)
        elif isinstance(block, Chart):
            yield from self._chart(block, at)
        elif isinstance(block, Signature):
            day = day_text(block.on, self.paper.language) if block.on else ""
            yield f'<p class="sign">{escape(block.who)}<br>{escape(day)}</p>\n'

    def _run(self, run: Run) -> str:
        if isinstance(run, str):
            return escape(run)
        if not run.source:
            return f'<span class="own {escape(run.mark)}">{escape(run.text)}</span>'
        source = self.paper.sources[run.source - 1]
        mark = f'<sup><a href="#s{run.source}">{run.source}</a></sup>' if self.marks else ""
        return (
            f'<details class="num"><summary title="{escape(_short(source))}">{escape(run.text)}</summary>'
            f"<span>{self._told(source)}</span></details>{mark}"
        )

    def _told(self, source: Source) -> str:
        """What a number is: definition, scope, period, value with interval, n, method, address."""
        words = self.paper.words
        lines = (
            ("", source.title), (words.get("counts", ""), source.counts),
            (words.get("where", ""), f"{source.place} {source.period}"),
            (words.get("value", ""), source.value), (words.get("interval", ""), source.interval),
            (words.get("n", ""), source.n), (words.get("method", ""), source.method),
            (words.get("key", ""), f"{source.key} #{source.seq}"),
        )  # fmt: skip
        return "".join(
            f"<span>{f'<b>{escape(label)}</b> ' if label else ''}{escape(text)}</span>"
            for label, text in lines
            if text
        )

    def _table(self, table: Table) -> Iterator[str]:
        numeric = table.numeric or (False,) * len(table.columns)
        label = escape(table.caption or self.paper.title)
        yield f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table>'
        if table.caption:
            yield f"<caption>{escape(table.caption)}</caption>"
        yield "<thead><tr>"
        for text, far in zip(table.columns, numeric, strict=True):
            yield f'<th scope="col"{" class=far" if far else ""}>{escape(text)}</th>'
        yield "</tr></thead><tbody>\n"
        for row in table.rows:
            yield "<tr>"
            for cell, far in zip(row, numeric, strict=True):
                yield f"<td{' class=far' if far else ''}>{self._run(cell)}</td>"
            yield "</tr>\n"
        yield "</tbody></table></div>\n"
        if table.note:
            yield f'<p class="note">{escape(table.note)}</p>\n'

    def _chart(self, block: Chart, at: int) -> Iterator[str]:
        yield f"<figure><figcaption>{escape(block.caption)}</figcaption>"
        yield f'<div role="img" aria-label="{escape(block.words)}"><div aria-hidden="true">'
        yield f"{self.drawings[at].decode('utf-8')}</div></div>"
        yield f'<p class="note">{escape(block.words)}</p></figure>\n'

    def _appendix(self) -> Iterator[str]:
        paper, words = self.paper, self.paper.words
        number, figure, where, value, n, key = heads(paper)
        yield f'<section class="sources"><h2 id="sources">{escape(words.get("appendix", ""))}</h2>'
        yield f'<p class="note">{escape(words.get("appendix_note", ""))}</p>'
        yield '<div class="scroll" tabindex="0" role="region" aria-labelledby="sources"><table><thead><tr>'
        for text in (number, figure, where, value, n, key):
            yield f'<th scope="col">{escape(text)}</th>'
        yield "</tr></thead><tbody>\n"
        for at, one in enumerate(paper.sources, 1):
            counts = f"<br><small>{escape(one.counts)}</small>" if one.counts else ""
            spread = f"<br>{escape(one.interval)}" if one.interval else ""
            method = f"<br><small>{escape(one.method)}</small>" if one.method else ""
            yield (
                f'<tr id="s{at}"><td class="far">{at}</td><td>{escape(one.title)}{counts}</td>'
                f"<td>{escape(one.place)}<br>{escape(one.period)}</td><td>{escape(one.value)}{spread}</td>"
                f"<td>{escape(one.n)}{method}</td><td><small>{escape(one.key)} #{one.seq}</small></td></tr>\n"
            )
        yield "</tbody></table></div>"
        yield f'<p class="sum">{escape(words.get("checksum", ""))} {paper.checksum()}</p></section>\n'


def _short(source: Source) -> str:
    told = (source.title, source.place, source.period, source.n, source.interval)
    return " · ".join(one for one in told if one)
