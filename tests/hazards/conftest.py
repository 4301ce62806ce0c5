"""A street with a community, a shop, and people of each role; photos that differ."""

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from PIL import Image

from safecommunity.accounts.reader import Held, Reader
from safecommunity.figures import queries as figures
from safecommunity.figures import stores
from safecommunity.files import actions as files
from safecommunity.hazards import actions
from safecommunity.hazards.models import Hazard
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import Figure
from safecommunity.indicators.period import Period
from safecommunity.places import actions as places
from safecommunity.places.models import Place, SocialUnit

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # Monday 10:00 in Shanghai
TODAY, START = date(2026, 11, 23), date(2020, 1, 1)


def photo(shade: int = 128) -> files.Looked:
    """A photo that was looked at."""
    return files.looked_at(raw_photo(shade), f"{shade}.jpg")


def raw_photo(shade: int = 128) -> bytes:
    """The bytes of a small photo."""
    out = io.BytesIO()
    Image.linear_gradient("L").point(lambda grey: grey * shade // 255).save(out, "JPEG")
    return out.getvalue()


@dataclass
class Street:
    """示例街道 with 示东社区 and a shop in it."""

    place: Place
    east: Place
    shop: SocialUnit
    clerk: Reader
    chief: Reader
    worker: Reader
    owner: Reader
    stranger: Reader
    inspector: Reader
    fireman: Reader
    district: Reader

    def found(self, who: Reader | None = None, at: datetime = NOW, **more: Any) -> Hazard:
        """One hazard that is reported."""
        given = {"place": self.east, "kind": "passage", "spot": "5 号楼 2 单元", "what": "纸箱堵楼道"}
        extra = {name: more.pop(name) for name in ("client_id", "found_on", "on_the_spot", "before", "after")
                 if name in more}  # fmt: skip
        extra.setdefault("before", [photo(90)])
        return actions.record_hazard(reader=who or self.worker, values=given | more, at=at, **extra)[0]

    def step(
        self, one: Hazard, deed: str, by: Reader | None = None, at: datetime = NOW, **values: Any
    ) -> Hazard:
        """One deed, by the clerk unless said otherwise."""
        photos = values.pop("photos", ())
        return actions.take_step(
            reader=by or self.clerk, hazard=one, deed=deed, values=values, at=at, photos=photos
        )

    def until(self, one: Hazard, state: str) -> Hazard:
        """Walk the usual way to a state."""
        walk: list[tuple[str, str, Reader, dict[str, Any]]] = [
            ("assessed", "assess", self.clerk, {"method": "ls", "factors": {"L": 3, "S": 3}}),
            ("assigned", "assign", self.clerk, {"who": "示例物业", "due": TODAY + timedelta(days=7)}),
            ("rectifying", "start", self.worker, {}),
            ("submitted", "submit", self.worker, {"fixed": "清走了", "photos": [photo(200)]}),
            ("accepted", "accept", self.clerk, {}), ("closed", "close", self.clerk, {}),
        ]  # fmt: skip
        for reached, deed, who, values in walk:
            if one.state == state:
                break
            one = self.step(one, deed, who, **values)
            assert one.state == reached
        return one

    def figure(self, code: str, year: str = "2026") -> Figure:
        """A figure of the street in a year."""
        return figures.compute_many([catalogue.get(code)], self.place.pid, Period.parse(year), now=NOW)[0]

    def told(self) -> dict[str, float | None]:
        """All figures of hazards."""
        names = ("found", "closed", "on_spot", "overdue", "fix_rate", "on_time", "recurrence")
        return {name: self.figure(f"hazards.{name}").value for name in names}


def person(role: str, place: str = "", unit: str = "", sector: str = "") -> Reader:
    """Somebody with one scope."""
    return Reader(
        f"p-{role}-{place[:4]}{sector}", role, "", (Held(role, place, unit, sector=sector),), "demo"
    )


@pytest.fixture
def street(db: None, tmp_path: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The street, with a store of its own and its clock at NOW."""
    from types import SimpleNamespace

    from safecommunity.hazards import facts

    monkeypatch.setattr(facts, "timezone", SimpleNamespace(localdate=lambda: TODAY))
    settings.STORE, settings.UPLOADS, settings.HOME = tmp_path / "store", tmp_path / "files", tmp_path
    stores.forget()

    def make(name: str, level: str, parent: Place | None = None) -> Place:
        return places.create_place(
            name=name, level=level, parent=parent, by="t", at=NOW, starts=START, label="simulated"
        )

    district = make("示例区", "district")
    top, other = make("示例街道", "street", district), make("另一街道", "street", district)
    east = make("示东社区", "community", top)
    shop = places.register_unit(name="示例餐馆", kind="shop", place=east, starts=START, by="t", at=NOW)
    yield Street(
        top, east, shop, person("clerk", top.pid), person("chief", top.pid), person("grid", east.pid),
        person("unit", unit=shop.pid), person("clerk", other.pid), person("agency", top.pid, sector="commerce"),
        person("agency", top.pid, sector="fire"), person("supervisor", district.pid),
    )  # fmt: skip
    stores.forget()
