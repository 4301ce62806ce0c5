"""Tables of a paper: its figures, and its figures by place."""

from typing import Any

from django.utils.translation import gettext

from safecommunity.figures import queries
from safecommunity.indicators import catalogue
from safecommunity.reports.documents.asked import Asked
from safecommunity.reports.documents.named import interval_of
from safecommunity.shell.numbers import number
from safecommunity.shell.papers import Run, Table


def of_figures(asked: Asked, codes: Any) -> Table:
    """Figures with value, interval and n, a line each."""
    heads = (
        gettext("Figure"),
        gettext("Value"),
        gettext("Interval of 95 percent"),
        gettext("Records (n)"),
    )
    rows: list[tuple[Run, ...]] = []
    for code in codes:
        one = asked.told[code]
        title = f"{one.title(asked.spoken)}{asked.in_brackets(one)}"
        if not asked.speaks(one):
            asked.name_silent(code)
            rows.append((title, "—", "—", "—"))
            continue
        rows.append((title, asked.said_plain(one), interval_of(one) or "—", number(one.n)))
    return Table(heads, tuple(rows), numeric=(False, True, True, True), widths=(3, 1, 1.4, 1))


def of_places(asked: Asked, codes: Any) -> Table | None:
    """One line for each subordinate place, in the order of the tree: never ranked by counts."""
    if not asked.below:
        return None
    pids = [one.pid for one in asked.below]
    wanted = [catalogue.get(code) for code in codes]
    found = [
        queries.compute_places(one, pids, asked.period, now=asked.now, ground=asked.ground) for one in wanted
    ]
    rows = tuple((place.name, *(asked.said_plain(of[place.pid]) for of in found)) for place in asked.below)
    if not any(of[pid].n for of in found for pid in pids):
        return None
    heads = (
        gettext("Place"),
        *(f"{one.title(asked.spoken)}{asked.in_brackets(found[n][pids[0]])}" for n, one in enumerate(wanted)),
    )
    numeric = (False, *([True] * len(wanted)))
    return Table(heads, rows, numeric=numeric)
