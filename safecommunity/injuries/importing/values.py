"""Reading one cell: days in five styles, hours, ages, options. No database, no clock: everything needed is given."""

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _

from safecommunity.injuries import codes
from safecommunity.injuries.importing import fields

Cell = str | int | float | date | datetime | time | timedelta | None
OLDEST = 120
EARLIEST = 1949
SERIALS = (10_000, 80_000)  # 1927 to 2119 in spreadsheets that count from 1900
SERIAL_ZERO = datetime(1899, 12, 30)
CLOSE = 0.72
MIDNIGHT = time()  # a day without a time, as workbooks write it

DAY = re.compile(
    r"(\d{4})\s*(?:[-/.．。]|年)\s*(\d{1,2})\s*(?:[-/.．。]|月)\s*(\d{1,2})\s*(?:日|号)?(?:T|\s*)(.*)",
    re.ASCII | re.DOTALL,
)
ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?)?", re.ASCII)
PACKED = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})", re.ASCII)
HOUR = re.compile(
    r"(?:(上午|早上|凌晨|下午|晚上|中午|am|pm)\s*)?(\d{1,2})\s*(?:[:时点]\s*(?:(\d{1,2})\s*(?:分|:(\d{1,2})(?:\.\d+)?)?)?(半|整)?)?"
    r"(?:\s*(am|pm))?",
    re.ASCII | re.IGNORECASE,
)
NUMBER = re.compile(r"\d{1,6}(?:\.\d{1,12})?", re.ASCII)
AGE = re.compile(r"(\d{1,4})(?:\.0+)?\s*(?:周岁|岁|years?|y|yrs?)?(半)?", re.ASCII | re.IGNORECASE)
MONTHS = re.compile(r"(\d{1,3})\s*(?:个月|月|months?|m)(?:龄)?", re.ASCII | re.IGNORECASE)
BOTH = re.compile(r"(\d{1,2})\s*岁\s*(?:零)?\s*(\d{1,2})\s*(?:个月|月)", re.ASCII)
DAYS = re.compile(r"(\d{1,3})\s*(?:天|日|日龄|days?)", re.ASCII | re.IGNORECASE)
LEADING = re.compile(r"0*(\d{1,3})(?:\.0+)?\s*(?:[.、:,)\-_]\s*)?(.*)", re.ASCII | re.DOTALL)


@dataclass(frozen=True)
class Bad:
    """A cell nobody can read: what is allowed, and what it certainly means where that is known."""

    allowed: str
    fix: str = ""
    """what to write instead"""


