"""Every interval method covers the truth as often as it says: short simulations of benchmarks/coverage.py."""

import pytest

from benchmarks.coverage import Method, covers, methods


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
