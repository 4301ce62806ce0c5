"""Which row of a list holds the headings, and which column holds which field."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from safecommunity.injuries.importing import fields
from safecommunity.injuries.importing.reading import Row
from safecommunity.injuries.importing.values import Cell, text_of

LOOKED_AT = 8
BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
NUMBERED = re.compile(r"^\s*\d{1,2}\s*[.、)）:：]?\s*")
LONGEST = 60


@dataclass(frozen=True)
class Heads:
    """The headings of a list."""

    skip: int
    """rows before the first record, of those that are not empty"""
    rows: tuple[int, ...]
    """where they stand, as a spreadsheet counts; two where merged cells made two rows of headings"""
    names: tuple[str, ...]


def field_of(heading: str) -> str:
    """The field a heading names for certain; "" for others."""
    known = fields.headings()
    for text in (heading, BRACKETS.sub("", heading), NUMBERED.sub("", BRACKETS.sub("", heading))):
        if found := known.get(fields.same(text)):
            return found
    return ""


def find_heads(top: Sequence[Row], wanted: int = 0) -> Heads:
    """The headings among the first rows: the row with most known words, with one below it where cells were merged.

    `wanted` is the row a person chose, as a spreadsheet counts; without known words the first row is taken.
    """
    if not top:
        return Heads(0, (), ())
    scores = [sum(bool(field_of(text_of(cell))) for cell in cells) for _number, cells in top[:LOOKED_AT]]
    chosen = next((at for at, (number, _cells) in enumerate(top) if number == wanted), None)
    at = scores.index(max(scores)) if chosen is None else chosen
    number, cells = top[at]
    names = _names(cells)
    if chosen is None and at > 0 and _is_upper(top[at - 1][1], cells, scores[at - 1]):
        # the upper row of two: its merged cells reach down where the lower row is blank
        upper = _names(top[at - 1][1])
        wide = max(len(upper), len(names))
        both = zip(_padded(upper, wide), _padded(names, wide), strict=True)
        return Heads(at + 1, (top[at - 1][0], number), tuple(low or high for high, low in both))
    if (
        chosen is None
        and at + 1 < len(top)
        and scores[at + 1] >= 2
        and _is_upper(cells, top[at + 1][1], scores[at])
    ):
        lower = _names(top[at + 1][1])
        wide = max(len(lower), len(names))
        both = zip(_padded(names, wide), _padded(lower, wide), strict=True)
        return Heads(at + 2, (number, top[at + 1][0]), tuple(low or high for high, low in both))
    return Heads(at + 1, (number,), names)


def _is_upper(upper: Sequence[Cell], lower: Sequence[Cell], score: int) -> bool:
    """Whether a row above belongs to the headings: known words stand where the row below is blank."""
    below = _names(lower)
    reaching = [
        name
        for column, name in enumerate(_names(upper))
        if name and not (column < len(below) and below[column])
    ]
    return score > 0 and any(field_of(name) for name in reaching)


def _names(cells: Sequence[Cell]) -> tuple[str, ...]:
    names = [" ".join(text_of(cell).split())[:LONGEST] for cell in cells]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _padded(names: Sequence[str], wide: int) -> list[str]:
    return [*names, *[""] * (wide - len(names))]


def guess(names: Sequence[str], remembered: Mapping[str, str] | None = None) -> list[str]:
    """A field for each column, each field once: as remembered by heading, else as its heading says; "" for none."""
    known = fields.fields()
    found = [""] * len(names)
    taken: set[str] = set()
    for source in ({fields.same(k): v for k, v in (remembered or {}).items()}, None):
        for column, name in enumerate(names):
            if found[column] or not name:
                continue
            says = field_of(name) if source is None else source.get(fields.same(name), "")
            if source is None and remembered and fields.same(name) in {fields.same(k) for k in remembered}:
                continue  # the person decided about this heading before
            if says in known and says not in taken:
                found[column] = says
                taken.add(says)
    return found


def special(names: Sequence[str]) -> dict[str, int]:
    """Columns our own reject workbooks carry."""
    return {name: column for column, name in enumerate(names) if name in (fields.ROW_KEY, fields.REMARKS)}


def as_mapping(names: Sequence[str], chosen: Sequence[str]) -> dict[str, str]:
    """What to remember: heading → field, also for headings that are not used."""
    return {
        name: field
        for name, field in zip(names, chosen, strict=True)
        if name and name not in (fields.ROW_KEY, fields.REMARKS)
    }


def problems(chosen: Sequence[str]) -> dict[str, Any]:
    """What a choice of columns lacks: needed fields missing, fields chosen twice."""
    twice = sorted({one for one in chosen if one and chosen.count(one) > 1})
    return {"missing": [one for one in fields.NEEDED if one not in chosen], "twice": twice}
