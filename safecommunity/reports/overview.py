"""The overview of one place and period: what was counted, how surely, who has reported, and what stands out.

Nothing is computed here: every number is a figure or a count of one, and every one opens its rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.figures import queries, registry
from safecommunity.figures.registry import Received
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import Figure, FigureKey
from safecommunity.indicators.period import Period
from safecommunity.places import queries as places
from safecommunity.places.models import Place

UNSPECIFIC = {13, 99, -1}
TOP = 12
CARDS = ("injury.rate", "injury.fall.home.65plus", "injury.severe", "injury.deaths")
CARDS_WITHOUT_PEOPLE = ("injury.count", "injury.severe", "injury.deaths")


@dataclass(frozen=True)
class Shown:
    """A figure with its addresses, and the same months of the year before beside it."""

    figure: Figure
    url: str
    before: Figure | None = None


@dataclass(frozen=True)
class Bar:
    """One line of a Pareto: a value, its count, its share and the running share."""

    code: int
    label: str
    n: int
    share: float
    running: float
    url: str
    unspecific: bool = False

    @property
    def share_text(self) -> str:
        """Share of all, one decimal."""
        return f"{100 * self.share:.1f}%"

    @property
    def running_text(self) -> str:
        """Running share, one decimal."""
        return f"{100 * self.running:.1f}%"


@dataclass(frozen=True)
class Pareto:
    """Counts by one dimension, largest first, unspecific values last."""

    dimension: str
    title: str
    n: int
    bars: tuple[Bar, ...]

    @property
    def vital_few(self) -> tuple[Bar, ...]:
        """The named values that together make up 80 %, or all of them where they do not reach it."""
        named = [bar for bar in self.bars if not bar.unspecific]
        for number, bar in enumerate(named, 1):
            if bar.running >= 0.8:
                return tuple(named[:number])
        return tuple(named)

    @property
    def vital_n(self) -> int:
        """Injuries under those values."""
        return sum(bar.n for bar in self.vital_few)

    @property
    def vital_share(self) -> str:
        """Their share of all."""
        return f"{100 * self.vital_n / self.n:.0f}%" if self.n else "—"


@dataclass(frozen=True)
class Line:
    """One subordinate place in the table."""

    place: Place
    people: int | None
    count: Figure
    rate: Figure
    url: str
    stands_out: str = ""


def address(figure: Figure) -> str:
    """A figure's page."""
    return reverse("figure", args=[figure.key])


def shown_figures(pid: str, period: Period, now: datetime, *, with_people: bool) -> list[Shown]:
    """The cards at the top."""
    definitions = [catalogue.get(code) for code in (CARDS if with_people else CARDS_WITHOUT_PEOPLE)]
    figures = queries.compute_many(definitions, pid, period, now=now)
    begun = period.to_date(timezone.localdate(now))
    earlier: dict[str, Figure] = {}
    if begun is not None:
        months = Period(begun.first - 12, begun.last - 12)
        found = queries.compute_many(definitions, pid, months, now=now, fresh=False)
        # a month that is not over divides by its days; a count cannot, so only rates are compared
        earlier = {f.definition.code: f for f in found if f.definition.kind == "rate" and f.value is not None}
    return [Shown(f, address(f), earlier.get(f.definition.code)) for f in figures]


def pareto(dimension: str, pid: str, period: Period, *, language: str, most: int = TOP) -> Pareto:
    """Counts of injuries of a place by one dimension; a long tail is gathered into one last line."""
    definition = catalogue.get("injury.count")
    counts = queries.counts_by(definition, pid, period, dimension)
    whole = sum(counts.values())
    named = sorted(
        ((n, code) for code, n in counts.items() if _named(dimension, code)), key=lambda c: (-c[0], c[1])
    )
    rest = [(n, code) for code, n in counts.items() if not _named(dimension, code)]
    tail = named[most:]
    bars, running = [], 0
    for n, code in named[:most]:
        running += n
        bars.append(_bar(dimension, int(code), n, running, whole, pid, period))
    other = sum(n for n, _code in rest + tail)
    if other:
        label = _("%(k)s others and unknown") % {"k": len(tail)} if tail else _("Other and unknown")
        bars.append(Bar(-1, label, other, other / whole, 1.0, "", True))
    titles = {
        "cause": _("Causes of injury"),
        "diagnosis": _("Diagnoses"),
        "product": _("Products involved (English names, as published)"),
    }
    return Pareto(dimension, titles[dimension], whole, tuple(bars))


