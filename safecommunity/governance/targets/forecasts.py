"""What a room that knows the way says of where a target will be by its deadline; shown on the target's page.

Targets know figures by their codes only. Whoever publishes the records of such a figure may register a provider for the
slot ``target.forecast``: called with the request, `target` and `figure`, it answers a Forecast or None.
"""

from dataclasses import dataclass
from typing import Any

from safecommunity.governance.models import Target
from safecommunity.governance.targets.queries import Progress
from safecommunity.shell import slots

SLOT = "target.forecast"


@dataclass(frozen=True)
class Forecast:
    """Where the figure of a target will be by its deadline; `estimate` None where too little is known: `why` says what.

    `chances` holds the chance that 0, 1, 2 … more are reached than `now`. `method` and `source` name how it was told.
    """

    now: float
    on_the_way: int
    estimate: float | None
    lower: float | None
    upper: float | None
    confidence: float
    chances: tuple[float, ...]
    method: str
    source: str
    why: str = ""
    url: str = ""


@dataclass(frozen=True)
class Told:
    """A forecast in the target's own measure: a number, or percent of what it is a share of."""

    forecast: Forecast
    estimate: float | None
    lower: float | None
    upper: float | None
    chance: float | None
    """that the target is reached by its deadline"""

    @property
    def says_chance(self) -> str:
        """The chance in percent; never nothing or certain where it was drawn."""
        if self.chance is None:
            return ""
        return (
            "< 1%" if self.chance < 0.01 else "> 99%" if self.chance > 0.99 else f"{100 * self.chance:.0f}%"
        )


def of_target(request: Any, target: Target, progress: Progress | None) -> Told | None:
    """The forecast of the room that keeps the records behind the target's figure, in the target's measure."""
    if progress is None or progress.figure.value is None or target.dropped_on is not None:
        return None
    found = slots.collect(SLOT, request, target=target, figure=progress.figure)
    if not found:
        return None
    one: Forecast = found[0]
    scale = 100 / progress.base.number if progress.base is not None else 1.0
    estimate, lower, upper = (
        None if value is None else value * scale for value in (one.estimate, one.lower, one.upper)
    )
    return Told(one, estimate, lower, upper, _chance(target, one, scale))


def _chance(target: Target, one: Forecast, scale: float) -> float | None:
    """The chance that the promise holds on the day; of a range that its lower end is reached."""
    if one.estimate is None:
        return None
    low = float(target.low)
    ends = [(scale * (one.now + n), chance) for n, chance in enumerate(one.chances)]
    if target.sense == Target.Sense.AT_MOST:
        return sum(chance for end, chance in ends if end <= low + 1e-9)
    return sum(chance for end, chance in ends if end >= low - 1e-9)
