"""Coverage of the intervals of samples drawn with strata and clusters.

One population: 4 strata of 40 clusters of 5 to 29 people, the risk another in each cluster; 6 clusters are drawn of
each stratum without replacement. Limits by linearisation promise their level for many clusters; with 24 and t
quantiles they fall a little short (Korn and Graubard 1999, doi:10.1002/9781118032619, section 5.2).
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from benchmarks.coverage import Method
from safecommunity.epi import survey
from safecommunity.epi.survey import Drawn, Known

Limits = tuple[float | None, float | None]
Question = Callable[[survey.Design, NDArray[np.bool_]], Limits]
STRATA, CLUSTERS, DRAWN = 4, 40, 6


def total(design: survey.Design, ill: NDArray[np.bool_]) -> Limits:
    """Limits of the number of the ill."""
    told = survey.total(design, values=ill, interval="t")
    return told.lower, told.upper


def average(design: survey.Design, ill: NDArray[np.bool_]) -> Limits:
    """Limits of the mean, the part of the ill, as it is."""
    told = survey.mean(design, values=ill, interval="t")
    return told.lower, told.upper


def compared(design: survey.Design, ill: NDArray[np.bool_]) -> Limits:
    """Limits of the ill over the people, as a ratio of two totals."""
    told = survey.ratio(design, numerator=ill, denominator=np.ones(len(ill)), interval="normal")
    return told.lower, told.upper


def part(method: str) -> Question:
    """Limits of the part of the ill."""

    def ask(design: survey.Design, ill: NDArray[np.bool_]) -> Limits:
        told = survey.proportion(design, flags=ill, method=method)
        return told.lower, told.upper

    return ask


def replicated(method: str) -> Question:
    """Limits of the part of the ill by replicate weights."""

    def ask(design: survey.Design, ill: NDArray[np.bool_]) -> Limits:
        more = {"replicates": 60, "seed": 1} if method == "bootstrap" else {}
        copies = survey.replicate_weights(design, method=method, **more)
        told = survey.replicated(
            copies, statistic=lambda w: float(w @ ill / w.sum()), around="estimate", interval="t"
        )
        return told.lower, told.upper

    return ask


def sampled(
    question: Question, *, whole: bool = False, rare: bool = False
) -> Callable[..., NDArray[np.bool_]]:
    """Draw samples of the population and see whether the limits hold its number, or its part, of the ill."""

    def simulate(dice: np.random.Generator, draws: int) -> NDArray[np.bool_]:
        size = dice.integers(5, 30, (STRATA, CLUSTERS))
        risk = dice.beta(2, 5, (STRATA, CLUSTERS)) * np.array([0.5, 1.0, 1.0, 1.5])[:, None]
        cases = dice.binomial(size, np.minimum(risk / (8 if rare else 1), 0.95))
        truth = cases.sum() if whole else cases.sum() / size.sum()
        held = np.zeros(draws, np.bool_)
        for draw in range(draws):
            picked = np.stack([dice.choice(CLUSTERS, DRAWN, replace=False) for _ in range(STRATA)])
            n, k = (np.take_along_axis(grid, picked, 1).ravel() for grid in (size, cases))
            cluster = np.repeat(np.arange(STRATA * DRAWN), n)
            ill = np.arange(len(cluster)) - np.repeat(np.cumsum(n) - n, n) < np.repeat(k, n)
            stage = Drawn(
                strata=cluster // DRAWN, clusters=cluster, population=np.full(len(cluster), CLUSTERS)
            )
            weights = np.full(len(cluster), CLUSTERS / DRAWN)
            design = survey.design(weights=weights, stages=[stage], single_unit="refuse")
            lower, upper = question(design, ill)
            held[draw] = lower is not None and upper is not None and lower <= truth <= upper
        return held

    return simulate


def middling(dice: np.random.Generator, draws: int) -> NDArray[np.bool_]:
    """The median of a value that clusters share; 60 clusters of ten drawn of 400."""
    value = dice.normal(0, 1, (400, 10)) + dice.normal(0, 0.7, (400, 1))
    truth, cluster, held = float(np.median(value)), np.repeat(np.arange(60), 10), np.zeros(draws, np.bool_)
    stage = Drawn(clusters=cluster, population=np.full(600, 400))
    design = survey.design(weights=np.full(600, 400 / 60), stages=[stage], single_unit="refuse")
    for draw in range(draws):
        picked = value[dice.choice(400, 60, replace=False)].ravel()
        told = survey.quantile(design, values=picked, probability=0.5, method="woodruff")
        held[draw] = told.lower is not None and told.upper is not None and told.lower <= truth <= told.upper
    return held


def adjusted(kind: str) -> Callable[..., NDArray[np.bool_]]:
    """The total of the ill of 4,000 people of two sexes and three ages, 300 drawn singly, weights made to meet both."""

    def simulate(dice: np.random.Generator, draws: int) -> NDArray[np.bool_]:
        sex, age = dice.integers(0, 2, 4000), dice.integers(0, 3, 4000)
        ill = dice.random(4000) < 0.1 + 0.1 * sex + 0.15 * age
        sexes, ages = (dict(enumerate(np.bincount(one).astype(float).tolist())) for one in (sex, age))
        held = np.zeros(draws, np.bool_)
        for draw in range(draws):
            at = dice.choice(4000, 300, replace=False)
            found = survey.design(
                weights=np.full(300, 4000 / 300), stages=[Drawn(population=np.full(300, 4000))],
                single_unit="refuse",
            )  # fmt: skip
            if kind == "rake":
                found = survey.rake(found, margins=[Known(sex[at], sexes), Known(age[at], ages)])
            else:
                found = survey.post_stratify(found, known=Known(age[at], ages))
            told = survey.total(found, values=ill[at], interval="normal")
            held[draw] = (
                told.lower is not None and told.upper is not None and told.lower <= ill.sum() <= told.upper
            )
        return held

    return simulate


METHODS = {
    "survey.mean t, 24 clusters": Method(sampled(average), slack=0.03, short=300),
    "survey.ratio normal, 24 clusters": Method(sampled(compared), slack=0.04, short=300),
    "survey.quantile woodruff, 60 clusters": Method(middling, slack=0.02, short=300),
    "survey.post_stratify normal, 300 people": Method(adjusted("post_stratify"), slack=0.01, short=300),
    "survey.rake normal, 300 people": Method(adjusted("rake"), slack=0.01, short=200),
    "survey.total t, 24 clusters": Method(sampled(total, whole=True), slack=0.03, short=400),
    **{
        f"survey.proportion {name}, 24 clusters": Method(sampled(part(name)), slack=0.03, short=300)
        for name in ("logit", "beta", "likelihood", "asin", "wilson", "mean")
    },
    **{
        f"survey.proportion {name}, rare, 24 clusters": Method(
            sampled(part(name), rare=True), slack=0.03, short=300
        )
        for name in ("logit", "beta", "wilson")
    },
    "survey.replicated JKn, 24 clusters": Method(sampled(replicated("JKn")), slack=0.03, short=300),
    "survey.replicated bootstrap, 24 clusters": Method(
        sampled(replicated("bootstrap")), slack=0.03, short=150
    ),
}
