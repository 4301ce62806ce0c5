"""A street with its office, an agency's person, a village worker, a unit; and a whole project."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from safecommunity.accounts.reader import Held, Reader
from safecommunity.figures import queries as figures
from safecommunity.figures import stores
from safecommunity.governance import actions as governance
from safecommunity.governance.models import Body
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import Figure, FigureKey
from safecommunity.indicators.period import Period
from safecommunity.places import actions as places
from safecommunity.places.models import Place, SocialUnit
from safecommunity.programmes import actions
from safecommunity.programmes.models import Project

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai
TODAY, DAY = date(2026, 11, 23), date(2020, 1, 1)


@dataclass
class Street:
    """示例街道 with two communities, and who works there."""

    place: Place
    east: Place
    west: Place
    clerk: Reader
    chief: Reader
    agency: Reader
    worker: Reader
    auditor: Reader
    body: Body
    unit: SocialUnit

    def values(self, **more: Any) -> dict[str, Any]:
        """A project about fire for old people of both sexes."""
        return {
            "title": "老旧楼院消防改造", "setting": "fire", "problem": "老旧楼院电线老化，火灾多",
            "goal": "不发生亡人火灾",
            "starts": date(2026, 3, 1), "until": date(2026, 12, 31), "body": self.body, "agency": "fire",
            "ages": ["5", "6"], "sexes": ["1", "2"], "environments": ["old_building"], "vulnerable": ["alone"],
            "people": 1200, "people_qualifier": "gt", **more,
        }  # fmt: skip

    def project(self, reader: Reader | None = None, **more: Any) -> Project:
        """An idea, as the clerk enters it."""
        return actions.create_project(
            reader=reader or self.clerk, place=self.place, values=self.values(**more), at=NOW
        )

    def whole(self, **more: Any) -> Project:
        """An idea with all that its approval needs."""
        one = self.project(**more)
        actions.add_measure(
            reader=self.clerk, project=one, kind="facility", side="things", what="装烟感报警器", at=NOW
        )
        actions.add_milestone(
            reader=self.clerk, project=one, title="装完 300 户", who="消防组", due=date(2026, 9, 30), at=NOW
        )
        actions.add_figure(
            reader=self.clerk, project=one, key=self.key("meetings.count"), use="target", wanted=Decimal(6),
            wanted_by=date(2026, 12, 31), who="消防组", at=NOW,
        )  # fmt: skip
        return one

    def running(self, **more: Any) -> Project:
        """One that began on its first day."""
        one = self.whole(**more)
        actions.take_step(reader=self.chief, project=one, deed="approve", at=NOW)
        return actions.take_step(reader=self.clerk, project=one, deed="start", on=one.starts, at=NOW)

    def key(self, code: str, period: str = "2025") -> FigureKey:
        """A figure of the street."""
        return FigureKey(code, catalogue.get(code).version, self.place.pid, Period.parse(period))

    def figure(self, code: str, period: str = "2026", place: Place | None = None, **split: int) -> Figure:
        """A figure of the street as its page computes it."""
        found = figures.compute_many(
            [catalogue.get(code)], (place or self.place).pid, Period.parse(period), now=NOW,
            dimensions=tuple(split.items()),
        )  # fmt: skip
        return found[0]


def person(pid: str, role: str, place: str = "", unit: str = "", sector: str = "") -> Reader:
    """Somebody with one scope."""
    return Reader(pid, pid, "", (Held(role, place, unit, sector=sector),), "demo")


@pytest.fixture
def street(db: None, tmp_path: Any, settings: Any) -> Iterator[Street]:
    """The street, with a store of its own."""
    settings.STORE, settings.UPLOADS, settings.HOME = tmp_path / "store", tmp_path / "files", tmp_path
    stores.forget()

    def make(name: str, level: str, parent: Place | None = None, order: int = 0) -> Place:
        return places.create_place(
            name=name, level=level, parent=parent, order=order, by="t", at=NOW, starts=DAY, label="simulated"
        )

    top = make("示例街道", "street", make("示例区", "district"))
    east, west = make("示东社区", "community", top), make("示西社区", "community", top, 1)
    clerk = person("p-clerk", "clerk", top.pid)
    body = governance.create_body(
        reader=clerk, place=top, tier="group", setting="fire", name="消防组", starts=DAY, at=NOW
    )
    governance.found_agencies(reader=clerk, place=top, at=NOW)
    unit = places.register_unit(name="示例工厂", kind="firm", place=east, starts=DAY, by="t", at=NOW)
    yield Street(
        top, east, west, clerk, person("p-chief", "chief", top.pid),
        person("p-fire", "agency", top.pid, sector="fire"), person("p-grid", "grid", east.pid),
        person("p-audit", "auditor", top.pid), body, unit,
    )  # fmt: skip
    stores.forget()
