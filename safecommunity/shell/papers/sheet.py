"""The value of sheets to write on: forms of an office, blank or filled, one after another in one file.

It is data through and through, as papers are. A grid is a table whose cells are a label or room to write in.
"""

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from safecommunity.shell.papers.value import LANGUAGES, PaperError


@dataclass(frozen=True, slots=True)
class Cell:
    """A label (`head`) or what is written; `tall` is the room kept free, in millimetres."""

    text: str = ""
    head: bool = False
    span: int = 1
    tall: float = 0.0
    centre: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells; `widths` are shares of the width. The first `heads` rows stand again on each page."""

    widths: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]
    heads: int = 0
    caption: str = ""

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows, 1):
            came = sum(cell.span for cell in row)
            if came != len(self.widths):
                raise PaperError(
                    f"grid {self.caption!r}, row {number}: got {came} columns, allowed are {len(self.widths)}"
                )


@dataclass(frozen=True, slots=True)
class Words:
    """Paragraphs: body, small notes, or a heading within the sheet."""

    texts: tuple[str, ...]
    kind: Literal["body", "note", "head"] = "body"


@dataclass(frozen=True, slots=True)
class Signs:
    """Lines to sign on, side by side, each under what is said of it; the day is asked for where `day` says how."""

    texts: tuple[str, ...]
    day: str = ""


@dataclass(frozen=True, slots=True)
class Cut:
    """Where the sheet is cut apart; the words stand on the line."""

    text: str


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows stands on a page of its own."""


Part = Grid | Words | Signs | Cut | NewPage
KINDS: dict[str, type[Any]] = {"grid": Grid, "words": Words, "signs": Signs, "cut": Cut, "page": NewPage}
NAMES = {kind: name for name, kind in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One form of one record. `code` is the address its code leads to; `says` stands under the code."""

    title: str
    parts: tuple[Part, ...]
    number: str = ""
    under: str = ""
    code: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True)
class Sheets:
    """Sheets of one print, each beginning on a page of its own. `across`: the page lies on its long side."""

    title: str
    language: str
    on: date
    sheets: tuple[Sheet, ...]
    across: bool = False
    strip: str = ""
    foot: str = ""

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise PaperError(f"language of sheets: got {self.language!r}, allowed are {', '.join(LANGUAGES)}")
        if not self.sheets:
            raise PaperError("sheets: got none, allowed are one or more")

    def as_data(self) -> dict[str, Any]:
        """The sheets as plain data: what JSON holds."""
        data = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "sheets"}
        return {**data, "on": self.on.isoformat(), "sheets": [_sheet_data(one) for one in self.sheets]}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Sheets":
        """The sheets that plain data describes. Raises PaperError, KeyError, TypeError for anything else."""
        given = {**data, "on": date.fromisoformat(data["on"])}
        given["sheets"] = tuple(_sheet_of(one) for one in data["sheets"])
        return cls(**given)


def _sheet_data(sheet: Sheet) -> dict[str, Any]:
    data = {name: getattr(sheet, name) for name in sheet.__dataclass_fields__ if name != "parts"}
    return {**data, "parts": [{"part": NAMES[type(one)], **dataclasses.asdict(one)} for one in sheet.parts]}


def _sheet_of(data: dict[str, Any]) -> Sheet:
    return Sheet(**{**data, "parts": tuple(_part_of(one) for one in data["parts"])})


def _part_of(data: dict[str, Any]) -> Part:
    given = dict(data)
    kind = KINDS[given.pop("part")]
    if kind is Grid:
        given["rows"] = tuple(tuple(Cell(**cell) for cell in row) for row in given["rows"])
        given["widths"] = tuple(given["widths"])
    elif kind in (Words, Signs):
        given["texts"] = tuple(given["texts"])
    made: Part = kind(**given)
    return made
