"""Charts of a paper: those of the overview, in the paper's language, with the same in words under them."""

from typing import Any

from django.utils.translation import gettext

from safecommunity.reports.documents.asked import Asked
from safecommunity.shell.papers import Chart

CHART_WIDTH = 620


def chart(asked: Asked, what: str) -> Chart | None:
    """A chart of the overview, in the paper's language, with the same in words under it."""
    from safecommunity.reports import pictures
    from safecommunity.reports.look import Look

    look = Look(asked.place, asked.period, asked.now, asked.spoken)
    if not look.n:
        return None
    spec = pictures.spec(what, look, CHART_WIDTH)
    if spec is None:
        return None
    caption, words = _in_words(asked, what, look)
    return Chart(spec, words, caption)


def _in_words(asked: Asked, what: str, look: Any) -> tuple[str, str]:
    from safecommunity.reports import overview, panels
    from safecommunity.shell import charts

    if what == "cause":
        found = overview.pareto(look, what)
        return found.title, charts.in_words(found.title, [charts.Bar(one.label, one.n) for one in found.bars])
    if what == "trend":
        title = gettext("Injuries by month")
        rows = [
            (charts.month_name(row["month"], asked.spoken), row["n"])
            for row in overview.trend(look)
            if row["n"] is not None
        ]
        return title, charts.in_words(title, rows)
    title = gettext("Injured residents by age and sex")
    sides = [(f"{one.label} {one.sex}", one.n) for one in panels.pyramid(look).sides if one.n]
    return title, charts.in_words(title, sides)
