"""Values of R on series made by a formula: they hold where the shared reference sets are absent.

Computed by R 4.2.2 with surveillance 1.20.3, MASS, sandwich and stats; the calls stand beside the values. Maps and
shares have such values in their own tests (test_areas.py against PySAL, test_proportions.py, test_survey.py).
"""

import math
from typing import Any

import numpy as np
import pytest

from safecommunity.epi.detection import (
    bayes,
    cusum,
    ears,
    farrington,
    improved_farrington,
    robert_koch,
    weekly_series,
)
from safecommunity.epi.differences import difference_in_differences
from safecommunity.epi.hidden import log_linear
from safecommunity.epi.interrupted import interrupted_series

I = np.arange(400)  # noqa: E741
WEEKS = weekly_series(counts=(I * 7919) % 13 + (I * 104729) % 7 + np.where(I % 52 < 20, 6, 0))
JUDGED = [379, 380]
T = np.arange(1, 61)
MONTH = (T - 1) % 12 + 1
MEAN = np.round(40 * np.exp(0.3 * np.sin(2 * math.pi * MONTH / 12) - 0.005 * T - 0.3 * (T > 36)))
CASES = (MEAN + (T * 7919) % 11).astype(int).tolist()
WILD = (MEAN + 4 * ((T * 7919) % 11)).astype(int).tolist()


class TestDetection:
    @pytest.mark.parametrize(
        ("method", "upper"),
        [("nb_plugin", (28, 28)), ("muan", (29, 29)), ("delta", (27.7148256322396, 27.7303180439496))],
    )
    def test_the_improved_method(self, method: str, upper: tuple[float, float]) -> None:
        # farringtonFlexible(x, list(range = 380:381, b = 5, w = 3, noPeriods = 10, pastWeeksNotIncluded = 26,
        # thresholdMethod = ..., alpha = .01, pThresholdTrend = 1, weightsThreshold = 2.58, limit54 = c(5, 4)))
        found = improved_farrington(series=WEEKS, weeks=JUDGED, method=method)
        assert found.upper[0] == pytest.approx(upper, rel=1e-9)
        assert found.expected[0] == pytest.approx((14.6630618302048, 14.9646855937037), rel=1e-9)
        assert not found.alarm.any()

    def test_the_original_method(self) -> None:
        # farrington(x, list(range = 380:381, b = 5, w = 3, alpha = .05))
        found = farrington(series=WEEKS, weeks=JUDGED, method="2/3")
        assert found.upper[0] == pytest.approx((23.3862539219996, 23.780590688986), rel=1e-9)

    @pytest.mark.parametrize(
        ("method", "upper"),
        [("C1", (28.0727094090401, 27.8816914614877)), ("C2", (32.8232941758445, 28.6843152857125)),
         ("C3", (22.7606944224038, 25.222845216461))],
    )  # fmt: skip
    def test_ears(self, method: str, upper: tuple[float, float]) -> None:
        # earsC(x, list(method = ..., baseline = 7, range = 380:381))
        assert ears(series=WEEKS, weeks=JUDGED, method=method).upper[0] == pytest.approx(upper, rel=1e-9)

    def test_plain_rules(self) -> None:
        # algo.bayes(d, list(range = 380:381, b = 0, w = 6, actY = TRUE, alpha = .05)); algo.rki(d, list(b = 2, w = 4))
        assert bayes(series=WEEKS, weeks=JUDGED).upper[0].tolist() == [22, 22]
        assert robert_koch(series=WEEKS, weeks=JUDGED).upper[0] == pytest.approx((25.4, 22.945))

    def test_cusum(self) -> None:
        # cusum(x, list(range = 300:400, k = 1.04, h = 2.26, m = NULL, trans = "rossi"))
        found = cusum(series=WEEKS, first=299, method="rossi", mean="earlier")
        assert found.upper[0, [0, 49, 100]] == pytest.approx([23.6487892618873] * 3, rel=1e-9)


