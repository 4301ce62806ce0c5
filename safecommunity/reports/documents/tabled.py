"""Tables of a paper: its figures, and its figures by place."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext

from safecommunity.figures import queries
from safecommunity.indicators import catalogue
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.figure import Figure
from safecommunity.reports.documents.asked import Asked
from safecommunity.reports.documents.named import interval_of
from safecommunity.shell.numbers import number
from safecommunity.shell.papers import Run, Table

NOBODY = "—"


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
    if not any(of[pid].n for of in found for pid in pids):
        return None
    heads = [gettext("Place")]
    for of, one in zip(found, wanted, strict=True):
        heads += [
            f"{one.title(asked.spoken)}{asked.in_brackets(of[pids[0]])}",
            *([] if _counts(one) else ["n"]),
        ]
    rows = tuple((place.name, *_cells(asked, found, place.pid)) for place in asked.below)
    silent = any(cell == NOBODY for row in rows for cell in row)
    note = (
        gettext("—: nobody there has recorded or reported in this period; that is no zero.") if silent else ""
    )
    return Table(tuple(heads), rows, numeric=(False, *([True] * (len(heads) - 1))), note=note)


def _counts(definition: Definition) -> bool:
    return definition.kind in ("count", "total")


def _cells(asked: Asked, found: Sequence[Mapping[str, Figure]], pid: str) -> Iterator[Run]:
    """A place's numbers, each share and rate with its n; a dash where nobody there recorded or reported."""
    alive = {of[pid].definition.fact for of in found if of[pid].n}
    for of in found:
        one = of[pid]
        known = one.definition.fact in alive or _reported(asked, one)
        told = [] if _counts(one.definition) else [number(one.n) if known else NOBODY]
        yield from (asked.said_plain(one) if known else NOBODY, *told)


def _reported(asked: Asked, figure: Figure) -> bool:
    """Whether anybody of a place has reported in the period: then its zero is one."""
    came = asked.ground.received(figure.definition.fact, figure.place, figure.period, asked.now)
    return came is not None and came.months_received > 0
