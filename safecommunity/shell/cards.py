"""What a figure card says, worked out from a frozen figure: words and drawing, no template logic.

A figure is taken as it is: ``definition value numerator denominator n lower upper method
qualifier received due`` and ``title(lang)``, ``unit_label(lang)``. A number never stands alone:
the card gives its interval or says why there is none, its n, and who has not reported.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext

from safecommunity.shell.numbers import number, places_for, span

STRIP_WIDTH, STRIP_EDGE = 200.0, 6.0


@dataclass(frozen=True)
class Strip:
    """Positions, in drawing units, of dot, whisker and comparison line."""

    value: float
    lower: float | None
    upper: float | None
    reference: float | None


@dataclass(frozen=True)
class Squares:
    """Which of the squares are full (received) or hollow (missing), and the sentence beside them."""

    squares: tuple[tuple[float, bool], ...]
    width: float
    says: str
    complete: bool


@dataclass(frozen=True)
class Card:
    """Everything the card's template prints."""

    title: str
    value: str
    unit: str
    interval: str
    reference: str
    strip: Strip | None
    n: str
    got: Squares | None
    why: str
    rows: int | None


def strip(
    value: float,
    lower: float | None,
    upper: float | None,
    reference: float | None = None,
    axis: tuple[float, float] | None = None,
) -> Strip:
    """Lay value, interval and comparison on one axis that leaves air on both sides.

    Strips that stand under each other must be given the same `axis`, or comparing them misleads.
    """
    known = [float(item) for item in (value, lower, upper, reference) if item is not None]
    low, high = min(known), max(known)
    pad = max((high - low) * 0.45, abs(high) * 0.04) or 1.0
    low, high = max(0.0, low - pad) if low >= 0 else low - pad, high + pad
    if axis is not None and axis[0] < axis[1]:
        low, high = axis

    def at(item: float | None) -> float | None:
        if item is None:
            return None
        return round(STRIP_EDGE + (float(item) - low) / (high - low) * (STRIP_WIDTH - 2 * STRIP_EDGE), 1)

    return Strip(at(value) or 0.0, at(lower), at(upper), at(reference))


def squares(received: int, due: int, due_in: str = "institutions") -> Squares:
    """Squares for a handful of institutions; beyond twelve the sentence alone is clearer.

    ``due_in`` says what is counted: ``institutions``, ``months`` (one institution's month each) or ``streets``.
    """
    complete = received >= due
    words = {"received": number(received), "due": number(due)}
    if due_in == "months":
        says = gettext("%(received)s of %(due)s institution months received") % words
    elif due_in == "institutions":
        all_in = gettext("%(due)s institutions, all reported")
        says = (all_in if complete else gettext("%(received)s of %(due)s institutions reported")) % words
    elif due_in == "streets":
        all_in = gettext("%(due)s streets, all months received")
        says = (all_in if complete else gettext("%(received)s of %(due)s streets with every month")) % words
    else:
        raise ValueError(f"due_in: got {due_in!r}, allowed are institutions, months and streets")
    drawn = due if 0 < due <= 12 else 0
    marks = tuple((0.8 + 9.0 * index, index < received) for index in range(drawn))
    return Squares(marks, 9.0 * drawn, says, complete)


def why_empty(figure: Any) -> str:
    """Why a figure has no value, in words; an absent value is not a zero."""
    if getattr(figure.definition, "standard", "") and not figure.denominator:
        return gettext(
            "The residents of this place are not known by age, so no standardised rate can be given."
        )
    due, received = getattr(figure, "due", None), getattr(figure, "received", None)
    if due and not received:
        return gettext("No institution has reported for this period, so there is no number.")
    if getattr(figure.definition, "denominator", None) == "population" and not figure.denominator:
        return gettext("There is no population on record for this place and period, so no rate can be given.")
    if getattr(figure.definition, "kind", "") == "duration":
        return gettext("No records in this period, so no time can be told.")
    if not figure.denominator:
        return gettext("Nothing was due to be counted in this period, so no share can be given.")
    return gettext("This number could not be computed from the records of this period.")


def n_line(figure: Any) -> str:
    """n as a division: the two counts the value is made of."""
    kind = getattr(figure.definition, "kind", "count")
    numerator, denominator = figure.numerator, figure.denominator
    if (lengths := getattr(figure, "lengths", None)) is not None:
        words = {"n": number(figure.n), "open": number(lengths.still_open)}
        return (
            gettext("n = %(n)s, %(open)s still open") if lengths.still_open else gettext("n = %(n)s")
        ) % words
    if kind == "total":
        return gettext("n = %(n)s") % {"n": number(figure.n)}
    if kind == "count" or denominator is None:
        return gettext("n = %(n)s") % {"n": number(figure.n if numerator is None else numerator)}
    words = {"n": number(numerator), "d": number(denominator, 0)}
    if getattr(figure.definition, "denominator", None) == "population":
        return gettext("n = %(n)s cases ÷ %(d)s person-years") % words
    return gettext("n = %(n)s ÷ %(d)s") % words


def interval_line(figure: Any, places: int) -> str:
    """The interval in words, or that there is none because everything was counted."""
    if (lengths := getattr(figure, "lengths", None)) is not None and figure.lower is None:
        return length_limits(lengths, figure.value, places)
    if figure.value is None:
        return ""
    if figure.lower is None and figure.upper is None:
        return gettext("Complete count, no interval")
    return gettext("95%% interval %(span)s") % {"span": span(figure.lower, figure.upper, places)}


def length_limits(lengths: Any, value: float | None, places: int = 0) -> str:
    """What bounds a duration without two limits: half are not done yet, no upper limit yet, or too few."""
    if value is None:
        return gettext("Fewer than half are done")
    if lengths.at_least is not None:
        return gettext("95%% interval from %(days)s, no upper limit yet") % {
            "days": number(lengths.at_least, places)
        }
    return gettext("Too few for an interval")


def more_than(figure: Any) -> str:
    """“> 12” for a duration of which half are not done after the longest that was looked at; "" for others."""
    lengths = getattr(figure, "lengths", None)
    if figure.value is not None or lengths is None or lengths.followed is None:
        return ""
    return f"> {number(lengths.followed, 0)}"


def card(
    figure: Any, reference: float | None = None, reference_label: str = "", due_in: str = "institutions"
) -> Card:
    """Work out the card of a figure, with an optional named comparison value."""
    language = get_language() or "zh-hans"
    places = places_for(figure.value, figure.lower, figure.upper)
    due, received = getattr(figure, "due", None), getattr(figure, "received", None)
    beside = f"{reference_label} {number(reference, places)}".strip() if reference is not None else ""
    over = more_than(figure)
    empty = figure.value is None and not over
    return Card(
        title=figure.title(language),
        value=over or ("0" if figure.value == 0 else number(figure.value, places)),
        unit=figure.unit_label(language),
        interval=interval_line(figure, places),
        reference=beside,
        strip=None
        if figure.value is None or _bare(figure, reference)
        else strip(figure.value, figure.lower, figure.upper, reference),
        n=n_line(figure),
        got=squares(received or 0, due, due_in) if due else None,
        why=why_empty(figure) if empty else "",
        rows=figure.n,
    )


def _bare(figure: Any, reference: float | None) -> bool:
    """A lone dot on a line says nothing: no strip without interval or comparison."""
    return figure.lower is None and figure.upper is None and reference is None
