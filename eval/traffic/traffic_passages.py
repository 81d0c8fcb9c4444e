"""Logged traffic ranked again from the raw scores it was logged with: which customers would get other passages."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.knowledge.gathered import Gathered
from agent.ports import Index
from agent.steps.retrieve import Retrieve
from agent.turn import Passage, Turn


@dataclass(frozen=True, slots=True)
class Rankable:
    """Logged turns that a search answered, each with its raw scores.

    `unsearched` turns were answered before a search; `others` were searched on other documents or with other settings
    of the search than these, so that only Rewind can tell of them.
    """

    logged: Sequence[tuple[Turn, Gathered]]
    unsearched: int
    others: int


@dataclass(frozen=True, slots=True)
class Other:
    """A turn whose passages differ, as the documents have them, best first."""

    turn: Turn
    live: Sequence[Passage]
    draft: Sequence[Passage]

    @property
    def another_first(self) -> bool:
        """Whether the best passage is another one."""
        return [p.id for p in self.live[:1]] != [p.id for p in self.draft[:1]]

    @property
    def fewer(self) -> bool:
        """Whether the answer has less to stand on."""
        return len(self.draft) < len(self.live)


async def rankable(turns: Sequence[Turn], step: Retrieve, index: Index) -> Rankable:
    """Turns that can be ranked again without a search, in their order."""
    searched = [turn for turn in turns if turn.searches]
    found = [(turn, await step.gathered(turn, index)) for turn in searched]
    logged = [(turn, gathered) for turn, gathered in found if gathered is not None]
    return Rankable(logged, len(turns) - len(searched), len(searched) - len(logged))


def others(traffic: Rankable, live: Retrieve, draft: Retrieve) -> list[Other]:
    """The turns that would be answered from other passages, or from the same in another order."""
    found = (Other(turn, live.choose(gathered), draft.choose(gathered)) for turn, gathered in traffic.logged)
    return [one for one in found if [p.id for p in one.live] != [p.id for p in one.draft]]
