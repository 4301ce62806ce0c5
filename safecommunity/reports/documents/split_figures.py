"""Figures split by one of their dimensions as tables of a paper: every number with its source, the largest first where
there are enough to say so, and which of the first two is larger beyond chance."""

from collections.abc import Iterable, Iterator

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safecommunity.figures import queries
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import Figure
from safecommunity.reports.documents.composing import Composer, interval_of
from safecommunity.reports.documents.named import narrowed
from safecommunity.shell.numbers import number
from safecommunity.shell.papers import Block, Paragraph, Run, Said, Table

UNKNOWN = (99, -1)
OTHERS = (13, 99, -1)  # of causes: nothing to act on
RANKED_FROM = 20
MOST = 15


def spoken() -> str:
    """The language a paper is being composed in; traditional is made from simplified."""
    return get_language() or "zh-hans"


def split(composer: Composer, code: str, dimension: str) -> list[Figure]:
    """A figure by the values its records have, the largest first, what is not known last; those with records only."""
    count = catalogue.get(code)
    found = queries.counts_by(count, composer.place.pid, composer.period, dimension, ground=composer.ground)
    values = sorted(
        (value for value, n in found.items() if n),
        key=lambda value: (value in UNKNOWN, -found[value], value),
    )
    cells = queries.compute_cells(
        count, composer.place.pid, composer.period, (dimension,), [(value,) for value in values],
        now=composer.now, ground=composer.ground,
    )  # fmt: skip
    return [cells[value,] for value in values]


def beside(composer: Composer, code: str, figures: Iterable[Figure]) -> list[Figure]:
    """Another figure of the same parts."""
    parts = [one.dimensions for one in figures]
    names = tuple(name for name, _value in parts[0]) if parts else ()
    values = [tuple(value for _name, value in one) for one in parts]
    found = queries.compute_cells(
        catalogue.get(code), composer.place.pid, composer.period, names, values, now=composer.now,
        ground=composer.ground,
    )  # fmt: skip
    return [found[one] for one in values]


def counted(composer: Composer, code: str, dimension: str, head: str) -> Iterator[Block]:
    """A table of counts by one dimension. Where nothing is on record the figure is named among those without."""
    figures = split(composer, code, dimension)
    if not figures:
        composer.name_silent(code)
        return
    unit = figures[0].unit_label(spoken())
    rows = tuple((narrowed(one), Said(number(one.value), composer.mark(one))) for one in figures[:MOST])
    yield Table((head, f"{catalogue.get(code).title(spoken())}{bracketed(unit)}"), rows,
                numeric=(False, True), widths=(3, 1), note=rest(len(figures), MOST))  # fmt: skip


def rated(composer: Composer, dimension: str, head: str) -> Iterator[Block]:
    """Injuries of residents by one dimension: how many, at what rate with its interval, and a sentence of the first."""
    counts = split(composer, "injury.count", dimension)
    if not counts:
        composer.name_silent("injury.count")
        return
    yield from _first(composer, counts)
    yield cases_and_rates(composer, counts[:MOST], head, rest(len(counts), MOST))


def cases_and_rates(composer: Composer, counts: list[Figure], head: str, note: str = "") -> Table:
    """Cases and rates of parts; without people to divide by only cases."""
    rates = beside(composer, "injury.rate", counts)
    if all(one.value is None for one in rates):
        return Table(
            (head, _("Injuries")),
            tuple((narrowed(one), Said(number(one.value), composer.mark(one))) for one in counts),
            numeric=(False, True), widths=(3, 1), note=note,
        )  # fmt: skip
    rows: tuple[tuple[Run, ...], ...] = tuple(
        (narrowed(one), Said(number(one.n), composer.mark(one)), Said(number(one.value), composer.mark(one)),
         interval_of(one) or "—")
        for one in rates
    )  # fmt: skip
    unit = bracketed(rates[0].unit_label(spoken()))
    heads = (head, _("Injuries (n)"), f"{_('Rate')}{unit}", _("Interval of 95 percent"))
    return Table(heads, rows, numeric=(False, True, True, True), widths=(2.4, 1, 1.4, 1.4), note=note)


def _first(composer: Composer, counts: list[Figure]) -> Iterator[Block]:
    """Which part is the largest, and whether it is so beyond chance; silent about an order of a few records."""
    known = [one for one in counts if one.dimensions[0][1] not in OTHERS]
    n = sum(int(one.value or 0) for one in counts)
    if n < RANKED_FROM or len(known) < 2:
        if n < RANKED_FROM:
            says = _("With %(n)s injuries no order of first and second is told.") % {"n": n}
            yield Paragraph((says,))
        return
    first, second = known[:2]
    runs: tuple[Run, ...] = (
        _("Most frequent: %(what)s") % {"what": narrowed(first)}, *_in_brackets(composer, first),
        _("; then %(what)s") % {"what": narrowed(second)}, *_in_brackets(composer, second), _order(first, second),
    )  # fmt: skip
    yield Paragraph(runs)


def _in_brackets(composer: Composer, figure: Figure) -> tuple[Run, ...]:
    said = Said(number(figure.value), composer.mark(figure))
    return (" (", said, ")") if spoken() == "en" else ("（", said, "）")


def _order(first: Figure, second: Figure) -> str:
    if lies_apart(int(first.value or 0), int(second.value or 0)):
        return _("; the first is more frequent beyond chance.")
    return _("; the difference between the two lies within chance.")


def lies_apart(one: int, other: int) -> bool:
    """Whether two counts of the same people and months differ beyond chance (mid-P interval of their ratio, 95 %)."""
    from safecommunity.epi.comparison import rate_ratio

    if not one or not other:
        return False
    made = rate_ratio(
        cases=one, person_years=1.0, reference_cases=other, reference_person_years=1.0, method="mid_p"
    )
    return not float(made.lower) <= 1.0 <= float(made.upper)


def rest(many: int, most: int, where: str = "") -> str:
    """What a table leaves out, said under it, and where all of it stands."""
    if many <= most:
        return ""
    if where:
        says = _("%(n)s more are not listed here; all %(all)s stand under “%(where)s”.")
        return says % {"n": many - most, "all": many, "where": where}
    return _("%(n)s more are not listed here.") % {"n": many - most}


def bracketed(unit: str) -> str:
    """A unit in brackets, as the language writes them."""
    if not unit:
        return ""
    return f" ({unit})" if spoken() == "en" else f"（{unit}）"
