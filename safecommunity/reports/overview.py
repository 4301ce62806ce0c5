"""The overview of one place and period: what was counted, how surely, who has reported, and what stands out.

Nothing is computed here: every number is a figure or a count of one, and every one opens its rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.engine.conditions import AllOf, Where, columns_of
from safecommunity.figures import queries, stores
from safecommunity.figures.registry import Received
from safecommunity.indicators import catalogue, standards
from safecommunity.indicators.figure import Figure, FigureKey
from safecommunity.indicators.period import Period
from safecommunity.places.models import Place
from safecommunity.reports.look import Look

UNSPECIFIC = {13, 99, -1}
TOP = 12
RANKED_FROM = 20
CARDS = ("injury.rate", "injury.rate.standardised", "injury.fall.home.65plus", "injury.deaths")
CARDS_WITHOUT_PEOPLE = ("injury.count", "injury.severe", "injury.deaths")


@dataclass(frozen=True)
class Shown:
    """A figure with its addresses, and the same months of the year before beside it."""

    figure: Figure
    url: str
    before: Figure | None = None
    note: str = ""


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
    def few(self) -> bool:
        """Too few to speak of first and second: with twenty cases a share of 40 % may be 20 or 64 %."""
        return self.n < RANKED_FROM

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


def address_of(key: FigureKey) -> str:
    """The page of a figure by its key."""
    return reverse("figure", args=[str(key)])


def shown_figures(look: Look) -> list[Shown]:
    """The cards at the top."""
    definitions = [catalogue.get(code) for code in (CARDS if look.people else CARDS_WITHOUT_PEOPLE)]
    figures = queries.compute_many(definitions, look.pid, look.period, now=look.now, ground=look.ground)
    begun = look.period.to_date(timezone.localdate(look.now))
    earlier: dict[str, Figure] = {}
    if begun is not None:
        months = Period(begun.first - 12, begun.last - 12)
        # a month that is not over divides by its days; a count cannot, so only rates are compared
        rates = [definition for definition in definitions if definition.kind == "rate"]
        found = queries.compute_many(
            rates, look.pid, months, now=look.now, fresh=False, ground=look.ground, with_received=False
        )
        earlier = {f.definition.code: f for f in found if f.value is not None}
    return [Shown(f, address(f), earlier.get(f.definition.code), _note(f, look.language)) for f in figures]


def _note(figure: Figure, language: str) -> str:
    """Which standard population a rate is weighted by."""
    if not figure.definition.standard:
        return ""
    standard = standards.get(figure.definition.standard)
    return _("Standard: %(title)s") % {"title": standard.title(language)}


def warnings(shown: Iterable[Shown], language: str) -> list[str]:
    """What to beware of in the standard populations of the figures shown."""
    named = dict.fromkeys(
        item.figure.definition.standard for item in shown if item.figure.definition.standard
    )
    found = [standards.get(name) for name in named]
    return [f"{one.title(language)}{_(': ')}{one.warning(language)}" for one in found]


def pareto(look: Look, dimension: str, *, most: int = TOP) -> Pareto:
    """Counts of injuries of a place by one dimension; a long tail is gathered into one last line."""
    counts = {code: n for (code,), n in look.counts(dimension).items()}
    whole = sum(counts.values())
    named = sorted(
        ((n, code) for code, n in counts.items() if _named(dimension, code)), key=lambda c: (-c[0], c[1])
    )
    rest = [(n, code) for code, n in counts.items() if not _named(dimension, code)]
    tail = named[most:]
    bars, running = [], 0
    for n, code in named[:most]:
        running += n
        label, url = look.label(dimension, code), look.url((dimension, code))
        bars.append(Bar(code, label, n, n / whole, running / whole, url))
    other = sum(n for n, _code in rest + tail)
    if other:
        label = _("%(k)s others and unknown") % {"k": len(tail)} if tail else _("Other and unknown")
        bars.append(Bar(-1, label, other, other / whole, 1.0, "", True))
    titles = {
        "cause": _("Causes of injury"),
        "diagnosis": _("Diagnoses"),
        "product": _("Products involved (English names, as published)"),
        "gb_type": _("Accident types"),
    }
    return Pareto(dimension, titles[dimension], whole, tuple(bars))


def _named(dimension: str, code: int | str) -> bool:
    return code not in UNSPECIFIC if dimension == "cause" else code not in (-1, 0)


def paretos(look: Look) -> list[Pareto]:
    """By cause; where the source carries no cause (as NEISS), by diagnosis and by product instead."""
    causes = pareto(look, "cause")
    if any(not bar.unspecific for bar in causes.bars) or not causes.n:
        return [causes]
    return [pareto(look, dimension) for dimension in ("diagnosis", "product")]


@dataclass(frozen=True)
class Places:
    """The table of subordinate places with the whole beneath it."""

    lines: tuple[Line, ...]
    count: Figure
    rate: Figure

    @property
    def rated(self) -> bool:
        """Whether any of them has a rate: grids have no population of their own."""
        return any(line.rate.value is not None for line in self.lines)

    @property
    def axis(self) -> tuple[float, float]:
        """One axis for all intervals."""
        return queries.axis_of(line.rate for line in self.lines)


def by_place(look: Look) -> Places | None:
    """Subordinate places in code order; one stands out where its interval leaves the whole's rate."""
    pids = [kid.pid for kid in look.children]
    if not pids:
        return None
    definitions = [catalogue.get("injury.count"), catalogue.get("injury.rate")]
    counts, rates = (
        queries.compute_places(definition, pids, look.period, now=look.now, ground=look.ground)
        for definition in definitions
    )
    count, rate = queries.compute_many(
        definitions, look.pid, look.period, now=look.now, fresh=False, ground=look.ground, with_received=False
    )
    lines = []
    for kid in look.children:
        people = look.ground.people.people(kid.pid, look.period.start.year)
        figure = rates[kid.pid]
        lines.append(
            Line(
                kid, people.count if people else None, counts[kid.pid], figure, address(counts[kid.pid]),
                _stands_out(figure, rate),
            )
        )  # fmt: skip
    return Places(tuple(lines), count, rate)


