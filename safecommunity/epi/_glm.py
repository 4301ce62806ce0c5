"""Generalised linear models with a log link: Poisson and negative binomial, by iterated weighted least squares."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
TOLERANCE = 1e-12  # relative change of the deviance; tighter than R's 1e-8, so that both agree to 1e-6
STEPS = 100
NO_OVERDISPERSION = 1e7  # a theta above it is Poisson for every purpose
NOUGHT = 1e-7  # a mean that falls to it where there are no cases has no end
FAR = 15.0  # a coefficient beyond it that cannot be told has run away, up or down


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients and what belongs to them. `covariance` takes the dispersion as 1.

    `rank` is the number of coefficients that could be told apart; others are NaN. `span`, shape (rank, columns), is an
    orthonormal basis of what the observations tell: those without cases whose mean falls for ever tell nothing, and
    coefficients that only they hold have no finite value (Correia S. et al. (2019) arXiv:1903.01633).
    """

    coefficients: Floats
    covariance: Floats
    fitted: Floats
    deviance: float
    pearson: float
    log_likelihood: float
    rank: int
    converged: bool
    span: Floats
    theta: float = math.inf
    theta_error: float = math.nan

    def tells(self, direction: Any) -> bool:
        """Whether this sum of coefficients, one weight a column, has a finite value; NaN columns are left out."""
        wanted = np.where(np.isnan(self.coefficients), 0.0, np.asarray(direction, dtype=np.float64))
        rest = wanted - self.span.T @ (self.span @ wanted)
        return bool(np.linalg.norm(rest) <= 1e-6 * max(float(np.linalg.norm(wanted)), 1e-300))

    def told(self, column: int) -> float:
        """One coefficient: ±infinity where it has run away, NaN where it cannot be told."""
        value, direction = float(self.coefficients[column]), np.zeros(len(self.coefficients))
        direction[column] = 1.0
        if math.isnan(value) or self.tells(direction):
            return value
        return math.copysign(math.inf, value) if abs(value) > FAR else math.nan


def log_gamma(values: Any) -> Floats:
    """ln Γ, by SciPy, loaded when first asked."""
    from scipy.special import gammaln

    return np.asarray(gammaln(values))


def deviance(y: Floats, mu: Floats, theta: float = math.inf) -> float:
    """Twice the distance in log likelihood from a perfect fit."""
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(y > 0, y * np.log(y / mu), 0.0)
    if math.isinf(theta):
        return float(2 * (part - (y - mu)).sum())
    return float(2 * (part - (y + theta) * np.log((y + theta) / (mu + theta))).sum())


def independent_columns(x: Floats) -> NDArray[np.intp]:
    """The first columns that span the design; a column that repeats earlier ones is left out, as R does."""
    kept: list[int] = []
    basis = np.zeros((x.shape[0], 0))
    for column in range(x.shape[1]):
        rest = x[:, column] - basis @ (basis.T @ x[:, column])
        rest -= basis @ (basis.T @ rest)
        size = np.linalg.norm(x[:, column])
        if size > 0 and np.linalg.norm(rest) > 1e-9 * size:
            kept.append(column)
            basis = np.column_stack([basis, rest / np.linalg.norm(rest)])
    return np.array(kept, dtype=np.intp)


def fit_poisson(x: Floats, y: Floats, offset: Floats, theta: float = math.inf) -> Fit:
    """Log-linear model of counts; with a finite `theta` negative binomial of that known theta."""
    used = independent_columns(x)
    design = x[:, used]
    mu: Floats = y + 0.1
    eta = np.log(mu)
    before, converged = math.inf, False
    beta: Floats = np.zeros(len(used))
    for _ in range(STEPS):
        weight = mu if math.isinf(theta) else mu / (1 + mu / theta)
        working = eta - offset + (y - mu) / mu
        root = np.sqrt(weight)
        beta = np.linalg.lstsq(design * root[:, None], working * root, rcond=None)[0].astype(np.float64)
        eta = np.clip(design @ beta + offset, -700, 700)
        mu = np.maximum(np.exp(eta), 1e-300)
        now = deviance(y, mu, theta)
        if not math.isfinite(now):
            break
        if abs(now - before) <= TOLERANCE * (abs(now) + 0.1):
            converged = True
            break
        before = now
    weight = mu if math.isinf(theta) else mu / (1 + mu / theta)
    seen = (y > 0) | (mu > NOUGHT)
    covariance = np.full((x.shape[1], x.shape[1]), np.nan)
    covariance[np.ix_(used, used)] = np.linalg.pinv(design[seen].T @ (design[seen] * weight[seen, None]))
    coefficients = np.full(x.shape[1], np.nan)
    coefficients[used] = beta
    variance = mu if math.isinf(theta) else mu + mu**2 / theta
    return Fit(
        coefficients, covariance, mu, deviance(y, mu, theta), float(((y - mu) ** 2 / variance).sum()),
        log_likelihood(y, mu, theta), len(used), converged, row_space(x[seen], used), theta,
    )  # fmt: skip


