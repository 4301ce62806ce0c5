"""Dwellings of fictional villages where the ground shakes: every grade, every step, works accepted. Simulated."""

from datetime import datetime, time, timedelta
from typing import Any

from safecommunity.accounts.reader import Reader
from safecommunity.demo.dice import Dice
from safecommunity.demo.ground import Ground
from safecommunity.demo.simulate import ZONE
from safecommunity.hazards.housing import actions, words
from safecommunity.hazards.models import Dwelling
from safecommunity.places.models import Place

VILLAGES = tuple(f"DEMO-T{n:02d}" for n in range(1, 16))
# structure, built, storeys, fire, the answer that is worst (question, answer)
HOUSES: tuple[tuple[str, int, int, str, tuple[str, str]], ...] = (
    ("wood", 1968, 2, "hearth", ("roof", "failing")), ("wood", 1979, 2, "hearth", ("walls", "wide")),
    ("adobe", 1962, 1, "stove", ("walls", "failing")), ("brick_wood", 1986, 2, "stove", ("ties", "none")),
    ("brick", 1994, 2, "gas", ("ties", "some")), ("confined", 2008, 3, "gas", ("site", "firm")),
    ("stone", 1971, 1, "stove", ("ground", "uneven")), ("wood", 1999, 2, "stove", ("ties", "some")),
    ("frame", 2016, 3, "gas", ("site", "firm")), ("brick", 2001, 3, "gas", ("storeys", "heavy")),
)  # fmt: skip
WAYS = {
    "wood": (("timber", 18_000, "B"), ("rebuild", 160_000, "A")), "adobe": (("rebuild", 140_000, "A"),),
    "brick_wood": (("strips", 26_000, "B"), ("ring_beam", 42_000, "A")), "stone": (("ties", 15_000, "B"),),
    "brick": (("ties", 12_000, "B"), ("ring_beam", 38_000, "A")),
}  # fmt: skip


def record_years(ground: Ground, readers: dict[str, Reader], *, now: datetime) -> dict[str, int]:
    """Villages of the town and old houses of two communities of the street; returns how many of what."""
    dice = Dice(1833)
    done = {"dwellings": 0, "screened": 0, "confirmed": 0, "works": 0}
    for at, code in enumerate(VILLAGES):
        for n in range(4 + dice.below(3)):
            _walk(
                dice, ground.places[code], at * 7 + n, readers["town-clerk"], readers["town-chief"], now, done
            )
    for at, (code, key) in enumerate(
        (("DEMO-S04", "at-DEMO-S04"), ("DEMO-S05-3", "grid"), ("DEMO-S11", "at-DEMO-S11"))
    ):
        for n in range(7):
            _walk(dice, ground.places[code], n * 7 + at * 3, readers[key], readers["chief"], now, done)
    return done


def _walk(
    dice: Dice, place: Place, n: int, screener: Reader, chief: Reader, now: datetime, done: dict[str, int]
) -> None:
    """One dwelling as far as its number says: every sixth waits to be screened, every third to be confirmed."""
    structure, built, storeys, fire, worst = HOUSES[n % len(HOUSES)]
    begun = datetime.combine(
        (now - timedelta(days=120 + dice.below(500))).astimezone(ZONE).date(), time(10), tzinfo=ZONE
    )
    one, _new = actions.record_dwelling(
        reader=screener, at=begun, values={
            "place": place, "spot": f"模拟 {1 + n % 6} 组 {done['dwellings'] + 1} 号", "structure": structure,
            "built": built, "storeys": storeys, "people": dice.below(6), "use": "empty" if n % 11 == 10 else "home",
            "fire": fire, "ownership": "own", "intensity": "VIII" if place.level == "community" else "VII",
            "ring_beam": "yes" if structure in ("confined", "frame") else "no", "area": 60 + dice.below(140),
            "site": ["slope"] if n % 5 == 0 else [],
        },
    )  # fmt: skip
    done["dwellings"] += 1
    if n % 6 == 5:
        return
    sheet = {name: next(iter(told["answers"])) for name, told in words.CODES.all("sheet").items()}
    sheet[worst[0]] = worst[1]
    seen = begun + timedelta(days=3 + dice.below(20))
    actions.screen_dwelling(reader=screener, dwelling=one, sheet=sheet, on=seen.date(), at=seen)
    done["screened"] += 1
    one.refresh_from_db()
    if one.grade in words.UNSAFE:
        kind = {"walls": "crack", "roof": "roof", "ground": "settle"}.get(worst[0], "joint")
        actions.note_defect(reader=screener, dwelling=one, kind=kind, on=seen.date(), at=seen)
        for measure, cost, after in WAYS.get(structure, ()):
            actions.offer_option(
                reader=screener, dwelling=one, measure=measure, cost=cost + 500 * dice.below(9), grade_after=after,
                basis="estimate" if n % 2 else "quote", at=seen,
            )  # fmt: skip
    if n % 3 == 2:
        return
    looked = seen + timedelta(days=10 + dice.below(25))
    actions.confirm_dwelling(
        reader=chief, dwelling=one, grade=one.grade, on=looked.date(), at=looked,
        qualification="bureau" if n % 2 else "institute", paper=f"模拟鉴定 {done['confirmed'] + 1} 号",
    )  # fmt: skip
    done["confirmed"] += 1
    if one.grade in words.UNSAFE and n % 2 == 0:
        done["works"] += _mend(one, screener, chief, looked + timedelta(days=30), accepted=n % 4 == 0)


def _mend(one: Dwelling, screener: Reader, chief: Reader, at: datetime, *, accepted: bool) -> int:
    """The cheapest way is built; half of them are accepted."""
    way = one.options.filter(withdrawn_on__isnull=True).order_by("cost").first()
    if way is None:
        return 0
    given: dict[str, Any] = {"measure": way.measure, "cost": way.cost + 800, "option": way, "source": "mixed"}
    work = actions.record_retrofit(
        reader=screener,
        dwelling=one,
        done_on=at.date(),
        subsidy=way.cost // 2,
        craftsman="trained",
        at=at,
        **given,
    )
    if accepted:
        later = at + timedelta(days=9)
        actions.accept_retrofit(
            reader=chief, work=work, grade_after=way.grade_after, on=later.date(), paper="模拟验收", at=later
        )
    return 1
