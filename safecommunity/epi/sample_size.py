"""How many to ask: for one survey, for a survey before and after, for the same people asked twice."""

from __future__ import annotations

import math
from dataclasses import dataclass

from safecommunity.epi.errors import QuantityError
from safecommunity.epi.quantiles import normal_quantile
from safecommunity.epi.quantities import chosen, level, number, whole

SURVEY_METHODS = ("normal",)
BEFORE_AFTER_METHODS = ("unpooled", "pooled", "pooled_corrected")
PAIRED_METHODS = ("connor",)


@dataclass(frozen=True, slots=True)
class SampleSize:
    """`answers` needed and people `invited` for them, in each wave; `simple` is what a simple random sample of a very
    large population would need, unrounded. `reachable` is False where the population is smaller than that."""

    answers: int
    invited: int
    simple: float
    reachable: bool
    design_effect: float
    response_rate: float
    population: int | None
    method: str


def survey_size(
    *,
    proportion: float,
    margin: float,
    confidence: float = 0.95,
    design_effect: float = 1.0,
    response_rate: float = 1.0,
    population: int | None = None,
    method: str,
) -> SampleSize:
    """Answers needed to know a share to within a margin on either side.

    proportion: the share expected, 0.5 where nothing is known. margin: half the width of the interval, as a share (0.05
    for five points). confidence: of that interval. design_effect: of the sample against a simple random one (1.5
    to 2 for clusters). response_rate: share of the invited who answer. population: people the survey is about, None
    for very many. method: "normal", z² p (1 - p) / margin², with Cochran's correction for a finite population, times
    the design effect; answers and invitations are rounded up.

    Limits: for shares between 0.1 and 0.9; inviting more does not mend the bias of those who do not answer.
    Source: Cochran W.G. (1977) Sampling Techniques, 3rd edition, ISBN 0-471-16240-X, equations 4.1 and 4.2;
    Kish L. (1965) Survey Sampling, ISBN 0-471-48900-X, section 8.2. Raises QuantityError and MethodError.
    """
    chosen(function="survey_size", method=method, allowed=SURVEY_METHODS)
    share, half = _inside("proportion", proportion), _inside("margin", margin)
    simple = (normal_quantile(level(confidence)) / half) ** 2 * share * (1 - share)
    return _size(simple, design_effect, response_rate, population, method)


def before_after_size(
    *,
    before: float,
    after: float,
    power: float = 0.8,
    confidence: float = 0.95,
    design_effect: float = 1.0,
    response_rate: float = 1.0,
    population: int | None = None,
    method: str,
) -> SampleSize:
    """Answers needed in each of two surveys of different people to find a change of this size.

    before, after: the shares expected, different from each other. power: chance to find the change where it is
    there. confidence: one less the error of a two-sided test. design_effect, response_rate, population: as in
    `survey_size`, the same for both waves. method:

    - "unpooled": (z + z of power)² (p1 q1 + p2 q2) / (p2 - p1)². Snedecor G.W., Cochran W.G. (1989) Statistical
      Methods, 8th edition, ISBN 0-8138-1561-6, section 7.10.
    - "pooled": the test's error from the mean of both shares; what R's power.prop.test gives. Fleiss J.L., Levin B.,
      Paik M.C. (2003) Statistical Methods for Rates and Proportions, 3rd edition, ISBN 0-471-52629-0, equation 4.14.
    - "pooled_corrected": the same for a test with continuity correction or Fisher's. The same, equation 4.19.

    Limits: it finds a change, not its cause; without an area to compare with a change may have come by itself.
    Raises QuantityError and MethodError. Source: with each method.
    """
    chosen(function="before_after_size", method=method, allowed=BEFORE_AFTER_METHODS)
    one, two = _inside("before", before), _inside("after", after)
    if one == two:
        raise QuantityError(f"after: got {after!r}, allowed is a share other than before ({before!r})")
    z, reach = normal_quantile(level(confidence)), _one_sided(power)
    separate, change = one * (1 - one) + two * (1 - two), abs(two - one)
    mean = (one + two) / 2
    pooled = z * math.sqrt(2 * mean * (1 - mean)) + reach * math.sqrt(separate)
    simple = (z + reach) ** 2 * separate / change**2 if method == "unpooled" else (pooled / change) ** 2
    if method == "pooled_corrected":
        simple = simple / 4 * (1 + math.sqrt(1 + 4 / (simple * change))) ** 2
    return _size(simple, design_effect, response_rate, population, method)


def paired_size(
    *,
    only_before: float,
    only_after: float,
    power: float = 0.8,
    confidence: float = 0.95,
    design_effect: float = 1.0,
    response_rate: float = 1.0,
    population: int | None = None,
    method: str,
) -> SampleSize:
    """People to ask twice to find a change among the same people (McNemar's test).

    only_before, only_after: shares expected to change to no and to yes, different, together at most 1. power,
    confidence, design_effect, population: as in `before_after_size`; response_rate: share of the invited who answer
    both times. method: "connor", Connor R.J. (1987) Sample size for testing differences in proportions for the
    paired-sample design. Biometrics 43:207-211, doi:10.2307/2531961, equation 3.

    Limits: for large samples; people who answer once only are lost to it, and being asked changes what people know.

    Raises QuantityError and MethodError. Source: with the method.
    """
    chosen(function="paired_size", method=method, allowed=PAIRED_METHODS)
    lost = number("only_before", only_before, least=0.0)
    gained = number("only_after", only_after, least=0.0)
    if lost == gained or lost + gained > 1:
        raise QuantityError(
            f"only_before and only_after: got {only_before!r} and {only_after!r}, allowed are different shares, "
            "together at most 1"
        )
    z, reach = normal_quantile(level(confidence)), _one_sided(power)
    changed, change = lost + gained, gained - lost
    simple = ((z * math.sqrt(changed) + reach * math.sqrt(max(changed - change**2, 0.0))) / change) ** 2
    return _size(simple, design_effect, response_rate, population, method)


def _inside(name: str, value: float) -> float:
    found = number(name, value, least=0.0, above=True)
    if found >= 1:
        raise QuantityError(f"{name}: got {value!r}, allowed is more than 0 and less than 1")
    return found


def _one_sided(power: float) -> float:
    """The normal quantile a test must pass to be found with this power."""
    found = _inside("power", power)
    return (
        normal_quantile(2 * found - 1)
        if found > 0.5
        else -normal_quantile(1 - 2 * found)
        if found < 0.5
        else 0.0
    )


def _size(
    simple: float, design_effect: float, response_rate: float, population: int | None, method: str
) -> SampleSize:
    effect = number("design_effect", design_effect, least=0.0, above=True)
    answering = number("response_rate", response_rate, least=0.0, above=True)
    if answering > 1:
        raise QuantityError(f"response_rate: got {response_rate!r}, allowed is more than 0 up to 1")
    people = None if population is None else whole("population", population)
    finite = simple if people is None else simple / (1 + (simple - 1) / people) if people else 0.0
    wanted = finite * effect
    # a hair below the next whole number is that number: 384.00000000000006 asks for 384
    answers, invited = (math.ceil(size - 1e-9) for size in (wanted, wanted / answering))
    reachable = people is None or invited <= people
    if people is not None:
        answers, invited = min(answers, people), min(invited, people)
    return SampleSize(answers, invited, simple, reachable, effect, answering, people, method)
