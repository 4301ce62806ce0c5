"""Panels of the overview: who, when, by what intent, how badly, at what cost. Every number opens its rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.epi.amounts import Amounts, amounts
from safecommunity.epi.standardised import expected_by_population
from safecommunity.figures import queries
from safecommunity.indicators import ages, catalogue
from safecommunity.indicators.figure import Figure
from safecommunity.places import queries as places
from safecommunity.reports.look import Look
from safecommunity.shell import chart_grids, charts
from safecommunity.shell.numbers import number

MEN, WOMEN = 1, 2
UNKNOWN = (99, -1)
HOUR_BANDS = range(12)


@dataclass(frozen=True)
class Count:
    """A number with the page that opens its rows."""

    n: int
    url: str


@dataclass(frozen=True)
class Line:
    """One line of a grid."""

    code: int
    label: str
    cells: tuple[Count, ...]
    total: Count
    marked: bool = False


@dataclass(frozen=True)
class Grid:
    """Counts by two dimensions; with its totals it adds up to n."""

    name: str
    title: str
    corner: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    sums: tuple[Count, ...]
    n: int
    unknown: int = 0  # how many stand in a line or column that says nothing
    sources: tuple[tuple[str, Count], ...] = ()  # what the lines were read from, and how many each

    @property
    def busiest(self) -> tuple[str, str, int]:
        """(line, column, n) of the largest cell."""
        found = [
            (cell.n, line.label, column)
            for line in self.lines
            for cell, column in zip(line.cells, self.columns, strict=True)
        ]
        n, line, column = max(found, key=lambda one: one[0], default=(0, "", ""))
        return line, column, n


@dataclass(frozen=True)
class Side:
    """Men or women of one age group: how many, at what rate, and how many population alone would give."""

    label: str
    sex: str
    figure: Figure
    url: str
    expected: float | None

    @property
    def n(self) -> int:
        return self.figure.n or 0


@dataclass(frozen=True)
class AgeLine:
    """One age group."""

    label: str
    men: Side
    women: Side


@dataclass(frozen=True)
class Pyramid:
    """Injured residents by age group and sex, the oldest first."""

    lines: tuple[AgeLine, ...]
    men: int
    women: int
    n: int
    people: places.PeopleByAge | None

    @property
    def known(self) -> int:
        """Those whose age and sex are both known."""
        return self.men + self.women

    @property
    def unknown(self) -> int:
        return self.n - self.known

    @property
    def sides(self) -> tuple[Side, ...]:
        """Men and women of every group, as the table shows them."""
        return tuple(side for line in self.lines for side in (line.men, line.women))


@dataclass(frozen=True)
class Cost:
    """What injuries cost where a cost was recorded, in yuan; never a total of all injuries."""

    amounts: Amounts
    n: int
    url: str


def grid(look: Look, name: str, title: str, rows: str, columns: str) -> Grid:
    """Counts by two shared dimensions; values in order, what is not known last. Empty lines are left out."""
    counts = look.counts(rows, columns)
    row_codes = _ordered({key[0] for key in counts})
    column_codes = _ordered({key[1] for key in counts})
    lines = []
    for row in row_codes:
        cells = tuple(
            Count(counts.get((row, column), 0), look.url((rows, row), (columns, column)))
            for column in column_codes
        )
        total = Count(sum(cell.n for cell in cells), look.url((rows, row)))
        lines.append(Line(row, look.label(rows, row), cells, total))
    sums = tuple(
        Count(sum(line.cells[at].n for line in lines), look.url((columns, column)))
        for at, column in enumerate(column_codes)
    )
    unknown = sum(n for (row, column), n in counts.items() if row in UNKNOWN or column in UNKNOWN)
    heads = tuple(look.label(columns, column) for column in column_codes)
    return Grid(name, title, look.label_of(rows), heads, tuple(lines), sums, look.n, unknown)


def _ordered(codes: set[int]) -> list[int]:
    return sorted(codes, key=lambda code: (code in UNKNOWN, code < 0, code))


FROM_ICD10, FROM_CARD = 1, 2  # columns matrix_source of the fact


def matrix(look: Look) -> Grid | None:
    """Mechanism by intent: from ICD-10 where it is recorded, otherwise from the card's cause and intent.

    None where neither is on record (as in NEISS files). What each was read from stands under the panel.
    """
    found = grid(look, "matrix", _("Mechanism and intent"), "mechanism", "matrix_intent")
    if not any(line.code not in UNKNOWN for line in found.lines):
        return None
    sources: dict[int, int] = {}
    for (source,), n in look.counts("matrix_source").items():
        sources[source] = sources.get(source, 0) + n
    named = ((FROM_ICD10, _("from ICD-10")), (FROM_CARD, _("from cause and intent of the card")))
    counted = tuple(
        (words, Count(sources.get(source, 0), look.url(("matrix_source", source)))) for source, words in named
    )
    return replace(found, sources=counted)


def severity(look: Look) -> Grid | None:
    """Severity by outcome; None where neither is on record."""
    found = grid(look, "severity", _("Severity and outcome"), "severity", "outcome")
    return found if any(key[0] > 0 or key[1] > 0 for key in look.counts("severity", "outcome")) else None


def hours(look: Look) -> Grid | None:
    """Months by two hours of the day; None where no hour is on record."""
    counts = look.counts("month", "hour_band")
    if not any(band >= 0 for _month, band in counts):
        return None
    bands = [*HOUR_BANDS, *([-1] if any(band < 0 for _month, band in counts) else [])]
    lines = []
    for month, marked in _months(look):
        cells = tuple(
            Count(counts.get((month, band), 0), look.url(("month", month), ("hour_band", band)))
            for band in bands
        )
        total = Count(sum(cell.n for cell in cells), look.url(("month", month)))
        lines.append(Line(month, charts.month_name(month, look.language), cells, total, marked))
    sums = tuple(
        Count(sum(line.cells[at].n for line in lines), look.url(("hour_band", band)))
        for at, band in enumerate(bands)
    )
    heads = tuple(f"{2 * band:02d}" if band >= 0 else look.label("hour_band", band) for band in bands)
    unknown = sum(n for (_month, band), n in counts.items() if band < 0)
    return Grid("hours", _("Month and hour"), _("Month"), heads, tuple(lines), sums, look.n, unknown)


def _months(look: Look) -> list[tuple[int, bool]]:
    """(month, whether somebody has not reported) of the months that have begun, in their order."""
    begun = look.period.to_date(timezone.localdate(look.now))
    found: dict[int, bool] = {}
    for index in begun.months if begun else ():
        month = index % 12 + 1
        found[month] = found.get(month, False) or index in look.missing
    return list(found.items())


def pyramid(look: Look) -> Pyramid:
    """Injured residents by age group and sex beside the numbers their share of the population would give."""
    groups = [(group.lower, group.upper) for group in ages.GROUPS]
    year = look.period.start.year
    men, women = (look.ground.people.by_ages(look.pid, year, groups, sex=sex) for sex in (MEN, WOMEN))
    codes = [group.code for group in ages.GROUPS]
    found = queries.compute_by(
        catalogue.get("injury.rate"), look.pid, look.period, {"sex": (MEN, WOMEN), "age_group": codes},
        now=look.now, ground=look.ground,
    )  # fmt: skip
    known = sum(figure.n or 0 for figure in found.values())
    together = [*men.counts, *women.counts] if men and women else []
    expected = expected_by_population(cases=known, people=together) or (None,) * (2 * len(codes))
    lines = []
    for code in reversed(codes):
        label = ages.GROUPS[code].label.replace("-", "–")
        sides = [
            Side(
                label, look.label("sex", sex), found[sex, code],
                look.url(*found[sex, code].dimensions, code="injury.rate"), expected[at * len(codes) + code],
            )
            for at, sex in enumerate((MEN, WOMEN))
        ]  # fmt: skip
        lines.append(AgeLine(label, *sides))
    return Pyramid(
        tuple(lines),
        sum(line.men.n for line in lines),
        sum(line.women.n for line in lines),
        look.n,
        men if men and women else None,
    )


def cost(look: Look) -> Cost | None:
    """Recorded costs; None where none is on record."""
    counts = look.counts("cost")
    known = amounts(counts={amount: n for (amount,), n in counts.items() if amount >= 0})
    return Cost(known, look.n, look.url(code="injury.cost.recorded")) if known.n else None


def pyramid_rows(found: Pyramid) -> Sequence[chart_grids.Ages]:
    """The pyramid's lines as the drawing takes them."""
    return [
        chart_grids.Ages(line.label, line.men.n, line.women.n, line.men.expected, line.women.expected)
        for line in found.lines
    ]


def pyramid_heads(found: Pyramid) -> tuple[str, str]:
    """What stands over the two sides."""
    return (
        _("Men: %(n)s") % {"n": number(found.men)},
        _("Women: %(n)s") % {"n": number(found.women)},
    )


def hour_rows(found: Grid) -> Sequence[chart_grids.Line]:
    """The months as the drawing takes them: hours that are known; an incomplete month carries a star."""
    return [
        chart_grids.Line(
            f"{line.label}*" if line.marked else line.label,
            tuple(cell.n for cell in line.cells[: len(HOUR_BANDS)]),
            line.total.n,
        )
        for line in found.lines
    ]