def row_space(x: Floats, used: NDArray[np.intp]) -> Floats:
    """An orthonormal basis of the rows, shape (rank, columns), with 0 in columns that are not used."""
    basis = np.zeros((0, x.shape[1]))
    if len(x) and len(used):
        size = np.linalg.norm(x[:, used], axis=0)
        scale = np.where(size > 0, size, 1.0)  # columns of different size do not hide each other
        _, values, right = np.linalg.svd(x[:, used] / scale, full_matrices=False)
        rows = right[values > 1e-9 * values.max(initial=0.0)] * scale
        basis = np.zeros((len(rows), x.shape[1]))
        basis[:, used] = np.linalg.qr(rows.T)[0].T
    return basis


def log_likelihood(y: Floats, mu: Floats, theta: float = math.inf) -> float:
    """Of counts under Poisson or, with a finite theta, negative binomial means."""
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(y > 0, y * np.log(mu), 0.0)
    if math.isinf(theta):
        return float((part - mu - log_gamma(y + 1)).sum())
    return float(
        (
            log_gamma(theta + y) - log_gamma(theta) - log_gamma(y + 1)
            + theta * math.log(theta) + part - (theta + y) * np.log(theta + mu)
        ).sum()
    )  # fmt: skip


def theta_of(y: Floats, mu: Floats) -> tuple[float, float]:
    """Maximum likelihood theta given the means, and its standard error; infinite without over-dispersion."""
    from scipy.special import digamma, polygamma

    spread = ((y / mu - 1) ** 2).sum()
    theta = len(y) / spread if spread > 0 else math.inf
    for _ in range(STEPS):
        if not 0 < theta < NO_OVERDISPERSION:
            return math.inf, math.nan
        score = (
            digamma(theta + y) - digamma(theta) + math.log(theta) + 1
            - np.log(theta + mu) - (y + theta) / (mu + theta)
        ).sum()  # fmt: skip
        information = (
            -polygamma(1, theta + y) + polygamma(1, theta) - 1 / theta
            + 2 / (mu + theta) - (y + theta) / (mu + theta) ** 2
        ).sum()  # fmt: skip
        if not information > 0:
            theta *= 2.0
            continue
        step = score / information
        # a step past zero is halved until theta stays above it
        theta = theta + step if theta + step > 0 else theta / 2
        if abs(step) < 1e-10 * theta:
            return theta, math.sqrt(1 / information)
    return math.inf, math.nan


def fit_negative_binomial(x: Floats, y: Floats, offset: Floats) -> Fit:
    """Means and theta in turn until neither moves; Poisson where theta runs away (no over-dispersion)."""
    fit = fit_poisson(x, y, offset)
    theta, error = theta_of(y, fit.fitted)
    converged = False
    for _ in range(STEPS):
        if math.isinf(theta):
            return fit_poisson(x, y, offset)
        fit = fit_poisson(x, y, offset, theta)
        before, (theta, error) = theta, theta_of(y, fit.fitted)
        if math.isfinite(theta) and abs(theta - before) < 1e-9 * before:
            converged = True
            break
    return Fit(
        fit.coefficients, fit.covariance, fit.fitted, fit.deviance, fit.pearson,
        log_likelihood(y, fit.fitted, theta), fit.rank, fit.converged and converged, fit.span, theta, error,
    )  # fmt: skip
