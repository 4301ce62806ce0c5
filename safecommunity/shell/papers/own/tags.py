"""Placeholders as they stand in a template: found paragraph by paragraph, so that a fault names its place.

What may stand in one is short: a name, a name with one of its properties, a loop over rows or lines, a condition on
whether there is anything. There are no calls, no arithmetic, no filters.
"""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from safecommunity.shell.papers.own.faults import Fault, Spot

FIGURE = ("value", "n", "interval", "unit", "title", "place", "period")
COLUMNS = tuple(f"c{n}" for n in range(1, 31))
INLINE, BLOCK, LOOP = "inline", "block", "loop"
# kind of a field: how it may stand by itself, then what each of its properties is
SHAPES: dict[str, tuple[str, dict[str, str]]] = {
    "text": (INLINE, {}),
    "figure": (INLINE, dict.fromkeys(FIGURE, INLINE)),
    "part": (BLOCK, {"text": INLINE, "rows": "row", "lines": "line"}),
    "section": (BLOCK, {"heading": INLINE}),
    "row": ("", dict.fromkeys(COLUMNS, INLINE)),
    "line": (INLINE, {}),
}
LOOPS = ("row", "line")
MOST_TAGS, MOST_DEPTH, MOST_LOOPS = 3000, 6, 2
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
LOOSE = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
NAME = re.compile(r"([A-Za-z_]\w*)(?:\.([A-Za-z_]\w*))?")
FOR = re.compile(r"for\s+([A-Za-z_]\w*)\s+in\s+(\S+)")
IF = re.compile(r"(?:el)?if\s+(?:not\s+)?(\S+)")
PREFIX = re.compile(r"(p|tr|tc|r)\s+")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True)
class Tag:
    """One placeholder: as written, what stands in it, its prefix, its place; `alone` in its paragraph."""

    text: str
    inner: str
    prefix: str
    spot: Spot
    alone: bool
    boxed: bool = False


@dataclass
class Found:
    """Placeholders of a template in their order, with what was wrong while looking for them."""

    tags: list[Tag] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def found_in(parts: Mapping[str, Any]) -> Found:
    """Placeholders of parts (`body`, `header`, `footer`, `footnotes`) by their XML trees."""
    made = Found()
    for part, tree in parts.items():
        for text, spot, boxed in _paragraphs(tree, part.partition(" ")[0]):
            rest = TAG.sub("", text)
            if loose := LOOSE.search(rest):
                made.faults.append(Fault("open", loose.group() + rest[loose.end() :][:30], spot))
            for match in TAG.finditer(text):
                if match.group().startswith("{#"):
                    continue
                inner = match.group()[2:-2].strip().strip("-").strip()
                prefix = PREFIX.match(inner)
                made.tags.append(Tag(
                    match.group(), inner[prefix.end() :] if prefix else inner, prefix.group(1) if prefix else "", spot,
                    text.strip() == match.group(), boxed,
                ))  # fmt: skip
    if len(made.tags) > MOST_TAGS:
        made.faults.append(Fault("many", str(len(made.tags))))
    return made


def _paragraphs(tree: Any, part: str) -> Iterator[tuple[str, Spot, bool]]:
    """Paragraphs in their order with their places."""
    page, number, tables = 1, 0, 0
    broke = any(True for _one in tree.iter(f"{W}lastRenderedPageBreak"))
    seen: dict[Any, int] = {}
    for one in tree.iter(f"{W}p", f"{W}tbl"):
        if one.tag == f"{W}tbl":
            tables += 1
            seen[one] = tables
            continue
        table, row, cell = _cell(one, seen)
        number += not table
        text = "".join(_own(one))
        page += sum(1 for _break in one.iter(f"{W}lastRenderedPageBreak"))
        boxed = any(above.tag == f"{W}txbxContent" for above in one.iterancestors())
        spot = Spot(part, page if broke else 0, 0 if table else number, table, row, cell, text.strip()[:40])
        yield text, spot, boxed


def _own(paragraph: Any) -> Iterator[str]:
    """Texts of a paragraph, without those of a box that hangs on it."""
    for one in paragraph.iter(f"{W}t", f"{W}br", f"{W}tab"):
        above = next((up for up in one.iterancestors(f"{W}p")), None)
        if above is paragraph:
            yield (one.text or "") if one.tag == f"{W}t" else " "


