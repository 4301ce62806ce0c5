"""A batch of a list as a table of its own, beside the register: packed where it is read, laid where it is stored.

What costs time with a row (binding forty values, sealing names, drawing ids) is done by the process that reads ahead.
The one that stores lays the packed table beside the register as it is and moves its rows over with one statement.
SQLite takes the image of a database in memory, PostgreSQL the text of a COPY into a temporary table.
"""

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.db import connection

from safecommunity.accounts.fields import SecretField, secret_digest
from safecommunity.injuries.actions.writing import PERSON
from safecommunity.injuries.models import Injury, Report, ReportPerson
from safecommunity.places.models import ALPHABET

STAGE = "sc_stage"
TABLE = "sc_list"
LETTERS = bytes(ord(ALPHABET[byte % len(ALPHABET)]) for byte in range(256))
OWN = ("n", "ref", "pid", "source_key", "digest")
NAMED = (*PERSON, "id_digest")
MARKED = "person_"  # columns of ReportPerson stand beside those of Report


@dataclass(frozen=True)
class ListRows:
    """Checked rows: keys, digests, and columns of `Report` by attribute as the database takes them."""

    numbers: Sequence[int]
    keys: Sequence[str]
    digests: Sequence[str]
    columns: Mapping[str, Sequence[Any]]
    people: Mapping[int, Mapping[str, str]]


@dataclass(frozen=True)
class Packed:
    """Checked rows as a table; every key stands once."""

    keys: list[str]
    again: int
    """rows whose key had come before in the batch"""
    root: str
    """SHA-256 over the digests of the rows, in their order"""
    columns: tuple[str, ...]
    named: bool
    """whether any row says who it was"""
    image: bytes


def pack(rows: ListRows) -> Packed:
    """The rows as a table with the ids they will bear, names sealed."""
    kept = _once(rows.keys)
    size = len(kept)

    def picked(column: Sequence[Any]) -> Sequence[Any]:
        return column if size == len(column) else [column[at] for at in kept]

    keys, digests = list(picked(rows.keys)), picked(rows.digests)
    own = (range(size), _refs(size), _pids(size), keys, digests)
    columns = [*own, *map(picked, rows.columns.values())]
    names = [*OWN, *rows.columns]
    if rows.people:
        columns += _people([rows.people.get(at) for at in kept])
        names += [MARKED + name for name in NAMED]
    lines = list(zip(*columns, strict=True))
    image = _sqlite_image(names, lines) if connection.vendor == "sqlite" else _copy_text(lines)
    root = root_of(digests)
    return Packed(keys, len(rows.keys) - size, root, tuple(names), bool(rows.people), image)


def root_of(digests: Iterable[str]) -> str:
    """What the audit event of a batch keeps of its rows."""
    return hashlib.sha256("\n".join(digests).encode("ascii")).hexdigest()


def _once(keys: Sequence[str]) -> Sequence[int]:
    if len(set(keys)) == len(keys):
        return range(len(keys))
    first: dict[str, int] = {}
    for at, key in enumerate(keys):
        first.setdefault(key, at)
    return list(first.values())


def _refs(size: int) -> list[str]:
    """References as random as any other, behind three digits all of a batch share; why, is said at `_pids`."""
    first, hexes = os.urandom(2).hex()[:3], os.urandom(15 * size).hex()
    return [first + hexes[start : start + 29] for start in range(0, 30 * size, 30)]


def _pids(size: int) -> list[str]:
    """Permanent ids as random as any other, behind two letters all of a batch share.

    Ids without anything in common fall anywhere in the index: each row of a long list would change a page of its own.
    """
    first = os.urandom(2).translate(LETTERS).decode("ascii")
    letters = os.urandom(10 * size).translate(LETTERS).decode("ascii")
    return [first + letters[start : start + 10] for start in range(0, 10 * size, 10)]


def _people(people: Sequence[Mapping[str, str] | None]) -> list[list[str | None]]:
    """Columns of who it was, sealed; None for the rows that do not say."""
    found: list[list[str | None]] = []
    for name in PERSON:
        seal = cast(SecretField, ReportPerson._meta.get_field(name)).get_prep_value
        found.append([None if one is None else seal(one.get(name, "")) for one in people])
    numbers = (None if one is None else one.get("id_number", "") for one in people)
    found.append([None if number is None else secret_digest(number, "identity") for number in numbers])
    return found


