"""The age bands of facts and populations: 0, 1-4, then five years each, 85+ last.

A fact stores the band's code, a population its label; unknown is code -1. Seven broad groups of whole
bands serve where a small place has too few cases for nineteen: pyramids and tables for people.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from safecommunity.indicators.errors import DefinitionError

UNKNOWN = -1
Ages = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class Band:
    """Ages from `lower` to `upper`, both included; `upper` is None for the open last band."""

    code: int
    label: str
    lower: int
    upper: int | None


def _bands() -> tuple[Band, ...]:
    closed = [(0, 0), (1, 4), *((lower, lower + 4) for lower in range(5, 85, 5))]
    labels = ["0", *(f"{lower}-{upper}" for lower, upper in closed[1:])]
    bands = [Band(i, labels[i], *ages) for i, ages in enumerate(closed)]
    return (*bands, Band(len(bands), "85+", 85, None))


BANDS = _bands()
BY_LABEL = {band.label: band for band in BANDS}
GROUPS = tuple(
    Band(code, f"{lower}-{upper}" if upper else f"{lower}+", lower, upper)
    for code, (lower, upper) in enumerate(
        [(0, 4), (5, 14), (15, 24), (25, 44), (45, 64), (65, 74), (75, None)]
    )
)


@lru_cache(maxsize=256)
def band_of(age_years: int | None) -> int:
    """The code of the band an age in whole years falls into; -1 where the age is unknown."""
    if age_years is None or age_years < 0:
        return UNKNOWN
    return next(band.code for band in reversed(BANDS) if band.lower <= age_years)


@lru_cache(maxsize=256)
def group_of(age_years: int | None) -> int:
    """The code of the broad group an age in whole years falls into; -1 where the age is unknown."""
    if age_years is None or age_years < 0:
        return UNKNOWN
    return next(group.code for group in reversed(GROUPS) if group.lower <= age_years)


def group(code: int) -> Band:
    """The broad group of a code."""
    if not 0 <= code < len(GROUPS):
        raise DefinitionError(f"code of an age group: got {code!r}, allowed are 0 to {len(GROUPS) - 1}")
    return GROUPS[code]


def band(code: int) -> Band:
    """The band of a code."""
    if not 0 <= code < len(BANDS):
        raise DefinitionError(f"code of an age band: got {code!r}, allowed are 0 to {len(BANDS) - 1}")
    return BANDS[code]


def label_of(code: int) -> str:
    """The label of a code as populations write it; "" for unknown."""
    return "" if code == UNKNOWN else band(code).label


def code_of(label: str) -> int:
    """The code of a label."""
    try:
        return BY_LABEL[label].code
    except KeyError:
        raise DefinitionError(f"age band: got {label!r}, allowed are {', '.join(BY_LABEL)}") from None


def labels_within(ages: Ages) -> tuple[str, ...]:
    """The labels of the bands that make up these ages exactly; refused where a limit cuts a band."""
    lower, upper = ages
    chosen = [b for b in BANDS if b.lower >= lower and (upper is None or b.lower <= upper)]
    if not chosen or chosen[0].lower != lower or chosen[-1].upper != upper:
        raise DefinitionError(
            f"ages {lower} to {upper if upper is not None else 'oldest'}: "
            f"allowed are limits of the bands {', '.join(BY_LABEL)}"
        )
    return tuple(b.label for b in chosen)