def _cell(paragraph: Any, seen: Mapping[Any, int]) -> tuple[int, int, int]:
    cell = next(paragraph.iterancestors(f"{W}tc"), None)
    if cell is None:
        return 0, 0, 0
    row, table = next(cell.iterancestors(f"{W}tr"), None), next(cell.iterancestors(f"{W}tbl"), None)
    rows = list(table.iter(f"{W}tr")) if table is not None else []
    cells = list(row.iter(f"{W}tc")) if row is not None else []
    at = rows.index(row) + 1 if row in rows else 0
    return seen.get(table, 0), at, cells.index(cell) + 1 if cell in cells else 0


class Check:
    """Reads placeholders in their order against the fields there are (`name: kind`)."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = fields
        self.open: list[tuple[str, Tag, dict[str, str]]] = []
        self.faults: list[Fault] = []
        self.used: dict[str, None] = {}

    def read(self, found: Found) -> None:
        """Every placeholder; then nothing may be left open."""
        self.faults += found.faults
        part = ""
        for tag in found.tags:
            if tag.spot.part != part:
                self._close()
                part = tag.spot.part
            if tag.text.startswith("{{"):
                self._value(tag)
            else:
                self._word(tag)
        self._close()

    def _close(self) -> None:
        self.faults += [Fault("unended", tag.text, tag.spot) for _word, tag, _names in self.open]
        self.open = []

    def _known(self) -> dict[str, str]:
        known = dict(self.fields)
        for _word, _tag, names in self.open:
            known |= names
        return known

    def _shape(self, told: str, tag: Tag) -> str:
        """What a name, or a property of one, is; nothing (and a fault) where there is no such thing."""
        match = NAME.fullmatch(told)
        if match is None:
            self.faults.append(Fault("not_allowed", tag.text[:120], tag.spot))
            return ""
        name, prop = match.groups()
        known = self._known()
        if name not in known:
            near = difflib.get_close_matches(name, list(known), 3, 0.5)
            self.faults.append(Fault("unknown", told, tag.spot, tuple(near)))
            return ""
        if name in self.fields:
            self.used[name] = None
        itself, props = SHAPES[known[name]]
        if prop is None:
            return itself or self._fault("property", tag, tuple(f"{name}.{one}" for one in list(props)[:7]))
        if prop not in props:
            near = difflib.get_close_matches(prop, list(props), 3, 0.0) or list(props)[:3]
            return self._fault("property", tag, tuple(f"{name}.{one}" for one in near))
        return props[prop]

    def _fault(self, what: str, tag: Tag, near: tuple[str, ...] = ()) -> str:
        self.faults.append(Fault(what, tag.text[:120], tag.spot, near))
        return ""

    def _value(self, tag: Tag) -> None:
        shape = self._shape(tag.inner, tag)
        if shape == BLOCK and (tag.prefix != "p" or not tag.alone):
            self._fault("alone", tag, (f"{{{{p {tag.inner} }}}}",))
        elif shape == BLOCK and (tag.spot.part != "body" or tag.boxed):
            self._fault("body_only", tag)
        elif shape == INLINE and tag.prefix not in ("", "r"):
            self._fault("inline", tag, (f"{{{{ {tag.inner} }}}}",))
        elif shape in LOOPS:
            self._fault("loop", tag, (f"{{% for x in {tag.inner} %}}",))

    def _word(self, tag: Tag) -> None:
        if looped := FOR.fullmatch(tag.inner):
            item = self._shape(looped.group(2), tag)
            if item and item not in LOOPS:
                self._fault("loop", tag)
            loops = sum(word == "for" for word, _tag, _names in self.open)
            if loops >= MOST_LOOPS or len(self.open) >= MOST_DEPTH:
                self._fault("deep", tag)
            if looped.group(1) in self.fields:
                self._fault("taken", tag)
            self.open.append(("for", tag, {looped.group(1): item if item in LOOPS else "line"}))
        elif asked := IF.fullmatch(tag.inner):
            self._shape(asked.group(1), tag)
            if tag.inner.startswith("el"):
                self._inside("if", tag)
            else:
                self.open.append(("if", tag, {}))
        elif tag.inner == "else":
            self._inside("if", tag)
        elif tag.inner in ("endif", "endfor"):
            if self._inside(tag.inner[3:], tag):
                self.open.pop()
        else:
            self._fault("not_allowed", tag)

    def _inside(self, word: str, tag: Tag) -> bool:
        inside = bool(self.open) and self.open[-1][0] == word
        if not inside:
            self._fault("unbegun", tag)
        return inside
