"""A street with units of every kind, committees with households, and people of each role."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest

from safecommunity.accounts.reader import Held, Reader
from safecommunity.figures import queries as figures
from safecommunity.figures import stores
from safecommunity.governance import actions
from safecommunity.governance.models import LetterRound
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import Figure
from safecommunity.indicators.period import Period
from safecommunity.places import actions as places
from safecommunity.places.models import Place, SocialUnit

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai
DAY, ISSUED, LAST = date(2020, 1, 1), date(2026, 1, 5), date(2026, 12, 31)


@dataclass
class Street:
    """示例街道 of 示例区 with two communities."""

    district: Place
    place: Place
    east: Place
    west: Place
    clerk: Reader
    worker: Reader
    made: list[SocialUnit] = field(default_factory=list)

    def units(self, many: int, kind: str, place: Place | None = None, **more: Any) -> list[SocialUnit]:
        """Enter units of a kind, by one import."""
        rows = [
            {"name": f"示例{kind}{n}", "kind": kind, "place": place or self.east, "starts": DAY, **more}
            for n in range(1, many + 1)
        ]
        places.import_units(rows=rows, file_name="t", top=self.place.pid, by="t", at=NOW)
        return list(SocialUnit.objects.filter(kind=kind, place=place or self.east).order_by("pk"))

    def round(self, level: str, year: int = 2026) -> LetterRound:
        """Open the letters of a level."""
        return actions.open_round(
            reader=self.clerk, place=self.place, year=year, level=level, issued_on=date(year, 1, 5),
            sign_by=date(year, 12, 31), at=NOW,
        )  # fmt: skip

    def figure(self, code: str, period: str = "2026", place: Place | None = None) -> Figure:
        """A figure of the street as its page computes it."""
        found = figures.compute_many(
            [catalogue.get(code)], (place or self.place).pid, Period.parse(period), now=NOW
        )
        return found[0]

    def opens(self, code: str, period: str = "2026") -> Any:
        """The rows behind a figure, as the clerk sees them."""
        return figures.rows_behind(self.clerk, self.figure(code, period))


def person(role: str, place: Place | None = None, unit: str = "") -> Reader:
    """Somebody with one scope."""
    return Reader(f"p-{role}", role, "", (Held(role, place.pid if place else "", unit),), "demo")


@pytest.fixture
def street(db: None, tmp_path: Any, settings: Any) -> Any:
    """The street, with a store of its own."""
    settings.STORE, settings.UPLOADS, settings.HOME = tmp_path / "store", tmp_path / "files", tmp_path
    stores.forget()

    def make(name: str, level: str, parent: Place | None = None, order: int = 0) -> Place:
        return places.create_place(
            name=name, level=level, parent=parent, order=order, by="t", at=NOW, starts=DAY, label="simulated"
        )

    district = make("示例区", "district")
    top = make("示例街道", "street", district)
    east, west = make("示东社区", "community", top), make("示西社区", "community", top, 1)
    yield Street(district, top, east, west, person("clerk", top), person("grid", east))
    stores.forget()
