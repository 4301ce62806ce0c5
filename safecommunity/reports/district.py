"""What a district knows of its streets: the months they handed in. Nothing here reads a street's unfinished work."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from safecommunity.figures import queries as figures
from safecommunity.figures import registry
from safecommunity.indicators import catalogue
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.figure import Figure
from safecommunity.indicators.period import Period
from safecommunity.injuries.queries import months, returns
from safecommunity.injuries.queries.returns import ReturnCell
from safecommunity.places.models import Place

SHOWN = 12


@dataclass(frozen=True)
class Sum:
    """One line of what was handed in, added up: by street, and all together."""

    label: str
    by_street: tuple[int, ...]
    total: int


@dataclass(frozen=True)
class District:
    """The streets of a supervisor over the last months, from their returns."""

    lines: list[tuple[Place, list[ReturnCell]]]
    period: Period

    @property
    def cells(self) -> list[ReturnCell]:
        """All months of all streets."""
        return [cell for _street, line in self.lines for cell in line]

    @property
    def due(self) -> int:
        """Months owed."""
        return sum(cell.owed for cell in self.cells)

    @property
    def received(self) -> int:
        """Months owed that were handed in and stand."""
        return sum(cell.owed and cell.received for cell in self.cells)

    @property
    def complete(self) -> int:
        """Streets with every month owed."""
        return sum(all(cell.received for cell in line if cell.owed) for _street, line in self.owing)

    @property
    def owing(self) -> list[tuple[Place, list[ReturnCell]]]:
        """Streets that owe anything."""
        return [(street, line) for street, line in self.lines if any(cell.owed for cell in line)]

    def waiting(self) -> list[ReturnCell]:
        """Handed in and not decided, oldest first."""
        return sorted(
            (c for c in self.cells if c.state == "submitted"), key=lambda c: (c.index, c.place.order)
        )

    def overdue(self, today: date) -> list[ReturnCell]:
        """Owed, not handed in (or returned) and past the day, oldest first."""
        late = (c for c in self.cells if c.owed and not c.received and c.due < today)
        return sorted(late, key=lambda c: (c.index, c.place.order))

    def sums(self, split: str) -> list[Sum]:
        """What was handed in by a split, largest first."""
        parts = [returns.summed(line, split) for _street, line in self.lines]
        label = registry.fact("injury").option_label or (lambda _name, code: str(code))
        found = [
            Sum(
                label(split, code),
                tuple(part.get(code, 0) for part in parts),
                sum(p.get(code, 0) for p in parts),
            )
            for code in sorted(set().union(*parts))
        ]
        return sorted(found, key=lambda line: -line.total)

    def totals(self) -> Sum:
        """All injuries handed in."""
        each = tuple(sum(cell.n or 0 for cell in line) for _street, line in self.lines)
        return Sum("", each, sum(each))

    def months_of(self) -> list[int]:
        """How many months of each street the sums hold."""
        return [sum(cell.received for cell in line) for _street, line in self.lines]


LIVE = (
    "risks.major", "risks.overdue", "inspections.done_share", "inspections.coverage", "hazards.overdue",
    "hazards.fix_rate",
)  # fmt: skip


@dataclass(frozen=True)
class Live:
    """A street that opened its live figures, and what they say of risks, inspections and hazards."""

    place: Place
    figures: list[Figure]


def opened(streets: list[Place], live: Collection[str], now: datetime) -> tuple[list[Definition], list[Live]]:
    """The figures of this year of the streets that opened theirs; of the others nothing is computed."""
    definitions, period = [catalogue.get(one) for one in LIVE], Period.of_year(timezone.localdate(now).year)
    mine = [one for one in streets if one.pid in live]
    return definitions, [
        Live(one, figures.compute_many(definitions, one.pid, period, now=now)) for one in mine
    ]


def look(streets: list[Place], today: date) -> District:
    """The last twelve months."""
    period = months.window(today, SHOWN)
    return District(returns.matrix(streets, period, today), period)
