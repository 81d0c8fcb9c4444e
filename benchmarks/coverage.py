"""Coverage of 95 % intervals for a fitted threshold: what `cairn tune` does, and the ways that were tried before."""

import numpy as np
from rich.table import Table

from benchmarks.figures import table
from eval.figures.bootstrap import Interval
from eval.figures.report import Floats
from eval.tuning.coverage import POPULATIONS, SCALE, STAKES, covered, ours
from eval.tuning.threshold import Stakes

SETS = 200
_LABELS = (150, 400)
_RESAMPLES = 250
_Z = 1.96


async def coverage_figures() -> Table:
    """Share of 200 label sets whose interval holds the true best, per population, costs and number of labels."""
    ways = {
        "as cairn tune": ours,
        "percentile bootstrap": bootstrap,
        "m-out-of-n bootstrap": m_out_of_n,
        "local test inverted": local_test,
    }
    rows: dict[str, tuple[str, ...]] = {}
    found: dict[str, list[float]] = {way: [] for way in ways}
    for name, population in POPULATIONS.items():
        for price, stakes in STAKES.items():
            for labels in _LABELS:
                for way, fit in ways.items():
                    hits = covered(population, stakes, labels=labels, sets=SETS, fit=fit)
                    found[way].append(float(hits.mean()))
                rows[f"{name}, {price}, {labels} labels"] = tuple(f"{found[way][-1]:.1%}" for way in ways)
    rows["all"] = tuple(f"{np.mean(shares):.1%}" for shares in found.values())
    return table(f"coverage of 95 % intervals for the best threshold, {SETS} label sets each", tuple(ways), rows)


def bootstrap(scores: Floats, bad: Floats, traffic: Floats, stakes: Stakes) -> Interval:
    """The cheapest threshold of each resample, middle 95 %."""
    drawn = _resampled(scores, bad, stakes, len(scores))
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)


def m_out_of_n(scores: Floats, bad: Floats, traffic: Floats, stakes: Stakes) -> Interval:
    """Resamples of n^3/4 items, scaled by the cube root rate (Delgado, Rodríguez-Poo & Wolf 2001)."""
    size = int(len(scores) ** 0.75)
    best = _cheapest(_costs(scores, bad, stakes, np.ones((1, len(scores)))))[0]
    off = (size / len(scores)) ** (1 / 3) * (_resampled(scores, bad, stakes, size) - best)
    low, high = np.percentile(off, [2.5, 97.5])
    return float(best - high), float(best - low)


def local_test(scores: Floats, bad: Floats, traffic: Floats, stakes: Stakes) -> Interval:
    """Thresholds around the crossing where a local linear fit cannot tell the chance from the break-even one."""
    even = stakes.false / (stakes.false + stakes.missed)
    wide = 2 * scores.std() * len(scores) ** -0.25
    fits = [_local(scores, bad, at, wide, even) for at in SCALE.grid]
    kept = np.array([abs(chance - even) <= _Z * spread for chance, spread in fits])
    above = np.array([chance for chance, _ in fits]) >= even
    start = int(np.argmax(above)) if above.any() else len(kept) - 1
    outside = np.flatnonzero(~kept)
    low = max(outside[outside < start], default=-1) + 1
    high = min(outside[outside > start], default=len(kept)) - 1
    return float(SCALE.grid[min(low, start)]), float(SCALE.grid[max(high, start)])


def _local(scores: Floats, bad: Floats, at: float, wide: float, even: float) -> tuple[float, float]:
    away = (scores - at) / wide
    kernel = np.maximum(0.0, 1 - away**2)
    first, second = float(kernel @ away), float(kernel @ away**2)
    weights = kernel * (second - away * first)
    total = float(weights.sum())
    if total <= 1e-9:
        return even, np.inf
    weights = weights / total
    return float(weights @ bad), float(np.sqrt(even * (1 - even) * weights @ weights))


def _resampled(scores: Floats, bad: Floats, stakes: Stakes, size: int) -> Floats:
    draws = np.random.default_rng(len(scores)).multinomial(size, np.full(len(scores), 1 / len(scores)), _RESAMPLES)
    return _cheapest(_costs(scores, bad, stakes, draws.astype(np.float64)))


def _costs(scores: Floats, bad: Floats, stakes: Stakes, draws: Floats) -> Floats:
    dearer = draws * (bad * stakes.missed - (1 - bad) * stakes.false)
    places = SCALE.reached(scores)
    steps = np.zeros((len(draws), len(SCALE.grid) + 1))
    for place in np.unique(places):
        steps[:, place] = dearer[:, places == place].sum(axis=1)
    return np.asarray(np.cumsum(steps, axis=1)[:, :-1])


def _cheapest(costs: Floats) -> Floats:
    """The middle of those that cost the same."""
    tied = costs <= costs.min(axis=1, keepdims=True) + 1e-9
    first, last = tied.argmax(axis=1), tied.shape[1] - 1 - tied[:, ::-1].argmax(axis=1)
    return np.asarray((SCALE.grid[first] + SCALE.grid[last]) / 2)
