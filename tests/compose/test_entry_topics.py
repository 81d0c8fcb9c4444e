"""What the questions of a FAQ are about."""

from collections.abc import Awaitable, Callable

import numpy as np
import pytest

from agent.compose.documents.entry_topics import entry_topics, topics_of
from agent.knowledge.memory import ListIndex
from agent.ports import Arrays
from agent.turn import Passage


class _Kept(ListIndex):
    """Notes what is asked to be kept."""

    def __init__(self) -> None:
        super().__init__([])
        self.made: dict[str, Arrays] = {}
        self.asked = 0

    async def kept(self, key: str, make: Callable[[], Awaitable[Arrays]]) -> Arrays:
        self.asked += 1
        if key not in self.made:
            self.made[key] = await make()
        return self.made[key]


def _entry(source: str, title: str, *also: str) -> Passage:
    return Passage(id=f"{source}#{title}", source=source, title=title, text="Yes.", kind="faq", also=also)


async def test_each_wording_has_the_topics_that_it_has_alone() -> None:
    told = await entry_topics([_entry("a", "Is there a socket?", "donde cargo el movil")], _Kept())
    assert set(told) == {"Is there a socket?", "donde cargo el movil"}
    assert np.array_equal(told["donde cargo el movil"].topics, topics_of("donde cargo el movil"))
    assert np.linalg.norm(told["donde cargo el movil"].meaning) == pytest.approx(1, abs=1e-5)


async def test_after_an_edit_only_that_document_is_read_again() -> None:
    index = _Kept()
    await entry_topics([_entry("a", "Is there a socket?"), _entry("b", "Is there a shower?")], index)
    await entry_topics([_entry("a", "Is there a socket?"), _entry("b", "Is there a toilet?")], index)
    assert (index.asked, len(index.made)) == (4, 3)
