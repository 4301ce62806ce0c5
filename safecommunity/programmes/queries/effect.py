"""Then and now: the figure held at the start beside the same figure computed today, and what may honestly be said.

A comparison of one place before and after is weak: other things change too. Every sentence says so, and small numbers
are told to be too small (Lindqvist K. et al. (2002) Injury Prevention 8:23-26 shows why recording must be named).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safecommunity.figures import compared
from safecommunity.figures import queries as figures
from safecommunity.indicators import stored
from safecommunity.indicators.errors import IndicatorError
from safecommunity.indicators.figure import Figure, FigureKey
from safecommunity.indicators.period import Period, index
from safecommunity.programmes import codes
from safecommunity.programmes.models import ProjectFigure
from safecommunity.shell.numbers import number, places_for, span

LOWER, HIGHER = "lower", "higher"


@dataclass(frozen=True)
class Change:
    """A figure then and now. `code`: early, untold, few, unclear, better, worse, same, counted."""

    row: ProjectFigure
    then: Figure
    now: Figure | None
    code: str
    says: str
    months: int
    whole: int
    ratio: tuple[float, float, float] | None = None
    reached: bool | None = None

    @property
    def title(self) -> str:
        """The name of the figure."""
        return self.then.title(get_language() or "zh-hans")

    @property
    def unit(self) -> str:
        """Its unit of measure."""
        return self.then.unit_label(get_language() or "zh-hans")

    @property
    def tone(self) -> str:
        """The colour of the verdict's tag."""
        return {"better": "ok", "worse": "bad", "few": "ask", "unclear": "ask", "early": ""}.get(
            self.code, ""
        )

    @property
    def now_url(self) -> str:
        """The page that opens the records of now."""
        return reverse("figure", args=[self.now.key]) if self.now else ""

    @property
    def then_url(self) -> str:
        """The page that opens the records of then, as they stand today."""
        return reverse("figure", args=[self.then.key])


def held(row: ProjectFigure) -> Figure:
    """The figure as it stood at the start."""
    return stored.from_data(row.pin.content)


def current_period(base: Period, today: date, of_year: bool) -> Period | None:
    """The last months that are over, as many as the base has and none of them its own; None: too early.

    Of a figure told for years the year that is over last, or the one that runs."""
    if of_year:
        return Period.of_year(today.year) if today.year > base.end.year else None
    many, last = base.last - base.first + 1, index(today.year, today.month) - 1
    first = max(last - many + 1, base.last + 1)
    return Period(first, last) if first <= last else None


def change(row: ProjectFigure, *, now: datetime, today: date) -> Change:
    """One figure of a project, then and now."""
    then = held(row)
    whole = then.period.last - then.period.first + 1
    period = current_period(then.period, today, then.definition.of_year)
    if period is None:
        return Change(
            row, then, None, "early", _("Too early: no month after the start is over yet."), 0, whole
        )
    key = FigureKey(row.code, row.version, row.place.pid, period, then.dimensions)
    try:
        told = figures.compute(key, now=now)
    except IndicatorError:
        told = None
    months = period.last - period.first + 1
    found = Change(
        row, then, told, "untold", _("It cannot be told now, so nothing can be compared."), months, whole
    )
    if told is None or told.value is None or then.value is None:
        return found
    found = _compared(found, told)
    return replace(found, reached=_reached(row, then, told, months >= whole))


def _reached(row: ProjectFigure, then: Figure, now: Figure, complete: bool) -> bool | None:
    """Whether a target is met now; a count of fewer months than the start's is not called met."""
    if row.wanted is None or now.value is None:
        return None
    wanted, up = float(row.wanted), goes_up(row, then)
    if now.definition.kind in ("count", "total") and not complete and not up:
        return None
    return now.value >= wanted if up else now.value <= wanted


def goes_up(row: ProjectFigure, then: Figure) -> bool:
    """Whether more is meant: by the figure's own direction, else by the target itself."""
    if then.definition.direction in (LOWER, HIGHER):
        return then.definition.direction == HIGHER
    return row.wanted is not None and then.value is not None and float(row.wanted) >= then.value


def _compared(found: Change, now: Figure) -> Change:
    if any(one.due and (one.received or 0) < one.due for one in (found.then, now)):
        says = _("Reports are missing then or now; a missing month is never read as a fall.")
        return replace(found, now=now, code="unclear", says=says)
    told = compared.compare(found.then, now, months_then=found.whole, months_now=found.months)
    if told is None:
        return _plain(found, found.then, now)
    return _ratio(found, now, told) if told.kind == compared.RATIO else _shares(found, now, told)