def text_of(cell: Cell) -> str:
    """A cell as text, in one spelling; what stands for nothing becomes empty."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        text = unicodedata.normalize("NFKC", cell).strip() if not cell.isascii() else cell.strip()
        return "" if text.casefold() in fields.empty() else text
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == MIDNIGHT:
        return cell.date().isoformat()
    return str(cell)


class Moment(NamedTuple):
    """A day and perhaps the hour of it."""

    day: date
    hour: int | None


def moment(cell: Cell) -> Moment | Bad:
    """A day with or without an hour, in any of the styles of lists; minutes are left out, as on the card."""
    if isinstance(cell, datetime):
        return Moment(cell.date(), None if cell.time() == MIDNIGHT else cell.hour)
    if isinstance(cell, date):
        return Moment(cell, None)
    if isinstance(cell, int | float):
        return _serial(float(cell))
    text = text_of(cell)
    if ISO.fullmatch(text):  # most lists; read without taking it apart
        try:
            told = datetime.fromisoformat(text)
        except ValueError:
            pass
        else:
            return Moment(told.date(), told.hour if len(text) > 10 else None)
    if found := DAY.fullmatch(text):
        year, month, day, rest = found.groups()
        return _moment(int(year), int(month), int(day), rest.strip())
    if found := PACKED.fullmatch(text):
        return _moment(int(found[1]), int(found[2]), int(found[3]), "")
    if NUMBER.fullmatch(text):
        return _serial(float(text))
    return Bad(_styles())


def _styles() -> str:
    return _("a day as 2026-10-02, with its hour as 2026-10-02 08:00")


def _moment(year: int, month: int, day: int, rest: str) -> Moment | Bad:
    try:
        found = date(year, month, day)
    except ValueError:
        if not 1 <= month <= 12:
            says = _("there is no month %(month)s; write it as 2026-10-02 08")
            return Bad(says % {"month": month})
        says = _("month %(month)s has no day %(day)s; write it as 2026-10-02 08")
        return Bad(says % {"month": month, "day": day})
    if not rest:
        return Moment(found, None)
    at = hour(rest)
    if isinstance(at, Bad):
        return at
    return Moment(found, at)


def _serial(number: float) -> Moment | Bad:
    """The day a spreadsheet counts from 1900; a fraction is the time of day, 0 means that none was written."""
    if not math.isfinite(number) or not SERIALS[0] <= number < SERIALS[1]:
        return Bad(_styles())
    # half a minute is added because a fraction of a day is never exact
    at = SERIAL_ZERO + timedelta(days=number, seconds=30)
    return Moment(at.date(), at.hour if number != int(number) else None)


def hour(cell: Cell) -> int | Bad:
    """An hour of the day: 21, 21时, 21:30, 晚上9点, or a spreadsheet's time."""
    if isinstance(cell, datetime):
        return cell.hour
    if isinstance(cell, time):
        return cell.hour
    if isinstance(cell, timedelta):
        return int(cell.total_seconds() // 3600) % 24
    if isinstance(cell, float) and 0 < cell < 1:
        return int((cell * 86400 + 30) // 3600)
    text = text_of(cell)
    found = HOUR.fullmatch(text)
    if not found:
        return Bad(_hours())
    at, minute = int(found[2]), int(found[3] or 0)
    half = (found[1] or found[6] or "").casefold()
    if (half in ("下午", "晚上", "pm") and 1 <= at < 12) or (half == "中午" and at < 3):
        at += 12
    elif half in ("am", "凌晨") and at == 12:
        at = 0
    return at if at <= 23 and minute <= 59 else Bad(_hours())


def _hours() -> str:
    return _("an hour from 0 to 23, as 21 or 21:30")


def day(cell: Cell) -> date | Bad:
    """A day of the calendar."""
    found = moment(cell)
    return found if isinstance(found, Bad) else found.day


def _ages() -> str:
    return _("whole years from 0 to %(oldest)s, or a number of months with its unit") % {"oldest": OLDEST}


def age(cell: Cell) -> tuple[int, int | None] | Bad:
    """Years, and months where the list says months: 78, 78岁, 8月, 1岁3个月, 20天."""
    text = text_of(cell)
    if found := AGE.fullmatch(text):
        years = int(found[1])
        if years > OLDEST:
            return Bad(_ages())
        return Bad(_ages(), fix=str(years)) if found[2] else (years, None)
    if found := BOTH.fullmatch(text):
        years, months = int(found[1]), int(found[2])
        if months < 12:
            return (years, years * 12 + months if years < 3 else None)
    if found := MONTHS.fullmatch(text):
        months = int(found[1])
        return (months // 12, months) if months <= 35 else Bad(_ages())
    if found := DAYS.fullmatch(text):
        days = int(found[1])
        return (0, days // 31) if days < 366 else Bad(_ages())
    return Bad(_ages())


def months(cell: Cell) -> int | Bad:
    """A column of its own for age in months."""
    text = text_of(cell)
    found = re.fullmatch(r"(\d{1,2})(?:\.0+)?\s*(?:个月|月)?", text, re.ASCII)
    if not found or int(found[1]) > 35:
        return Bad(_("whole months from 0 to 35"))
    return int(found[1])


def money(cell: Cell) -> float | Bad:
    """An amount: 1,200.50, 1200元."""
    text = re.sub(r"[,¥￥元\s]", "", text_of(cell))
    if not re.fullmatch(r"\d{1,9}(\.\d{1,4})?", text, re.ASCII):
        return Bad(_("an amount from 0 to 999,999,999"))
    return round(float(text), 2)


def option(list_name: str, cell: Cell) -> int | Bad:
    """The number of an answer: number, “3 跌倒/坠落”, label in any language, or a certain alias."""
    text = text_of(cell)
    known = fields.answers(list_name)
    word = fields.same(text)
    if word in known:
        return known[word]
    found = LEADING.fullmatch(text)
    if found and (code := known.get(found[1])) is not None:
        rest = fields.same(found[2])
        if not rest or known.get(rest) == code:
            return code
    return _not_an_option(list_name, word)


def _not_an_option(list_name: str, word: str) -> Bad:
    allowed = "、".join(f"{one.code} {one.label}" for one in codes.card().options(list_name))
    code = fields.hints(list_name).get(word) or _closest(list_name, word)
    if code is None:
        return Bad(_("one of: %(options)s") % {"options": allowed[:240]})
    shown = codes.numbered(list_name, code)
    return Bad(_("not an option; the closest is %(option)s") % {"option": shown}, fix=shown)


def _closest(list_name: str, word: str) -> int | None:
    """The one option a misspelt answer is near to; None where there are two or none."""
    from difflib import SequenceMatcher  # only for misspelt answers

    if len(word) < 2:
        return None
    near: dict[int, float] = {}
    for spelling, code in fields.answers(list_name).items():
        if spelling.isdigit():
            continue
        likeness = SequenceMatcher(None, word, spelling).ratio()
        if spelling in word and len(spelling) >= 2:
            likeness = max(likeness, CLOSE)
        near[code] = max(near.get(code, 0.0), likeness)
    good = sorted((likeness, code) for code, likeness in near.items() if likeness >= CLOSE)
    if not good or (len(good) > 1 and good[-2][0] == good[-1][0]):
        return None
    return good[-1][1]


@lru_cache
def limits() -> dict[str, int]:
    """Longest texts."""
    from safecommunity.injuries.checks.fields import TEXTS

    return dict(TEXTS)
