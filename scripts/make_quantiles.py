"""Make the table of exact 95 % Poisson limits for 0 to 10,000 cases: `python scripts/make_quantiles.py`."""

import numpy as np
from scipy.special import gammainccinv, gammaincinv

from safecommunity.epi.quantiles import TABLE, TABLE_LEVEL

LAST = 10_000


def main() -> None:
    """Overwrite the shipped table; the same SciPy gives the same bytes."""
    cases = np.arange(LAST + 1, dtype=np.float64)
    tail = (1 - TABLE_LEVEL) / 2
    limits = np.empty((LAST + 1, 2))
    limits[0, 0] = 0.0
    limits[1:, 0] = gammaincinv(cases[1:], tail)
    limits[:, 1] = gammainccinv(cases + 1, tail)
    np.save(TABLE, limits)


if __name__ == "__main__":
    main()
