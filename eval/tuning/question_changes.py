"""Two settings of the ranking on the same questions: each figure with its paired interval, and who won and who lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from eval.figures.bootstrap import Difference, Interval, compare, intervals
from eval.figures.report import Measured, mean_of
from eval.suites.question_set import QuestionSet, Ranked

FIGURES = ("hit@1", "hit@5", "mrr@10", "ndcg@10", "recall@10", "kept", "right")


@dataclass(frozen=True, slots=True)
class Change:
    """One figure over `n` questions: live, draft, their 95 % intervals, and draft less live on the same questions."""

    n: int
    live: float
    draft: float
    live_ci95: Interval
    draft_ci95: Interval
    difference: Difference

    @property
    def is_sure(self) -> bool:
        """Whether the interval of the difference leaves zero out."""
        low, high = self.difference.ci95
        return low > 0 or high < 0


@dataclass(frozen=True, slots=True)
class Moved:
    """A question whose first answering passage stands elsewhere: its place before and after, 1 for the first.

    None: not among the candidates. `gain` is the change of 1 / place.
    """

    place: int
    live: int | None
    draft: int | None

    @property
    def gain(self) -> float:
        return _worth(self.draft) - _worth(self.live)


def changes(live: Ranked, draft: Ranked, places: Sequence[int] | None = None) -> Mapping[str, Change]:
    """Every figure, over all questions or those at these places."""
    ours, theirs = _measured(draft, places), _measured(live, places)
    ci_ours, ci_theirs = intervals(ours), intervals(theirs)
    told = compare(ours, theirs)
    return {
        name: Change(
            ours.n,
            theirs.metrics[name].value or 0.0,
            ours.metrics[name].value or 0.0,
            ci_theirs[name],
            ci_ours[name],
            told[name],
        )
        for name in FIGURES
    }


def by_language(questions: QuestionSet, live: Ranked, draft: Ranked) -> Mapping[str, Mapping[str, Change]]:
    """The same for the questions of each language."""
    return {language: changes(live, draft, places) for language, places in questions.languages().items()}


def won_and_lost(questions: QuestionSet, live: Ranked, draft: Ranked) -> Sequence[Moved]:
    """Questions whose first answering passage moved: the most lost first, the most won last."""
    found = (
        Moved(place, _first(live.orders[place], asked.row.relevant), _first(draft.orders[place], asked.row.relevant))
        for place, asked in enumerate(questions.asked)
    )
    return sorted((moved for moved in found if moved.live != moved.draft), key=lambda moved: (moved.gain, moved.place))


def _first(order: Sequence[str], relevant: Mapping[str, int]) -> int | None:
    return next((rank for rank, one in enumerate(order, start=1) if one in relevant), None)


def _worth(rank: int | None) -> float:
    return 1 / rank if rank else 0.0


def _measured(ranked: Ranked, places: Sequence[int] | None) -> Measured:
    rows = np.arange(len(ranked.orders)) if places is None else np.array(places)
    return Measured(len(rows), {name: mean_of(ranked.values[name][rows]) for name in FIGURES})
