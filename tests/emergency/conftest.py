"""A street with two communities, a school, an agency and people of each role; papers and photos that differ."""

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from safecommunity.accounts.models import Scope, User
from safecommunity.accounts.reader import Held as Scoped
from safecommunity.accounts.reader import Reader
from safecommunity.emergency.models import EmergencyPlan, PlanVersion
from safecommunity.emergency.plans import actions as plans
from safecommunity.figures import queries as figures
from safecommunity.figures import stores
from safecommunity.files import actions as files
from safecommunity.governance import actions as governance
from safecommunity.governance.models import Agency
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import Figure
from safecommunity.indicators.period import Period
from safecommunity.places import actions as places
from safecommunity.places.models import Place, SocialUnit

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # Monday 10:00 in Shanghai
SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY, START = date(2026, 11, 23), date(2020, 1, 1)


def raw_photo(shade: int = 128) -> bytes:
    """The bytes of a small photo."""
    out = io.BytesIO()
    Image.linear_gradient("L").point(lambda grey: grey * shade // 255).save(out, "JPEG")
    return out.getvalue()


def photo(shade: int = 128) -> files.Looked:
    """A photo that was looked at."""
    return files.looked_at(raw_photo(shade), f"{shade}.jpg")


def person(role: str, place: Place | None = None, unit: str = "", pid: str = "") -> Reader:
    """Somebody with one scope."""
    return Reader(pid or f"p-{role}", role, "", (Scoped(role, place.pid if place else "", unit),), "demo")


@dataclass
class Street:
    """示例街道 of 示例区 with 示东社区 and 示西社区, and a school in the east."""

    district: Place
    place: Place
    east: Place
    west: Place
    school: SocialUnit
    agency: Agency
    clerk: Reader
    chief: Reader
    worker: Reader
    owner: Reader
    stranger: Reader

    def figure(self, code: str, period: str = "2026", place: Place | None = None) -> Figure:
        """A figure as its page computes it."""
        wanted = [catalogue.get(code)]
        return figures.compute_many(wanted, (place or self.place).pid, Period.parse(period), now=NOW)[0]

    def opens(self, code: str, period: str = "2026") -> Any:
        """The rows behind a figure, as the clerk sees them."""
        return figures.rows_behind(self.clerk, self.figure(code, period))

    def plan(self, at: datetime = NOW, **more: Any) -> EmergencyPlan:
        """A drafted plan with its text."""
        values: dict[str, Any] = {
            "title": "防汛应急预案", "kind": "special", "danger": "flood", "place": self.east, "before": True,
            "during": True,
        }  # fmt: skip
        looked = more.pop("looked", [photo(90)])
        return plans.draft_plan(reader=self.clerk, values=values | more, at=at, looked=looked)

    def in_force(self, at: datetime = NOW, **more: Any) -> EmergencyPlan:
        """The same, checked and approved by the chief and put in force."""
        plan = self.plan(at=at, **more)
        version = PlanVersion.objects.get(plan=plan)
        for deed, who in (("check", self.chief), ("approve", self.chief), ("issue", self.clerk)):
            version = plans.take_step(reader=who, version=version, deed=deed, at=at)
        plan.refresh_from_db()
        return plan

    def client(self, role: str = "clerk", place: Place | None = None, unit: str = "") -> Any:
        """A browser of somebody who is signed in."""
        from django.test import Client

        user, _new = User.objects.get_or_create(
            pid=f"p-{role}", defaults={"username": role, "display_name": f"演示{role}", "created_at": NOW}
        )
        at = "" if unit else (place or self.place).pid
        Scope.objects.get_or_create(user=user, role=role, place=at, unit=unit, defaults={"starts": START})
        made = Client()
        made.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
        session = made.session
        session["signed_in_by"] = "demo"
        session.save()
        return made


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day of the tests, wherever pages and facts look at the clock."""

    def localdate(value: datetime | None = None, timezone: Any = None) -> date:
        return (value or NOW).astimezone(timezone or SHANGHAI).date()

    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    monkeypatch.setattr("django.utils.timezone.localdate", localdate)


@pytest.fixture
def street(db: None, tmp_path: Any, settings: Any) -> Any:
    """The street, with a store of its own."""
    settings.STORE, settings.UPLOADS, settings.HOME = tmp_path / "store", tmp_path / "files", tmp_path
    stores.forget()

    def make(name: str, level: str, parent: Place | None = None, order: int = 0) -> Place:
        return places.create_place(
            name=name,
            level=level,
            parent=parent,
            order=order,
            by="t",
            at=NOW,
            starts=START,
            label="simulated",
        )

    district = make("示例区", "district")
    top = make("示例街道", "street", district)
    east, west = make("示东社区", "community", top), make("示西社区", "community", top, 1)
    other = make("他街道", "street", district, 1)
    rows = [{"name": "示例小学", "kind": "school", "place": east, "starts": START}]
    places.import_units(rows=rows, file_name="t", top=top.pid, by="t", at=NOW)
    school = SocialUnit.objects.get(name="示例小学")
    clerk = person("clerk", top)
    governance.found_agencies(reader=clerk, place=top, at=NOW)
    agency = Agency.objects.filter(place=top, sector="work_safety").get()
    yield Street(
        district, top, east, west, school, agency, clerk, person("chief", top), person("grid", east),
        person("unit", unit=school.pid), person("clerk", other, pid="p-other"),
    )  # fmt: skip
    stores.forget()


def days(n: int) -> datetime:
    """So many days before now."""
    return NOW - timedelta(days=n)
