"""Would more labels decide it, and which? Preposterior analysis (Raiffa & Schlaifer 1961) on the draws of a chance.

Each draw in turn is taken for the truth: it labels the messages of the queue, all draws are weighed by how well they
foretold these labels (importance sampling), and the choice is made anew. What that saves on average is what the labels
are worth; how often the choice is then sure says whether they decide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.chance import SEED, Chance
from eval.report import Floats
from eval.threshold import Cut, Stakes, apart

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


def worth_of(found: Cut, chance: Chance, queue: Floats, *, candidates: Sequence[int] = CANDIDATES) -> Worth:
    """`queue`: scores of the messages that would be labelled, in that order."""
    costs = found.costs
    saved = found.saved
    most = float(costs.mean(axis=0).min() - costs.min(axis=1).mean())
    stays = found.best == found.now
    sure = 1.0 if stays else float((saved > 0).mean())
    settled = stays or sure >= SURE or sure <= 1 - SURE
    counts = [] if settled or not len(queue) else [n for n in candidates if n <= len(queue)] or [len(queue)]
    steps = tuple(_steps(found, chance, queue, counts))
    needed = next((one.labels for one in steps if one.decided >= OFTEN), None)
    return Worth(sure=sure, most=most, steps=steps, needed=needed, stays=stays)


def _steps(found: Cut, chance: Chance, queue: Floats, counts: Sequence[int]) -> Sequence[Step]:
    if not counts:
        return []
    foretold = np.clip(chance.at(queue[: counts[-1]]), 1e-9, 1 - 1e-9)
    rng = np.random.default_rng(SEED)
    truths = rng.choice(len(foretold), size=min(_TRUTHS, len(foretold)), replace=False)
    labels = (rng.random((len(truths), foretold.shape[1])) < foretold[truths]).astype(np.float64)
    return [_step(found, foretold[:, :n], labels[:, :n], truths) for n in counts]


def _step(found: Cut, foretold: Floats, labels: Floats, truths: NDArray[np.int64]) -> Step:
    fits = labels @ np.log(foretold).T + (1 - labels) @ np.log(1 - foretold).T
    fits[np.arange(len(truths)), truths] = -np.inf  # who made the labels may not be asked how likely they were
    weights = np.exp(fits - fits.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    sure = weights @ (found.saved > 0)
    told = float(((sure >= SURE) | (sure <= 1 - SURE)).mean())
    expected = weights @ found.costs
    chosen = expected.argmin(axis=1)
    now_best = int(found.costs.mean(axis=0).argmin())
    saves = found.costs[truths, now_best] - found.costs[truths, chosen]
    return Step(labels.shape[1], told, float(saves.mean()))


def in_order(found: Cut, chance: Chance, stakes: Stakes, scores: Floats, values: Floats) -> NDArray[np.intp]:
    """Places of messages, the most worth labelling first.

    How likely the cheapest treatment of a message is another one than it gets now, times what it is worth.
    """
    known, where = np.unique(apart(scores, found.scale), return_inverse=True)
    bad = chance.at(known)
    better_reached = bad * stakes.missed > (1 - bad) * stakes.false
    is_reached = found.scale.reached(known) > found.scale.place(found.best)
    wrong = (better_reached != is_reached).mean(axis=0)[where]
    away = np.abs(scores - found.best)
    return np.lexsort((away, -wrong * values))
