"""Five years of fictional injuries up to a moment: who, when, where, how, and which facility wrote the card.

Nothing here touches the database; places and facilities stand by their code. Equal seed and moment, equal list.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from safecommunity.demo import clinical, data
from safecommunity.demo.dice import Dice
from safecommunity.indicators.ages import BANDS

ZONE = ZoneInfo("Asia/Shanghai")
MALE, FEMALE = 1, 2
OLDEST = 99
SILENT = "bridge"  # the facility that owes its last two months
SILENT_MONTHS = 2
STREET, TOWN = "DEMO-S", "DEMO-T"
MOST_TRIES = 200
LINKED_HOURS = 5
QUICK = ("sex", "age_years", "injury_time", "cause", "place_kind")  # what a quick report asks


@dataclass(frozen=True)
class Drawn:
    """One report to be. `residence` and `occurrence` are codes, `unit` a facility's key or empty for a quick report."""

    key: str
    values: dict[str, Any]
    residence: str
    occurrence: str
    unit: str
    entered_at: datetime
    of_card: str = ""

    @property
    def month(self) -> tuple[int, int]:
        """Year and month of the injury."""
        return self.values["injury_time"].year, self.values["injury_time"].month


@dataclass(frozen=True)
class Home:
    """A community people are hurt from."""

    town: dict[str, Any]
    community: dict[str, Any]

    @property
    def rural(self) -> bool:
        return bool(self.town["code"] == TOWN)

    @property
    def kind(self) -> str:
        return "town" if self.rural else "street"


def month_index(moment: datetime) -> int:
    """Months since year 0, to count with."""
    return moment.year * 12 + moment.month - 1


