"""Watching many weekly series at once: which week has more cases than its own past lets one expect."""

from safecommunity.epi.detection.cusum import cusum
from safecommunity.epi.detection.ears import ears
from safecommunity.epi.detection.farrington import farrington, improved_farrington
from safecommunity.epi.detection.outcome import Alarms, Reason, Series, weekly_series
from safecommunity.epi.detection.ratio import likelihood_ratio
from safecommunity.epi.detection.recent import bayes, robert_koch

__all__ = [
    "Alarms", "Reason", "Series", "bayes", "cusum", "ears", "farrington", "improved_farrington", "likelihood_ratio",
    "robert_koch", "weekly_series",
]  # fmt: skip
