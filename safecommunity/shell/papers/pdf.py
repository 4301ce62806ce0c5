"""A paper as PDF. The engine and its fonts are large: nothing of them is loaded before the first paper."""

import io
import json
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import segno

from safecommunity.shell.papers import numbering
from safecommunity.shell.papers.sheet import Sheets
from safecommunity.shell.papers.value import Chart, Paper, Signature
from safecommunity.shell.papers.words import day_text, heads

LAYOUT = Path(__file__).with_name("paper.typ")
SHEETS = Path(__file__).with_name("sheet.typ")
MASK = 3  # any of the eight masks of a code is read; trying them all takes most of the time of a thousand letters


@cache
def _fonts() -> Any:
    """Faces of ours only, so that the same paper looks the same on every machine."""
    import manimgx_fonts_cjk  # type: ignore[import-untyped]
    import pylopdf_fonts_zh_cn
    import typst

    folders = [Path(module.__file__ or "").parent for module in (manimgx_fonts_cjk, pylopdf_fonts_zh_cn)]
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder) for folder in folders])


def prepared(paper: Paper, drawings: dict[int, bytes], *, dense: bool, marks: bool) -> str:
    """What the layout reads: the paper's data with numbers of headings, days in words and drawings."""
    data = paper.as_data()
    blocks = []
    for at, (block, number) in enumerate(numbering.numbered(paper.blocks, paper.language)):
        one = data["blocks"][at]
        one["label"] = number
        if isinstance(block, Chart):
            one["svg"] = drawings[at].decode("utf-8")
            del one["spec"]
        if isinstance(block, Signature):
            one["day"] = day_text(block.on, paper.language) if block.on else ""
        blocks.append(one)
    data |= {
        "blocks": blocks, "dense": dense, "marks": marks, "heads": heads(paper), "checksum": paper.checksum(),
        "year": paper.on.year, "month": paper.on.month, "day": paper.on.day,
    }  # fmt: skip
    return json.dumps(data, ensure_ascii=False)


def pdf(paper: Paper, drawings: dict[int, bytes], *, dense: bool = False, marks: bool = False) -> bytes:
    """The paper as PDF, the same bytes for the same paper. `drawings`: SVG of its charts by place among the blocks."""
    return _laid(LAYOUT, {"paper": prepared(paper, drawings, dense=dense, marks=marks)}, paper.on)


def sheets_pdf(sheets: Sheets) -> bytes:
    """Forms as PDF, the same bytes for the same forms."""
    data = sheets.as_data()
    for one in data["sheets"]:
        one["svg"] = code_svg(one["code"]) if one["code"] else ""
    data |= {"year": sheets.on.year, "month": sheets.on.month, "day": sheets.on.day}
    return _laid(SHEETS, {"sheets": json.dumps(data, ensure_ascii=False)}, sheets.on)


def code_svg(address: str) -> str:
    """The code of an address as a drawing."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False, mask=MASK).save(
        drawn, kind="svg", xmldecl=False, omitsize=True, border=1
    )
    return drawn.getvalue().decode()


def _laid(layout: Path, told: dict[str, str], on: date) -> bytes:
    import typst

    found: bytes = typst.compile(
        layout.read_bytes(),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs=told,
        format="pdf",
        timestamp=datetime(on.year, on.month, on.day, 12, tzinfo=UTC),
    )
    return found
