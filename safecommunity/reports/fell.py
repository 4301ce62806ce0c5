"""What fell: figures of the office's own work that are lower than in the same months a year before.

Only complete counts, only months that are over, only where there was something the year before. Injuries are not here:
fewer of them is what everybody wants, and whether they are fewer is said with intervals.
"""

from dataclasses import dataclass

from safecommunity.figures import queries
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import Figure
from safecommunity.indicators.period import Period
from safecommunity.reports import overview
from safecommunity.reports.against import over
from safecommunity.reports.look import Look

CODES = (
    "report.completeness", "letters.units.share", "letters.merchants.share", "letters.households.share",
    "tasks.on_time", "outreach.materials", "outreach.lectures", "outreach.lessons", "outreach.reached",
    "services.given", "training.sessions", "training.people", "training.certified",
)  # fmt: skip
YEARLY = frozenset(code for code in CODES if code.startswith(("letters.", "training.certified")))


@dataclass(frozen=True)
class Fell:
    """One figure, lower than a year before."""

    title: str
    now: Figure
    before: Figure
    url: str

    @property
    def unit(self) -> str:
        """Its unit of measure in the reader's language comes with the figure; here only whether it is a share."""
        return "%" if self.now.definition.kind == "proportion" else ""


def fell(look: Look) -> list[Fell]:
    """The figures that fell, in the order of the list; a year told as a whole is compared once it is over."""
    period = over(look.period, look)
    if period is None:
        return []
    before = period.year_before()
    whole = period.is_year
    definitions = [catalogue.get(code) for code in CODES if whole or code not in YEARLY]
    found, earlier = (_computed(definitions, look, each) for each in (period, before))
    return [
        Fell(now.title(look.language), now, then, overview.address(now))
        for now, then in zip(found, earlier, strict=True)
        if now.value is not None and then.value and now.value < then.value
    ]


def _computed(definitions: list[catalogue.Definition], look: Look, period: Period) -> list[Figure]:
    return queries.compute_many(
        definitions, look.pid, period, now=look.now, ground=look.ground, with_received=False
    )
