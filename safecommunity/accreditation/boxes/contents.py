"""Which piece of evidence lies in which of the twelve boxes (elements of AQ/T 9001), and what a reader leaves out."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from safecommunity.accreditation.models import Evidence, Round
from safecommunity.accreditation.queries import rounds, sheets, uses
from safecommunity.accreditation.rights import Rights
from safecommunity.accreditation.standards import Element, Standard
from safecommunity.accreditation.standards.crosswalk import Crosswalk

BOXES = "aqt-9001"
REST = "0"  # what serves items of no element


@dataclass
class Entry:
    """One piece in one box; where it lies in an earlier box already, that one is named."""

    piece: Evidence
    number: int
    items: list[str] = field(default_factory=list)
    first: "Entry | None" = None
    box: str = ""


@dataclass
class Box:
    """One box: its element, the items of the round that belong to it, what lies in it, items nothing is there for."""

    number: str
    titles: dict[str, str]
    items: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    @property
    def bare(self) -> list[str]:
        """Items no piece is there for."""
        there = {item for entry in self.entries for item in entry.items}
        return [item for item in self.items if item not in there]


@dataclass(frozen=True)
class Contents:
    """All boxes, and how many pieces the reader may not open."""

    boxes: tuple[Box, ...]
    pieces: int
    left_out: int


def element_of(standard: Standard, walk: Crosswalk, item: str) -> str:
    """The number of the element an item belongs to, by the crosswalk; REST where it reaches none."""
    if standard.id == BOXES:
        return standard.element_of[item].id
    frame = walk.sheets[BOXES]
    numbers = {element.id for element in frame.elements}
    for sheet, name in sorted(walk.reach(standard.id, item)):
        if sheet == BOXES:
            return name if name in numbers else frame.element_of[name].id
    return REST


def contents(rights: Rights, one: Round) -> Contents:
    """The boxes of a round for a reader; a constant number of queries whatever it holds."""
    standard = sheets.of_sheet(one.sheet)
    force = sheets.in_force() | {standard.id: standard}
    walk = Crosswalk(force.values()) if standard.id != BOXES else None
    boxes = _boxes(force[BOXES].elements)
    where: dict[str, str] = {}
    for item in standard.items():
        where[item.id] = element_of(standard, walk, item.id) if walk else standard.element_of[item.id].id
        boxes[where[item.id]].items.append(item.id)
    used = (
        uses.of_round(one)
        .select_related("evidence__place")
        .order_by("evidence__happened_on", "evidence_id", "pk")
    )
    seen, closed, open_ = set(), set(), rounds.pieces_open(rights, one)
    by_piece: dict[int, tuple[Evidence, dict[str, list[str]]]] = {}
    for use in used:
        if not open_:
            closed.add(use.evidence_id)
            continue
        seen.add(use.evidence_id)
        _piece, places = by_piece.setdefault(use.evidence_id, (use.evidence, {}))
        items = places.setdefault(where.get(use.item, REST), [])
        if use.item not in items:
            items.append(use.item)
    _fill(boxes, by_piece.values())
    kept = tuple(box for number, box in boxes.items() if number != REST or box.entries or box.items)
    return Contents(kept, len(seen), len(closed))


def _boxes(elements: Iterable[Element]) -> dict[str, Box]:
    found = {one.id: Box(one.id, dict(one.title)) for one in elements}
    return found | {REST: Box(REST, {})}


def _fill(boxes: dict[str, Box], pieces: Iterable[tuple[Evidence, dict[str, list[str]]]]) -> None:
    """Lay every piece into its boxes in the order of days; it lies whole in the first, the others point there."""
    for piece, places in pieces:
        first: Entry | None = None
        for number in sorted(places, key=lambda name: (name == REST, int(name))):
            box = boxes[number]
            entry = Entry(piece, len(box.entries) + 1, places[number], first, number)
            box.entries.append(entry)
            first = first or entry
