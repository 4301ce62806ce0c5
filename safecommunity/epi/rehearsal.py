"""Every compiled kernel called once with the types it is used with, so that its code is in the cache.

python -m safecommunity.epi.rehearsal
"""

import numpy as np

from safecommunity.epi.detection.farrington import improved_farrington
from safecommunity.epi.detection.outcome import Series
from safecommunity.epi.detection.ratio import likelihood_ratio
from safecommunity.epi.scan import listed_zones, scan


def rehearse() -> None:
    """Call them; seconds where nothing is cached. Source: kernels of `detection.farrington` and `scan`."""
    improved_farrington(series=Series(np.full((1, 320), 3.0)), weeks="latest", method="nb_plugin")
    likelihood_ratio(series=Series(np.full((1, 8), 3.0)), first=6, method="poisson")
    scan(
        zones=listed_zones(zones=[[0], [1], [0, 1]], places=3), cases=[3, 1, 1], expected=[1.0, 2.0, 2.0],
        replications=9, method="poisson_population",
    )  # fmt: skip


if __name__ == "__main__":
    rehearse()
