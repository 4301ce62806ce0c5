"""A small fact, a database of rows that can change, and the reader the store asks."""

from collections.abc import Iterator, Sequence
from typing import Any

from safecommunity.engine.schema import Column, FactSchema
from safecommunity.engine.store import Changes

SCHEMA = FactSchema(
    "fall",
    1,
    (
        Column("year", "int"),
        Column("month", "int"),
        Column("day", "int"),
        Column("age_years", "int"),
        Column("cause", "code"),
        Column("residence", "place"),
        Column("facility", "text"),
    ),
    count_columns=("year", "cause", "residence"),
)


def ref(number: int) -> str:
    """A readable ref: 32 hex digits that end in the number."""
    return f"{number:032x}"


def row(number: int, **columns: Any) -> dict[str, Any]:
    """A row; what is not given is unknown."""
    empty = {
        "year": 2026,
        "month": 1,
        "day": 1,
        "age_years": -1,
        "cause": -1,
        "residence": "",
        "facility": "",
    }
    return {"ref": ref(number), **empty, **columns}


class World:
    """Rows and the log of changes to them, sealed or pending; it notes what it was asked."""

    def __init__(self, *rows: dict[str, Any]) -> None:
        self.present = {each["ref"]: each for each in rows}
        self.sealed: list[str] = []
        self.pending: list[str] = []
        self.asked_changes = 0
        self.asked_rows: list[list[str]] = []
        self.asked_all = 0

    def upsert(self, *rows: dict[str, Any], seal: bool = True) -> None:
        for each in rows:
            self.present[each["ref"]] = each
            (self.sealed if seal else self.pending).append(each["ref"])

    def delete(self, *numbers: int, seal: bool = True) -> None:
        for number in numbers:
            self.present.pop(ref(number), None)
            (self.sealed if seal else self.pending).append(ref(number))

    def seal(self) -> None:
        self.sealed += self.pending
        self.pending = []

    # what the store asks

    def changes(self, fact: str, after: int) -> Changes:
        assert fact == SCHEMA.name
        self.asked_changes += 1
        new = tuple(dict.fromkeys(self.sealed[after:]))
        return Changes(len(self.sealed), new, tuple(dict.fromkeys(self.pending)))

    def rows(self, fact: str, refs: Sequence[str]) -> dict[str, dict[str, Any]]:
        self.asked_rows.append(list(refs))
        return {each: self.present[each] for each in refs if each in self.present}

    def all_rows(self, fact: str) -> Iterator[dict[str, Any]]:
        self.asked_all += 1
        return iter(list(self.present.values()))
