"""Samples drawn with strata, clusters and unequal chances, and what they tell of the population."""

from safecommunity.epi.survey.calibration import Known, NotConverged, post_stratify, rake
from safecommunity.epi.survey.design import Design, DesignError, Drawn, design
from safecommunity.epi.survey.estimates import Estimate, mean, means, ratio, total, totals
from safecommunity.epi.survey.proportions import Proportion, proportion
from safecommunity.epi.survey.quantile import Quantile, quantile
from safecommunity.epi.survey.replicates import Replicates, replicate_weights, replicated

__all__ = [
    "Design", "DesignError", "Drawn", "Estimate", "Known", "NotConverged", "Proportion", "Quantile", "Replicates",
    "design", "mean", "means", "post_stratify", "proportion", "quantile", "rake", "ratio", "replicate_weights",
    "replicated", "total", "totals",
]  # fmt: skip
