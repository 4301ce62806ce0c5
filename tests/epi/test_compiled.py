"""Kernels: two paths, one answer; helpers inside kernels; nothing imported before the first call."""

import subprocess
import sys
import time

import numpy as np
import pytest

from safecommunity.epi.compiled import Kernel, available, kernel, prange, use


@kernel()
def twice(x: float) -> float:
    return 2.0 * x


@kernel(plain=lambda values: float(2.0 * values.sum()))
def doubled_sum(values: np.ndarray) -> float:
    total = 0.0
    for value in values:
        total += twice(value)
    return total


@kernel(plain=lambda values: values * 2.0, parallel=True)
def doubled(values: np.ndarray) -> np.ndarray:
    out = np.empty_like(values)
    for row in prange(len(values)):
        out[row] = twice(values[row])
    return out


@pytest.mark.skipif(not available(), reason="Numba is not installed")
def test_a_parallel_kernel_shares_its_rows_out() -> None:
    values = np.arange(1000.0)
    assert (doubled(values) == 2 * values).all()


@pytest.mark.skipif(not available(), reason="Numba is not installed")
def test_a_kernel_may_call_a_kernel_and_equals_its_plain_path() -> None:
    values = np.arange(5.0)
    assert doubled_sum(values) == 20.0  # 2 × (0 + 1 + 2 + 3 + 4)
    before = use("plain")
    try:
        assert doubled_sum(values) == 20.0
    finally:
        use(before)


@pytest.mark.skipif(not available(), reason="Numba is not installed")
def test_soon_answers_at_once_on_the_plain_path_and_later_on_the_compiled_one() -> None:
    asked = []

    def plain(values: np.ndarray) -> float:
        asked.append("plain")
        return float(values.max())

    def compiled(values: np.ndarray) -> float:
        most = values[0]
        for value in values:
            most = max(most, value)
        return most

    greatest, values = Kernel(compiled, plain, False), np.arange(5.0)
    before = use("soon")
    try:
        assert (greatest(values), asked) == (4.0, ["plain"])
        patience = time.monotonic() + 60
        while greatest._ready is not None and not greatest._ready.is_set() and time.monotonic() < patience:
            time.sleep(0.05)
        asked.clear()
        assert (greatest(values), asked) == (4.0, [])
    finally:
        use(before)


def test_an_unknown_path_is_refused_with_what_is_allowed() -> None:
    with pytest.raises(ValueError, match="got 'gpu'; allowed: compiled, plain, soon"):
        use("gpu")


def test_importing_kernels_imports_no_numba() -> None:
    code = "import sys, safecommunity.epi.compiled; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
