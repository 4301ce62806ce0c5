"""A list on its way in: how it is to be read, what a batch of it says, and what is shown of its cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.injuries.importing import fields
from safecommunity.injuries.importing.reading import Row
from safecommunity.injuries.importing.values import Cell, text_of

SHOWN = 60
MASK = "•••"


@dataclass(frozen=True)
class Wrong:
    """Why a row is not taken."""

    row: int
    letter: str
    heading: str
    field: str
    came: str
    allowed: str
    fix: str = ""


@dataclass(frozen=True)
class Asked:
    """A question of the checks: the row is taken, a person may look again."""

    row: int
    rule: str
    message: str


@dataclass
class Batch:
    """Rows start … stop of a list, read."""

    start: int
    stop: int
    numbers: list[int]
    values: dict[str, list[Any]]
    keys: list[str]
    digests: list[str]
    good: list[int]
    """positions within the batch of rows that can be taken"""
    wrong: list[Wrong] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)
    """rows that stand in the list twice, word for word"""

    @property
    def rejected(self) -> int:
        return len(self.numbers) - len(self.good) - len(self.repeated)

    def turned_down(self, rows: Sequence[Row]) -> list[Row]:
        """Of the rows this was read from, those that cannot be taken."""
        bad = set(range(len(rows))) - set(self.good) - set(self.repeated) if self.rejected else ()
        return [rows[at] for at in sorted(bad)]


@dataclass(frozen=True)
class Plan:
    """How a list is read: fields by column, repairs, what a backfill declares."""

    names: tuple[str, ...]
    chosen: tuple[str, ...]
    skip: int
    repairs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)
    """corrections typed on the page: "row:field" → text"""
    binder: str = ""
    original_date: str = ""
    backfill: bool = False
    sheet: int = 0
    heading_rows: tuple[int, ...] = ()
    label: str = ""

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Plan":
        """From a run's plan."""
        plain = {name: data[name] for name in cls.__dataclass_fields__ if name in data}
        for name in ("names", "chosen", "heading_rows"):
            plain[name] = tuple(plain.get(name, ()))
        return cls(**plain)

    def as_data(self) -> dict[str, Any]:
        """For a run's plan."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


class Originals:
    """The list a reject workbook was made from: masked cells are filled again, and its good rows keep their numbers."""

    def __init__(self, run: str, known: Mapping[int, Mapping[str, Cell]], seen: Mapping[int, int]) -> None:
        self.run, self.known, self.seen = run, known, seen

    def restore(self, cells: dict[str, list[Cell]], keys: Sequence[Cell]) -> None:
        """Put the original cell where the mask still stands."""
        for name in fields.MASKED & set(cells):
            column = cells[name]
            for at, cell in enumerate(column):
                if isinstance(cell, str) and MASK in cell:
                    run, _colon, number = text_of(keys[at]).partition(":")
                    if run == self.run and number.isascii() and number.isdigit():
                        column[at] = self.known.get(int(number), {}).get(name, cell)


def masked(cell: Cell) -> str:
    """A secret as a reject workbook shows it: how it ends, not what it is."""
    text = text_of(cell)
    return f"{MASK}{text[-2:]}" if len(text) >= 5 else (MASK if text else "")


def shown(name: str, came: Cell) -> str:
    """What came, fit to be shown and kept; of a secret or a story only that something came."""
    text = "".join(ch if ch.isprintable() else "�" for ch in text_of(came))
    if name in fields.HIDDEN:
        return _("(%(length)s characters, not shown)") % {"length": len(text)} if text else ""
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
