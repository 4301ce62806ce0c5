"""Worth a look: causes more frequent last month than in any of the three years before. One rule for everybody."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from safecommunity.engine.conditions import AllOf
from safecommunity.figures import queries, registry, stores
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import FigureKey
from safecommunity.indicators.period import Period
from safecommunity.places import queries as places

LEAST = 5
BACK = 3


@dataclass(frozen=True)
class Unusual:
    """One cause in one month with what earlier years had at most."""

    cause: str
    period: Period
    n: int
    most: int
    url: str


def unusual(pid: str, today: date) -> list[Unusual]:
    """The last full month, by cause. Cases below five are never flagged: chance alone would do it."""
    last = today.year * 12 + today.month - 2
    definition = catalogue.get("injury.count")
    months = {last - 12 * back: back for back in range(BACK + 1)}
    span = Period(min(months), last)
    condition = AllOf((queries.condition_of(definition, places.subtree(pid), span),))
    counts = stores.store("injury").counts(condition, by=("year", "month", "cause"))
    now: dict[int, int] = {}
    before: dict[int, list[int]] = {}
    for (year, month, cause), n in counts.items():
        index = int(year) * 12 + int(month) - 1
        if index == last:
            now[int(cause)] = int(n)
        elif index in months:
            before.setdefault(int(cause), []).append(int(n))
    label = registry.fact("injury").option_label
    period = Period(last, last)
    found = [
        Unusual(
            label("cause", cause) if label else str(cause),
            period,
            n,
            max(before.get(cause, [0])),
            reverse("figure", args=[str(FigureKey("injury.count", 1, pid, period, (("cause", cause),)))]),
        )
        for cause, n in now.items()
        if n >= LEAST and n > max(before.get(cause, [0])) and cause > 0
    ]
    return sorted(found, key=lambda item: item.n - item.most, reverse=True)
