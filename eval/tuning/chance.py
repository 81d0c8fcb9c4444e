"""How likely a score is bad, and how surely that is known: a Bayesian P-spline on the log-odds.

Cubic B-splines with a second-difference penalty (Eilers & Marx 1996), Gaussian draws around the mode (Laplace), the
smoothness averaged over by its marginal likelihood (Wood 2017, section 6.2). No shape is assumed, and since only the
chance *given* the score is learnt, labels may be picked by score: the queue of messages to label does just that.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.interpolate import BSpline

from eval.figures.report import Floats

DRAWS = 1_000
SEED = 20261126
_KNOTS = 10
_SMOOTH: tuple[float, ...] = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
"""Standard deviations of the second differences of the log-odds from knot to knot: from a straight line to any."""
_LEVEL_SD = 7.0
"""Of each coefficient: chances between 1 in 1,000,000 and its complement are all believable before any label."""
_STEPS, _LONGEST, _CLOSE = 60, 3.0, 1e-6


@dataclass(frozen=True, slots=True)
class Span:
    """From where to where scores go."""

    low: float = 0.0
    high: float = 100.0


@dataclass(frozen=True, slots=True)
class Chance:
    """`DRAWS` equally believable curves. `shift`: log-odds added where what is decided on is rarer than the labels."""

    coefficients: Floats
    span: Span
    shift: float = 0.0

    def at(self, scores: Floats) -> Floats:
        """[draws, scores]: the chance of being bad."""
        known, where = np.unique(scores, return_inverse=True)
        odds = self.coefficients @ _basis(known, self.span).T + self.shift
        return np.asarray(_sigmoid(odds)[:, where])


def chance_of(
    scores: Floats, positive: Floats, span: Span, *, shift: float = 0.0, draws: int = DRAWS, seed: int = SEED
) -> Chance:
    """What labels say of each score. Without labels it is all that is believable before any."""
    basis = _basis(scores, span)
    fits = list(_fits(basis, positive))
    evidence = np.array([fit.evidence for fit in fits])
    weights = np.exp(evidence - evidence.max())
    rng = np.random.default_rng(seed)
    counts = rng.multinomial(draws, weights / weights.sum())
    drawn = [fit.drawn(rng, int(count)) for fit, count in zip(fits, counts, strict=True)]
    return Chance(np.concatenate(drawn), span, shift)


def share_shift(in_labels: float, in_traffic: float) -> float:
    """Log-odds by which a message of the traffic is likelier to be bad than a label with the same score."""
    return float(np.log(in_traffic / (1 - in_traffic)) - np.log(in_labels / (1 - in_labels)))


@dataclass(frozen=True, slots=True)
class _Fit:
    """The mode, the precision around it, and the log of the marginal likelihood."""

    mode: Floats
    precision: Floats
    evidence: float

    def drawn(self, rng: np.random.Generator, count: int) -> Floats:
        root = np.linalg.cholesky(self.precision)
        noise = rng.normal(size=(len(self.mode), count))
        return np.asarray(self.mode + np.linalg.solve(root.T, noise).T)


def _fits(basis: Floats, positive: Floats) -> Iterator[_Fit]:
    size = basis.shape[1]
    bends = np.diff(np.eye(size), 2, axis=0)
    for smooth in _SMOOTH:
        prior = bends.T @ bends / smooth**2 + np.eye(size) / _LEVEL_SD**2
        mode, precision = _climb(basis, positive, prior)
        odds = basis @ mode
        likelihood = float(positive @ odds - np.logaddexp(0.0, odds).sum() - 0.5 * mode @ prior @ mode)
        volume = 0.5 * (np.linalg.slogdet(prior)[1] - np.linalg.slogdet(precision)[1])
        yield _Fit(mode, precision, likelihood + float(volume))


def _climb(basis: Floats, positive: Floats, prior: Floats) -> tuple[Floats, Floats]:
    """Newton's method with bounded steps: the log-posterior is concave."""
    at = np.zeros(basis.shape[1])
    for _ in range(_STEPS):
        chance = _sigmoid(basis @ at)
        precision = (basis * (chance * (1 - chance))[:, None]).T @ basis + prior
        step = np.linalg.solve(precision, basis.T @ (positive - chance) - prior @ at)
        longest = float(np.abs(step).max())
        at = at + step * min(1.0, _LONGEST / max(longest, _CLOSE))
        if longest < _CLOSE:
            break
    chance = _sigmoid(basis @ at)
    return at, (basis * (chance * (1 - chance))[:, None]).T @ basis + prior


def _basis(scores: Floats, span: Span) -> Floats:
    """[scores, splines]."""
    share = np.clip((np.asarray(scores, dtype=np.float64) - span.low) / (span.high - span.low), 0.0, 1.0)
    return np.asarray(_splines()(share)).reshape(len(share), _KNOTS)


@cache
def _splines() -> BSpline:
    inner = np.linspace(0.0, 1.0, _KNOTS - 2)
    gap = inner[1]
    knots = np.concatenate([-gap * np.arange(3, 0, -1), inner, 1.0 + gap * np.arange(1, 4)])
    return BSpline(knots, np.eye(len(knots) - 4), 3)


def _sigmoid(odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -35.0, 35.0))))
