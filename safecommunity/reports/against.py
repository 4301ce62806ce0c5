"""The overview beside the same months a year before: figures with both intervals, causes with both counts.

Only months that are over are compared: half a month beside a whole one would read as a fall.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.figures import queries
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import Figure, FigureKey
from safecommunity.indicators.period import Period
from safecommunity.reports import overview
from safecommunity.reports.look import Look
from safecommunity.shell.workbooks import Sheet, Value

NAME = "against"
YEAR_BEFORE = "year"


@dataclass(frozen=True)
class Pair:
    """One figure of both periods."""

    title: str
    unit: str
    now: Figure
    before: Figure
    now_url: str
    before_url: str

    @property
    def verdict(self) -> str:
        """What the two may be read as: "missing", "overlap", "higher", "lower", or nothing for counts."""
        if any(one.due and (one.received or 0) < one.due for one in (self.now, self.before)):
            return "missing"
        bounds = (self.now.lower, self.now.upper, self.before.lower, self.before.upper)
        if any(one is None for one in bounds):
            return ""
        lower, upper, lower_before, upper_before = (float(one or 0) for one in bounds)
        if lower > upper_before:
            return "higher"
        return "lower" if upper < lower_before else "overlap"


@dataclass(frozen=True)
class Cause:
    """One cause: its injuries in both periods."""

    label: str
    now: int
    before: int
    now_url: str
    before_url: str

    @property
    def more(self) -> str:
        """The difference with its sign."""
        return f"{self.now - self.before:+,d}".replace("-", "−")


@dataclass(frozen=True)
class Against:
    """Two runs of months of one place."""

    period: Period
    before: Period
    pairs: tuple[Pair, ...]
    causes: tuple[Cause, ...]


def over(period: Period, look: Look) -> Period | None:
    """The months of a period that are over; None where none is."""
    today = timezone.localdate(look.now)
    last = min(period.last, today.year * 12 + today.month - 2)
    return Period(period.first, last) if period.first <= last else None


def against(look: Look) -> Against | None:
    """This period's months that are over beside the same months a year before; None without records then."""
    period = over(look.period, look)
    if period is None or not look.known or period.start.year - 1 not in look.years:
        return None
    before = period.year_before()
    codes = dict.fromkeys((look.CODE, *(overview.CARDS if look.people else overview.CARDS_WITHOUT_PEOPLE)))
    definitions = [catalogue.get(code) for code in codes]
    found, earlier = (
        queries.compute_many(definitions, look.pid, each, now=look.now, fresh=False, ground=look.ground)
        for each in (period, before)
    )
    pairs = tuple(
        Pair(
            now.title(look.language),
            now.unit_label(look.language),
            now,
            then,
            overview.address(now),
            overview.address(then),
        )
        for now, then in zip(found, earlier, strict=True)
    )
    return Against(period, before, pairs, tuple(_causes(look, period, before)))


def _causes(look: Look, period: Period, before: Period) -> Iterator[Cause]:
    now, then = (
        queries.counts_by(look.count, look.pid, each, "cause", ground=look.ground)
        for each in (period, before)
    )
    codes = sorted({*now, *then}, key=lambda code: (code in overview.UNSPECIFIC, -now.get(code, 0), code))
    if all(code in overview.UNSPECIFIC for code in codes):
        return
    for code in codes:
        urls = [
            overview.address_of(
                FigureKey(look.count.code, look.count.version, look.pid, each, (("cause", code),))
            )
            for each in (period, before)
        ]
        yield Cause(look.label("cause", code), now.get(code, 0), then.get(code, 0), urls[0], urls[1])


def words() -> dict[str, str]:
    """What each verdict says."""
    return {
        "missing": _("reports are missing, not comparable"),
        "overlap": _("intervals overlap: no change can be claimed"),
        "higher": _("intervals apart: higher"),
        "lower": _("intervals apart: lower"),
        "": "",
    }


def sheet(found: Against, language: str) -> Sheet:
    """Both tables of the comparison as one sheet."""
    heads = [
        _("Figure"), _("Unit of measure"), found.period.label(language), _("lower"), _("upper"),
        found.before.label(language), _("lower"), _("upper"), _("State"),
    ]  # fmt: skip
    says = words()
    rows: list[list[Value]] = [
        [pair.title, pair.now.unit_label(language), pair.now.value, pair.now.lower, pair.now.upper,
         pair.before.value, pair.before.lower, pair.before.upper, says[pair.verdict]]
        for pair in found.pairs
    ]  # fmt: skip
    unit = found.pairs[0].now.unit_label(language)
    rows += [[one.label, unit, one.now, None, None, one.before, None, None, ""] for one in found.causes]
    return Sheet(_("Beside last year"), heads, rows, found.pairs[0].now.n)
