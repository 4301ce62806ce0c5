"""What a page of numbers looks at: a place, a period, a moment. People and counts are read once for all panels."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import ClassVar

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.figures import queries, registry
from safecommunity.figures.registry import Received
from safecommunity.indicators import catalogue
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.figure import FigureKey
from safecommunity.indicators.period import Period
from safecommunity.places import queries as places
from safecommunity.places.models import Place

FACT = "injury"
# the dimensions that panels share: counted once, each panel adds up what it needs
SHARED = ("sex", "age_group", "cause", "severity", "outcome")


@dataclass
class Look:
    """One look at a place and period, in one language."""

    place: Place
    period: Period
    now: datetime
    language: str

    SHARED: ClassVar[tuple[str, ...]] = SHARED
    CODE: ClassVar[str] = "injury.count"

    @property
    def pid(self) -> str:
        return self.place.pid

    @cached_property
    def children(self) -> list[Place]:
        """Subordinate places in code order."""
        return places.children(self.pid)

    @cached_property
    def ground(self) -> queries.Ground:
        """Trees and people of the place and of its subordinate places."""
        return queries.ground_of(self.pid, self.period.start.year, also=[kid.pid for kid in self.children])

    @cached_property
    def people(self) -> places.People | None:
        """Residents, or None where nobody has said how many."""
        return self.ground.people.people(self.pid, self.period.start.year)

    @cached_property
    def received(self) -> Received | None:
        """Who has reported for this period."""
        return self.ground.received(FACT, self.pid, self.period, self.now)

    @cached_property
    def missing(self) -> set[int]:
        """Months (absolute) for which somebody has not reported, and the month that is not over."""
        begun = timezone.localdate(self.now)
        lacking = {month for _pid, _name, month in self.received.missing} if self.received else set()
        return lacking | {begun.year * 12 + begun.month - 1}

    @cached_property
    def years(self) -> dict[int, int]:
        """Injuries on record by year: before the first of them a count is unknown, not zero."""
        return dict(queries.years_on_record(self.count, self.ground.trees[self.pid]))

    @property
    def begun(self) -> bool:
        """Whether the period has begun."""
        return self.period.to_date(timezone.localdate(self.now)) is not None

    @property
    def known(self) -> bool:
        """Whether a count of this period says anything: without records and reports it is unknown."""
        came = self.received is not None and self.received.months_received > 0
        return self.begun and (bool(self.n) or came or self.period.start.year in self.years)

    @cached_property
    def _shared(self) -> dict[tuple[int, ...], int]:
        return queries.counts_by(self.count, self.pid, self.period, *self.SHARED, ground=self.ground)

    @cached_property
    def count(self) -> Definition:
        """The count of injuries that every panel splits."""
        return catalogue.get(self.CODE)

    def counts(self, *names: str) -> dict[tuple[int, ...], int]:
        """Injuries by some of the shared dimensions, or by others in a count of their own."""
        if not set(names) <= set(self.SHARED):
            found = queries.counts_by(self.count, self.pid, self.period, *names, ground=self.ground)
            return {(key if len(names) > 1 else (key,)): n for key, n in found.items()}
        at = [self.SHARED.index(name) for name in names]
        answer: dict[tuple[int, ...], int] = {}
        for key, n in self._shared.items():
            part = tuple(key[place] for place in at)
            answer[part] = answer.get(part, 0) + n
        return answer

    @property
    def n(self) -> int:
        """All injuries of the period."""
        return sum(self._shared.values())

    def url(self, *dimensions: tuple[str, int | str], code: str = "") -> str:
        """The page of a figure of this place and period, split as said."""
        definition = catalogue.get(code or self.CODE)
        key = FigureKey(definition.code, definition.version, self.pid, self.period, dimensions)
        return reverse("figure", args=[str(key)])

    def month_url(self, index: int) -> str:
        """The count of one month (absolute index)."""
        key = FigureKey(self.count.code, self.count.version, self.pid, Period(index, index))
        return reverse("figure", args=[str(key)])

    def label_of(self, dimension: str) -> str:
        """The name of a dimension."""
        return {"cause": _("Cause"), "severity": _("Severity"), "mechanism": _("Mechanism")}[dimension]

    @cached_property
    def label(self) -> Callable[[str, int], str]:
        """The words of a stored code."""
        return registry.fact(FACT).option_label or (lambda _name, code: str(code))
