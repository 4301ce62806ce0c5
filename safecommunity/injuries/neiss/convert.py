"""One row of NEISS → the values of a report, or everything that is wrong with it.

NEISS gives the day of treatment; it stands for the day of injury, with precision "date". Cause and intent are not
coded there and stay empty. What NEISS itself calls unknown (sex 0, age 0, location 0) is taken as unknown.
"""

import hashlib
import math
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, tzinfo
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.injuries.neiss import tables
from safecommunity.injuries.neiss.reading import OWN_HEADINGS, Line, Source

FIRST_YEAR = 1971  # NEISS began to collect
OLDEST = 120
LONGEST_CASE = 40
LARGEST_WEIGHT = 200_000  # NEISS's own stay below 200
HIGHEST_UNIT = 99_999
LONGEST_TEXT = 200
SHOWN = 40
ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})", re.ASCII)
AGE = re.compile(r"\d{1,3}(?:\.\d{1,12})?", re.ASCII)
ROUNDED = re.compile(r"\d+(?:\.\d+)?[eE]\+?\d+", re.ASCII)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


@dataclass(frozen=True)
class Wrong:
    """Why a row is not taken: the heading, what came, what is allowed."""

    column: str
    came: str
    allowed: str
    sentence: bool = False
    """`allowed` is a whole sentence of the card's own checks"""


@dataclass(frozen=True)
class Taken:
    """A row that can be recorded. `key` tells it from every other injury of the place."""

    number: int
    key: str
    values: Mapping[str, Any]
    as_written: Mapping[str, int]


class _Bad(Exception):
    """A cell nobody can read; carries what is allowed."""


