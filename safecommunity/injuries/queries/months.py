"""Monthly reporting: what is due, what came, what is missing. A missing month is never read as a fall."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import ExtractMonth, ExtractYear
from django.utils.translation import get_language

from safecommunity.figures.registry import Received
from safecommunity.indicators.period import Period
from safecommunity.injuries import codes
from safecommunity.injuries.models import FacilityMonth, Report
from safecommunity.injuries.queries.rights import Rights
from safecommunity.places import queries as places
from safecommunity.places.models import SocialUnit

ARRIVED = (FacilityMonth.State.SUBMITTED, FacilityMonth.State.ACCEPTED)
UNKNOWN = 99
LOOK_BACK = 12


@lru_cache(maxsize=4096)
def month_end(index: int) -> date:
    """Last day of a month, by its absolute index year * 12 + month - 1."""
    year, month = divmod(index, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def month_label(index: int) -> str:
    """Year and month as reports are spoken of."""
    return _label(index, get_language() or "zh-hans")


def narrow_label(index: int) -> str:
    """A month's name for a narrow column: the last of several words stays with the one before."""
    label = month_label(index)
    head, space, tail = label.rpartition(" ")
    return f"{head}\u00a0{tail}" if space and " " in head else label


@lru_cache(maxsize=4096)
def _label(index: int, language: str) -> str:
    return Period(index, index).label(language)


@lru_cache(maxsize=4096)
def due_day(index: int) -> date:
    """The day after which a month is late."""
    year, month = divmod(index + 1, 12)
    return date(year, month + 1, codes.deadline_day())


def is_due(unit: SocialUnit, index: int, today: date) -> bool:
    """A month is owed once it has ended, by a facility that was there and had begun to report."""
    end = month_end(index)
    return end < today and unit.owes(end.replace(day=1), end)


def received(place_pids: Iterable[str], period: Period, today: date) -> Received:
    """Who owed reports within these places and months, and who gave them; two queries."""
    units = places.units_within(place_pids)
    due = {(unit.pk, index) for unit in units for index in period.months if is_due(unit, index, today)}
    came = due & _arrived(units, period)
    lacking = due - came
    owing = {unit for unit, _index in due}
    late = {unit for unit, _index in lacking}
    return Received(
        facilities_due=len(owing),
        facilities_complete=len(owing - late),
        months_due=len(due),
        months_received=len(came),
        missing=tuple(
            (unit.pid, unit.name, index)
            for unit in units
            for index in period.months
            if (unit.pk, index) in lacking
        ),
    )


def _arrived(units: list[SocialUnit], period: Period) -> set[tuple[int, int]]:
    rows = FacilityMonth.objects.filter(
        unit__in=[unit.pk for unit in units],
        state__in=ARRIVED,
        year__range=(period.first // 12, period.last // 12),
    )
    return {
        (unit, year * 12 + month - 1) for unit, year, month in rows.values_list("unit_id", "year", "month")
    }


@dataclass(frozen=True)
class MonthCell:
    """One facility and month as the matrix shows it."""

    unit: SocialUnit
    index: int
    row: FacilityMonth | None
    counted: "Recorded"
    due: date
    owed: bool

    @property
    def recorded(self) -> int:
        """Cards on record of this month."""
        return self.counted.of(self.unit.pk, self.index)[0]

    @property
    def unknown(self) -> int:
        """Answers "unknown" on them."""
        return self.counted.of(self.unit.pk, self.index)[1]

    @property
    def year(self) -> int:
        return self.index // 12

    @property
    def month(self) -> int:
        return self.index % 12 + 1

    @property
    def label(self) -> str:
        """Year and month as reports are spoken of."""
        return month_label(self.index)

    @property
    def state(self) -> str:
        """submitted, returned, accepted, missing, or "" where nothing is owed."""
        if self.row is not None and self.row.state != FacilityMonth.State.OPEN:
            return self.row.state
        return "missing" if self.owed else ""

    @property
    def arrived(self) -> bool:
        return self.state in ARRIVED

    @property
    def many_unknown(self) -> bool:
        """More answers "unknown" than the card's rule Q10 allows."""
        answers = self.recorded * len(ASKED)
        return bool(answers) and self.unknown / answers > codes.review()["Q10"]["share"]

    @property
    def differs(self) -> bool:
        """Declared and recorded numbers differ now."""
        return self.row is not None and self.row.cards is not None and self.row.cards != self.recorded


ASKED = ("cause", "place_kind", "activity", "intent", "nature", "body_part")


def matrix(units: list[SocialUnit], period: Period, today: date) -> list[tuple[SocialUnit, list[MonthCell]]]:
    """Facilities × months; two queries whatever their number, and one more where somebody asks for cards."""
    ids = [unit.pk for unit in units]
    years = (period.first // 12, period.last // 12)
    rows = {
        (row.unit_id, row.year * 12 + row.month - 1): row
        for row in FacilityMonth.objects.filter(unit__in=ids, year__range=years).select_related("unit")
    }
    counted = Recorded(tuple(ids), period)
    return [
        (
            unit,
            [
                MonthCell(
                    unit=unit,
                    index=index,
                    row=rows.get((unit.pk, index)),
                    counted=counted,
                    due=due_day(index),
                    owed=is_due(unit, index, today),
                )
                for index in period.months
            ],
        )
        for unit in units
    ]


@dataclass
class Recorded:
    """Cards on record by facility and month, counted when first asked for: menus only ask who is late."""

    units: tuple[int, ...]
    period: Period

    def of(self, unit: int, index: int) -> tuple[int, int]:
        """(cards, answers "unknown") of a facility in a month."""
        return self._found.get((unit, index), (0, 0))

    @cached_property
    def _found(self) -> dict[tuple[int, int], tuple[int, int]]:
        return _recorded(self.units, self.period)


def _recorded(unit_ids: Iterable[int], period: Period) -> dict[tuple[int, int], tuple[int, int]]:
    """Live cards and their answers "unknown", by facility and month of injury."""
    found: Iterable[Any] = (
        Report.objects.filter(
            unit__in=list(unit_ids), state=Report.State.LIVE, injury_on__range=(period.start, period.end)
        )
        .order_by()
        .values("unit_id", year=ExtractYear("injury_on"), month=ExtractMonth("injury_on"))
        .annotate(n=Count("pk"), **{f"u_{name}": Count("pk", filter=Q(**{name: UNKNOWN})) for name in ASKED})
    )
    return {
        (one["unit_id"], one["year"] * 12 + one["month"] - 1): (
            one["n"],
            sum(one[f"u_{name}"] for name in ASKED),
        )
        for one in found
    }


def units_of(rights: Rights) -> list[SocialUnit]:
    """Facilities whose months this reader handles: his own, and those of his office's place."""
    return list(rights.facilities)


def window(today: date, months: int = LOOK_BACK) -> Period:
    """The months up to the one before this."""
    last = today.year * 12 + today.month - 2
    return Period(last - months + 1, last)