def _named(dimension: str, code: int | str) -> bool:
    return code not in UNSPECIFIC if dimension == "cause" else code not in (-1, 0)


def _bar(dimension: str, code: int, n: int, running: int, whole: int, pid: str, period: Period) -> Bar:
    label_of = registry.fact("injury").option_label
    label = label_of(dimension, code) if label_of else str(code)
    key = FigureKey("injury.count", 1, pid, period, ((dimension, code),))
    return Bar(code, label, n, n / whole, running / whole, reverse("figure", args=[str(key)]))


def paretos(pid: str, period: Period, language: str) -> list[Pareto]:
    """By cause; where the source carries no cause (as NEISS), by diagnosis and by product instead."""
    causes = pareto("cause", pid, period, language=language)
    if any(not bar.unspecific for bar in causes.bars) or not causes.n:
        return [causes]
    return [pareto(dimension, pid, period, language=language) for dimension in ("diagnosis", "product")]


def lines(children: Iterable[Place], pid: str, period: Period, now: datetime) -> list[Line]:
    """The table of subordinate places in code order; one stands out where its interval leaves the whole's rate."""
    kids = list(children)
    pids = [kid.pid for kid in kids]
    rates = queries.compute_places(catalogue.get("injury.rate"), pids, period, now=now)
    counts = queries.compute_places(catalogue.get("injury.count"), pids, period, now=now)
    people = places.populations(pids, period.start.year)
    whole = queries.compute_many([catalogue.get("injury.rate")], pid, period, now=now, fresh=False)[0]
    return [
        Line(
            kid,
            people[kid.pid].count if kid.pid in people else None,
            counts[kid.pid],
            rates[kid.pid],
            address(counts[kid.pid]),
            _stands_out(rates[kid.pid], whole),
        )
        for kid in kids
    ]


def _stands_out(one: Figure, whole: Figure) -> str:
    if one.lower is None or one.upper is None or whole.value is None:
        return ""
    if one.lower > whole.value:
        return "above"
    return "below" if one.upper < whole.value else ""


def years_on_record(pid: str) -> list[tuple[int, int]]:
    """(year, n) of the injuries on record for a place: where to look when the chosen period is empty."""
    from safecommunity.engine.conditions import Where
    from safecommunity.figures import stores

    store = stores.store("injury")
    counts = store.counts(Where("residence", "in", places.subtree(pid)), by=("year",))
    return sorted((int(year), int(n)) for (year,), n in counts.items())


def trend(pid: str, period: Period, today: date, missing: set[int], back: int = 3) -> list[dict[str, Any]]:
    """Counts by month of the period's year with the range of the same month in earlier years."""
    year = period.start.year
    span = Period(((year - back) * 12), year * 12 + 11)
    months = queries.months_of(catalogue.get("injury.count"), pid, span)
    begun = today.year * 12 + today.month - 1
    rows = []
    for month in range(12):
        index = year * 12 + month
        before = [months[index - 12 * years] for years in range(1, back + 1)]
        rows.append(
            {
                "month": month + 1,
                "n": months[index] if index <= begun else None,
                "lowest": min(before),
                "highest": max(before),
                "mean": sum(before) / len(before),
                "incomplete": index in missing or index == begun,
            }
        )
    return rows


def missing_months(received: Received | None) -> set[int]:
    """Months for which somebody has not reported."""
    return {month for _pid, _name, month in received.missing} if received else set()


def missing_text(received: Received | None) -> list[tuple[str, str]]:
    """(facility, months) of what was not received, months as runs."""
    found: dict[str, list[int]] = {}
    for _pid, name, month in received.missing if received else ():
        found.setdefault(name, []).append(month)
    return [(name, _runs(sorted(months))) for name, months in found.items()]


def _runs(months: list[int]) -> str:
    runs: list[list[int]] = []
    for month in months:
        if runs and month == runs[-1][1] + 1:
            runs[-1][1] = month
        else:
            runs.append([month, month])
    texts = []
    for first, last in runs:
        begin = f"{first // 12}-{first % 12 + 1:02d}"
        texts.append(begin if first == last else f"{begin}–{last % 12 + 1:02d}")
    return "、".join(texts)