@dataclass
class Converter:
    """Turns rows into reports for one place; keeps what was left out and how often."""

    source: Source
    place: str
    today: date
    zone: tzinfo
    left_out: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)

    def convert(self, line: Line) -> Taken | list[Wrong]:
        """The report a row tells of, or every reason why it cannot be taken."""
        if len(line.cells) != len(self.source.headings):
            allowed = _("%(cells)s cells, one for each heading") % {"cells": len(self.source.headings)}
            return [Wrong(_("Row"), _("%(cells)s cells") % {"cells": len(line.cells)}, allowed)]
        cells = {name: line.cells[column].strip() for name, column in self.source.fields.items()}
        cells = {name: "" if text.casefold() in tables.empty() else text for name, text in cells.items()}
        read, wrong = self._read_all(cells)
        if wrong:
            return wrong
        return self._taken(line, cells, read)

    def _read_all(self, cells: Mapping[str, str]) -> tuple[dict[str, Any], list[Wrong]]:
        """The cells a row stands or falls with, and all that is wrong with them."""
        readers: dict[str, Callable[[str], Any]] = {
            "date": self._day,
            "age": _months if self.source.age_in_months else _age,
            "sex": lambda text: _code("sex", text or "0"),
            "diagnosis": lambda text: _code("diagnosis", text),
            "body": lambda text: _code("body", text),
            "disposition": lambda text: _code("disposition", text) if text else None,
            "case": _case,
        }
        read: dict[str, Any] = dict.fromkeys(readers)
        wrong = []
        for name, reader in readers.items():
            if name not in cells:
                continue
            try:
                read[name] = reader(cells[name])
            except _Bad as reason:
                wrong.append(Wrong(self._heading(name), shown(cells[name]), str(reason)))
        return read, wrong

    def _taken(self, line: Line, cells: Mapping[str, str], read: Mapping[str, Any]) -> Taken:
        day, case = read["date"], read["case"]
        codes = {name: read[name] for name in ("sex", "diagnosis", "body", "disposition")}
        codes |= {
            name: self._lenient(name, cells.get(name, "")) for name in ("location", "alcohol", "stratum")
        }
        self.pairs[cells.get("disposition", ""), cells.get("location", "")] += 1
        values = {
            **self._card(day, codes), **read["age"], **self._product(cells.get("product", ""), day.year),
            "residence": self.place, "case_no": case or "", "weight": self._weight(cells.get("weight", "")),
            "stratum": codes["stratum"], "psu": self._unit(cells.get("psu", "")),
            "diagnosis": _line(cells.get("other_diagnosis", ""))[:LONGEST_TEXT],
            "narrative": CONTROL.sub(" ", cells.get("narrative", "")),
        }  # fmt: skip
        kept = {name: value for name, value in values.items() if value is not None and value != ""}
        written = {
            name: codes[name] for name in ("sex", "disposition", "location") if codes[name] is not None
        }
        return Taken(line.number, self._key(case, line), kept, written)

    def _card(self, day: date, codes: Mapping[str, int | None]) -> dict[str, Any]:
        """The card's answers where NEISS says the same for certain, and NEISS's own codes beside them."""
        diagnosis, body = codes["diagnosis"], codes["body"]
        nature = None
        if diagnosis is not None:
            entry = tables.table("diagnosis").entries[diagnosis]
            nature = entry.card or entry.card_by_body.get(-1 if body is None else body)
        return {
            "injury_time": datetime.combine(day, time(), self.zone), "precision": "date", "nature": nature,
            "sex": tables.table("sex").card(codes["sex"]),
            "body_part": tables.table("body").card(body),
            "place_kind": tables.table("location").card(codes["location"]),
            "outcome": tables.table("disposition").card(codes["disposition"]),
            "alcohol": tables.table("alcohol").card(codes["alcohol"]),
            "diagnosis_code": diagnosis, "body_code": body,
        }  # fmt: skip

    def _heading(self, name: str) -> str:
        return self.source.headings[self.source.fields[name]][:60]

    def _day(self, text: str) -> date:
        day = _calendar_day(text, self.today)
        if not date(FIRST_YEAR, 1, 1) <= day <= self.today:
            says = _("from %(first)s to today, %(today)s")
            raise _Bad(says % {"first": FIRST_YEAR, "today": self.today})
        return day

    def _lenient(self, name: str, text: str) -> int | None:
        """A code that is nice to have: an unknown one is left out and counted, the injury is still an injury."""
        if not text:
            return None
        code = tables.table(name).find(text)
        if code is None:
            self._leave_out(name, text)
        return code

    def _product(self, text: str, year: int) -> dict[str, Any]:
        """Code and published English title of the first product."""
        if not text:
            return {}
        code = tables.products().find(text, year)
        if code == 0:
            return {}
        if code is None:
            self._leave_out("product", text)
            return {"product": _line(text)[:LONGEST_TEXT]}
        return {"product_code": code, "product": tables.products().titles.get(code, "")[:LONGEST_TEXT]}

    def _weight(self, text: str) -> float | None:
        if not text:
            return None
        try:
            weight = float(text)
        except ValueError:
            weight = math.nan
        if not 0 <= weight <= LARGEST_WEIGHT:  # also refuses nan
            self._leave_out("weight", text)
            return None
        return weight

    def _unit(self, text: str) -> int | None:
        """The hospital of the sample a row came from: a number that says nothing but which rows belong together."""
        if not text:
            return None
        found = tables.NUMBER.fullmatch(text)
        if found is None or int(found[1]) > HIGHEST_UNIT:
            self._leave_out("psu", text)
            return None
        return int(found[1])

    def _leave_out(self, name: str, text: str) -> None:
        heading = self._heading(name)
        self.left_out[heading] += 1
        self.examples.setdefault(heading, shown(text))

    def notices(self) -> list[str]:
        """What a person should know although the rows were taken."""
        says = _("%(column)s: left empty in %(rows)s rows whose code NEISS does not have, first “%(came)s”")
        found = [
            says % {"column": column, "rows": rows, "came": self.examples[column]}
            for column, rows in sorted(self.left_out.items())
        ]
        if self._location_copies_disposition():
            says = _(
                "%(one)s goes with %(other)s one to one: one was made from the other. It is taken as written"
            )
            found.append(says % {"one": self._heading("location"), "other": self._heading("disposition")})
        return found

    def _location_copies_disposition(self) -> bool:
        """A published extract has places made from dispositions; nature does not pair them one to one."""
        pairs = [pair for pair in self.pairs if all(pair)]
        firsts, seconds = {one for one, _two in pairs}, {two for _one, two in pairs}
        enough = sum(self.pairs.values()) >= 100 and len(pairs) >= 4
        return enough and len(pairs) == len(firsts) == len(seconds)

    def _key(self, case: str | None, line: Line) -> str:
        """What identifies the injury at this place: the case number, else a digest of the row.

        Two rows of one file that are alike to the letter are two injuries: the digest carries which of them it is,
        counted from the top. The same file read again therefore meets the same keys.
        """
        if case:
            return f"neiss:{self.place}:{case}"
        cells = sorted(
            (heading, text.strip())
            for heading, text in zip(self.source.headings, line.cells, strict=True)
            if text.strip() and heading not in OWN_HEADINGS
        )
        digest = hashlib.sha256(repr(cells).encode("utf-8", "backslashreplace")).hexdigest()[:32]
        self.seen[digest] += 1
        return f"neiss:{self.place}:row-{digest}-{self.seen[digest]}"


