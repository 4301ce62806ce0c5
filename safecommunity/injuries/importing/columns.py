"""Reading whole columns: each different cell is read once, then looked up."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from safecommunity.injuries.checks.fields import PHONE, TEXTS
from safecommunity.injuries.codes import icd10
from safecommunity.injuries.importing import fields, values
from safecommunity.injuries.importing.fields import Field
from safecommunity.injuries.importing.ground import Ground
from safecommunity.injuries.importing.values import Bad, Cell, Moment

MOST_REMEMBERED = 100_000
UNLIKE = frozenset({"text", "secret", "identity"})  # hardly a cell of these comes twice
AS_WRITTEN = frozenset({"name", "address", "product", "diagnosis", "narrative", "binder"})
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


class Time(NamedTuple):
    """A point in time as the checks, the rules and the database want it."""

    at: datetime
    hours: int
    """hours since year 1, for comparing"""
    day: date
    by_day: bool
    stored: Any
    stored_day: Any
    ordinal: int
    """of the local day, for comparing"""
    spelt: str
    """for digests: the hour, or that only the day is known"""


class Memo(dict[Any, Any]):
    """What each different cell of a column means; forgets when a column never repeats itself."""

    def __init__(self, read: Callable[[Any], Any], unlike: bool = False) -> None:
        super().__init__()
        self.read, self.unlike = read, unlike
        self.bad = False

    def __missing__(self, cell: Any) -> Any:
        if len(self) >= MOST_REMEMBERED:
            self.clear()
            self.bad = False
        found = self[cell] = self.read(cell)
        self.bad = self.bad or isinstance(found, Bad)
        return found


class Columns:
    """Readers of the fields of one list."""

    def __init__(
        self,
        *,
        ground: Ground,
        now: datetime,
        zone: tzinfo,
        strict: bool,
        repairs: Mapping[str, Mapping[str, str]],
    ) -> None:
        self.ground, self.now, self.zone, self.strict, self.repairs = ground, now, zone, strict, repairs
        self.sqlite = connection.vendor == "sqlite"
        self.memos: dict[str, Memo] = {}
        self.moments: dict[Moment, Time | Bad] = {}
        self.oldest = datetime(values.EARLIEST, 1, 1, tzinfo=zone)

    def read(self, field: Field, cells: Sequence[Cell]) -> list[Any]:
        """The values of a column; None for empty, Bad for what cannot be read."""
        memo = self.memos.get(field.id)
        if memo is None:
            memo = self.memos[field.id] = Memo(self._reader(field), field.kind in UNLIKE)
        if memo.unlike:
            empty, read = memo[""], memo.read
            found = [empty if cell == "" else read(cell) for cell in cells]
            memo.bad = memo.bad or Bad in set(map(type, found))
            return found
        return list(map(memo.__getitem__, cells))

    def may_be_bad(self, field: str) -> bool:
        """Whether anything unreadable has been met in a column."""
        memo = self.memos.get(field)
        return memo is None or memo.bad

    def _reader(self, field: Field) -> Callable[[Cell], Any]:
        inner = self._plain_reader(field)
        repairs = self.repairs.get(field.id, {})
        required = field.required and self.strict
        needed = field.id in fields.NEEDED

        plain = field.kind in UNLIKE and field.id not in AS_WRITTEN  # read from its one spelling

        def read(cell: Cell) -> Any:
            text = values.text_of(cell)
            if repairs and text in repairs:
                cell = text = repairs[text]
            if not text:
                return Bad(_("it must be filled in")) if required or needed else None
            return inner(text if plain else cell)

        return read

    def _plain_reader(self, field: Field) -> Callable[[Cell], Any]:
        kinds: dict[str, Callable[[Cell], Any]] = {
            "list": lambda cell: values.option(field.list, cell),
            "age": values.age, "months": values.months, "money": values.money, "hour": values.hour,
            "time": lambda cell: self._time(cell, None),
            "day": self._day, "place": self.ground.place, "unit": self.ground.unit,
        }  # fmt: skip
        return kinds.get(field.kind, lambda cell: self._text(field.id, cell))

    def _text(self, name: str, cell: Cell) -> str | Bad:
        # free text is kept as it is written; what is searched by comes in one spelling
        text = cell.strip() if isinstance(cell, str) else values.text_of(cell)
        most = TEXTS[name]
        if len(text) > most:
            says = _("%(came)s characters; allowed: up to %(most)s")
            return Bad(says % {"came": len(text), "most": most})
        if CONTROL.search(text):
            return Bad(_("it holds a control character; allowed: letters, signs and line breaks"))
        if name == "phone" and not PHONE.fullmatch(text):
            return Bad(_("digits, blanks, + - and brackets, at least 5"))
        if name == "icd10":
            text = icd10.normal(text)
            if icd10.problem(text):
                near = icd10.near(text)
                says = _("an external cause V01 to Y98, as W18 or W18.0; nearest: %(near)s")
                return Bad(says % {"near": ", ".join(near) or "—"}, near[0] if len(near) == 1 else "")
        return text

    def _day(self, cell: Cell) -> Any:
        found = values.day(cell)
        if isinstance(found, Bad):
            return found
        if found > self.now.date() or found.year < values.EARLIEST:
            return Bad(self._span())
        return found

    def _span(self) -> str:
        says = _("from %(first)s to today, %(today)s")
        return says % {"first": values.EARLIEST, "today": self.now.astimezone(self.zone).date()}

    def _time(self, cell: Cell, hour: Cell) -> Time | Bad:
        found = values.moment(cell)
        if isinstance(found, Bad):
            return found
        at_hour = found.hour
        if hour not in (None, ""):
            told = values.hour(hour)
            if isinstance(told, Bad):
                return told
            at_hour = told
        return self.time(Moment(found.day, at_hour))

    def time(self, moment: Moment) -> Time | Bad:
        """A moment with everything that follows from it; refused outside the possible span."""
        known = self.moments.get(moment)
        if known is None:
            if len(self.moments) >= MOST_REMEMBERED:
                self.moments.clear()
            known = self.moments[moment] = self._new_time(moment)
        return known

    def _new_time(self, moment: Moment) -> Time | Bad:
        day = moment.day
        plain = datetime(day.year, day.month, day.day, moment.hour or 0)
        at = plain.replace(tzinfo=self.zone)
        if at > self.now or at < self.oldest:
            return Bad(self._span())
        utc = plain - (at.utcoffset() or timedelta())
        sqlite = self.sqlite  # it keeps texts, in UTC; written here without a detour
        hours, by_day = (utc.toordinal() * 24) + utc.hour, moment.hour is None
        return Time(
            at, hours, day, by_day, str(utc) if sqlite else at, day.isoformat() if sqlite else day, day.toordinal(),
            f"{hours}{'d' if by_day else ''}",
        )  # fmt: skip

    def times_with_hours(self, days: Sequence[Cell], hours: Sequence[Cell]) -> list[Any]:
        """Two columns, one for the day and one for the hour."""
        memo = self.memos.get("injury_time")
        if memo is None or not getattr(memo, "paired", False):
            memo = self.memos["injury_time"] = Memo(self._read_pair)
            memo.paired = True  # type: ignore[attr-defined]
        return list(map(memo.__getitem__, zip(days, hours, strict=True)))

    def _read_pair(self, pair: tuple[Cell, Cell]) -> Any:
        day, hour = pair
        day = self.repairs.get("injury_time", {}).get(values.text_of(day), day)
        if not values.text_of(day):
            return Bad(_("it must be filled in"))
        hour = hour if values.text_of(hour) else None
        return self._time(day, hour)
