"""The value of a paper. It is data through and through: it is stored as JSON, read again, and sums up to a checksum."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal

LANGUAGES = ("zh-hans", "zh-hant", "en")
MOST_LEVELS = 4


class PaperError(ValueError):
    """A paper that cannot be: the text says what came and what is allowed."""


@dataclass(frozen=True, slots=True)
class Said:
    """A number within a text. `source` counts in the paper's sources from 1; 0 is a number of the paper itself."""

    text: str
    source: int = 0
    mark: str = ""  # what the text is set off by: "claim" (on paper only), "none" (no records), "differs"


Run = str | Said


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 4; its number is not part of the text."""

    level: int
    text: str
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. `kind`: body (two characters in), plain, note (small), item (a line of a list)."""

    runs: tuple[Run, ...]
    kind: Literal["body", "plain", "note", "item"] = "body"


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `numeric` columns stand right. Every row has as many cells as there are columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Run, ...], ...]
    caption: str = ""
    numeric: tuple[bool, ...] = ()
    widths: tuple[float, ...] = ()  # shares of the width
    note: str = ""

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise PaperError(
                    f"table {self.caption!r}, row {number}: got {len(row)} cells, allowed are {len(self.columns)}"
                )
        for name, shares in (("numeric", self.numeric), ("widths", self.widths)):
            if shares and len(shares) != len(self.columns):
                raise PaperError(
                    f"table {self.caption!r}: {name} names {len(shares)} columns, there are {len(self.columns)}"
                )


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing: its specification (Vega-Lite), drawn once for all forms of the paper, and the same in words."""

    spec: dict[str, Any] = field(hash=False)
    words: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs, and the day; room for the seal stays free."""

    who: str
    on: date | None = None


Block = Heading | Paragraph | Table | Chart | Signature
KINDS: dict[str, type[Any]] = {
    "heading": Heading, "paragraph": Paragraph, "table": Table, "chart": Chart, "signature": Signature,
}  # fmt: skip
NAMES = {kind: name for name, kind in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number comes from: the line of the figures' appendix."""

    key: str
    title: str
    place: str
    period: str
    value: str
    n: str = ""
    interval: str = ""
    method: str = ""
    seq: int = 0
    counts: str = ""
    rows: str = ""  # where the records open, within the product


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper, whatever it is printed as.

    issuer: the body whose paper it is, red on top where `red`; number: 文号; secrecy: 密级; strip: what is to be
    said over every page (draft; simulated). `numbers`: plain, as official papers print them, with n and interval in
    the appendix; inline, with n and interval where they stand.
    """

    kind: str
    title: str
    language: str
    blocks: tuple[Block, ...]
    on: date
    issuer: str = ""
    number: str = ""
    secrecy: str = ""
    subtitle: str = ""
    red: bool = False
    contents: bool = False
    strip: str = ""
    sources: tuple[Source, ...] = ()
    words: dict[str, str] = field(
        default_factory=dict, hash=False
    )  # the frame's own words in the paper's language

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise PaperError(
                f"language of a paper: got {self.language!r}, allowed are {', '.join(LANGUAGES)}"
            )
        for block in self.blocks:
            if isinstance(block, Heading) and not 1 <= block.level <= MOST_LEVELS:
                raise PaperError(
                    f"heading {block.text!r}: got level {block.level}, allowed are 1 to {MOST_LEVELS}"
                )
        for said in self.said():
            if not 0 <= said.source <= len(self.sources):
                raise PaperError(
                    f"number {said.text!r}: got source {said.source}, there are {len(self.sources)}"
                )

    def said(self) -> list[Said]:
        """Every number with a mark, in the order of the paper."""
        found: list[Said] = []
        for block in self.blocks:
            if isinstance(block, Paragraph):
                found += [run for run in block.runs if isinstance(run, Said)]
            elif isinstance(block, Table):
                found += [cell for row in block.rows for cell in row if isinstance(cell, Said)]
        return found

    def as_data(self) -> dict[str, Any]:
        """The paper as plain data: what JSON holds."""
        data = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "blocks"}
        data["on"] = self.on.isoformat()
        data["sources"] = [asdict(one) for one in self.sources]
        data["blocks"] = [_block_data(block) for block in self.blocks]
        return data

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Paper":
        """The paper that plain data describes. Raises PaperError, KeyError, TypeError for anything else."""
        # what a later release no longer knows stays in the stored value and out of this one
        given = {name: value for name, value in data.items() if name in cls.__dataclass_fields__}
        given["on"] = date.fromisoformat(given["on"])
        given["sources"] = tuple(Source(**one) for one in given["sources"])
        given["blocks"] = tuple(_block_of(one) for one in given["blocks"])
        return cls(**given)

    def checksum(self) -> str:
        """SHA-256 of the value in its canonical form: the same for whoever recomputes it, in any release."""
        return checksum_of(self.as_data())


def checksum_of(data: dict[str, Any]) -> str:
    """SHA-256 of a paper's data in its canonical form: keys in order, no blanks, UTF-8."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _run_data(run: Run) -> str | dict[str, Any]:
    return run if isinstance(run, str) else {"said": run.text, "source": run.source, "mark": run.mark}


def _run_of(data: Any) -> Run:
    return data if isinstance(data, str) else Said(data["said"], data["source"], data["mark"])


def _block_data(block: Block) -> dict[str, Any]:
    data = {name: getattr(block, name) for name in block.__dataclass_fields__}
    if isinstance(block, Paragraph):
        data["runs"] = [_run_data(run) for run in block.runs]
    elif isinstance(block, Table):
        data["rows"] = [[_run_data(cell) for cell in row] for row in block.rows]
        data |= {name: list(data[name]) for name in ("columns", "numeric", "widths")}
    elif isinstance(block, Signature):
        data["on"] = block.on.isoformat() if block.on else None
    return {"block": NAMES[type(block)], **data}


def _block_of(data: dict[str, Any]) -> Block:
    given = dict(data)
    kind = KINDS[given.pop("block")]
    if kind is Paragraph:
        given["runs"] = tuple(_run_of(run) for run in given["runs"])
    elif kind is Table:
        given["rows"] = tuple(tuple(_run_of(cell) for cell in row) for row in given["rows"])
        given |= {name: tuple(given[name]) for name in ("columns", "numeric", "widths")}
    elif kind is Signature:
        given["on"] = date.fromisoformat(given["on"]) if given["on"] else None
    block: Block = kind(**given)
    return block
