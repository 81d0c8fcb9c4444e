"""Settings tried one after the other, each chosen by what those before it cost: Optuna's TPE with a seed."""

from collections.abc import Mapping

from eval.tuning.search import SEED

Point = tuple[float, ...]


class Trials:
    """`ranges` by the name of a setting; the first trial is the point in force."""

    def __init__(self, ranges: Mapping[str, tuple[float, float]], now: Point, *, seed: int = SEED) -> None:
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self._ranges = ranges
        self._study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
        self._study.enqueue_trial(dict(zip(ranges, now, strict=True)))

    def ask(self) -> Point:
        """The next to try, to two digits; `tell` what it costs before the one after it."""
        self._trial = self._study.ask()
        return tuple(round(self._trial.suggest_float(name, *bounds), 2) for name, bounds in self._ranges.items())

    def tell(self, cost: float) -> None:
        """Of the point asked for last."""
        self._study.tell(self._trial, cost)
