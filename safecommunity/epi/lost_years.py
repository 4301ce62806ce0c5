"""Years of potential life lost: how early deaths come, not only how many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from safecommunity.epi.errors import QuantityError
from safecommunity.epi.quantities import Values, chosen, number, numbers, wholes

METHODS = ("group_midpoints", "ages")


@dataclass(frozen=True, slots=True)
class LostYears:
    """`years` lost before the age `limit` by `deaths` below it; `mean` a death, `rate` per `per` people below it."""

    years: Values
    deaths: Values
    people: Values
    mean: Values
    rate: Values
    limit: float
    per: float
    method: str


def years_of_potential_life_lost(
    *,
    deaths: Any,
    ages: Any,
    limit: float,
    people: Any = None,
    first_age: float = 0.0,
    per: float = 100_000,
    method: str,
) -> LostYears:
    """Years that the dead did not live before an age limit: for every death, limit less age.

    deaths: whole numbers from 0 up, last axis the ages. ages: one value an age, in rising order. people: residents (or
    person-years) by age, of a shape that fits deaths; without them there is no rate. limit: the age up to which a lost
    year counts (65, 70 in Chinese textbooks, 75 with the OECD). first_age: deaths at younger ages do not count,
    their people neither (1 in Chinese textbooks). method:

    - "group_midpoints": `ages` are the lower ends of age groups; the dead of a group died at its middle. A group
      counts when it ends at or below the limit; a limit inside a group is refused.
    - "ages": `ages` are the ages at death themselves, in years; deaths from the limit on do not count.

    Decided cases: no deaths give 0 years and no mean; no people give no rate; missing numbers give NaN there.

    It weighs the deaths of the young, and depends on the limit: two figures with different limits do not compare.

    Source: Gardner J.W., Sanborn J.S. (1990) Years of potential life lost (YPLL): what does it measure?
    Epidemiology 1:322-329, doi:10.1097/00001648-199007000-00012; Romeder J.M., McWhinnie J.R. (1977) Int J
    Epidemiol 6:143-151, doi:10.1093/ije/6.2.143. Raises QuantityError and MethodError.
    """
    chosen(function="years_of_potential_life_lost", method=method, allowed=METHODS)
    counts, starts = wholes("deaths", deaths), numbers("ages", ages, least=0.0)
    last, scale = number("limit", limit, least=0.0, above=True), number("per", per, least=0.0, above=True)
    first = number("first_age", first_age, least=0.0)
    if starts.ndim != 1 or counts.shape[-1:] != starts.shape or not np.all(np.diff(starts) > 0):
        raise QuantityError(
            f"ages: got {np.asarray(ages).tolist()!r:.80}, allowed is one age for each value on the last axis of "
            f"deaths ({counts.shape}), rising"
        )
    used, lost = _lost(starts, first, last, method)
    dead = counts[..., used].sum(axis=-1)
    years = (counts[..., used] * lost[used]).sum(axis=-1)
    living = np.full(dead.shape, np.nan)
    if people is not None:
        living = numbers("people", people, least=0.0)[..., used].sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(dead > 0, years / dead, np.nan)
        rate = np.where(living > 0, years / living * scale, np.nan)
    return LostYears(years[()], dead[()], living[()], mean[()], rate[()], last, scale, method)


def _lost(starts: Values, first: float, last: float, method: str) -> tuple[Any, Values]:
    """Which ages count, and the years one death at each of them loses."""
    if method == "ages":
        return (starts >= first) & (starts < last), last - starts
    for name, edge in (("limit", last), ("first_age", first)):
        if edge not in starts and not edge <= starts[0]:
            raise QuantityError(
                f"{name}: got {edge:g}, allowed are the ages at which a group begins: "
                + ", ".join(f"{one:g}" for one in starts)
            )
    ends = np.append(starts[1:], np.nan)
    return (starts >= first) & (ends <= last), last - (starts + ends) / 2
