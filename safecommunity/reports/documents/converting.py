"""Papers in traditional characters: converted with Taiwan's words (s2twp), terms checked by `frame.yaml`."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

from safecommunity.shell.papers import Block, Paper, Paragraph, Said, Source, Table
from safecommunity.shell.papers.converting import traditional_text

KEPT = ("key", "rows", "language", "kind", "block", "mark")  # not words


def traditional(paper: Paper) -> Paper:
    """The paper in traditional characters, Taiwan's words; 社區 stays 社區."""

    def changed(value: Any, name: str = "") -> Any:
        if isinstance(value, str):
            return value if name in KEPT else traditional_text(value)
        if isinstance(value, dict):
            return {key: changed(one, key) for key, one in value.items()}
        if isinstance(value, list):
            # the rows of a table are words, where a source's records open is an address
            return [changed(one, "" if name == "rows" else name) for one in value]
        return value

    held = json.loads(json.dumps(paper.as_data()))
    return Paper.from_data({**changed(held), "words": paper.words, "on": held["on"]})


def turned(block: Block) -> Block:
    """One block in traditional characters."""
    carrier = Paper("", "", "zh-hant", (), date(2000, 1, 1), sources=())
    held = [run for run in block.runs if isinstance(run, Said)] if isinstance(block, Paragraph) else []
    most = max((run.source for run in held), default=0)
    if isinstance(block, Table):
        most = max((cell.source for row in block.rows for cell in row if isinstance(cell, Said)), default=0)
    sources = tuple(Source("", "", "", "", "") for _n in range(most))
    return traditional(replace(carrier, blocks=(block,), sources=sources)).blocks[0]
