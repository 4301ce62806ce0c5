"""A small world: one district, two streets, facilities, and a reader for each role."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from safecommunity.accounts.reader import Held, Reader
from safecommunity.injuries import actions
from safecommunity.injuries.models import Report
from safecommunity.places import actions as places
from safecommunity.places.models import Place, SocialUnit

CHINA = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 9, 40, tzinfo=CHINA)
START = date(2020, 1, 1)


def hour(day: int, at: int, month: int = 11) -> datetime:
    """An hour of November 2026 (or another month), local time."""
    return datetime(2026, month, day, at, tzinfo=CHINA)


@dataclass
class World:
    """Places, facilities and readers of the tests."""

    district: Place
    street: Place
    community: Place
    grid: Place
    other_street: Place
    other_community: Place
    hospital: SocialUnit
    clinic: SocialUnit
    elsewhere: SocialUnit
    nurse: Reader
    grid_worker: Reader
    cdc: Reader
    clerk: Reader
    chief: Reader
    supervisor: Reader
    auditor: Reader


def reader(pid: str, role: str, place: str = "", unit: str = "", sensitive: bool = False) -> Reader:
    """A reader holding one scope."""
    return Reader(
        pid=pid,
        name=pid,
        scopes=(Held(role, place=place, unit=unit, sensitive=sensitive),),
        signed_in_by="demo",
    )


@pytest.fixture
def world(db: None) -> World:
    """示例区 with 示例街道 and 另一街道."""

    def place(name: str, level: str, parent: Place | None = None) -> Place:
        return places.create_place(
            name=name, level=level, parent=parent, by="test", at=NOW, starts=START, label="simulated"
        )

    def unit(name: str, where: Place) -> SocialUnit:
        return places.register_unit(
            name=name, kind="health", place=where, starts=START, by="test", at=NOW, reports_injuries=True
        )

    district = place("示例区", "district")
    street, other = place("示例街道", "street", district), place("另一街道", "street", district)
    community, other_community = place("示中社区", "community", street), place("另中社区", "community", other)
    grid = place("第 3 网格", "grid", community)
    hospital, clinic, elsewhere = (
        unit("示例医院", street),
        unit("示例门诊部", community),
        unit("另一医院", other),
    )
    return World(
        district, street, community, grid, other, other_community, hospital, clinic, elsewhere,
        nurse=reader("nurse", "facility", unit=hospital.pid),
        grid_worker=reader("gridder", "grid", place=community.pid),
        cdc=reader("cdc", "cdc", place=district.pid, sensitive=True),
        clerk=reader("clerk", "clerk", place=street.pid),
        chief=reader("chief", "chief", place=street.pid),
        supervisor=reader("supervisor", "supervisor", place=district.pid),
        auditor=reader("auditor", "auditor", place=district.pid),
    )  # fmt: skip


def fall_at_home(world: World, **other: Any) -> dict[str, Any]:
    """A complete card without questions: a woman of 78 fell at home."""
    return {
        "unit": world.hospital.pid, "name": "吴某", "sex": 2, "age_years": 78, "household": 1, "education": 3,
        "occupation": 5, "injury_time": hour(22, 21), "visit_time": hour(22, 22), "cause": 3, "place_kind": 1,
        "activity": 6, "intent": 1, "alcohol": 2, "nature": 1, "body_part": 3, "system": 5, "severity": 2,
        "outcome": 1, "residence": world.community.pid, "occurrence": world.community.pid, **other,
    }  # fmt: skip


Recorder = Callable[..., Report]


@pytest.fixture
def record(world: World) -> Recorder:
    """Record one card as the nurse."""

    def one(**other: Any) -> Report:
        reader = other.pop("reader", world.nurse)
        at = other.pop("at", NOW)
        report, _created = actions.record_injury(
            reader=reader,
            at=at,
            client_id=other.pop("client_id", uuid.uuid4().hex),
            values=fall_at_home(world, **other),
        )
        return report

    return one
