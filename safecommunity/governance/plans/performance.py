"""What lies on the table when a body is judged for a year: figures of its tier or setting in that year. No writes."""

from collections.abc import Iterable
from datetime import date, datetime

from safecommunity.figures import queries as figures
from safecommunity.governance import codes
from safecommunity.governance.models import Body
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import Figure, FigureKey
from safecommunity.indicators.period import Period

OF_TIER = ("meetings.count", "meetings.decisions")
OF_SETTING = ("plans.items", "plans.items_on_time", "improvements.open")
OF_PLACE = ("tasks.on_time",)


def keys_of(body: Body, year: int) -> list[FigureKey]:
    """The figures of a body: a working group by its setting, the two tiers above by their meetings and tasks."""
    period, place = Period.of_year(year), body.place.pid
    if body.tier == Body.Tier.GROUP:
        split = (("setting", list(codes.settings()).index(body.setting)),)
        return [_key(code, place, period, split) for code in OF_SETTING]
    split = (("tier", list(Body.Tier.values).index(body.tier)),)
    return [
        *(_key(code, place, period, split) for code in OF_TIER),
        *(_key(code, place, period, ()) for code in OF_PLACE),
    ]


def _key(code: str, place: str, period: Period, split: tuple[tuple[str, int], ...]) -> FigureKey:
    return FigureKey(code, catalogue.get(code).version, place, period, split)


def told(bodies: Iterable[Body], year: int, *, now: datetime) -> dict[int, list[Figure]]:
    """The figures of each body as they stand now, by the body's key."""
    return {one.pk: [figures.compute(key, now=now) for key in keys_of(one, year)] for one in bodies}


def standing(bodies: Iterable[Body], year: int) -> list[Body]:
    """Bodies that were there in a year."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return [one for one in bodies if one.starts <= last and (one.ends is None or one.ends > first)]
