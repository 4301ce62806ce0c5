"""The people of the demonstration: those a visitor may be, and the recorders behind the other facilities and grids."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_noop as say

from safecommunity.accounts import actions
from safecommunity.accounts.models import Role, User
from safecommunity.accounts.reader import Reader
from safecommunity.demo.ground import BY, Ground

GRID = "DEMO-S05-3"


@dataclass(frozen=True)
class Person:
    """Somebody to be made. Without `says` nobody can sign in as him: no password, no button."""

    key: str
    name: str
    role: str
    place: str = ""
    unit: str = ""
    says: str = ""
    sensitive: bool = False
    sector: str = ""


PEOPLE = (
    Person("nurse", "演示用户甲", Role.FACILITY, unit="hospital", says=say("records injury cards at a hospital")),
    Person("grid", "演示用户乙", Role.GRID, place=GRID, says=say("sends quick reports from a phone")),
    Person("clerk", "演示用户丙", Role.CLERK, place="DEMO-S", says=say("sees what is due, begun and waiting")),
    Person("chief", "演示用户丁", Role.CHIEF, place="DEMO-S", says=say("sees what is late, missing or unusual")),
    Person("cdc", "演示用户戊", Role.CDC, place="DEMO-D", sensitive=True,
           says=say("checks cards and accepts the monthly reports")),
    Person("district", "演示用户己", Role.SUPERVISOR, place="DEMO-D",
           says=say("reads what the streets of a district handed in, returns and urges")),
    Person("city", "演示用户壬", Role.SUPERVISOR, place="DEMO-C",
           says=say("reviews applications for the municipal title and recommends upward")),
    Person("province", "演示用户癸", Role.SUPERVISOR, place="DEMO",
           says=say("decides on the provincial title; puts on record what the national centre decided")),
    Person("at-DEMO-S04", "演示用户庚", Role.GRID, place="DEMO-S04",
           says=say("fills in the returns of a community")),
    Person("agency", "演示用户辛", Role.AGENCY, place="DEMO-S", sector="work_safety",
           says=say("works for an agency: its monthly table, its tasks, opinions sorted to it")),
    Person("reviewer", "演示用户壬", Role.REVIEWER, place="DEMO-D",
           says=say("leads a panel of reviewers: scores on site, agrees, looks at what was put right")),
    Person("reviewer-2", "演示用户癸", Role.REVIEWER, place="DEMO-D",
           says=say("reviews places: declares ties, scores alone")),
    Person("reviewer-3", "演示用户子", Role.REVIEWER, place="DEMO-D",
           says=say("reviews places: the third of a panel")),
    Person("town-clerk", "模拟内勤一", Role.CLERK, place="DEMO-T"),
    Person("town-chief", "模拟主任一", Role.CHIEF, place="DEMO-T"),
    *(Person(f"at-DEMO-S{n:02d}", f"模拟社区填报员{n}", Role.GRID, place=f"DEMO-S{n:02d}")
      for n in (1, 2, 3, 5, 6, 7, 8, 9, 10, 11)),
    Person("agencies", "模拟部门填报员", Role.AGENCY, place="DEMO-S"),
    Person("at-centre", "模拟登记员一", Role.FACILITY, unit="centre"),
    Person("at-south", "模拟登记员二", Role.FACILITY, unit="south"),
    Person("at-bridge", "模拟登记员三", Role.FACILITY, unit="bridge"),
    Person("at-town", "模拟登记员四", Role.FACILITY, unit="town"),
    Person("at-hill", "模拟登记员五", Role.FACILITY, unit="hill"),
    Person("grid-north", "模拟网格员一", Role.GRID, place="DEMO-S04-2"),
    Person("grid-bridge", "模拟网格员二", Role.GRID, place="DEMO-S06-1"),
    Person("grid-lake", "模拟网格员三", Role.GRID, place="DEMO-S08-4"),
)  # fmt: skip


def settle(ground: Ground, *, now: datetime, first_year: int) -> dict[str, User]:
    """Make everybody with one right each, from the day the world begins."""
    found = {}
    for order, person in enumerate(PEOPLE, 1):
        user = actions.create_user(
            username=f"demo-{person.key}", display_name=person.name, demo_order=order, demo_says=person.says,
            by=BY, at=now,
        )  # fmt: skip
        actions.grant_scope(
            user=user, role=person.role, place=ground.pid(person.place), sensitive=person.sensitive,
            unit=ground.units[person.unit].pid if person.unit else "", starts=date(first_year, 1, 1),
            sector=person.sector, by=BY, at=now,
        )  # fmt: skip
        found[person.key] = user
    return found


def readers(users: dict[str, User], today: date) -> dict[str, Reader]:
    """Everybody as the rooms see them."""
    return {key: Reader.of(user, today, signed_in_by="demo") for key, user in users.items()}


def recorder_of(unit: str) -> str:
    """The key of the person who records for a facility."""
    return next(person.key for person in PEOPLE if person.unit == unit)