class Simulation:
    """One run of the years."""

    def __init__(self, now: datetime, *, years: int | None = None, scale: float = 1.0) -> None:
        self.model = data.injuries()
        self.now, self.scale = now.astimezone(ZONE), scale
        self.first_year = self.now.year - (self.model["years"] if years is None else years)
        self.dice = Dice(self.model["seed"])
        self.causes = {
            kind: {c: m[kind] for c, m in self.model["causes"].items()} for kind in ("street", "town")
        }
        self.homes = [Home(town, one) for town in data.places()["towns"] for one in town["communities"]]
        self._ages: dict[tuple[str, int, int], list[float]] = {}
        self._days: dict[str, list[float]] = {}

    def cards(self) -> list[Drawn]:
        """All cards in the order they were written; what would lie after now has not happened yet."""
        found = [self._card(home, when, cause) for home, when, cause in self._happenings()]
        found += [self._card(home, when, cause, here=False) for home, when, cause in self._strangers()]
        known = [card for card in found if self._is_known(card)]
        known = sorted(known + self._more_than_usual(known), key=lambda card: card.entered_at)
        return [self._numbered(card, n) for n, card in enumerate(known, 1)]

    def _numbered(self, card: Drawn, n: int) -> Drawn:
        return Drawn(
            f"demo-{n:06d}", card.values, card.residence, card.occurrence, card.unit, card.entered_at
        )

    def _is_known(self, card: Drawn) -> bool:
        if card.entered_at > self.now:
            return False
        behind = month_index(self.now) - month_index(card.values["injury_time"])
        return not (card.unit == SILENT and behind <= SILENT_MONTHS)

    # who is hurt, and when

    def _happenings(self) -> Iterator[tuple[Home, datetime, int]]:
        """Residents, community by community and year by year."""
        for year in range(self.first_year, self.now.year + 1):
            faded = self.model["trend"] ** (year - self.first_year)
            for home in self.homes:
                for _ in range(self.dice.count(self._expected(home) * faded)):
                    cause = self.dice.pick(self.causes[home.kind])
                    yield home, self._day(cause, year), cause

    def _expected(self, home: Home) -> float:
        rate = home.town["per_100000"] * home.community["rate"] / 100_000
        return home.community["residents"] * rate * self.scale

    def _more_than_usual(self, known: list[Drawn]) -> list[Drawn]:
        """More of one cause in the street's last full month than in that month of the three years before."""
        more, last = self.model["more_than_usual"], month_index(self.now) - 1
        months = [
            month_index(card.values["injury_time"])
            for card in known
            if card.values["cause"] == more["cause"] and card.residence.startswith(STREET)
        ]
        missing = max(months.count(last - 12 * back) for back in (1, 2, 3)) + more["by"] - months.count(last)
        street = [home for home in self.homes if not home.rural]
        added: list[Drawn] = []
        for _ in range(MOST_TRIES):
            if len(added) >= missing:
                break
            day = datetime(last // 12, last % 12 + 1, 1 + self.dice.below(28), tzinfo=ZONE)
            card = self._card(self.dice.one_of(street), day, more["cause"])
            added += [card] if self._is_known(card) else []
        return added

    def _strangers(self) -> Iterator[tuple[Home, datetime, int]]:
        """People who live elsewhere and are hurt in the street."""
        street = [home for home in self.homes if not home.rural]
        expected = sum(self._expected(home) for home in street) * self.model["outsiders"]
        for year in range(self.first_year, self.now.year + 1):
            for _ in range(self.dice.count(expected)):
                cause = self.dice.pick(self.causes["street"])
                yield self.dice.one_of(street), self._day(cause, year), cause

    def _day(self, cause: int, year: int) -> datetime:
        season = self.model["causes"][cause]["months"]
        if season not in self._days:
            first = datetime(2023, 1, 1, tzinfo=ZONE)  # any year of 365 days
            weights = self.model["months"][season]
            self._days[season] = [weights[(first + timedelta(days=n)).month - 1] for n in range(365)]
        return datetime(year, 1, 1, tzinfo=ZONE) + timedelta(days=self.dice.index(self._days[season]))

    def _sex_and_age(self, home: Home, cause: int) -> tuple[int, int]:
        line = self.model["causes"][cause]
        sex = MALE if self.dice.chance(line["male"]) else FEMALE
        key = (home.community["ages"], cause, sex)
        if key not in self._ages:
            self._ages[key] = self._age_weights(*key)
        band = BANDS[self.dice.index(self._ages[key])]
        high = band.upper if band.upper is not None else OLDEST
        return sex, band.lower + self.dice.below(high - band.lower + 1)

    def _age_weights(self, shape: str, cause: int, sex: int) -> list[float]:
        """Residents of each band by how often they are hurt this way."""
        starts, tree = self.model["groups"], data.places()
        often = self.model["causes"][cause]["m" if sex == MALE else "f"]
        share = [male if sex == MALE else 1 - male for male in tree["male"]]
        group = [sum(band.lower >= start for start in starts) - 1 for band in BANDS]
        return [
            weight * part * often[at]
            for weight, part, at in zip(tree["ages"][shape], share, group, strict=True)
        ]

    # one card

    def _card(self, home: Home, day: datetime, cause: int, *, here: bool = True) -> Drawn:
        dice, model = self.dice, self.model
        sex, age = self._sex_and_age(home, cause)
        hour = dice.index(model["hours"][model["causes"][cause]["hours"][clinical.stage(age)]])
        hurt = day.replace(hour=hour)
        visit = hurt + timedelta(hours=dice.pick(model["delays"]))
        entered = visit + timedelta(hours=dice.pick(model["entries"]), minutes=3 + dice.below(55))
        values = {
            **clinical.person(dice, sex, age, rural=home.rural, here=here),
            **clinical.circumstances(dice, cause, age, hour, rural=home.rural),
            **clinical.finding(dice, cause, age),
            "injury_time": hurt, "visit_time": visit,
        }  # fmt: skip
        residence = dice.one_of(data.grid_codes(home.community)) if here else ""
        if not here:
            values["lives_elsewhere"] = True
        unit = dice.pick(model["facilities"][home.kind][values["severity"]])
        return Drawn("", values, residence, self._where(home, values["place_kind"], residence), unit, entered)

    def _where(self, home: Home, place_kind: int, residence: str) -> str:
        """At home it is home; elsewhere mostly nearby, sometimes outside both street and town."""
        if place_kind == 1 and residence:
            return residence
        near = self.dice.pick(self.model["occurrence"])
        if near == "away" and residence:
            return ""
        if near == "same":
            return self.dice.one_of(data.grid_codes(home.community))
        neighbours = [other for other in self.homes if other.rural == home.rural]
        return self.dice.one_of(data.grid_codes(self.dice.one_of(neighbours).community))

    # quick reports

    def quick(self, cards: list[Drawn], grid: str, others: tuple[str, ...]) -> list[Drawn]:
        """What grid workers sent: some that a facility saw as well (`of_card`), some it never did."""
        plan = self.model["quick"]
        seen = [card for card in cards if card.residence == card.occurrence == grid and _plain(card)]
        found = [self._from_card(card) for card in seen[-plan["linked"] :]]
        found += [self._alone(grid, 150) for _ in range(plan["alone"])]
        found += [self._alone(other, 400) for other in others for _ in range(plan["elsewhere"])]
        return [
            Drawn(
                f"demo-q{n:04d}", one.values, one.residence, one.occurrence, "", one.entered_at, one.of_card
            )
            for n, one in enumerate(sorted(found, key=lambda one: one.entered_at), 1)
        ]

    def _from_card(self, card: Drawn) -> Drawn:
        values = {name: card.values[name] for name in QUICK}
        entered = card.values["injury_time"] + timedelta(hours=1 + self.dice.below(LINKED_HOURS), minutes=20)
        return Drawn("", values, card.residence, card.occurrence, "", min(entered, card.entered_at), card.key)

    def _alone(self, grid: str, days: int) -> Drawn:
        """A slight injury no facility saw, some time within so many days."""
        home = next(home for home in self.homes if grid.startswith(home.community["code"]))
        midnight = self.now.replace(hour=0, minute=0, second=0, microsecond=0)
        while True:
            day = midnight - timedelta(days=2 + self.dice.below(days))
            card = self._card(home, day, self.dice.pick(self.causes[home.kind]))
            if card.values["severity"] == 1 and _plain(card):
                values = {name: card.values[name] for name in QUICK}
                entered = card.values["injury_time"] + timedelta(hours=1 + self.dice.below(12), minutes=10)
                return Drawn("", values, grid, grid, "", entered)


def _plain(card: Drawn) -> bool:
    """Not a matter for everybody's eyes, and not fatal."""
    values = card.values
    return (
        values["intent"] not in (2, 3) and values["cause"] not in (9, 12, 13, 99) and values["outcome"] != 3
    )
