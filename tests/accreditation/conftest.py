"""A street with its office, a second street, a district above, an administrator."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from safecommunity.accounts.models import Scope, User
from safecommunity.accounts.reader import Held, Reader
from safecommunity.accreditation import actions
from safecommunity.accreditation.models import Round
from safecommunity.accreditation.queries import sheets
from safecommunity.places import actions as places
from safecommunity.places.models import Place
from tests.accreditation import road as road_of

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TODAY, START = date(2026, 11, 23), date(2020, 1, 1)


def reader(role: str, place: str = "", pid: str = "") -> Reader:
    """Somebody with one role."""
    return Reader(
        pid or f"p-{role}-{place[:4]}", role, "zh-hans", (Held(role, place=place),), signed_in_by="demo"
    )


@dataclass
class Ground:
    """Who and where."""

    district: Place
    street: Place
    other: Place
    clerk: Reader
    second: Reader
    chief: Reader
    stranger: Reader
    above: Reader
    auditor: Reader
    admin: Reader

    def opened(self, code: str = "cn-national", year: int = 2026) -> Round:
        """A round of the street."""
        return actions.open_round(reader=self.clerk, place=self.street, code=code, year=year, at=NOW)

    def graded(self, one: Round, grade: str = "a", leave: int = 0) -> Round:
        """Every item of a round at one grade, the last `leave` left out."""
        standard = sheets.of_sheet(one.sheet)
        ids = list(standard.by_id)
        for item in ids[: len(ids) - leave]:
            given = {part: actions.Given(grade) for part in standard.part_codes}
            one = actions.mark_item(reader=self.clerk, round=one, item=item, given=given, at=NOW)
        return one


@pytest.fixture
def ground(db: None) -> Ground:
    district = places.create_place(name="示例区", level="district", by="t", at=NOW, starts=START)
    street, other = (
        places.create_place(name=name, level="street", parent=district, by="t", at=NOW, starts=START)
        for name in ("示例街道", "另一街道")
    )
    return Ground(
        district, street, other, reader("clerk", street.pid), reader("clerk", street.pid, "p-second"),
        reader("chief", street.pid), reader("clerk", other.pid), reader("supervisor", district.pid),
        reader("auditor", street.pid), reader("admin"),
    )  # fmt: skip


def browser(who: Reader) -> Client:
    """A browser of somebody who is signed in."""
    pid = who.pid if len(who.pid) <= 12 else f"p-{zlib.crc32(who.pid.encode()):08x}"  # as long as the column
    user, _new = User.objects.get_or_create(
        pid=pid, defaults={"username": who.pid, "display_name": who.pid, "created_at": NOW}
    )
    for held in who.scopes:
        Scope.objects.get_or_create(user=user, role=held.role, place=held.place, defaults={"starts": START})
    made = Client()
    made.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    session = made.session
    session["signed_in_by"] = "demo"
    session.save()
    return made


Page = Callable[..., str]


@pytest.fixture
def page() -> Page:
    """The text of a page as a reader gets it; the status is checked."""

    def asked(who: Reader, address: str, status: int = 200) -> str:
        answer = browser(who).get(address)
        assert answer.status_code == status, answer.content.decode()[:2000]
        return answer.content.decode()

    return asked


@pytest.fixture
def road(db: None) -> road_of.Road:
    """The way from a street up to a province."""
    return road_of.laid()
