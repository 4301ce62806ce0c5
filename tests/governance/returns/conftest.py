"""A district, a street, its villages; a reader for each role; a form of three rows sent down to all levels."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from safecommunity.accounts.reader import Held, Reader
from safecommunity.figures import stores
from safecommunity.governance.models import Return, ReturnCall, ReturnForm
from safecommunity.governance.returns import actions, queries, spec
from safecommunity.places import actions as places
from safecommunity.places.models import Place, SocialUnit

CHINA = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 3, 9, 0, tzinfo=CHINA)
OCTOBER = 2026 * 12 + 9
START = date(2020, 1, 1)
DATA: dict[str, Any] = {
    "key": "fires", "title": "火灾月报", "period": "month", "fills": "place", "checked": True, "working_days": 5,
    "rows": [
        {"key": "total", "title": "起数", "unit": "events"},
        {"key": "homes", "title": "住宅", "unit": "events", "depth": 1},
        {"key": "others", "title": "其他", "unit": "events", "depth": 1},
        {"key": "loss", "title": "损失", "unit": "ten_thousand_yuan", "decimals": 2, "optional": True},
    ],
    "checks": [{"left": ["total"], "op": "=", "right": ["homes", "others"]}],
}  # fmt: skip


def cells(total: int, homes: int, others: int) -> dict[str, int]:
    """Numbers of the form."""
    return {"total.n": total, "homes.n": homes, "others.n": others}


def reader(pid: str, role: str, place: str = "", unit: str = "", room: str = "") -> Reader:
    """A reader holding one scope."""
    return Reader(pid, pid, scopes=(Held(role, place=place, unit=unit, room=room),), signed_in_by="demo")


@dataclass
class Office:
    """Places, people and the form."""

    district: Place
    street: Place
    villages: list[Place]
    other_street: Place
    clinic: SocialUnit
    police: SocialUnit
    people: dict[str, Reader] = field(default_factory=dict)
    form: ReturnForm | None = None

    def send(self, who: str, issuer: Place, fillers: list[tuple[str, str]], **more: Any) -> ReturnCall:
        """Ask for October."""
        form = more.pop("form", self.form)
        return actions.send_down(
            reader=self.people[who], form=form, issuer=issuer, fillers=fillers, first=OCTOBER, until=OCTOBER, at=NOW,
            **more,
        )  # fmt: skip

    def fill(self, who: str, one: Return, values: dict[str, int], at: datetime = NOW) -> Return:
        """Save what is filled in."""
        one.refresh_from_db()
        return actions.save_draft(
            reader=self.people[who], row=one, values=values, revision=one.revision, at=at
        )

    def do(self, who: str, one: Return, deed: str, **more: Any) -> Return:
        """One step."""
        return actions.step(reader=self.people[who], row=one, deed=deed, at=more.pop("at", NOW), **more)

    def hand_in(self, one: Return, values: dict[str, int], note: str = "") -> Return:
        """Fill, check, sign and hand in, by whoever may."""
        village = one.place.level == "community"
        filler = f"village{self.villages.index(one.place)}" if village else "clerk"
        row = self.fill(filler, one, values)
        if village:
            return self.do(filler, row, "submit", note=note)
        self.do("clerk", row, "to_check")
        self.do("chief", row, "pass")
        return self.do("chief", row, "submit", note=note)


@pytest.fixture
def office(settings: Any, tmp_path: Path) -> Any:
    """The small world, with stores and files of its own."""
    settings.STORE, settings.UPLOADS, settings.HOME = tmp_path / "store", tmp_path / "files", tmp_path
    stores.forget()
    made: list[Place] = []

    def place(name: str, level: str, parent: Place | None) -> Place:
        made.append(
            places.create_place(
                name=name, level=level, parent=parent, order=len(made), by="t", at=NOW, starts=START
            )
        )
        return made[-1]

    district = place("示例区", "district", None)
    street, other = place("示例街道", "street", district), place("例外街道", "street", district)
    villages = [place(name, "community", street) for name in ("示东村", "示西村")]
    unit = {"starts": START, "by": "t", "at": NOW}
    found = Office(
        district, street, villages, other,
        clinic=places.register_unit(name="示例卫生院", kind="health", place=villages[0], **unit),
        police=places.register_unit(name="示例派出所", kind="public", place=street, **unit),
    )  # fmt: skip
    found.people = {
        "clerk": reader("clerk", "clerk", street.pid), "chief": reader("chief", "chief", street.pid),
        "village0": reader("village0", "grid", villages[0].pid),
        "village1": reader("village1", "grid", villages[1].pid),
        "district": reader("district", "supervisor", district.pid), "other": reader("other", "clerk", other.pid),
        "nurse": reader("nurse", "facility", unit=found.clinic.pid), "agency": reader("agency", "agency", street.pid),
        "cdc": reader("cdc", "cdc", district.pid), "admin": reader("admin", "admin", district.pid),
        "live": reader("live", "supervisor", street.pid, room="live"), "nobody": Reader("nobody"),
    }  # fmt: skip
    found.form = actions.adopt_form(spec=spec.read(DATA), owner=None, by="t", at=NOW)
    yield found
    stores.forget()


@pytest.fixture
def street_return(office: Office) -> Return:
    """October, asked of the street by its district."""
    call = office.send("district", office.district, [("place", office.street.pid)])
    return queries.returns().get(call=call)
