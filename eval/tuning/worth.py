"""Would more labels decide it, and which? Preposterior analysis (Raiffa & Schlaifer 1961) on the draws of a chance.

Each draw in turn is taken for the truth: it labels the messages of the queue, all draws are weighed by how well they
foretold these labels (importance sampling), and the choice is made anew. What that saves on average is what the labels
are worth; how often the choice is then sure says whether they decide.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.figures.report import Floats
from eval.tuning.chance import SEED, Chance
from eval.tuning.threshold import Cut, Stakes, apart

CANDIDATES: tuple[int, ...] = (5, 10, 15, 20, 25, 35, 50, 75, 100, 150, 200, 300, 400)
SURE, OFTEN = 0.95, 0.8
"""Decided: one of the two is cheaper with this probability. Labels decide when they do so in this share of cases."""
_TRUTHS = 200


@dataclass(frozen=True, slots=True)
class Step:
    """After `labels` more: how often it is decided, and what they save for 1,000 messages on average."""

    labels: int
    decided: float
    saves: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """`sure`: how surely the best is cheaper than the one in force. `most`: what perfect knowledge would save.

    `needed`: the fewest labels that decide; None where none of the numbers tried does, or it is decided already.
    """

    sure: float
    most: float
    steps: tuple[Step, ...]
    needed: int | None
    stays: bool

    @property
    def decided(self) -> bool:
        """Whether nothing need be labelled to choose."""
        return self.stays or self.sure >= SURE or self.sure <= 1 - SURE

    @property
    def told(self) -> str:
        """One sentence for people."""
        if self.stays:
            return f"The threshold in force is the best one; knowing more would save at most {self.most:.2f} per 1,000."
        if self.decided:
            return f"Decided: the best is cheaper with {self.sure:.0%} probability."
        if self.needed is not None:
            return f"Label about {self.needed} more messages to decide."
        return self._open()

    def _open(self) -> str:
        if not self.steps:
            return "Undecided, and there is no message left to label near the boundary."
        last = self.steps[-1]
        return (
            f"Even {last.labels} more labels would leave it open in {1 - last.decided:.0%} of cases: the two cost "
            f"nearly the same (knowing all would save {self.most:.2f} per 1,000). Choose by taste."
        )

    def as_dict(self) -> dict[str, Any]:
        steps = [
            {"labels": one.labels, "decided": round(one.decided, 4), "saves_per_1000": round(one.saves, 4)}
            for one in self.steps
        ]
        return {
            "told": self.told,
            "decided": self.decided,
            "probability_best_is_cheaper": round(self.sure, 4),
            "labels_needed": self.needed,
            "most_worth_per_1000": round(self.most, 4),
            "after": steps,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Settings to choose from: `costs` [draws, settings] for 1,000 messages, the place in force and the best one's."""

    costs: Floats
    now: int
    best: int

    @property
    def saved(self) -> Floats:
        """By draw."""
        return np.asarray(self.costs[:, self.now] - self.costs[:, self.best])


Foretold = Callable[[int], Floats]
"""How many messages of the queue, the first ones → [draws, messages, kinds]: the chance of each label."""


def worth_of(found: Cut, chance: Chance, queue: Floats, *, candidates: Sequence[int] = CANDIDATES) -> Worth:
    """`queue`: scores of the messages that would be labelled, in that order."""
    scale = found.scale
    choices = Choices(costs=found.costs, now=scale.place(found.now), best=scale.place(found.best))

    def foretold(count: int) -> Floats:
        bad = np.clip(chance.at(queue[:count]), 1e-9, 1 - 1e-9)
        return np.stack([bad, 1 - bad], axis=2)

    return worth_among(choices, foretold, len(queue), stays=found.best == found.now, candidates=candidates)


def worth_among(
    choices: Choices, foretold: Foretold, waiting: int, *, stays: bool, candidates: Sequence[int] = CANDIDATES
) -> Worth:
    """`waiting`: how many messages have no label; `stays`: the best setting is the one in force."""
    costs = choices.costs
    most = max(0.0, float(costs.mean(axis=0).min() - costs.min(axis=1).mean()))
    sure = 1.0 if stays else float((choices.saved > 0).mean())
    settled = stays or sure >= SURE or sure <= 1 - SURE
    counts = [] if settled or not waiting else [n for n in candidates if n <= waiting] or [waiting]
    steps = tuple(_steps(choices, foretold(counts[-1]), counts)) if counts else ()
    needed = next((one.labels for one in steps if one.decided >= OFTEN), None)
    return Worth(sure=sure, most=most, steps=steps, needed=needed, stays=stays)


def _steps(choices: Choices, foretold: Floats, counts: Sequence[int]) -> Iterator[Step]:
    """Labels are added to those before, so that each is looked at once."""
    rng = np.random.default_rng(SEED)
    draws, size, kinds = foretold.shape
    truths = rng.choice(draws, size=min(_TRUTHS, draws), replace=False)
    said = rng.random((len(truths), size, 1)) >= np.cumsum(foretold[truths], axis=2)[:, :, :-1]
    labels = (said.sum(axis=2)[:, :, None] == np.arange(kinds - 1)).astype(np.float64)
    likely = np.log(foretold)
    last, more = likely[:, :, -1], likely[:, :, :-1] - likely[:, :, -1:]
    fits, before = np.zeros((len(truths), draws)), 0
    for n in counts:
        told, known = labels[:, before:n].reshape(len(truths), -1), more[:, before:n].reshape(draws, -1)
        fits = fits + told @ known.T + last[:, before:n].sum(axis=1)
        before = n
        yield _step(choices, fits, truths, n)


def _step(choices: Choices, fits: Floats, truths: NDArray[np.int64], n: int) -> Step:
    fits = fits.copy()
    fits[np.arange(len(truths)), truths] = -np.inf  # who made the labels may not be asked how likely they were
    weights = np.exp(fits - fits.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    costs = choices.costs
    sure = weights @ (choices.saved > 0)
    told = float(((sure >= SURE) | (sure <= 1 - SURE)).mean())
    chosen = (weights @ costs).argmin(axis=1)
    saves = costs[truths, int(costs.mean(axis=0).argmin())] - costs[truths, chosen]
    return Step(n, told, float(saves.mean()))


def in_order(
    found: Cut, chance: Chance, stakes: Stakes, scores: Floats, values: Floats, most: int | None = None
) -> NDArray[np.intp]:
    """Places of messages, the most worth labelling first; only the first `most` where that is given.

    How likely the cheapest treatment of a message is another one than it gets now, times what it is worth.
    """
    known, where = np.unique(apart(scores, found.scale), return_inverse=True)
    bad = chance.at(known)
    better_reached = bad * stakes.missed > (1 - bad) * stakes.false
    is_reached = found.scale.reached(known) > found.scale.place(found.best)
    wrong = (better_reached != is_reached).mean(axis=0)[where]
    gain = wrong * values
    some = _highest(gain, most)
    return np.asarray(some[np.lexsort((np.abs(scores[some] - found.best), -gain[some]))][:most])


def _highest(gain: Floats, most: int | None) -> NDArray[np.intp]:
    """The places of the highest, and of all that are as high as the last of them: sorting all takes longest."""
    if most is None or most >= len(gain):
        return np.arange(len(gain))
    return np.flatnonzero(gain >= np.partition(gain, len(gain) - most)[len(gain) - most])