def _sqlite_image(names: Sequence[str], lines: Sequence[Sequence[Any]]) -> bytes:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        quoted = [connection.ops.quote_name(name) for name in names]
        made.execute(
            " ".join(
                ("CREATE TABLE", TABLE, "(", quoted[0], "INTEGER PRIMARY KEY,", ", ".join(quoted[1:]), ")")
            )
        )
        made.execute(" ".join(("PRAGMA schema_version =", str(_layout(names)))))
        made.execute("BEGIN")
        marks = ", ".join("?" * len(names))
        made.executemany(" ".join(("INSERT INTO", TABLE, "VALUES (", marks, ")")), lines)
        made.execute("COMMIT")
        return made.serialize()


def _layout(names: Sequence[str]) -> int:
    """Where SQLite keeps the version of a schema stands what the table looks like.

    A connection that has prepared a statement for one image runs it on the next as it is, column by column, unless
    this number tells it to look again.
    """
    digest = hashlib.sha256("\n".join(names).encode("utf-8")).digest()
    return int.from_bytes(digest[:4], "big") >> 2 | 1 << 29


def _copy_text(lines: Iterable[Sequence[Any]]) -> bytes:
    """The text form of COPY: https://www.postgresql.org/docs/15/sql-copy.html, section Text Format."""
    return "".join("\t".join(map(_copied, line)) + "\n" for line in lines).encode("utf-8")


ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _copied(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(ESCAPES)
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


# ---- beside the register


class Stage:
    """A packed table laid beside the register, within the transaction that stores its rows."""

    def __init__(self, packed: Packed) -> None:
        self.packed, self.whole, self.sqlite = packed, True, connection.vendor == "sqlite"
        self.name = f"{STAGE}.{TABLE}" if self.sqlite else TABLE
        (self._attach if self.sqlite else self._copy)()

    def _attach(self) -> None:
        """An image in memory, attached once a connection."""
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA database_list")
            if STAGE not in {row[1] for row in cursor.fetchall()}:
                cursor.execute(" ".join(("ATTACH ':memory:' AS", STAGE)))
        connection.connection.deserialize(self.packed.image, name=STAGE)

    def _copy(self) -> None:
        """A temporary table of the register's own types; an injury's id is drawn with its row."""
        quote, named = connection.ops.quote_name, [MARKED + name for name in NAMED]
        mine = [
            f"{'p' if name in named else 'i' if name == 'ref' else 'r'}."
            f"{quote(name.removeprefix(MARKED))} AS {quote(name)}"
            for name in self.packed.columns[1:]
        ]
        tables = (Report._meta.db_table, ReportPerson._meta.db_table, Injury._meta.db_table)
        of = ", ".join(f"{quote(table)} {short}" for table, short in zip(tables, "rpi", strict=True))
        names = ", ".join(map(quote, self.packed.columns))
        with connection.cursor() as cursor:
            cursor.execute(" ".join(("DROP TABLE IF EXISTS", TABLE)))
            cursor.execute(
                " ".join(("CREATE TEMP TABLE", TABLE, "ON COMMIT DROP AS SELECT 0 AS n,", ", ".join(mine),
                          ", i.id AS injury FROM", of, "WITH NO DATA"))
            )  # fmt: skip
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [Injury._meta.db_table])
            drawn = " ".join(("ALTER TABLE", TABLE, "ALTER injury SET DEFAULT nextval(%s)"))
            cursor.execute(drawn, cursor.fetchone())
            with cursor.copy(" ".join(("COPY", TABLE, "(", names, ") FROM STDIN"))) as copied:
                copied.write(self.packed.image)

    # ---- its rows

    def without(self, keys: Iterable[str]) -> None:
        """Leave out rows that are in the register already."""
        known = list(keys)
        if not known:
            return
        self.whole = False
        among = "IN (SELECT value FROM json_each(%s))" if self.sqlite else "= ANY(%s)"
        with connection.cursor() as cursor:
            cursor.execute(
                " ".join(("DELETE FROM", self.name, "WHERE source_key", among)),
                [json.dumps(known) if self.sqlite else known],
            )

    def texts(self, column: str) -> list[str]:
        """A column of the rows that are left, in their order."""
        with connection.cursor() as cursor:
            cursor.execute(
                " ".join(("SELECT", connection.ops.quote_name(column), "FROM", self.name, "ORDER BY n"))
            )
            return [one for (one,) in cursor.fetchall()]

    def rows(self) -> str:
        """The rows that are left, numbered by `n` from 0 on without gaps, as something to select from."""
        if self.whole:
            return self.name
        rest = ", ".join(map(connection.ops.quote_name, self.packed.columns[1:]))
        more = "" if self.sqlite else ", injury"
        return " ".join(
            ("(SELECT row_number() OVER (ORDER BY n) - 1 AS n,", rest, more, "FROM", self.name, ") AS rest")
        )
