"""Every interval method covers the truth as often as it says: short simulations of benchmarks/coverage.py."""

import re

import pytest

from benchmarks.coverage import Method, covers, methods
from safecommunity.epi import (
    agreement,
    burden,
    comparison,
    differences,
    durations,
    hidden,
    interrupted,
    paired,
    poisson,
    proportions,
    rankings,
    standardised,
)
from safecommunity.epi.detection.farrington import IMPROVED
from safecommunity.epi.survey.proportions import METHODS as OF_A_SAMPLE


@pytest.mark.parametrize(("name", "method"), methods().items(), ids=list(methods()))
def test_an_interval_covers_the_truth_as_often_as_it_says(name: str, method: Method) -> None:
    """Seeded; the tolerance is four standard errors of a share of `short` draws, plus the method's stated slack."""
    found = covers(method, method.short)
    assert found.enough, (
        f"{name}: {found.share:.4f} of {found.draws}, said {method.nominal} ± {found.noise:.4f}"
    )


def test_an_interval_that_is_too_narrow_is_found_out() -> None:
    narrow = Method(lambda dice, draws: abs(dice.normal(size=draws)) < 1.6449)  # 90 %, said to be 95 %
    assert not covers(narrow, 2000).enough


# what promises limits, and the methods it has for them; without a promise of a level: the score of a likelihood ratio,
# CUSUM, C3, the rule of the Robert Koch Institute, smoothed rates. Crude rates are counts divided by a known time.
PROMISED = {
    "counts.": poisson.COUNT_METHODS,
    "standardised.": standardised.METHODS,
    "indirect.standardised_ratio ": ("garwood", "byar"),
    "comparison.rate_ratio ": comparison.RATIO_METHODS,
    "comparison.rate_difference ": comparison.DIFFERENCE_METHODS,
    "proportions.proportion ": proportions.PROPORTION_METHODS,
    "proportions.proportion_difference ": proportions.DIFFERENCE_METHODS,
    "proportions.proportion_ratio ": proportions.RATIO_METHODS,
    "paired.paired_difference ": paired.DIFFERENCE_METHODS,
    "survey.total ": ("t",),
    "survey.mean ": ("t",),
    "survey.ratio ": ("normal",),
    "survey.quantile ": ("woodruff",),
    "survey.proportion ": OF_A_SAMPLE,
    "survey.post_stratify ": ("normal",),
    "survey.rake ": ("normal",),
    "survey.replicated ": ("JKn", "bootstrap"),  # JK1 is JKn of one stratum
    "detection.improved_farrington ": IMPROVED,
    "detection.farrington ": ("2/3",),
    "detection.ears ": ("C1", "C2"),
    "detection.bayes ": ("mean",),
    "effect.interrupted_series ": interrupted.METHODS,
    "effect.interrupted_series poisson ": ("robust", "averted"),
    "effect.interrupted_series log_rate ": ("newey_west",),
    "effect.difference_in_differences ": differences.METHODS,
    "effect.controlled_before_after ": differences.BEFORE_AFTER,
    "hidden.two_sources ": hidden.INTERVALS,
    "hidden.log_linear ": hidden.MODEL_INTERVALS,
    "hidden.closed_population ": (
        "m0",
        "mt",
    ),  # the others take shapes of difference that nothing is drawn from
    "rankings.funnel_limits ": rankings.FUNNEL_METHODS,
    "rankings.rank_intervals ": rankings.RANK_METHODS,
    "burden.years_of_life_lost ": burden.YEARS_METHODS,
    "burden.years_lived_with_disability ": burden.YEARS_METHODS,
    "burden.disability_adjusted_years ": ("fay_feuer",),
    "burden.severity_index ": burden.SEVERITY_METHODS,
    "durations.durations ": durations.DURATION_METHODS,
    "agreement.percent_agreement ": agreement.AGREEMENT_METHODS,
    "agreement.cohen_kappa ": agreement.AGREEMENT_METHODS,
    "agreement.fleiss_kappa ": agreement.AGREEMENT_METHODS,
    "agreement.gwet_coefficient ": agreement.AGREEMENT_METHODS,
    "agreement.krippendorff_alpha ": agreement.ALPHA_METHODS,
}


def test_every_method_that_promises_a_level_is_simulated() -> None:
    names = [re.sub(r",", "", name) + " " for name in methods()]
    missing = [
        start + method
        for start, allowed in PROMISED.items()
        for method in allowed
        if not any(name.startswith(f"{start}{method} ") for name in names)
    ]
    assert not missing
