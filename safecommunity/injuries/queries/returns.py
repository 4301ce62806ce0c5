"""A street's returns to its district: what is due, what was handed in, what it says. The district reads no more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from safecommunity.accounts.models import Role, Scope, User
from safecommunity.accounts.reader import LIVE, Reader
from safecommunity.figures import queries as figures
from safecommunity.figures import registry
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import Figure
from safecommunity.indicators.period import Period
from safecommunity.injuries import codes
from safecommunity.injuries.models import MonthReturn, MonthSubmission
from safecommunity.injuries.queries import months
from safecommunity.places import queries as places
from safecommunity.places.models import Level, Place, SocialUnit

ROOM = "injuries"
SUBMITS = (Role.CLERK, Role.CHIEF)
CODES = ("injury.count", "injury.rate", "injury.severe", "injury.deaths")
SPLITS = ("cause", "severity")
SENSITIVE_CAUSE, OTHER_CAUSE = 12, 13
HANDED_IN = (MonthReturn.State.SUBMITTED, MonthReturn.State.LOCKED)


def due_day(index: int) -> date:
    """The day after which a street's return of a month is late."""
    year, month = divmod(index + 1, 12)
    return date(year, month + 1, codes.return_deadline_day())


def _own(reader: Reader, roles: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_places(reader, frozenset(roles))))


def _places(reader: Reader, roles: frozenset[str]) -> list[str]:
    return [s.place for s in reader.scopes if s.place and s.role in roles and s.in_room(ROOM)]


def submits(reader: Reader) -> list[Place]:
    """Streets whose returns this reader hands in: the streets he is clerk or chief of."""
    return _streets(_own(reader, SUBMITS))


def supervised(reader: Reader) -> list[Place]:
    """Streets whose returns this reader receives, in code order."""
    return _streets(_own(reader, [Role.SUPERVISOR]))


def _streets(tops: Iterable[str]) -> list[Place]:
    found = places.subtrees(tops)
    pids = frozenset().union(*found.values()) if found else frozenset()
    return list(Place.objects.filter(pid__in=pids, level=Level.STREET).order_by("order", "pk"))


@dataclass(frozen=True)
class Overseer:
    """Somebody of a higher level who receives this street's returns, and whether he may look at live figures."""

    user: User
    where: str
    live: Scope | None


def overseers(street: Place, today: date) -> list[Overseer]:
    """Who supervises a street, and to whom the street has opened its live figures."""
    above = [one.pid for one in places.ancestors(street.pid)]
    scopes = Scope.objects.filter(role=Role.SUPERVISOR, place__in=above, user__is_active=True).select_related(
        "user"
    )
    held = [scope for scope in scopes.order_by("user__username", "pk") if scope.holds_on(today)]
    names = places.names({scope.place for scope in held})
    live = {scope.user_id: scope for scope in held if scope.room == LIVE and scope.place == street.pid}
    receives = {scope.user_id: scope for scope in held if scope.room in ("", ROOM)}
    return [
        Overseer(scope.user, names.get(scope.place, ""), live.get(user))
        for user, scope in {**live, **receives}.items()
    ]


@dataclass(frozen=True)
class ReturnCell:
    """One street and month as the district and the street see it."""

    place: Place
    index: int
    row: MonthReturn | None
    last: MonthSubmission | None
    owed: bool
    due: date

    @property
    def year(self) -> int:
        return self.index // 12

    @property
    def month(self) -> int:
        return self.index % 12 + 1

    @property
    def label(self) -> str:
        """Year and month as returns are spoken of."""
        return months.month_label(self.index)

    @property
    def state(self) -> str:
        """submitted, returned, locked, missing, or "" where nothing is owed."""
        if self.row is not None and self.row.state != MonthReturn.State.OPEN:
            return self.row.state
        return "missing" if self.owed else ""

    @property
    def received(self) -> bool:
        """Whether it counts as handed in: a returned one does not."""
        return self.state in HANDED_IN

    @property
    def content(self) -> dict[str, Any] | None:
        """What was handed in, as long as it stands."""
        return self.last.content if self.last is not None and self.received else None

    @property
    def n(self) -> int | None:
        """Injuries handed in."""
        return int(self.content["n"]) if self.content is not None else None


def matrix(streets: list[Place], period: Period, today: date) -> list[tuple[Place, list[ReturnCell]]]:
    """Streets × months from what was handed in; constant in queries. Nothing live is read."""
    rows = _rows(streets, period)
    owing = _owing(streets, period, today)

    def cell(street: Place, index: int) -> ReturnCell:
        row, last = rows.get((street.pk, index), (None, None))
        return ReturnCell(street, index, row, last, (street.pk, index) in owing, due_day(index))

    return [(street, [cell(street, index) for index in period.months]) for street in streets]


