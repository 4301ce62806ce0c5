"""Figures and the rows behind them as tables of a workbook."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.figures import queries, registry, stores
from safecommunity.indicators.figure import Figure
from safecommunity.shell.numbers import moment
from safecommunity.shell.workbooks import Sheet, Value


def headings() -> list[str]:
    """Columns of a table of figures."""
    return [
        _("Figure"), _("Value"), _("Unit of measure"), _("lower"), _("upper"), _("Method"), "n", _("Denominator"),
        _("Reports received"), _("due"), _("Key"), _("Computed"),
    ]  # fmt: skip


def figure_row(figure: Figure, language: str) -> list[Value]:
    """One figure as a row: never its value without n, interval and who has reported."""
    figure.sure()
    return [
        figure.title(language), figure.value, figure.unit_label(language), figure.lower, figure.upper,
        figure.method, figure.n, figure.denominator, figure.received, figure.due, figure.key,
        moment(figure.computed_at),
    ]  # fmt: skip


def sheets(reader: Any, figure: Figure, ground: queries.Ground, language: str) -> Iterator[Sheet]:
    """The figure, what it is made of, and its rows as far as the reader may open them."""
    yield Sheet(figure.title(language), headings(), [figure_row(figure, language)], figure.n)
    if figure.lengths is not None:
        told = figure.lengths
        heads = [
            _("Still open"),
            _("Lower quartile"),
            _("Median"),
            _("Upper quartile"),
            _("Longest looked at"),
        ]
        row: list[Value] = [
            told.still_open,
            told.lower_quartile,
            figure.value,
            told.upper_quartile,
            told.followed,
        ]
        note = _("An empty median or quartile was not reached: it is more than the longest looked at.")
        yield Sheet(_("How long it took"), heads, [row], figure.n, [note])
    strata = queries.strata_behind(figure, ground)
    if strata:
        heads = [
            _("Age"),
            "n",
            _("Residents"),
            figure.unit_label(language),
            _("lower"),
            _("upper"),
            _("Weight"),
        ]
        rows: list[list[Value]] = [
            [
                row.label,
                row.rate.cases,
                row.people,
                row.rate.estimate,
                row.rate.lower,
                row.rate.upper,
                row.weight,
            ]
            for row in strata
        ]
        yield Sheet(_("Rates by age"), heads, rows, figure.n)
    fact = registry.fact(figure.definition.fact)
    heads = [_("Record"), *fact.rows_by_refs(reader, []).headings]
    note = _("Records you may not open keep their line without content.")
    yield Sheet(_("Records"), heads, _rows(reader, figure), figure.n, [note])


def _rows(reader: Any, figure: Figure) -> Iterator[list[Value]]:
    fact = registry.fact(figure.definition.fact)
    for refs in stores.store(figure.definition.fact).listing(queries.condition_behind(figure)).chunks():
        for row in fact.rows_by_refs(reader, refs).rows:
            yield [row.ref if row.url else "", *row.cells]