class TestEffect:
    ASK: dict[str, Any] = {"start": 36, "season": "harmonic", "harmonics": 1}

    @pytest.mark.parametrize(
        ("more", "step", "slope"),
        [
            ({"method": "poisson"}, (-0.280194528241606, 0.0924200708659584),
             (0.00413590925605662, 0.0060041052944897)),
            ({"method": "poisson", "errors": "robust"}, (-0.280194528241606, 0.0361166813795675),
             (0.00413590925605662, 0.00274028103815276)),  # vcovHC(type = "HC0")
            ({"method": "poisson", "errors": "newey_west", "lags": 3}, (-0.280194528241606, 0.0355065284019572),
             (0.00413590925605662, 0.00304335105770794)),  # NeweyWest(lag = 3, prewhite = FALSE, adjust = FALSE)
            ({"method": "quasi_poisson"}, (-0.280194528241606, 0.0480083279972969),
             (0.00413590925605662, 0.00311887941231108)),
            ({"method": "log_rate"}, (-0.272998337438904, 0.0529663411665945),
             (0.00449125730918245, 0.00329498843892151)),
        ],
        ids=["poisson", "robust", "newey_west", "quasi", "log_rate"],
    )  # fmt: skip
    def test_step_and_slope(self, more: dict[str, Any], step: Any, slope: Any) -> None:
        # glm(cases ~ t + s + ts + s1 + c1, poisson or quasipoisson, epsilon = 1e-14); lm(log(cases) ~ ...)
        told = interrupted_series(cases=CASES, **self.ASK, **more)
        for name, right in (("step", step), ("slope", slope)):
            assert (told.term(name).coefficient, told.term(name).error) == pytest.approx(right, rel=1e-7)

    def test_what_would_have_been(self) -> None:
        # sum(predict(glm, s = 0, ts = 0, type = "response")) from month 37 on
        told = interrupted_series(cases=CASES, **self.ASK, method="quasi_poisson")
        assert told.counterfactual == pytest.approx(880.687190462244, rel=1e-9)
        assert told.dispersion == pytest.approx(0.269836420700359, rel=1e-9)

    def test_negative_binomial(self) -> None:
        # glm.nb(cases ~ ..., epsilon = 1e-14)
        told = interrupted_series(cases=WILD, **self.ASK, method="negative_binomial")
        step = told.term("step")
        assert (step.coefficient, step.error) == pytest.approx(
            (-0.235067198013616, 0.122809633773006), rel=1e-6
        )
        assert (told.theta, told.log_likelihood) == pytest.approx(
            (33.1558469388292, -233.013596865183), rel=1e-6
        )

    @pytest.mark.parametrize(
        ("method", "estimate", "clustered", "model"),
        [("linear", -5.375, 1.04891525600771, 1.33814236910727),
         ("poisson", -0.119537418415853, 0.0167137185611974, 0.0921658920749784)],
    )  # fmt: skip
    def test_differences_in_differences(
        self, method: str, estimate: float, clustered: float, model: float
    ) -> None:
        # lm or glm(o ~ factor(u) + factor(k) + e); vcovCL(cluster = u, type = "HC1", for poisson "HC0")
        u, k = np.repeat(np.arange(1, 9), 4), np.tile(np.arange(1, 5), 8)
        e = ((u <= 4) & (k >= 3)).astype(int)
        outcome = 50 + 3 * u - 2 * k - 6 * e + (u * 7919 * k) % 7
        told = difference_in_differences(
            outcome=outcome.tolist(), unit=u.tolist(), time=k.tolist(), exposure=e.tolist(), method=method
        )
        found = (told.effects[0].estimate, told.effects[0].error, told.error_model[0])
        assert found == pytest.approx((estimate, clustered, model), rel=1e-8)


class TestHiddenCases:
    # three of the four lists of people with HIV in Rome: Abeni D.D., Brancato G., Perucci C.A. (1994) Epidemiology
    # 5:410-414, as in R's Rcapture 1.4-4
    COUNTS = dict(
        zip(
            [(1, 1, 1), (1, 1, 0), (1, 0, 1), (1, 0, 0), (0, 1, 1), (0, 1, 0), (0, 0, 1)],
            (3, 34, 20, 409, 38, 555, 632),
            strict=True,
        )
    )

    @pytest.mark.parametrize(
        ("pairs", "total", "error"),
        [([], 10549.2050770809, 0.110770563395272), (["ab"], 12030.9344262295, 0.137759664009877),
         (["ab", "ac"], 10921.5263157895, 0.172336501521003),
         (["ab", "ac", "bc"], 18346.6702786386, 0.667000680994417)],
    )  # fmt: skip
    def test_log_linear_models(self, pairs: list[str], total: float, error: float) -> None:
        # glm(freq ~ A + B + C + ..., poisson); error of the logarithm of the hidden
        told = log_linear(counts=self.COUNTS, lists="abc", interactions=[pairs]).chosen
        assert told.estimate == pytest.approx(total, rel=1e-6)
        assert told.log_error == pytest.approx(error, rel=1e-6)
