"""Whole calendar months as one period: a year, a month, or a run of months.

A month is known by its absolute index, year * 12 + month - 1, so that arithmetic over New
Year needs no cases. Facts store `year` and `month` (1 to 12) separately.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from safecommunity.engine.conditions import AllOf, AnyOf, Condition, Where
from safecommunity.indicators.errors import PeriodError
from safecommunity.indicators.languages import nearest

ALLOWED = "allowed are 2026, 2026-05 and 2026-01..2026-10, years 1900 to 2199"
YEARS = (1900, 2199)
BEFORE = 10  # years before the first that arithmetic may reach: what is shown beside a figure
FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:\.\.(\d{4})-(\d{2}))?)?", re.ASCII)
MONTHS_EN = list(calendar.month_name)


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """Months `first` to `last`, both included, as absolute indexes."""

    first: int
    last: int

    def __post_init__(self) -> None:
        if not (YEARS[0] - BEFORE) * 12 <= self.first <= self.last <= YEARS[1] * 12 + 11:
            raise PeriodError(f"period: got months {self.first} to {self.last}, {ALLOWED}, first before last")

    @classmethod
    def parse(cls, text: str) -> Period:
        """The period a text names; `str(period)` writes it again in its shortest form."""
        found = FORM.fullmatch(text) if isinstance(text, str) else None
        if found is None:
            raise PeriodError(f"period: got {text!r}, {ALLOWED}")
        year, month, last_year, last_month = (int(part) if part else None for part in found.groups())
        assert year is not None  # noqa: S101 - the pattern cannot match without a year
        if month is None:
            return cls._between(text, (year, 1), (year, 12))
        return cls._between(text, (year, month), (last_year or year, last_month if last_year else month))

    @classmethod
    def _between(cls, text: str, first: tuple[int, int | None], last: tuple[int, int | None]) -> Period:
        for year, month in (first, last):
            if month is None or not 1 <= month <= 12 or not YEARS[0] <= year <= YEARS[1]:
                raise PeriodError(f"period: got {text!r}, {ALLOWED}, months 01 to 12")
        begin, end = index(first[0], first[1] or 1), index(last[0], last[1] or 12)
        if end < begin:
            raise PeriodError(f"period: got {text!r}, which ends before it begins; {ALLOWED}")
        return cls(begin, end)

    @classmethod
    def of_year(cls, year: int) -> Period:
        return cls(year * 12, year * 12 + 11)

    @classmethod
    def of_month(cls, day: date) -> Period:
        """The month a day lies in."""
        return cls(index(day.year, day.month), index(day.year, day.month))

    def __str__(self) -> str:
        if self.is_year:
            return f"{self.first // 12:04d}"
        if self.first == self.last:
            return _written(self.first)
        return f"{_written(self.first)}..{_written(self.last)}"

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    @property
    def is_year(self) -> bool:
        return self.first % 12 == 0 and self.last == self.first + 11

    @property
    def months(self) -> tuple[int, ...]:
        """The absolute index of every month."""
        return tuple(range(self.first, self.last + 1))

    @property
    def start(self) -> date:
        """The first day."""
        return date(self.first // 12, self.first % 12 + 1, 1)

    @property
    def end(self) -> date:
        """The last day."""
        year, month = divmod(self.last, 12)
        return date(year, month + 1, calendar.monthrange(year, month + 1)[1])

    def to_date(self, today: date) -> Period | None:
        """The months that have begun by `today`; None where none has."""
        current = index(today.year, today.month)
        return Period(self.first, min(self.last, current)) if self.first <= current else None

    def days(self, upto: date | None = None) -> int:
        """Days of the period, counted to the end of the day `upto`: person-time of one resident."""
        end = self.end if upto is None else min(self.end, upto)
        return max(0, (end - self.start).days + 1)

    def years(self, upto: date | None = None) -> float:
        """The same in years: each day is 1/365 of its year, 1/366 in a leap year, so a year is 1."""
        end = self.end if upto is None else min(self.end, upto)
        total = 0.0
        for year in range(self.start.year, end.year + 1):
            first = max(self.start, date(year, 1, 1))
            last = min(end, date(year, 12, 31))
            total += max(0, (last - first).days + 1) / (366 if calendar.isleap(year) else 365)
        return total

    def share_of_year(self, year: int, upto: date | None = None) -> float:
        """The part of `years` that falls into one calendar year, to weight that year's population."""
        last = Period.of_year(year)
        if last.last < self.first or last.first > self.last:
            return 0.0
        return Period(max(self.first, last.first), min(self.last, last.last)).years(upto)

    def previous(self) -> Period:
        """What one compares with: the year before a year, the month before a month; for a run of
        months the same months of the nearest earlier year that does not overlap."""
        length = self.last - self.first + 1
        return self._moved(-1 if length == 1 else -12 * -(-length // 12))

    def year_before(self) -> Period:
        """The same months one year earlier."""
        return self._moved(-12)

    def _moved(self, months: int) -> Period:
        return Period(self.first + months, self.last + months)

    def condition(self, year: str = "year", month: str = "month") -> Condition:
        """Facts of the period, by their columns `year` and `month` (1 to 12)."""
        first_year, last_year = self.first // 12, self.last // 12
        parts: list[Condition] = []
        for each in range(first_year, last_year + 1):
            begin = self.first % 12 + 1 if each == first_year else 1
            end = self.last % 12 + 1 if each == last_year else 12
            here = Where(year, "eq", (each,))
            whole = (begin, end) == (1, 12)
            parts.append(here if whole else AllOf((here, Where(month, "between", (begin, end)))))
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def label(self, language: str) -> str:
        """As a reader writes it: 2026 年 1—10 月; January–October 2026."""
        return self._english() if nearest(language) == "en" else self._chinese()

    def _chinese(self) -> str:
        (year, month), (last_year, last_month) = divmod(self.first, 12), divmod(self.last, 12)
        if self.is_year:
            return f"{year} 年"
        if self.first == self.last:
            return f"{year} 年 {month + 1} 月"
        if year == last_year:
            return f"{year} 年 {month + 1}—{last_month + 1} 月"
        return f"{year} 年 {month + 1} 月—{last_year} 年 {last_month + 1} 月"

    def _english(self) -> str:
        (year, month), (last_year, last_month) = divmod(self.first, 12), divmod(self.last, 12)
        begin, end = MONTHS_EN[month + 1], MONTHS_EN[last_month + 1]
        if self.is_year:
            return f"{year}"
        if self.first == self.last:
            return f"{begin} {year}"
        if year == last_year:
            return f"{begin}–{end} {year}"
        return f"{begin} {year} – {end} {last_year}"


def index(year: int, month: int) -> int:
    """The absolute index of a month."""
    return year * 12 + month - 1


def _written(month: int) -> str:
    return f"{month // 12:04d}-{month % 12 + 1:02d}"
