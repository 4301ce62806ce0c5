"""A street with its office, a second street, a district above, an administrator."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from safecommunity.accounts.reader import Held, Reader
from safecommunity.accreditation import actions
from safecommunity.accreditation.models import Round
from safecommunity.accreditation.queries import sheets
from safecommunity.places import actions as places
from safecommunity.places.models import Place

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
