"""What is read of a number: its exact value, unit and word, where it stands, and what it is about."""

from dataclasses import dataclass, field
from fractions import Fraction

from safecommunity.indicators.reading.dates import When

SHARES = ("%", "‰")


@dataclass
class Quantity:
    """One stated quantity. `start` to `end` mark it in the text with its words and unit, `low` to `high` the digits.

    value is exact and in `unit` (3.4万元 is 34,000 元, 三成 is 30 %); `upper` the other end of a range.
    kind: number, share, change (by how much), rank, set (“五进”: so many by name), or cell of a table.
    step: the size of one in the last place shown, for comparing within the rounding. `about` are the words it is
    about: what stands before it in its clause and the noun behind it.
    """

    start: int
    end: int
    low: int
    high: int
    value: Fraction
    unit: str
    printed: str
    step: Fraction = Fraction(1)
    upper: Fraction | None = None
    qualifier: str = "exact"
    kind: str = "number"
    after: str = ""
    subject: str = ""
    when: When | None = None
    scope: str = ""
    target: bool = False
    n: int | None = None
    counted: int | None = None
    part_of: int | None = None
    falls: bool | None = None
    inherits: bool = field(default=False, repr=False)

    @property
    def about(self) -> str:
        """The words it is about."""
        return f"{self.subject}{self.after}"

    @property
    def share(self) -> bool:
        """Whether it is a share of something that has an n."""
        return self.unit in SHARES and self.kind != "change"


@dataclass(frozen=True)
class Pair:
    """Before and after of one thing; `before` and `after` are the quantities' places in the list."""

    before: int
    after: int
    subject: str
    word: str
    rises: bool | None
    earlier: str = ""
    later: str = ""


@dataclass(frozen=True)
class Mismatch:
    """A “分别” whose lists are not equally long: what stands where, and how many on each side."""

    start: int
    end: int
    named: int
    told: int


@dataclass
class Reading:
    """Everything read in one text."""

    text: str
    plain: str
    quantities: list[Quantity]
    pairs: list[Pair]
    times: list[When]
    uneven: list[Mismatch] = field(default_factory=list)
    tables: list["Grid"] = field(default_factory=list)


@dataclass(frozen=True)
class Grid:
    """A table in the text: {(row, column): place of its quantity}, and its texts."""

    start: int
    end: int
    texts: tuple[tuple[str, ...], ...]
    numbers: dict[tuple[int, int], int] = field(hash=False)
