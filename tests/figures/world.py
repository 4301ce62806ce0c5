"""A small known world for figure tests: two communities, one clinic, people, and plain injuries."""

from datetime import UTC, date, datetime, timedelta

from safecommunity.accounts.reader import Held, Reader
from safecommunity.injuries import actions as injuries
from safecommunity.injuries.actions import BulkRow
from safecommunity.places import actions
from safecommunity.places.actions import Residents

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai
DAY = date(2020, 1, 1)


class World:
    """示例街道 with 示东 and 示西, its clinic, and 10,000 residents in 2026."""

    def __init__(self) -> None:
        make = lambda name, level, parent=None, order=0: actions.create_place(  # noqa: E731
            name=name,
            level=level,
            parent=parent,
            order=order,
            by="t",
            at=NOW,
            starts=DAY,
            label="simulated" if not parent else "",
        )
        self.district = make("示例区", "district")
        self.street = make("示例街道", "street", self.district)
        self.other = make("示例镇", "street", self.district, 1)
        self.east = make("示东社区", "community", self.street)
        self.west = make("示西社区", "community", self.street, 1)
        self.clinic = actions.register_unit(
            name="示例医院",
            kind="health",
            place=self.street,
            starts=DAY,
            reports_injuries=True,
            by="t",
            at=NOW,
        )
        for place, young, old in ((self.east, 5500, 500), (self.west, 3600, 400)):
            cells = [Residents(young, 0, 0, 64), Residents(old, 0, 65, None)]
            actions.set_population(place=place, year=2026, cells=cells, source="统计公报", by="t", at=NOW)
        self.made = 0

    def hurt(self, many: int, **changed) -> None:
        """Record plain falls at home on 2026-06-01, changed as said; imported ones may lack answers."""
        rows, source = [], str(changed.pop("source", "card"))
        for _ in range(many):
            self.made += 1
            hour = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
            values = {
                "unit": self.clinic.pid,
                "residence": self.east.pid,
                "sex": 2,
                "age_years": 40,
                "injury_time": hour,
                "visit_time": hour + timedelta(hours=1),
                "cause": 3,
                "place_kind": 1,
                "activity": 5,
                "intent": 1,
                "nature": 4,
                "body_part": 3,
                "severity": 1,
                "outcome": 1,
                **changed,
            }
            rows.append(
                BulkRow(values=values, source_key=f"test:{self.made}", source=source, number=self.made)
            )
        done = injuries.bulk_record(rows, by="t", at=NOW, place=self.street)
        assert done.accepted == many, done.rejected

    def reader(self, role: str, place=None, unit: str = "", sensitive: bool = False) -> Reader:
        """Somebody with one scope."""
        return Reader(
            f"p-{role}", role, "", (Held(role, (place or self.street).pid, unit, "", sensitive),), "demo"
        )