def shown(text: str) -> str:
    """What came, fit to be shown back."""
    line = "".join(ch if ch.isprintable() else "�" for ch in text)
    return line if len(line) <= SHOWN else line[:SHOWN] + "…"


def _line(text: str) -> str:
    return " ".join(CONTROL.sub(" ", text).split())


def _code(name: str, text: str) -> int:
    code = tables.table(name).find(text)
    if code is None:
        says = _("a code (%(codes)s) or its name in NEISS")
        raise _Bad(says % {"codes": tables.table(name).allowed()})
    return code


def _calendar_day(text: str, today: date) -> date:
    """2017-01-31, 1/31/2017 or 1/31/17: with slashes the month comes first, as in everything NEISS publishes."""
    if found := ISO.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := AMERICAN.fullmatch(text):
        month, day, year = (int(part) for part in found.groups())
        if len(found[3]) == 2:
            year += today.year // 100 * 100
            year -= 100 if year > today.year else 0
    else:
        raise _Bad(_("a day as 2017-01-31, 1/31/2017 or 1/31/17 (month first)"))
    try:
        return date(year, month, day)
    except ValueError:
        raise _Bad(_("a day of the calendar; with slashes the month comes first")) from None


def _age(text: str) -> dict[str, int]:
    """NEISS ages: 0 unknown, 2 to 120 years, 201 to 223 months; some files give months as a part of a year."""
    allowed = _(
        "0 (unknown), 1 to %(oldest)s years, 201 to 223 (1 to 23 months), or a part of a year such as 0.25"
    )
    if not text:
        return {}
    if not AGE.fullmatch(text):
        raise _Bad(allowed % {"oldest": OLDEST})
    age = float(text)
    if age != int(age):
        months = round(age * 12)
        # 0.083 stands for a twelfth: three decimals of a year are a third of a day off
        if months > 23 or abs(age * 12 - months) > 0.02:
            raise _Bad(allowed % {"oldest": OLDEST})
        return _in_months(months)
    if age == 0:
        return {}
    if age <= OLDEST:
        return {"age_years": int(age)}
    if 201 <= age <= 223:
        return _in_months(int(age) - 200)
    raise _Bad(allowed % {"oldest": OLDEST})


def _months(text: str) -> dict[str, int]:
    """Ages of a file that holds children under two only, in months."""
    if not text:
        return {}
    found = tables.NUMBER.fullmatch(text)
    if not found or int(found[1]) > 23:
        raise _Bad(_("months, 0 to 23"))
    return _in_months(int(found[1]))


def _in_months(months: int) -> dict[str, int]:
    return {"age_years": months // 12, "age_months": months}


def _case(text: str) -> str:
    """The case number as digits; leading zeros and a trailing .0 are the work of spreadsheets."""
    if ROUNDED.fullmatch(text):
        raise _Bad(_("all digits of the case number; this one was rounded by a spreadsheet"))
    if len(text) > LONGEST_CASE or CONTROL.search(text):
        raise _Bad(_("a case number of at most %(most)s characters") % {"most": LONGEST_CASE})
    if re.fullmatch(r"\d+(\.0+)?", text, re.ASCII):
        return text.split(".")[0].lstrip("0") or "0"
    return text
