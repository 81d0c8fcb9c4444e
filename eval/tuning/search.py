"""More than two settings at once: Optuna's TPE with a seed (Bergstra et al. 2011), then a walk along each in turn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from eval.figures.report import Floats

Loss = Callable[[Floats], Floats]
"""[points, settings] → the loss of each point."""
Line = Callable[[Floats, int], Floats]
"""A point and the place of one of its settings → the loss for every value of it, the others as they are."""

TRIALS = 120
SEED = 20261126
_SWEEPS = 4
_SAME = 1e-12


@dataclass(frozen=True, slots=True)
class Axis:
    """One setting: its name and the values there are, from the lowest up."""

    name: str
    values: Floats


def search(
    loss: Loss,
    axes: Sequence[Axis],
    start: Floats,
    *,
    line: Line | None = None,
    trials: int = TRIALS,
    seed: int = SEED,
) -> Floats:
    """The point of the least loss that was found. What is no better than the value in force does not move.

    `line`: a quicker way to the losses along one setting, where there is one.
    """
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
    study.enqueue_trial({axis.name: float(value) for axis, value in zip(axes, start, strict=True)})

    def trial(asked: optuna.Trial) -> float:
        point = [asked.suggest_float(axis.name, float(axis.values[0]), float(axis.values[-1])) for axis in axes]
        return float(loss(np.array([point]))[0])

    study.optimize(trial, n_trials=trials)
    found = np.array([study.best_params[axis.name] for axis in axes])
    along = line or lines_of(loss, axes)
    best = walk(along, axes, nearest(axes, found))
    if float(loss(best[None])[0]) >= float(loss(start[None])[0]) - 1e-12:
        return start
    for place, axis in enumerate(axes):
        best[place] = _least(along(best, place), axis, float(start[place]))
    return best


def walk(line: Line, axes: Sequence[Axis], start: Floats) -> Floats:
    """From a point along one setting after the other to the least loss, until nothing is gained."""
    at = np.array(start, dtype=np.float64)
    for _ in range(_SWEEPS):
        before = at.copy()
        for place, axis in enumerate(axes):
            at[place] = _least(line(at, place), axis, float(at[place]))
        if np.array_equal(at, before):
            break
    return at


def lines_of(loss: Loss, axes: Sequence[Axis]) -> Line:
    """Every value of a setting as a point of its own."""

    def line(at: Floats, place: int) -> Floats:
        points = np.repeat(at[None], len(axes[place].values), axis=0)
        points[:, place] = axes[place].values
        return loss(points)

    return line


def nearest(axes: Sequence[Axis], point: Floats) -> Floats:
    """The point of the grid next to this one."""
    return np.array([axis.values[np.abs(axis.values - one).argmin()] for axis, one in zip(axes, point, strict=True)])


def _least(losses: Floats, axis: Axis, near: float) -> float:
    """Of values that lose the same the nearest to this one."""
    tied = losses <= losses.min() + _SAME * max(1.0, float(np.abs(losses).max()))
    return float(axis.values[np.where(tied, np.abs(axis.values - near), np.inf).argmin()])
