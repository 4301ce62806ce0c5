"""The risk register of the fictional street: every colour, every way to assess, every overdue state. Simulated."""

from datetime import date, datetime, time, timedelta
from typing import Any

from safecommunity.accounts.reader import Reader
from safecommunity.demo import data
from safecommunity.demo.dice import Dice
from safecommunity.demo.ground import Ground
from safecommunity.demo.simulate import ZONE
from safecommunity.hazards.models import Risk
from safecommunity.hazards.risks import actions
from safecommunity.places.models import Place, SocialUnit

STREET, COMMUNITY = "DEMO-S", "DEMO-S05"
# source of danger, setting, class, accident, who is exposed, how many, what holds it, what should be done, who, L, S
# the last ones by how they stand: (days in the register, days since each assessment, days its next one is past)
STATES: tuple[tuple[int, tuple[int, ...], int | None], ...] = (
    (20, (), None), (2, (), None), (300, (290, 190), 20), (250, (240,), 5), (200, (190, 60), None),
)  # fmt: skip


def record_year(ground: Ground, readers: dict[str, Reader], *, now: datetime) -> dict[str, int]:
    """The register as it grew over a year; returns how many of what."""
    dice, today, clerk = Dice(861), now.astimezone(ZONE).date(), readers["clerk"]
    many = len(_told()[0])
    communities = [ground.places[one["code"]] for one in data.town_of(STREET)["communities"]]
    told = {"risks": 0, "assessments": 0, "failed controls": 0}
    for n in range(4 * len(communities)):
        place, story = communities[n % len(communities)], (n // len(communities) * 5 + n) % many
        begun = today - timedelta(days=90 + dice.below(250))
        one = _entered(clerk, place, story, n, begun)
        told["risks"] += 1
        told["assessments"] += _assess(clerk, one, story, begun + timedelta(days=2), today, n)
    for n, (ago, days, late) in enumerate(STATES):
        one = _entered(clerk, ground.places[COMMUNITY], n, 900 + n, today - timedelta(days=ago))
        told["risks"] += 1
        for since in days:
            _by_matrix(
                clerk, one, n, today - timedelta(days=since), today - timedelta(days=late) if late else None
            )
            told["assessments"] += 1
    told["risks"] += _at_shops(ground, clerk, today, told)
    told["failed controls"] = _fail(readers["grid"], ground, now)
    return told


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(9, 30), tzinfo=ZONE)


def _told() -> tuple[list[dict[str, Any]], dict[str, list[dict[str, Any]]]]:
    """What the risks are, and the lines of a checklist and a job."""
    told = data.load("risks.yaml")
    return told["stories"], told["lines"]


def _entered(
    who: Reader, place: Place, story: int, n: int, day: date, unit: SocialUnit | None = None
) -> Risk:
    told = dict(_told()[0][story])
    values: dict[str, Any] = {
        **told, "place": place, "unit": unit, "spot": f"{1 + n % 9} 号楼" if unit is None else "",
        "where": "dwelling" if told["setting"] in ("home", "elderly") and unit is None else "place",
    }  # fmt: skip
    return actions.record_risk(
        reader=who, values=values, at=_moment(day), starts=day, client_id=f"demo-risk-{n}"
    )[0]


def _by_matrix(
    who: Reader, one: Risk, story: int, day: date, due: date | None = None, better: int = 0
) -> None:
    told = _told()[0][story]
    kept = due if due is not None and due > day else None
    actions.assess_risk(
        reader=who, risk=one, method="ls", factors={"L": max(1, told["L"] - better), "S": told["S"]},
        at=_moment(day), on=day, next_due=kept,
    )  # fmt: skip


def _assess(who: Reader, one: Risk, story: int, day: date, today: date, n: int) -> int:
    """By the matrix, every fifth by LEC; then again at its day, now and then with a lower likelihood."""
    if n % 5 == 4:
        factors = {"L": (1, 3, 6)[n % 3], "E": 6, "C": (3, 7, 15)[n % 3]}
        actions.assess_risk(reader=who, risk=one, method="lec", factors=factors, at=_moment(day), on=day)
    else:
        _by_matrix(who, one, story, day)
    made = 1
    while True:
        one.refresh_from_db()
        again = one.due + timedelta(days=(-6, -2, 0, 3, -10)[(n + made) % 5])
        if again >= today or made > 4:
            return made
        _by_matrix(who, one, story, max(again, one.assessed_on or again), better=made)
        made += 1


def _at_shops(ground: Ground, clerk: Reader, today: date, told: dict[str, int]) -> int:
    """Two shops and a school, assessed by checklist and by job."""
    shops = list(SocialUnit.objects.filter(place=ground.places[COMMUNITY]).order_by("order", "pk")[:2])
    for n, (unit, (method, lines)) in enumerate(zip(shops, _told()[1].items(), strict=False)):
        begun = today - timedelta(days=60 + n)
        one = _entered(clerk, unit.place, 3 + 6 * n, 950 + n, begun, unit)
        actions.assess_risk(
            reader=clerk, risk=one, method=method, lines=lines, at=_moment(begun + timedelta(days=1)),
            on=begun + timedelta(days=1),
        )  # fmt: skip
        told["assessments"] += 1
    return len(shops)


def _fail(grid: Reader, ground: Ground, now: datetime) -> int:
    """The grid worker tells that a control failed, at two risks of his grid's."""
    place = ground.places["DEMO-S05-3"]
    for n, (story, kind, what) in enumerate(
        ((0, "ebike", "充电棚断电，又推进楼道"), (1, "water_edge", "临时护栏被挪开"))
    ):
        one = _entered(grid, place, story, 980 + n, (now - timedelta(days=5)).astimezone(ZONE).date())
        actions.tell_failed_control(
            reader=grid, risk=one, values={"kind": kind, "what": what}, at=now - timedelta(days=1, hours=n),
            client_id=f"demo-fail-{n}",
        )  # fmt: skip
    return 2
