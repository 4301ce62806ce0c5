"""What may be chosen for an edition: figures with their splits, and the years of a place that have ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from safecommunity.figures import queries as figures
from safecommunity.indicators import catalogue, disclosure
from safecommunity.indicators.definition import Definition
from safecommunity.places import queries as places
from safecommunity.places.models import Place

FILE = Path(__file__).with_name("offered.yaml")
MOST_YEARS = 5


@dataclass(frozen=True)
class Offer:
    """A figure that may be opened, and the columns it may be split by."""

    code: str
    splits: tuple[str, ...]

    @property
    def definition(self) -> Definition:
        """The figure as it is defined now."""
        return catalogue.get(self.code)


@dataclass(frozen=True)
class Chosen:
    """A figure somebody chose, split by one column or by none."""

    code: str
    by: str = ""


@dataclass(frozen=True)
class Wanted:
    """What an edition shall hold. `beneath`: with the places beneath that lie on the grid."""

    place: Place
    years: tuple[int, ...]
    chosen: tuple[Chosen, ...]
    beneath: bool = True
    note: str = ""


@cache
def offers() -> dict[str, Offer]:
    """The figures offered, by code, in the order of the page."""
    content = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {row["code"]: Offer(row["code"], tuple(row["splits"])) for row in content["figures"]}


def on_grid(place: Place) -> bool:
    """Whether numbers of a place may be told to everybody at all."""
    return place.level in disclosure.rule().levels


def years(place: Place, today: date) -> list[int]:
    """Years that have ended and of which anything offered is on record, newest first."""
    pids = places.subtree(place.pid)
    found = {year for code in offers() for year in on_record(catalogue.get(code), pids)}
    return sorted((year for year in found if year < today.year), reverse=True)[:MOST_YEARS]


def on_record(definition: Definition, pids: Iterable[str]) -> set[int]:
    """Years of which a figure has any record in some places: of the others its count is unknown, not zero."""
    return {year for year, n in figures.years_on_record(definition, pids) if n}
