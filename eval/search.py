"""More than two settings at once: Optuna's TPE with a seed (Bergstra et al. 2011), then a walk along each in turn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from eval.report import Floats

Loss = Callable[[Floats], Floats]
"""[points, settings] → the loss of each point."""

TRIALS = 120
SEED = 20261126
_SWEEPS = 4


@dataclass(frozen=True, slots=True)
class Axis:
    """One setting: its name and the values there are, from the lowest up."""

    name: str
    values: Floats


def search(loss: Loss, axes: Sequence[Axis], start: Floats, *, trials: int = TRIALS, seed: int = SEED) -> Floats:
    """The point of the least loss that was found; the one in force stays where nothing is less."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
    study.enqueue_trial({axis.name: float(value) for axis, value in zip(axes, start, strict=True)})

    def trial(asked: optuna.Trial) -> float:
        point = [asked.suggest_float(axis.name, float(axis.values[0]), float(axis.values[-1])) for axis in axes]
        return float(loss(np.array([point]))[0])

    study.optimize(trial, n_trials=trials)
    found = np.array([study.best_params[axis.name] for axis in axes])
    best = walk(loss, axes, nearest(axes, found))
    return best if float(loss(best[None])[0]) < float(loss(start[None])[0]) - 1e-12 else start


def walk(loss: Loss, axes: Sequence[Axis], start: Floats) -> Floats:
    """From a point along one setting after the other to the least loss, until nothing is gained."""
    at = np.array(start, dtype=np.float64)
    for _ in range(_SWEEPS):
        before = at.copy()
        for place, axis in enumerate(axes):
            at[place] = _least(loss, axis, at, place)
        if np.array_equal(at, before):
            break
    return at


def nearest(axes: Sequence[Axis], point: Floats) -> Floats:
    """The point of the grid next to this one."""
    return np.array([axis.values[np.abs(axis.values - one).argmin()] for axis, one in zip(axes, point, strict=True)])


def _least(loss: Loss, axis: Axis, at: Floats, place: int) -> float:
    """Of values that lose the same the nearest to where it stands."""
    points = np.repeat(at[None], len(axis.values), axis=0)
    points[:, place] = axis.values
    losses = loss(points)
    tied = losses <= losses.min() + 1e-12
    return float(axis.values[np.where(tied, np.abs(axis.values - at[place]), np.inf).argmin()])
