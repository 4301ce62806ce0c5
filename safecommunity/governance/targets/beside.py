"""Two sources of one thing: what was handed in on returns, and what was entered line by line. Where a page shows one
and a target is read from the other, it says so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from safecommunity.accounts.reader import Reader
from safecommunity.figures import queries as figures
from safecommunity.governance.models import Target
from safecommunity.governance.targets import queries
from safecommunity.indicators import catalogue
from safecommunity.indicators.errors import IndicatorError
from safecommunity.indicators.figure import Figure, FigureKey
from safecommunity.places.models import Place

# a cell of the monthly outreach return: the same thing counted in the ledger of outreach
TWINS = {
    f"return.outreach_month.{cell}": f"outreach.{name}"
    for cell, name in {
        "leaflets": "materials", "posters": "posters", "banners": "banners", "films": "films", "boards": "boards",
        "lectures": "lectures", "arts": "arts", "reached": "reached",
    }.items()
}  # fmt: skip


@dataclass(frozen=True)
class Apart:
    """One thing by two sources that say different numbers: by returns, and by lines of the ledger."""

    target: Target
    handed_in: Figure
    by_line: Figure

    @property
    def by(self) -> float:
        """How far the two are apart."""
        return abs((self.handed_in.value or 0.0) - (self.by_line.value or 0.0))


def of_target(target: Target, told: Figure | None, *, now: datetime) -> Apart | None:
    """Where a target reads a return: what the ledger says of the same place and months, if that is another number."""
    if told is None or target.figure not in TWINS:
        return None
    return _apart(target, told, _figure(TWINS[target.figure], told, now))


def of_page(reader: Reader, place: Place, shown: Iterable[Figure], *, now: datetime) -> list[Apart]:
    """Of the ledger's figures on a page those a target of the place reads from returns instead, with another number."""
    back = {ledger: cell for cell, ledger in TWINS.items()}
    here = {back[one.definition.code]: one for one in shown if one.definition.code in back}
    aims = queries.visible(reader).filter(place=place, figure__in=list(here), dropped_on__isnull=True)
    found = []
    for target in aims.order_by("pk"):
        own = here[target.figure]
        apart = _apart(target, _figure(target.figure, own, now), own)
        found += [apart] if apart is not None else []
    return found


def _figure(code: str, like: Figure, now: datetime) -> Figure | None:
    try:
        known = catalogue.get(code)
        return figures.compute(FigureKey(code, known.version, like.place, like.period), now=now)
    except IndicatorError:
        return None


def _apart(target: Target, handed_in: Figure | None, by_line: Figure | None) -> Apart | None:
    if handed_in is None or by_line is None or handed_in.value is None or by_line.value is None:
        return None
    return Apart(target, handed_in, by_line) if handed_in.value != by_line.value else None