def _ratio(found: Change, now: Figure, made: compared.Compared) -> Change:
    """Cases over time: the ratio of the two rates with its interval."""
    if made.estimate is None or made.lower is None or made.upper is None:
        says = _("No case then, none now: nothing can be said.")
        return replace(found, now=now, code="few", says=says)
    ratio = (made.estimate, made.lower, made.upper)
    told: dict[str, Any] = {
        "before": number(made.then), "now": number(made.now), "few": codes.few(), "ratio": _limits(ratio),
    }  # fmt: skip
    if made.then + made.now < codes.few():
        says = _("%(before)s cases then, %(now)s now: together fewer than %(few)s, too few to tell chance from effect "
                 "(ratio %(ratio)s).") % told  # fmt: skip
        return replace(found, now=now, code="few", says=says, ratio=ratio)
    if not made.lies_apart:
        says = (
            _("It cannot be told whether it changed: the interval of the ratio, %(ratio)s, holds 1.") % told
        )
        return replace(found, now=now, code="unclear", says=says, ratio=ratio)
    lower = made.upper < 1
    says = (
        _("Lower than then: %(ratio)s times.") if lower else _("Higher than then: %(ratio)s times.")
    ) % told
    return replace(found, now=now, code=_judged(found, lower), says=says, ratio=ratio)


def _limits(ratio: tuple[float, float, float]) -> str:
    words = [number(one, 2) if one != float("inf") else "∞" for one in ratio]
    told = {"points": words[0], "low": words[1], "high": words[2]}
    return _("%(points)s (95%% %(low)s to %(high)s)") % told


def _judged(found: Change, lower: bool) -> str:
    up = goes_up(found.row, found.then)
    if found.then.definition.direction == "neither" and found.row.wanted is None:
        return "counted"
    return "better" if lower != up else "worse"


def _shares(found: Change, now: Figure, made: compared.Compared) -> Change:
    """Shares: the difference in percentage points with its interval."""
    told: dict[str, Any] = {"before": number(made.then), "now": number(made.now), "few": codes.few()}
    if min(made.then, made.now) < codes.few() or made.lower is None or made.upper is None:
        says = (
            _("%(before)s counted then, %(now)s now: one of them is fewer than %(few)s, too few to tell.")
            % told
        )
        return replace(found, now=now, code="few", says=says)
    points = {"points": f"{made.estimate:+.1f}", "low": f"{made.lower:+.1f}", "high": f"{made.upper:+.1f}"}
    told["points"] = _("%(points)s (95%% %(low)s to %(high)s)") % points
    if not made.lies_apart:
        says = (
            _("It cannot be told whether it changed: %(points)s percentage points, the interval holds 0.")
            % told
        )
        return replace(found, now=now, code="unclear", says=says)
    says = _("Changed by %(points)s percentage points.") % told
    return replace(found, now=now, code=_judged(found, made.upper < 0), says=says)


def _plain(found: Change, then: Figure, now: Figure) -> Change:
    """What is counted completely, or standardised: both values; intervals that lie apart tell a change."""
    digits = places_for(then.value, now.value)
    told = {"then": number(then.value, digits), "now": number(now.value, digits)}
    if None not in (then.lower, then.upper, now.lower, now.upper):
        lower, higher = (now.upper or 0) < (then.lower or 0), (now.lower or 0) > (then.upper or 0)
        told["span"] = span(now.lower, now.upper, digits)
        if not (lower or higher):
            says = _("It cannot be told whether it changed: the intervals of then and now overlap.")
            return replace(found, now=now, code="unclear", says=says)
        says = (
            _("Lower than then, intervals apart.") if lower else _("Higher than then, intervals apart.")
        ) % told
        return replace(found, now=now, code=_judged(found, lower), says=says)
    if now.value == then.value:
        return replace(found, now=now, code="same", says=_("As then: %(now)s.") % told)
    says = _("Counted completely: %(then)s then, %(now)s now.") % told
    return replace(found, now=now, code="counted", says=says)


def caveats(changes: list[Change], project: Any) -> list[str]:
    """What must stand beside any comparison of before and after."""
    if not changes:
        return []
    found = [_("One place before and after: other things changed too, so this alone does not show that the project did "
               "it. The days of pilots and roll-outs are kept for a comparison between places.")]  # fmt: skip
    if any(0 < one.months < one.whole for one in changes):
        found.append(_("Fewer months are over than the start was told of; seasons may differ."))
    if project.recording:
        on = project.recording_on.isoformat() if project.recording_on else "—"
        found.append(_("Recording changed on %(day)s: %(what)s. Part of a difference may come from that.") % {
            "day": on, "what": project.recording})  # fmt: skip
    return found
