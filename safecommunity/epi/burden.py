"""What injuries cost in years of life and health, how severe they are, how fully and in time they are told."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from safecommunity.epi.errors import MethodError, QuantityError
from safecommunity.epi.quantiles import gamma_quantile, poisson_limits
from safecommunity.epi.quantities import items, level, number, whole

YEARS_METHODS = ("fay_feuer", "dobson")
SEVERITY_METHODS = ("multinomial",)


@dataclass(frozen=True, slots=True)
class Years:
    """Years lost or lived with disability; `events` are the deaths or cases they come from.

    `lower` and `upper` reflect chance in the number of events only, never doubt in life tables,
    weights or durations; None where the method tells no limits.
    """

    estimate: float
    lower: float | None
    upper: float | None
    events: int
    discount: float
    confidence: float
    method: str


@dataclass(frozen=True, slots=True)
class Severity:
    """The mean weight of the known cases, from 0 to 1; None where no severity is known.

    `unknown` cases are left out and told; the interval needs at least two known cases.
    """

    estimate: float | None
    lower: float | None
    upper: float | None
    known: int
    unknown: int
    confidence: float
    method: str


@dataclass(frozen=True, slots=True)
class Share:
    """A share of everything that was due: a full count, not a sample, so it has no interval.

    `estimate` is None where nothing was due.
    """

    estimate: float | None
    numerator: int
    denominator: int


def years_of_life_lost(
    *,
    deaths: Sequence[int],
    years_left: Sequence[float],
    discount: float = 0.0,
    confidence: float = 0.95,
    method: str,
) -> Years:
    """Years that the dead would have had, after a table of remaining life expectancy.

    deaths, years_left: one value an age band, of equal length; years from 0 up, taken by the caller
    from a named life table at the mean age of death in the band. discount: yearly, 0 as WHO has it
    since 2012, 0.03 in older studies; a year t ahead then counts exp(-discount·t).
    method: how chance in the deaths is told, "fay_feuer" or "dobson", both for a weighted sum of
    Poisson counts as in `direct_rate`.

    Source: WHO methods and data sources for global burden of disease estimates 2000-2019 (2020),
    Global Health Estimates Technical Paper 2020.3, section 2; discounting: Murray C.J.L. (1994)
    Bull World Health Organ 72:429-445. Intervals: doi:10.1002/sim.4780100317 (Dobson),
    doi:10.1002/(SICI)1097-0258(19970415)16:7<791::AID-SIM500>3.0.CO;2-# (Fay, Feuer).
    Limits: no deaths give 0, with fay_feuer's upper limit for the heaviest band; dobson tells none.
    Raises QuantityError, MethodError.
    """
    counts = [whole("deaths", value) for value in items("deaths", deaths)]
    rate = number("discount", discount, least=0.0)
    spans = [number("years_left", value, least=0.0) for value in items("years_left", years_left)]
    _same("ages", deaths=counts, years_left=spans)
    weights = [(1 - math.exp(-rate * t)) / rate if rate else t for t in spans]
    return _years(counts, weights, rate, level(confidence), method)


def years_lived_with_disability(
    *,
    cases: Sequence[int],
    disability_weights: Sequence[float],
    years: Sequence[float],
    discount: float = 0.0,
    confidence: float = 0.95,
    method: str,
) -> Years:
    """Years lived with the consequences of injuries, weighted by how much health they take.

    cases, disability_weights, years: one value a kind of injury (nature, short or long term), of
    equal length; weights from 0 (none) to 1 (as death), years the mean duration. The weights are
    stated by the caller with their source; there is no default. discount, confidence and method
    as in `years_of_life_lost`.

    Source: incidence-based YLD, Murray C.J.L. (1994) Bull World Health Organ 72:429-445; weights for
    injuries: Salomon J.A. et al. (2015) Lancet Glob Health 3:e712-e723,
    doi:10.1016/S2214-109X(15)00069-8.
    Limits: two injuries of one person count as two; comorbidity is not corrected for.
    Raises QuantityError, MethodError.
    """
    counts = [whole("cases", value) for value in items("cases", cases)]
    rate = number("discount", discount, least=0.0)
    heavy = [
        number("disability_weight", value, least=0.0)
        for value in items("disability_weight", disability_weights)
    ]
    spans = [number("years", value, least=0.0) for value in items("years", years)]
    _same("kinds", cases=counts, disability_weights=heavy, years=spans)
    if any(value > 1 for value in heavy):
        raise QuantityError(f"disability_weight: got {max(heavy):g}, allowed is 0 to 1")
    lived = [(1 - math.exp(-rate * t)) / rate if rate else t for t in spans]
    weights = [w * t for w, t in zip(heavy, lived, strict=True)]
    return _years(counts, weights, rate, level(confidence), method)


def disability_adjusted_years(*, lost: Years, lived: Years) -> Years:
    """Years lost and years lived with disability together; their chance errors are taken as independent.

    lost, lived: of one discount, confidence and method. Limits are the sums moved by the root of the
    summed squares of the distances to either limit (method of variance estimates recovery).
    Source: DALY = YLL + YLD, Murray C.J.L. (1994) Bull World Health Organ 72:429-445; limits: Zou G.Y.,
    Donner A. (2008) Stat Med 27:1693-1702, doi:10.1002/sim.3095. Raises QuantityError where they differ.
    """
    for name in ("discount", "confidence", "method"):
        if getattr(lost, name) != getattr(lived, name):
            raise QuantityError(
                f"{name}: got {getattr(lost, name)!r} and {getattr(lived, name)!r}, allowed is the same in both"
            )
    total = lost.estimate + lived.estimate
    lower = upper = None
    if lost.lower is not None and lived.lower is not None:
        lower = total - math.hypot(lost.estimate - lost.lower, lived.estimate - lived.lower)
    if lost.upper is not None and lived.upper is not None:
        upper = total + math.hypot(lost.upper - lost.estimate, lived.upper - lived.estimate)
    return Years(total, lower, upper, lost.events + lived.events, lost.discount, lost.confidence, lost.method)


def _same(what: str, **lists: Sequence[object]) -> None:
    sizes = {name: len(values) for name, values in lists.items()}
    if len(set(sizes.values())) != 1:
        came = ", ".join(f"{size} {name}" for name, size in sizes.items())
        raise QuantityError(f"{what}: got {came}, allowed is the same number of each")


def _years(counts: list[int], weights: list[float], rate: float, sureness: float, method: str) -> Years:
    if method not in YEARS_METHODS:
        raise MethodError(f"method of the years: got {method!r}, allowed are {', '.join(YEARS_METHODS)}")
    total, tail = sum(counts), (1 - sureness) / 2
    mean = math.fsum(w * n for w, n in zip(weights, counts, strict=True))
    variance = math.fsum(w * w * n for w, n in zip(weights, counts, strict=True))
    lower: float | None = None
    upper: float | None = None
    if method == "dobson" and total:
        low, high = poisson_limits(total, sureness)
        step = math.sqrt(variance / total)
        lower, upper = max(mean + step * (low - total), 0.0), mean + step * (high - total)
    elif method == "fay_feuer" and weights and max(weights) > 0:
        more, spread = mean + max(weights), variance + max(weights) ** 2
        lower = gamma_quantile(tail, mean**2 / variance) * variance / mean if mean else 0.0
        upper = gamma_quantile(1 - tail, more**2 / spread) * spread / more
    return Years(mean, lower, upper, total, rate, sureness, method)


def severity_index(
    *,
    cases: Sequence[int],
    weights: Sequence[float],
    unknown: int = 0,
    confidence: float = 0.95,
    method: str,
) -> Severity:
    """The mean severity of cases by classes such as minor, moderate and severe.

    cases, weights: one value a class, of equal length; weights from 0 to 1, stated by the caller
    (0, ½, 1 for three classes). unknown: cases without a severity.
    method: "multinomial", the normal interval of a mean of draws from the classes.
    Source: mean of a multinomial score, Agresti A. (2013) Categorical Data Analysis, ISBN
    978-0-470-46363-5, section 1.3.
    Limits: all cases of one class give an interval without width, which says nothing of chance.
    Raises QuantityError, MethodError.
    """
    if method not in SEVERITY_METHODS:
        raise MethodError(
            f"method of severity_index: got {method!r}, allowed are {', '.join(SEVERITY_METHODS)}"
        )
    counts = [whole("cases", value) for value in items("cases", cases)]
    heavy = [number("weight", value, least=0.0) for value in items("weight", weights)]
    _same("classes", cases=counts, weights=heavy)
    if any(value > 1 for value in heavy):
        raise QuantityError(f"weight: got {max(heavy):g}, allowed is 0 to 1")
    known, left, sureness = sum(counts), whole("unknown", unknown), level(confidence)
    if not known:
        return Severity(None, None, None, 0, left, sureness, method)
    mean = math.fsum(w * n for w, n in zip(heavy, counts, strict=True)) / known
    if known == 1:
        return Severity(mean, None, None, 1, left, sureness, method)
    variance = math.fsum(n * (w - mean) ** 2 for w, n in zip(heavy, counts, strict=True)) / (known - 1)
    from statistics import NormalDist

    half = NormalDist().inv_cdf((1 + sureness) / 2) * math.sqrt(variance / known)
    return Severity(mean, max(mean - half, 0.0), min(mean + half, 1.0), known, left, sureness, method)


def timeliness(*, in_time: int, due: int) -> Share:
    """Reports that came in time among those due. Source: definition, reports in time / due.

    Limits: a report not yet due is not in `due`; nothing due gives no share. Raises QuantityError.
    """
    return _share("in_time", whole("in_time", in_time), whole("due", due))


def completeness(*, filled: Sequence[int], required: Sequence[int]) -> Share:
    """Required fields that were filled, over all cards. Source: definition, filled / required fields.

    filled, required: one value a field, of equal length. "Not known" chosen by the recorder is filled;
    an empty field is not. Decided cases: nothing required gives no share. Limits: it tells that fields are filled, not
    that they are right. Raises QuantityError.
    """
    done = [whole("filled", value) for value in items("filled", filled)]
    asked = [whole("required", value) for value in items("required", required)]
    _same("fields", filled=done, required=asked)
    for field, (some, all_of_them) in enumerate(zip(done, asked, strict=True)):
        if some > all_of_them:
            raise QuantityError(f"field {field}: got {some} filled of {all_of_them}, allowed is no more")
    return _share("filled", sum(done), sum(asked))


def _share(name: str, some: int, everything: int) -> Share:
    if some > everything:
        raise QuantityError(f"{name}: got {some} of {everything}, allowed is no more than was due")
    return Share(some / everything if everything else None, some, everything)
