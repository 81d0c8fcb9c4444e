"""Weights from labels, drawn towards those set by hand: logistic regression with a Gaussian prior, none below zero."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from eval.figures.report import Floats

RELATIVE_SD = 0.5
"""Prior: how far labels may draw a weight before it costs as much as one label told wrongly: half of its own size."""
_LEAST_SD = 2.0
"""Points; a weight of nothing may still be found to be something."""
_LOG_ODDS_PER_POINT, _LOG_ODDS_SD = 0.1, 0.05
"""Before any label: 10 points more make the odds 2.7 times as high."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Points of each column, and what they mean: log-odds = intercept + slope × points."""

    weights: Floats
    intercept: float
    slope: float


def fit_towards(columns: Floats, labels: Floats, prior: Floats, times: Floats | None = None) -> Fit:
    """Weights as points: they sum to what the prior's do. `times`: how often each row counts.

    First what a point means is learnt with the prior's weights, then the weights themselves; the slope of the first
    fit scales the prior of the second.
    """
    counts = np.ones(len(labels)) if times is None else times
    scale = _descend(
        (columns @ prior)[:, None], labels, counts, np.array([_LOG_ODDS_PER_POINT]), np.array([_LOG_ODDS_SD])
    )
    slope = max(scale[1], 1e-3)
    spread = slope * np.maximum(RELATIVE_SD * prior, _LEAST_SD)
    found = _descend(columns, labels, counts, slope * prior, spread)
    total = max(found[1:].sum(), 1e-9)
    return Fit(found[1:] / total * prior.sum(), float(found[0]), float(total / prior.sum()))


def _descend(columns: Floats, labels: Floats, counts: Floats, prior: Floats, spread: Floats) -> Floats:
    """Intercept and weights of the least penalised log-loss; the intercept is not penalised."""

    def loss(at: Floats) -> tuple[float, Floats]:
        odds = at[0] + columns @ (prior + spread * at[1:])
        off = counts * (1 / (1 + np.exp(-odds)) - labels)
        value = float(counts @ (np.logaddexp(0.0, odds) - labels * odds) + 0.5 * at[1:] @ at[1:])
        return value, np.concatenate([[off.sum()], spread * (columns.T @ off) + at[1:]])

    # in units of the prior's spread the valley is round, and the descent short
    bounds = [(None, None), *((low, None) for low in -prior / spread)]
    start = np.zeros(1 + len(prior))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-8}).x
    return np.concatenate([found[:1], prior + spread * found[1:]])


def believable(fit: Fit, columns: Floats, labels: Floats, prior: Floats, *, draws: int, seed: int) -> Floats:
    """[draws, columns]: weights that prior and labels leave believable, each set of the same sum.

    Laplace's approximation around the fit. Resampling the labels instead forgets the prior: a factor that hardly any
    label has would seem exactly known (`docs/tuning.md` has the coverage of both).
    """
    odds = fit.slope * fit.weights
    with_level = np.column_stack([np.ones(len(columns)), columns])
    chance = 1 / (1 + np.exp(-fit.intercept - columns @ odds))
    spread = fit.slope * np.maximum(RELATIVE_SD * prior, _LEAST_SD)
    held = np.diag(np.concatenate([[_FREE], spread**-2.0]))
    precision = (with_level * (chance * (1 - chance))[:, None]).T @ with_level + held
    noise = np.random.default_rng(seed).normal(size=(len(precision), draws))
    drawn = odds + np.linalg.solve(np.linalg.cholesky(precision).T, noise).T[:, 1:]
    kept = np.maximum(drawn, 0.0)
    return np.asarray(kept / np.maximum(kept.sum(axis=1, keepdims=True), 1e-9) * prior.sum())


_FREE = 1e-6
"""Precision of what is not held: the intercept."""
