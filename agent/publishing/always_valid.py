"""Is more harm done in one arm? A test that may be looked at after every message, and the interval that goes with it.

Each contact is in the canary by chance, with probability `share`, and counts once: at its first harm. If the draft does
no more harm than the live config, each harmed contact is in the canary with probability `share` at most, whatever the
day, the season or how often one contact writes. So of n harmed contacts k in the canary are a sequence of coin tosses,
and the mixture likelihood ratio against that coin is a supermartingale: that it ever exceeds 1/alpha has probability
alpha at most, however often one looks (Ville's inequality; Robbins 1970, Ann. Math. Stat. 41(5); Howard, Ramdas,
McAuliffe and Sekhon 2021, Ann. Stat. 49(2)). That counts of harm in two arms reduce to this binomial, also when their
rate changes with time, is Lindon and Malek 2022, "Anytime-Valid Inference for Multinomial Count Data" (NeurIPS).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from scipy.special import betainc, betaln

_PRIOR_WEIGHT = 2.0
"""The mixture is a Beta worth so many harmed contacts split at `share`: quick for much harm, not slow for little."""
_STEPS = 60
"""Halvings of the interval of a bound: to the last digit of a float."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times as often contacts of the canary are harmed; `high` is infinite until that can be told."""

    low: float
    high: float
    best: float


def evidence_of_harm(harmed: int, in_canary: int, share: float) -> float:
    """Logarithm of the likelihood ratio for "more harm in the canary" against "no more".

    It is on as soon as this exceeds log(1 / alpha).
    """
    return _log_mixture(in_canary, harmed - in_canary, share, share)


def ratio_of(harmed: int, in_canary: int, share: float, alpha: float) -> Ratio:
    """The ratio of the shares of harmed contacts, canary to live, with bounds that hold at all times at once.

    Each bound errs with probability alpha at most; the lower one is above 1 exactly when the test is on.
    """
    if not harmed:
        return Ratio(0.0, math.inf, math.nan)
    best, limit = in_canary / harmed, -math.log(alpha)
    low = _bound(lambda q: _log_mixture(in_canary, harmed - in_canary, share, q) >= limit, 0.0, best)
    high = 1 - _bound(lambda q: _log_mixture(harmed - in_canary, in_canary, 1 - share, q) >= limit, 0.0, 1 - best)
    return Ratio(_odds(low, share), _odds(high, share), _odds(best, share))


def _log_mixture(inside: int, outside: int, share: float, null: float) -> float:
    """log of E[q^inside (1-q)^outside] over the prior above `null`, against `null` itself."""
    a, b = _PRIOR_WEIGHT * share, _PRIOR_WEIGHT * (1 - share)
    mixed = betaln(inside + a, outside + b) - betaln(a, b)
    above = _log_tail(inside + a, outside + b, null) - _log_tail(a, b, null)
    return float(mixed + above - inside * math.log(null) - outside * math.log1p(-null))


def _log_tail(a: float, b: float, null: float) -> float:
    """log of a Beta's mass above `null`."""
    return math.log(max(float(betainc(b, a, 1 - null)), 1e-300))


def _bound(is_out: Callable[[float], bool], low: float, high: float) -> float:
    """The largest value that is out, where everything below it is too."""
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if is_out(middle) else (low, middle)
    return low


def _odds(q: float, share: float) -> float:
    """The ratio that makes a harmed contact one of the canary with probability q."""
    return math.inf if q >= 1 else q * (1 - share) / ((1 - q) * share)
