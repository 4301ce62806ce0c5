"""A figure then and now: their ratio or difference with its interval, from the numbers the two figures carry."""

from dataclasses import dataclass

from safecommunity.indicators.figure import Figure

RATIO, POINTS = "ratio", "points"


@dataclass(frozen=True)
class Compared:
    """What two figures of one definition say of a change.

    kind: "ratio" (now divided by then, of rates and of counts in time) or "points" (percentage points, of shares);
    then, now: cases of a ratio, what was counted of a share. Without cases on both sides there is no estimate.
    """

    kind: str
    then: int
    now: int
    estimate: float | None
    lower: float | None
    upper: float | None

    @property
    def level(self) -> float:
        """The value that means no change."""
        return 1.0 if self.kind == RATIO else 0.0

    @property
    def lies_apart(self) -> bool:
        """Whether the interval leaves out what means no change."""
        if self.lower is None or self.upper is None:
            return False
        return not self.lower <= self.level <= self.upper


def comparable(figure: Figure) -> str:
    """How figures of this definition are compared: ratio, points, or "" for what is told completely or weighted."""
    definition = figure.definition
    if definition.kind in ("rate", "count") and not definition.of_year and not definition.standard:
        return RATIO
    return POINTS if definition.kind == "proportion" and not definition.over else ""


def compare(then: Figure, now: Figure, *, months_then: int, months_now: int) -> Compared | None:
    """Now against then. Counts are held against the months they were counted in, rates against their person-years.

    The ratio has the mid-P interval of epi.comparison (Rothman and Greenland 1998), shares Newcombe's (1998, method
    10). None for figures that are compared by their own intervals or not at all.
    """
    kind = comparable(now)
    if kind == RATIO:
        return _ratio(then, now, months_then, months_now)
    return _points(then, now) if kind == POINTS else None


def _ratio(then: Figure, now: Figure, months_then: int, months_now: int) -> Compared:
    from safecommunity.epi.comparison import rate_ratio

    cases, before = int(now.numerator or 0), int(then.numerator or 0)
    rate = now.definition.kind == "rate"
    time, past = (now.denominator, then.denominator) if rate else (float(months_now), float(months_then))
    if cases + before == 0 or not time or not past:
        return Compared(RATIO, before, cases, None, None, None)
    made = rate_ratio(
        cases=cases, person_years=time, reference_cases=before, reference_person_years=past, method="mid_p"
    )
    return Compared(RATIO, before, cases, float(made.estimate), float(made.lower), float(made.upper))


def _points(then: Figure, now: Figure) -> Compared:
    from safecommunity.epi.proportions import proportion_difference

    n, before = int(now.denominator or 0), int(then.denominator or 0)
    if not n or not before:
        return Compared(POINTS, before, n, None, None, None)
    made = proportion_difference(
        events=int(now.numerator or 0), n=n, reference_events=int(then.numerator or 0), reference_n=before,
        method="newcombe",
    )  # fmt: skip
    return Compared(
        POINTS, before, n, 100 * float(made.estimate), 100 * float(made.lower), 100 * float(made.upper)
    )
