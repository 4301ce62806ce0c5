"""A list of signed letters: read, checked as a whole, all faults of all rows together."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from safecommunity.governance import codes
from safecommunity.governance.models import Letter, LetterRound
from safecommunity.shell import sheets
from safecommunity.shell.numbers import day
from safecommunity.shell.sheets import Checked, Fault, Line

RANGE = re.compile(r"(\d{1,6})(?:\s*[-~\u2013\u2014\u81f3]\s*(\d{1,6}))?", re.ASCII)
MOST_NUMBERS = 2000


@dataclass(frozen=True)
class Signed:
    """A row that says a letter was signed."""

    ref: str
    on: date


def known(heading: str) -> str:
    """The field of a heading; "" for what is not read."""
    plain = re.sub(r"[\s*:().]", "", unicodedata.normalize("NFKC", heading)).lower()
    fields = codes.load("lists")["letters"]
    return next((field for field, words in fields.items() if plain in str(words).split()), "")


def written() -> dict[str, str]:
    """Our heading of each field."""
    return {str(field): str(words).split()[0] for field, words in codes.load("lists")["letters"].items()}


def fields_of(one: Letter) -> dict[str, object]:
    """A letter by the fields of the list, to be gone on with."""
    signed = day(one.signed_on) if one.signed_on else ""
    return {"number": one.number, "name": one.unit.name, "place": one.place.name, "signed_on": signed}


def notes() -> list[str]:
    """How to fill it in."""
    return [
        _("One row a letter; number and day of signing are needed. Rows without a day are left as they are."),
        _("The number stands on the printed letter. Where it is missing, the unit's name is looked for."),
        _("A letter that is signed with the same day already stays as it is; the list may be sent again."),
    ]


def check(given: sheets.List, made: LetterRound, letters: Iterable[Letter], today: date) -> Checked[Signed]:
    """Every row of the list with all faults. Raises Unreadable where needed columns lack."""
    found = {known(one) for one in given.headings}
    sheets.need(given, found - {"number"} | ({"number"} if "number" in found or "name" in found else set()),
                {"number": _("number or unit"), "signed_on": _("day of signing")})  # fmt: skip
    by_number, by_name = {}, {}  # type: dict[str, Letter], dict[str, list[Letter]]
    for one in letters:
        by_number[str(one.number)] = one
        by_name.setdefault(one.unit.name, []).append(one)
    items: list[Signed] = []
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    rows = sheets.lines(given, known)
    for line in rows:
        if not line["signed_on"]:
            continue
        letter = _letter(line, by_number, by_name, faults)
        on = _day(line, made, today, faults)
        if letter is None or on is None:
            continue
        if letter.ref in seen:
            faults.append(
                line.fault("number", _("stands in row %(row)s already") % {"row": seen[letter.ref]})
            )
        elif letter.signed_on is not None and letter.signed_on != on:
            allowed = _("signed on %(day)s already; reverse that first") % {"day": letter.signed_on}
            faults.append(line.fault("signed_on", allowed))
        seen.setdefault(letter.ref, line.number)
        items.append(Signed(letter.ref, on))
    return Checked(len(rows), tuple(items), tuple(faults))


def _letter(
    line: Line, by_number: dict[str, Letter], by_name: dict[str, list[Letter]], faults: list[Fault]
) -> Letter | None:
    if line["number"]:
        found = by_number.get(line["number"].rpartition("-")[2].lstrip("0"))
        if found is None:
            faults.append(line.fault("number", _("a number of a letter due in this round")))
        elif line["name"] and line["name"] != found.unit.name:
            faults.append(line.fault("name", _("%(name)s, whose number this is") % {"name": found.unit.name}))
            return None
        return found
    same = by_name.get(line["name"], [])
    if len(same) != 1:
        allowed = _("a unit of this round") if not same else _("the number: several units bear this name")
        faults.append(line.fault("name", allowed))
        return None
    return same[0]


def _day(line: Line, made: LetterRound, today: date, faults: list[Fault]) -> date | None:
    found = sheets.day(line["signed_on"])
    if found is None or not made.issued_on <= found <= today:
        allowed = _("a day from %(first)s to %(last)s") % {"first": made.issued_on, "last": today}
        faults.append(line.fault("signed_on", allowed))
        return None
    return found


def numbers(text: str) -> list[int] | None:
    """Numbers as people write them from paper: 1-50, 52, 60至64. None for anything else."""
    found: list[int] = []
    plain = unicodedata.normalize("NFKC", text)
    for part in filter(
        None, re.split(r"[\s,;\u3001\u3002]+", re.sub(r"\s*([-~\u2013\u2014\u81f3])\s*", r"\1", plain))
    ):
        match = RANGE.fullmatch(part)
        if match is None:
            return None
        low, high = int(match[1]), int(match[2] or match[1])
        if high < low or len(found) + high - low >= MOST_NUMBERS:
            return None
        found += range(low, high + 1)
    return sorted(set(found))
