"""The question set, searched for once and ranked as often as asked: what another setting of the ranking does to it.

Ranking is the step's own (`Retrieve.choose` and `Retrieve.order`); only searching is done once and kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from agent.knowledge.gathered import Gathered
from agent.pipeline import Pipeline
from agent.ports import Index
from agent.settings import find
from agent.steps.build_context import BuildContext
from agent.steps.parse import Parse
from agent.steps.retrieve import Retrieve
from agent.turn import Passage, Turn
from eval.figures.ranking import each
from eval.figures.report import Floats
from eval.job import Tell, ports_over, step_of
from eval.rows import read_rows
from eval.suites.retrieval import OWN, QuestionRow

_SEARCHES_KEPT, _RANKINGS_KEPT = 3, 8

Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the set, and the turn it is before the search."""

    row: QuestionRow
    turn: Turn


@dataclass(frozen=True, slots=True)
class Ranked:
    """What one setting makes of all questions, in their order: ids as ranked, and as given to the answer.

    `values`: each figure of each question, those of `cairn eval retrieval` and `kept`: 1 where a passage that answers
    is among those given to the answer, `right`: the share of these that answer.
    """

    orders: Sequence[Sequence[str]]
    kept: Sequence[Sequence[str]]
    values: Mapping[str, Floats]


@dataclass(slots=True)
class QuestionSet:
    """The operator's labelled questions on one index."""

    asked: Sequence[Asked]
    index: Index
    _searches: dict[str, Sequence[Gathered]] = field(default_factory=dict)
    _ranked: dict[tuple[str, str], Ranked] = field(default_factory=dict)

    @classmethod
    async def read(cls, pipeline: Pipeline, index: Index, tell: Tell = lambda *_: None) -> "QuestionSet":
        """Each question as the steps before the search read it. Raises ConfigError for rows that cannot be read."""
        rows = read_rows(find(OWN), QuestionRow)
        ports = ports_over(index)
        parse, build_context = step_of(pipeline, Parse), step_of(pipeline, BuildContext)
        asked: list[Asked] = []
        for row in rows:
            turn = await parse.run(Turn(message=row.message()), ports)
            asked.append(Asked(row, await build_context.run(turn, ports)))
            tell("reading the questions", len(asked), len(rows))
        return cls(asked, index)

    def search_key(self, step: Retrieve) -> str:
        """The same for settings that search alike, however they rank."""
        return _whole(step).search_key(self.index)

    def is_searched(self, step: Retrieve) -> bool:
        """Whether `ranked` answers at once: these settings search as ones did before."""
        return self.search_key(step) in self._searches

    async def search(self, step: Retrieve, tell: Tell = lambda *_: None) -> Sequence[Gathered]:
        """All questions searched for; at once where only settings of the ranking differ from an earlier search."""
        key = self.search_key(step)
        if key not in self._searches:
            ports, whole, found = ports_over(self.index), _whole(step), []
            for done, one in enumerate(self.asked, start=1):
                found.append(await whole.gather(one.turn, ports))
                tell("searching", done, len(self.asked))
            _keep(self._searches, key, found, _SEARCHES_KEPT)
        return self._searches[key]

    async def ranked(self, step: Retrieve) -> Ranked:
        """The figures of these settings."""
        gathered = await self.search(step)
        key = (self.search_key(step), step.model_dump_json())
        if key not in self._ranked:
            _keep(self._ranked, key, self._rank(step, gathered), _RANKINGS_KEPT)
        return self._ranked[key]

    async def passages(self, step: Retrieve, number: int) -> Sequence[Passage]:
        """What is given to the answer of one question, with every score."""
        return step.choose((await self.search(step))[number])

    def languages(self) -> Mapping[str, Sequence[int]]:
        """The places of the questions of each language."""
        found: dict[str, list[int]] = {}
        for place, one in enumerate(self.asked):
            found.setdefault(one.row.language or "und", []).append(place)
        return found

    def _rank(self, step: Retrieve, gathered: Sequence[Gathered]) -> Ranked:
        orders = [[passage.id for passage in step.order(one.whole)] for one in gathered]
        kept = [[passage.id for passage in step.choose(one)] for one in gathered]
        judged = [one.row.relevant for one in self.asked]
        given = _given(kept, judged)
        return Ranked(orders, kept, {**each([order[:10] for order in orders], judged), **given})


def _whole(step: Retrieve) -> Retrieve:
    """The same step searching for all that a setting of the ranking may want: each question, and entries of the FAQ."""
    return step.model_copy(update={"each_question": True, "same_from": min(step.same_from, 0.99)})


def _given(kept: Sequence[Sequence[str]], judged: Sequence[Mapping[str, int]]) -> Mapping[str, Floats]:
    right = [sum(one in grades for one in ids) for ids, grades in zip(kept, judged, strict=True)]
    shares = [found / max(1, len(ids)) for found, ids in zip(right, kept, strict=True)]
    return {"kept": np.array(right, dtype=np.float64).clip(max=1.0), "right": np.array(shares, dtype=np.float64)}


def _keep(kept: dict[Key, Value], key: Key, value: Value, most: int) -> None:
    """The newest `most`."""
    while len(kept) >= most:
        del kept[next(iter(kept))]
    kept[key] = value
