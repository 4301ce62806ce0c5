"""Blocks of a paper with their names, and how a figure's value stands in one."""

from collections.abc import Iterator
from dataclasses import dataclass

from safecommunity.figures import registry
from safecommunity.indicators.figure import Figure
from safecommunity.shell.numbers import number, span
from safecommunity.shell.papers import Block, Heading, Paragraph, Signature


@dataclass(frozen=True)
class Named:
    """A block with its name, what it said before an author changed it, and numbers that no longer match."""

    name: str
    block: Block
    plain: str = ""
    edited: bool = False
    stale: tuple[str, ...] = ()
    free: str = ""  # what the author is asked to write here


def value_of(figure: Figure) -> str:
    """A figure's value as a paper prints it; a percentage with its sign; a dash where it cannot be told."""
    text = number(figure.value)
    return f"{text}%" if figure.definition.unit == "percent" and figure.value is not None else text


def interval_of(figure: Figure) -> str:
    """Its interval, or nothing."""
    return span(figure.lower, figure.upper) if figure.lower is not None else ""


def plain(block: Block) -> str:
    """The text of a paragraph; nothing for anything else."""
    if not isinstance(block, Paragraph):
        return ""
    return "".join(run if isinstance(run, str) else run.text for run in block.runs)


def without_bare_headings(blocks: list[Block]) -> Iterator[Block]:
    """Headings under which nothing stands are left out, the deepest first."""
    kept: list[Block] = []
    level = 0  # of the last heading kept behind this place; 0 where something else stands there
    stands = False
    for block in reversed(blocks):
        if isinstance(block, Heading):
            if not stands and level <= block.level:
                continue
            level, stands = block.level, False
        elif not isinstance(block, Signature):
            level, stands = 0, True
        kept.append(block)
    yield from reversed(kept)


def narrowed(figure: Figure) -> str:
    """What a figure is split to, in words of today's language; empty for a whole one."""
    label = registry.fact(figure.definition.fact).option_label
    return " · ".join(
        label(name, value) if label is not None and isinstance(value, int) else str(value)
        for name, value in figure.dimensions
    )
