"""What is wrong with a template: what, what came, where it stands, what comes near. Plain data, said in words later."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

MOST = 20  # faults told at once


@dataclass(frozen=True)
class Spot:
    """Where something stands. Numbers count from 1; 0 is unknown; `page` is known where Word counted pages."""

    part: str = "body"
    page: int = 0
    paragraph: int = 0
    table: int = 0
    row: int = 0
    cell: int = 0
    text: str = ""


@dataclass(frozen=True)
class Fault:
    """One fault: its kind (a word of `saying.py`), what came, where, names that come near."""

    what: str
    came: str = ""
    spot: Spot | None = None
    near: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Fault":
        """From what `as_data` made."""
        spot = Spot(**data["spot"]) if data["spot"] else None
        return cls(data["what"], data["came"], spot, tuple(data["near"]))


@dataclass
class FaultyError(Exception):
    """A template that is not taken, with every fault found."""

    faults: Sequence[Fault] = field(default_factory=list)

    def __str__(self) -> str:
        return "; ".join(f"{one.what}: {one.came}" for one in self.faults)


def refuse(faults: Iterable[Fault]) -> None:
    """Raise FaultyError where there is any fault, the first ones of many."""
    found = list(faults)[:MOST]
    if found:
        raise FaultyError(found)
