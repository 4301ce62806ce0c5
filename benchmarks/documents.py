"""A yearly report of thirty pages with 20 charts and 60 figures: how long each form takes, and the checker.

    python benchmarks/documents.py [turns]                     by default 3 turns, the median is printed

The report is a value like those the product composes (official layout, marks, appendix); its numbers are simulated.
Peer in the same run: the same content written by plain python-docx, the same pictures drawn before the clock starts.
The checker reads 20,000 characters of that report. Limits: .docx and .pdf 5 s, checker 2 s.
"""

import io
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from safecommunity.indicators.catalogue import CATALOGUE  # noqa: E402
from safecommunity.indicators.reading.document import read  # noqa: E402
from safecommunity.indicators.reading.linking import Linker  # noqa: E402
from safecommunity.indicators.reading.problems import problems  # noqa: E402
from safecommunity.shell import chart_engine, charts  # noqa: E402
from safecommunity.shell.papers import Block, Chart, Heading, Paper, Paragraph, Said, Source, Table, engine  # noqa: E402

CHARTS, FIGURES, CHARACTERS = 20, 60, 20_000
LINE = "加强重点场所安全巡查，推进老年人居家防跌倒改造，组织社区居民参加应急演练和安全知识培训，完善伤害监测报告制度。"
WORDS = {"contents": "目录", "appendix": "数字出处", "appendix_note": "定义与记录。", "checksum": "校验和",
         "number": "序号", "figure": "指标", "where": "地点与时期", "value": "数值", "n": "n",
         "key": "地址"}  # fmt: skip


def report() -> Paper:
    """The value: 20 sections, each with text, a chart, a table and three figures."""
    blocks: list[Block] = []
    for at in range(CHARTS):
        blocks.append(Heading(1, f"第 {at + 1} 项工作"))
        for n in range(3):
            number = at * 3 + n + 1
            text = f"本年登记居民伤害 {800 + number} 例，较上年有变化；{LINE * 4}共开展活动 "
            blocks.append(Paragraph((text, Said(f"{800 + number}", number), " 次。")))
        bars = [charts.Bar(f"原因 {n}", 300 - 11 * n - at) for n in range(10)]
        spec = charts.pareto(bars, "zh-hans", 620)
        blocks.append(Chart(spec, charts.in_words("伤害原因", bars), f"图 {at + 1} 伤害原因"))
        rows = tuple((f"示例社区 {n}", f"{30 + n}", f"{100 + at + n}.5") for n in range(8))
        blocks.append(Table(("社区", "伤害（例）", "发生率"), rows, f"表 {at + 1}", (False, True, True)))
    sources = tuple(
        Source(f"injury.count@1~demo~2026~{n}", "登记居民伤害", "示例街道", "2026 年", f"{800 + n} 例",
               f"n = {800 + n}", "757–870", "byar", 7, "登记的居民伤害")
        for n in range(1, FIGURES + 1)
    )  # fmt: skip
    return Paper(kind="yearly", title="示例街道年度安全报告（模拟）", language="zh-hans", blocks=tuple(blocks),
                 on=date(2026, 11, 28), contents=True, strip="模拟数据", sources=sources, words=WORDS)  # fmt: skip


def peer(paper: Paper, pictures: list[bytes]) -> bytes:
    """The same content by plain python-docx, as a script of an afternoon writes it."""
    from docx import Document
    from docx.shared import Mm

    file, drawn = Document(), iter(pictures)
    for block in paper.blocks:
        if isinstance(block, Heading):
            file.add_heading(block.text, block.level)
        elif isinstance(block, Paragraph):
            file.add_paragraph("".join(run if isinstance(run, str) else run.text for run in block.runs))
        elif isinstance(block, Chart):
            file.add_picture(io.BytesIO(next(drawn)), width=Mm(150))
        elif isinstance(block, Table):
            _rows(file, [block.columns, *block.rows])
    _rows(
        file,
        [(str(n), one.title, one.place, one.value, one.n, one.key) for n, one in enumerate(paper.sources, 1)],
    )
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _rows(file: Any, rows: list[Any]) -> None:
    table = file.add_table(len(rows), len(rows[0]))
    for row, cells in zip(rows, table.rows, strict=True):
        for text, cell in zip(row, cells.cells, strict=True):
            cell.text = text if isinstance(text, str) else text.text


def timed(do: Callable[[], Any], turns: int) -> tuple[float, float, Any]:
    """Seconds by the clock and of this processor, the middle of some turns, and what came of the last."""
    clock, own, made = [], [], None
    for _turn in range(turns):
        begun, busy = time.perf_counter(), time.process_time()
        made = do()
        clock.append(time.perf_counter() - begun)
        own.append(time.process_time() - busy)
    return statistics.median(clock), statistics.median(own), made


def pages(content: bytes) -> int:
    """Pages of a PDF."""
    from pypdf import PdfReader

    return len(PdfReader(io.BytesIO(content)).pages)


def main() -> None:
    """A line a form, one for the peer, one for the checker."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safecommunity.web.settings")
    django.setup()
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    paper = report()
    begun = time.perf_counter()
    engine.made(paper, "docx", marks=True)
    print(f"first file of a process {time.perf_counter() - begun:.2f} s")
    for form in ("docx", "pdf", "html", "xlsx"):
        clock, own, made = timed(lambda form=form: engine.made(paper, form, marks=True), turns)
        more = f", {pages(made)} pages" if form == "pdf" else ""
        print(f".{form:5} {clock:6.2f} s, processor {own:.2f} s, {len(made) >> 10} KB{more}")
    specs = [block.spec for block in paper.blocks if isinstance(block, Chart)]
    clock, own, pictures = timed(
        lambda: [chart_engine.png(chart_engine.svg(one), engine.SCALE) for one in specs], turns
    )
    print(f"of it drawing {len(specs)} charts as pictures {clock:.2f} s, processor {own:.2f} s")
    clock, own, made = timed(lambda: peer(paper, pictures), turns)
    print(f"plain python-docx, pictures given {clock:.2f} s, processor {own:.2f} s, {len(made) >> 10} KB")
    text = "".join(
        run if isinstance(run, str) else run.text
        for block in paper.blocks if isinstance(block, Paragraph) for run in block.runs
    )[:CHARACTERS]  # fmt: skip
    clock, own, found = timed(lambda: checked(text), turns)
    print(f"checker: {len(text):,} characters, {found} quantities, {clock:.2f} s, processor {own:.2f} s")


def checked(text: str) -> int:
    """Read, found wrong by itself, linked."""
    found, linker = read(text), Linker(CATALOGUE)
    problems(found)
    return len([linker.suggest(one) for one in found.quantities])


if __name__ == "__main__":
    main()