def _rows(
    streets: list[Place], period: Period
) -> dict[tuple[int, int], tuple[MonthReturn, MonthSubmission | None]]:
    found = MonthReturn.objects.filter(
        place__in=[street.pk for street in streets], year__range=(period.first // 12, period.last // 12)
    ).prefetch_related("submissions")
    return {(row.place_id, row.index): (row, next(iter(row.submissions.all()), None)) for row in found}


def _owing(streets: list[Place], period: Period, today: date) -> set[tuple[int, int]]:
    """(street, month) that are due: the month has ended and somebody in the street reports injuries in it."""
    trees = places.subtrees([street.pid for street in streets])
    where = {pid: street.pk for street in streets for pid in trees[street.pid]}
    units = SocialUnit.objects.filter(place__pid__in=where, reports_injuries=True).select_related("place")
    return {
        (where[unit.place.pid], index)
        for unit in units
        for index in period.months
        if months.is_due(unit, index, today)
    }


def cell_of(street: Place, index: int, today: date) -> ReturnCell:
    """One month of one street."""
    return matrix([street], Period(index, index), today)[0][1][0]


@dataclass(frozen=True)
class Draft:
    """What a street would hand in now: its figures, the splits of the count, who has reported."""

    figures: list[Figure]
    content: dict[str, Any]


def draft(street: Place, index: int, now: datetime) -> Draft:
    """Compute a month as it stands now. The street sees it; the district does not until it is handed in."""
    period = Period(index, index)
    ground = figures.ground_of(street.pid, period.start.year)
    found = figures.compute_many(
        [catalogue.get(code) for code in CODES], street.pid, period, now=now, ground=ground
    )
    count = catalogue.get("injury.count")
    told = ground.received("injury", street.pid, period, now)
    content = {
        "version": 1,
        "n": int(found[0].n or 0),
        "figures": [_frozen(figure) for figure in found],
        "splits": {
            name: _folded(name, figures.counts_by(count, street.pid, period, name, ground=ground))
            for name in SPLITS
        },
        "facilities_due": told.facilities_due if told else 0,
        "facilities_complete": told.facilities_complete if told else 0,
        "missing": [name for _pid, name, _month in told.missing] if told else [],
        "computed_at": now.isoformat(),
    }  # fmt: skip
    return Draft(found, content)


def _folded(name: str, counts: dict[int, int]) -> dict[str, int]:
    """A split as it leaves the street: sexual assault counts among the others, one case would point at a person."""
    found: dict[str, int] = {}
    for code, n in sorted(counts.items()):
        shown = str(OTHER_CAUSE if (name, code) == ("cause", SENSITIVE_CAUSE) else code)
        found[shown] = found.get(shown, 0) + n
    return found


def _frozen(figure: Figure) -> dict[str, Any]:
    return {
        "code": figure.definition.code, "version": figure.definition.version, "key": figure.key,
        "value": figure.value, "n": figure.n, "lower": figure.lower, "upper": figure.upper,
        "method": figure.method, "numerator": figure.numerator, "denominator": figure.denominator, "seq": figure.seq,
    }  # fmt: skip


@dataclass(frozen=True)
class Told:
    """A frozen figure in words."""

    title: str
    value: float | None
    lower: float | None
    upper: float | None
    n: int | None
    rate: bool


def figures_told(content: dict[str, Any], language: str) -> list[Told]:
    """The frozen figures with their titles."""
    found = []
    for one in content["figures"]:
        definition = catalogue.get(one["code"], one["version"])
        found.append(Told(
            definition.title(language), one["value"], one["lower"], one["upper"], one["n"], definition.kind == "rate"
        ))  # fmt: skip
    return found


def splits_told(content: dict[str, Any]) -> dict[str, list[tuple[str, int]]]:
    """The frozen splits with the words of their codes, largest first; what is not known comes last."""
    label = registry.fact("injury").option_label or (lambda _name, code: str(code))
    return {
        name: sorted(
            ((label(name, int(code)), n) for code, n in counts.items()), key=lambda pair: (-pair[1], pair[0])
        )
        for name, counts in content["splits"].items()
    }


def summed(cells: Iterable[ReturnCell], split: str) -> dict[int, int]:
    """A split added up over what was handed in."""
    found: dict[int, int] = {}
    for cell in cells:
        for code, n in (cell.content or {}).get("splits", {}).get(split, {}).items():
            found[int(code)] = found.get(int(code), 0) + int(n)
    return found
