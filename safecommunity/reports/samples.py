"""What the records of a sample say of the population it was drawn from: estimates beside counts, group by group."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from safecommunity.figures import beside
from safecommunity.indicators import stability
from safecommunity.indicators.figure import Figure, Sampling
from safecommunity.indicators.stability import Rule
from safecommunity.reports.look import Look

FIRST, MORE = ("sex", "age_group"), ("cause", "diagnosis", "outcome")
TOP = 8
UNKNOWN_CAUSES = (13, 99)


@dataclass(frozen=True)
class Line:
    """One group: its records and the estimate they give."""

    label: str
    dimension: str
    figure: Figure
    url: str
    unstable: tuple[str, ...]

    @property
    def cv(self) -> float | None:
        """Coefficient of variation in per cent."""
        told = self.figure.sampling
        return None if told is None or told.cv is None else 100 * told.cv


@dataclass(frozen=True)
class Sample:
    """The table of estimates of a place and period, and its longer part."""

    lines: tuple[Line, ...]
    more: tuple[Line, ...]
    rule: Rule
    publisher: str
    population: str
    sampling: Sampling

    @property
    def largest_cv(self) -> float:
        """The publisher's limit in per cent."""
        return 100 * self.rule.largest_cv


def sample(look: Look) -> Sample | None:
    """Estimates of everybody, by sex, age, cause or diagnosis, and outcome; None where the records are no sample."""
    if not look.n:
        return None
    whole = beside.estimates(look.count, look.pid, look.period, (), [()], now=look.now, ground=look.ground)
    if not whole:
        return None
    figure = whole[()]
    lines = (
        _line(look, _("All"), "", (), figure),
        *(line for dimension in FIRST for line in _groups(look, dimension)),
    )
    more = tuple(line for dimension in MORE for line in _groups(look, dimension))
    rule = stability.get(figure.definition.stability)
    assert figure.sampling is not None  # noqa: S101 — an estimate has one
    title, population = rule.title(look.language), rule.population(look.language)
    return Sample(lines, more, rule, title, population, figure.sampling)


def _groups(look: Look, dimension: str) -> list[Line]:
    """The known values of a dimension: in their order, or the most frequent where there are many."""
    counts = {code: n for (code,), n in look.counts(dimension).items() if code >= 0 and n}
    if dimension == "cause":
        counts = {code: n for code, n in counts.items() if code not in UNKNOWN_CAUSES}
    codes = sorted(counts)
    if len(codes) > TOP:
        codes = sorted(counts, key=lambda code: (-counts[code], code))[:TOP]
    cells = [(code,) for code in codes]
    found = beside.estimates(
        look.count, look.pid, look.period, (dimension,), cells, now=look.now, ground=look.ground
    )
    return [
        _line(look, look.label(dimension, code), dimension, ((dimension, code),), found[code,])
        for code in codes
        if (code,) in found
    ]


def _line(
    look: Look, label: str, dimension: str, dimensions: tuple[tuple[str, int], ...], figure: Figure
) -> Line:
    url = look.url(*dimensions, code=figure.definition.code)
    return Line(label, dimension, figure, url, tuple(beside.why_unstable(figure)))
