"""`cairn tune retrieval`: five settings of the ranking at once, by what a missed answer and a wrong passage cost.

The questions are searched for once; each trial only ranks them again. Trials come from Optuna's TPE (seeded) on all
tuning questions; the interval spans all that was tried and may be the best.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.knowledge.faiss_index import FaissIndex
from agent.steps.retrieve import Retrieve
from eval.figures.bootstrap import Interval, draws
from eval.figures.report import Floats
from eval.job import Job
from eval.split import half_of
from eval.suites.question_set import QuestionSet, Ranked
from eval.suites.retrieval import OWN
from eval.tuning.costs import Cost, defaults
from eval.tuning.found import Held, Setting, Tuned, Tuning
from eval.tuning.searched_interval import may_be_best
from eval.tuning.threshold import PER
from eval.tuning.trials import Point, Trials

COSTS: Mapping[str, Cost] = {
    "answer_missed": Cost("a question for which no passage that answers is given to the answer", 10),
    "passage_wrong": Cost("a passage given to the answer that does not answer", 0.5),
}
RANGES: Mapping[str, tuple[float, float]] = {
    "dense_share.bias": (-2.0, 3.0),
    "weights.title": (0.0, 1.5),
    "weights.answer": (0.0, 2.0),
    "same_from": (0.2, 0.95),
    "min_score": (0.0, 0.6),
}
"""Settings that only rank: moving them needs no search."""
_TRIALS, _RESAMPLES = 60, 1_000
METHOD = (
    f"{_TRIALS} settings tried by Optuna's TPE (seeded) beside the one in force, each on the same searches; best: "
    f"least cost; interval: all of those tried that a paired test cannot rule out as the best; as good: tried "
    "settings that cost no more than the best with at least 5 % probability. The interval is as fine as what was tried"
)
Halves = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Tried:
    """Settings that were tried, the one in force first, and what each question costs [settings, questions]."""

    points: Sequence[Point]
    costs: Floats


async def by_labels(job: Job) -> Tuned:
    """The operator's own questions, on the index of the data folder."""
    index = await asyncio.to_thread(FaissIndex.open, job.folder, job.settings)
    try:
        questions = await QuestionSet.read(job.pipeline, index, job.tell)
        step = job.step(Retrieve)
        prices = {**defaults(COSTS), **job.costs}
        names = [one.row.name for one in questions.asked]
        tuning = np.array([half_of(name) == "tuning" for name in names])
        tried = await _tried(questions, step, prices, tuning)
    finally:
        await index.aclose()
    return tuned(tried, names, tuning, prices)


def tuned(tried: Tried, names: Sequence[str], tuning: Halves, prices: Mapping[str, float]) -> Tuned:
    """What was tried on the tuning half, and what the best of it costs on the locked one."""
    seen, locked = tried.costs[:, tuning], tried.costs[:, ~tuning]
    best = int(seen.mean(axis=1).argmin())
    resampled = np.concatenate(list(draws(seen.shape[1], resamples=_RESAMPLES))) @ seen.T / seen.shape[1]
    may_be = np.array(tried.points)[may_be_best(seen)]
    low, high = may_be.min(axis=0), may_be.max(axis=0)
    as_good = np.array(tried.points)[np.percentile(resampled - resampled[:, [best]], 5, axis=0) <= 0]
    saved = resampled[:, 0] - resampled[:, best]
    saving: tuple[float, Interval] = float(seen[0].mean() - seen[best].mean()), _middle(saved)
    settings = {
        name: Setting(
            now=tried.points[0][n],
            best=tried.points[best][n],
            ci95=(float(low[n]), float(high[n])),
            band=(float(as_good[:, n].min()), float(as_good[:, n].max())),
            saving=saving if n == 0 else None,
        )
        for n, name in enumerate(RANGES)
    }
    return Tuned(
        labels=OWN,
        n={"tuning": int(tuning.sum()), "locked": int((~tuning).sum())},
        costs=prices,
        settings={"ranking": settings},
        held=Held(
            rows=[name for name, is_seen in zip(names, tuning, strict=True) if not is_seen],
            saved=locked[0] - locked[best],
            worst=PER * (prices["answer_missed"] + prices["passage_wrong"]),
        ),
        method=METHOD,
        facts={"saving_per_1000": saving[0]},
    )


def costs_of(found: Ranked, prices: Mapping[str, float]) -> Floats:
    """Money that each question costs, for 1,000 of them."""
    missed, wrong = 1 - found.values["kept"], 1 - found.values["right"]
    return np.asarray(PER * (prices["answer_missed"] * missed + prices["passage_wrong"] * wrong))


def moved(step: Retrieve, point: Point) -> Retrieve:
    """The step with these values in place of its own."""
    top: dict[str, Any] = {}
    for path, value in zip(RANGES, point, strict=True):
        head, _, inner = path.partition(".")
        top[head] = top.get(head, getattr(step, head)).model_copy(update={inner: value}) if inner else value
    return step.model_copy(update=top)


def point_of(step: Retrieve) -> Point:
    """The values in force."""
    return tuple(float(_at(step, path)) for path in RANGES)


async def _tried(questions: QuestionSet, step: Retrieve, prices: Mapping[str, float], tuning: Halves) -> Tried:
    trials = Trials(RANGES, point_of(step))
    points: list[Point] = []
    costs: list[Floats] = []
    for _ in range(_TRIALS + 1):
        point = trials.ask()
        found = costs_of(await questions.ranked(moved(step, point)), prices)
        trials.tell(float(found[tuning].mean()))
        points.append(point)
        costs.append(found)
    return Tried(points, np.array(costs))


def _at(step: Retrieve, path: str) -> float:
    found: Any = step
    for name in path.split("."):
        found = getattr(found, name)
    return float(found)


def _middle(values: Floats) -> Interval:
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


TUNING = Tuning(by_labels, costs=COSTS)
