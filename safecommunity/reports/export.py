"""The overview as a workbook: one sheet for each of its tables, the same numbers as on the page."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from safecommunity.figures.exports import figure_row, headings
from safecommunity.indicators.figure import Figure
from safecommunity.reports import against, overview, panels, samples
from safecommunity.reports.look import Look
from safecommunity.shell.workbooks import Sheet, Value

Panel = Callable[[Look], Iterator[Sheet]]


def sheets(look: Look, only: str = "") -> Iterator[Sheet]:
    """Every table of the overview in its order, or those of one panel; KeyError for a panel it has not."""
    for panel in (PANELS[only],) if only else PANELS.values():
        yield from panel(look)


def _main(look: Look) -> Iterator[Sheet]:
    shown = overview.shown_figures(look)
    unsaid = overview.unsaid(look, shown)
    notes = [*_missing(look), *_unsaid(look, unsaid), *overview.warnings(shown, look.language)]
    told = [item.figure for item in shown if item.figure not in unsaid] if look.known else []
    rows = [figure_row(figure, look.language) for figure in told]
    yield Sheet(_("Main numbers"), headings(), rows, look.n, notes)
    if (found_sample := samples.sample(look)) is not None:
        yield _sample(found_sample)


def _beside(look: Look) -> Iterator[Sheet]:
    if (found := against.against(look)) is not None:
        yield against.sheet(found, look.language)


def _causes(look: Look) -> Iterator[Sheet]:
    for found in overview.paretos(look):
        yield pareto_sheet(found)


def _ages(look: Look) -> Iterator[Sheet]:
    yield _pyramid(panels.pyramid(look))


def _grid_of(build: Callable[[Look], panels.Grid | None]) -> Panel:
    def panel(look: Look) -> Iterator[Sheet]:
        if (grid := build(look)) is not None:
            yield grid_sheet(grid)

    return panel


def _trend(look: Look) -> Iterator[Sheet]:
    yield trend_sheet(look, _("Injuries by month"))


def _cost(look: Look) -> Iterator[Sheet]:
    if (cost := panels.cost(look)) is not None:
        known = cost.amounts
        row = [known.n, known.total, known.lower_quartile, known.median, known.upper_quartile]
        heads = ["n", _("Total (yuan)"), _("Lower quartile"), _("Median"), _("Upper quartile")]
        yield Sheet(_("Recorded cost"), heads, [row], cost.n)


def _by_place(look: Look) -> Iterator[Sheet]:
    if (table := overview.by_place(look)) is not None:
        yield _places(look, table)


def _outcomes(look: Look) -> Iterator[Sheet]:
    yield from _grid_of(panels.severity)(look)
    yield from _cost(look)


def _sample(found: samples.Sample) -> Sheet:
    heads = [
        _("Group"), "n", _("Estimate"), _("lower"), _("upper"), _("Standard error"), _("Coefficient of variation"),
        _("unstable"),
    ]  # fmt: skip
    rows: list[list[Value]] = [
        [line.label, line.figure.n, line.figure.value, line.figure.lower, line.figure.upper,
         line.figure.sampling.se if line.figure.sampling else None,
         line.figure.sampling.cv if line.figure.sampling else None, _(", ").join(line.unstable)]
        for line in (*found.lines, *found.more)
    ]  # fmt: skip
    notes = [f"{found.publisher}: {found.population}", found.rule.source]
    return Sheet(_("Estimates from the sample’s weights"), heads, rows, found.lines[0].figure.n, notes)


def _missing(look: Look) -> list[str]:
    """Who has not reported: without it a low number would be read as a fall."""
    found = overview.missing_text(look.received)
    if not found:
        return []
    who = "；".join(f"{name} {months}" for name, months in found)
    return [
        _("Incomplete for this period") + ": " + who,
        _("Low numbers in these months must not be read as a fall."),
    ]


def _unsaid(look: Look, figures: list[Figure]) -> list[str]:
    """What the records do not say: it has no number, and is no zero."""
    if not figures:
        return []
    return [_("Not recorded") + ": " + _(", ").join(figure.title(look.language) for figure in figures)]


def pareto_sheet(found: overview.Pareto) -> Sheet:
    """Counts by one dimension with shares."""
    bars: list[list[Value]] = [[bar.label, bar.n, bar.share_text, bar.running_text] for bar in found.bars]
    return Sheet(found.title, [found.title, "n", _("Share"), _("Running")], bars, found.n)


def _pyramid(found: panels.Pyramid) -> Sheet:
    heads = [_("Age"), _("Sex"), "n", _("expected"), _("Rate"), _("lower"), _("upper")]
    rows: list[list[Value]] = [
        [side.label, side.sex, side.n, side.expected, side.figure.value, side.figure.lower, side.figure.upper]
        for side in found.sides
    ]
    return Sheet(_("Age and sex"), heads, rows, found.n)


def grid_sheet(grid: panels.Grid) -> Sheet:
    """Counts by two dimensions with their totals."""
    rows: list[list[Value]] = [
        [f"{line.label}*" if line.marked else line.label, *(cell.n for cell in line.cells), line.total.n]
        for line in grid.lines
    ]
    rows.append([_("Total"), *(one.n for one in grid.sums), grid.n])
    starred = any(line.marked for line in grid.lines)
    notes = [_("* not everybody has reported that month, or it is not over.")] if starred else []
    return Sheet(grid.title, [grid.corner, *grid.columns, _("Total")], rows, grid.n, notes)


def trend_sheet(look: Look, title: str) -> Sheet:
    """The months beside the same months of earlier years."""
    heads = [_("Month"), "n", _("three years before, lowest"), _("three years before, highest"), _("State")]
    rows: list[list[Value]] = [
        [
            row["month"],
            row["n"],
            row["lowest"],
            row["highest"],
            _("incomplete") if row["n"] is not None and row["incomplete"] else "",
        ]
        for row in overview.trend(look)
    ]
    return Sheet(title, heads, rows, look.n)


def _places(look: Look, table: overview.Places) -> Sheet:
    heads = [
        _("Place"), _("Residents"), _("Injuries"), _("Per 100,000 person-years"), _("lower"), _("upper"), _("State"),
    ]  # fmt: skip
    words = {"above": _("above the whole"), "below": _("below the whole"), "": ""}
    rows: list[list[Value]] = [
        [line.place.name, line.people, line.count.n, line.rate.value, line.rate.lower, line.rate.upper,
         words[line.stands_out]]
        for line in table.lines
    ]  # fmt: skip
    whole, people = table.rate, look.people
    rows.append(
        [
            look.place.name,
            people.count if people else None,
            table.count.n,
            whole.value,
            whole.lower,
            whole.upper,
        ]
    )
    return Sheet(_("By place"), heads, rows, table.count.n)


# what a panel's own export gives, by the name in its address; all of them in the order of the workbook
PANELS: dict[str, Panel] = {
    "main": _main,
    "against": _beside,
    "causes": _causes,
    "ages": _ages,
    "hours": _grid_of(panels.hours),
    "matrix": _grid_of(panels.matrix),
    "severity": _outcomes,
    "trend": _trend,
    "places": _by_place,
}
