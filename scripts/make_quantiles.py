"""Make the shipped quantiles: `python scripts/make_quantiles.py`.

Exact 95 % Poisson limits for 0 to 10,000 cases, and the curves of gamma quantiles at 95 %.
"""

import numpy as np
from scipy.special import gammainccinv, gammaincinv

from safecommunity.epi.quantiles import CURVES, TABLE, TABLE_LEVEL, computed_curve

LAST = 10_000


def main() -> None:
    """Overwrite the shipped tables; the same SciPy gives the same bytes."""
    cases = np.arange(LAST + 1, dtype=np.float64)
    tail = (1 - TABLE_LEVEL) / 2
    limits = np.empty((LAST + 1, 2))
    limits[0, 0] = 0.0
    limits[1:, 0] = gammaincinv(cases[1:], tail)
    limits[:, 1] = gammainccinv(cases + 1, tail)
    np.save(TABLE, limits)
    np.save(CURVES, np.stack([computed_curve(tail, upper) for upper in (False, True)]))


if __name__ == "__main__":
    main()