def _stands_out(one: Figure, whole: Figure) -> str:
    if one.lower is None or one.upper is None or whole.value is None:
        return ""
    if one.lower > whole.value:
        return "above"
    return "below" if one.upper < whole.value else ""


def unsaid(look: Look, shown: Iterable[Shown]) -> list[Figure]:
    """Figures of a source that never answers their question: its records are no zero.

    NEISS, for one, has no severity: none of its injuries is known to be severe, and none not to be.
    """
    lacking = []
    for item in shown:
        definition = item.figure.definition
        asked = columns_of(definition.numerator) if definition.kind == "count" and not item.figure.n else ()
        if look.n and any(not _answered(look, column) for column in asked):
            lacking.append(item.figure)
    return lacking


def _answered(look: Look, column: str) -> bool:
    """Whether any record of the place and period says something in a column."""
    records = queries.condition_of(look.count, look.ground.trees[look.pid], look.period)
    return bool(stores.store("injury").counts(AllOf((records, Where(column, "known")))).get((), 0))


def trend(look: Look, back: int = 3) -> list[dict[str, Any]]:
    """Counts by month of the period's year with the range of the same month in earlier years.

    Compared are months that are over, of years on record: before the first record nothing is known.
    """
    year, today = look.period.start.year, timezone.localdate(look.now)
    span = Period(((year - back) * 12), year * 12 + 11)
    months = queries.months_of(look.count, look.pid, span, ground=look.ground)
    begun = today.year * 12 + today.month - 1
    rows = []
    for month in range(12):
        index = year * 12 + month
        same = [index - 12 * times for times in range(1, back + 1)]
        before = [months[one] for one in same if one // 12 in look.years and one < begun]
        rows.append(
            {
                "month": month + 1,
                "n": months[index] if index <= begun else None,
                "url": look.month_url(index),
                "lowest": min(before, default=None),
                "highest": max(before, default=None),
                "mean": sum(before) / len(before) if before else None,
                "incomplete": index in look.missing,
            }
        )
    return rows


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
    return _(", ").join(texts)
