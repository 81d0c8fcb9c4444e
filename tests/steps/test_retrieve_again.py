"""What was searched for once is ranked again with other settings, and comes out as if it had been searched for anew."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.journal.revising import without_old_words
from agent.knowledge.faiss_index import FaissIndex
from agent.knowledge.fusion import DenseShare
from agent.knowledge.gathered import Gathered
from agent.knowledge.memory import ListIndex
from agent.knowledge.rerank import RerankWeights
from agent.knowledge.settings import IndexSettings
from agent.ports import Ports
from agent.safety.orders import without_orders
from agent.settings import ROOT
from agent.steps.build_context import BuildContext
from agent.steps.parse import Parse
from agent.steps.retrieve import Retrieve
from agent.turn import Customer, Passage, Search, Turn
from agent.turn_json import from_json, to_json
from eval.job import ports_over
from eval.rows import inbound, read_rows
from eval.suites.retrieval import QuestionRow

SEVERAL = "How cold does Chadar get, what do I pack and how do I cancel my booking?"
EVERY = 4
"""Of the judged questions these many have one: all languages and follow-ups are among them."""
AT_ONCE = 6
"""Questions of each example; which ones moves on, so that each is asked with two settings or more."""


def weights(names: Sequence[str]) -> st.SearchStrategy[dict[str, float]]:
    return st.fixed_dictionaries({}, optional={name: st.floats(0, 5) for name in names})


RERANK = [name for name in RerankWeights.model_fields if name != "fused"]
SETTINGS = st.fixed_dictionaries(
    {},
    optional={
        "keep": st.integers(1, 10),
        "fusion": st.sampled_from(["adaptive", "weighted", "rrf"]),
        "dense_weight": st.floats(0, 1),
        "dense_share": weights(list(DenseShare.model_fields)).map(lambda told: DenseShare(**told)),
        "rerank_top": st.integers(1, 60),
        "diversity": st.floats(0, 1),
        "min_score": st.floats(0, 1),
        "same_from": st.floats(0, 1, exclude_max=True),
        "weights": weights(RERANK).map(lambda told: RerankWeights(**told)),
    },
)


@dataclass(frozen=True)
class Asked:
    """Questions put to the shipped index, each searched for once."""

    ports: Ports
    turns: Sequence[Turn]
    gathered: Sequence[Gathered]
    step: Retrieve
    """With the shipped settings; it has read the FAQ, and so have its copies."""
    place: list[int]
    """Where the next example begins among the questions."""


@pytest.fixture(scope="module")
def asked() -> Iterator[Asked]:
    index = FaissIndex.open(ROOT / ".cairn", IndexSettings())
    yield asyncio.run(_asked(ports_over(index)))
    asyncio.run(index.aclose())


async def _asked(ports: Ports) -> Asked:
    messages = [row.message() for row in read_rows(ROOT / "eval" / "questions.jsonl", QuestionRow)[::EVERY]]
    parse, build_context, step = Parse(), BuildContext(), Retrieve()
    read = [await parse.run(Turn(message=message), ports) for message in [*messages, inbound(SEVERAL)]]
    turns = [await build_context.run(turn, ports) for turn in read]
    return Asked(ports, turns, [await step.gather(turn, ports) for turn in turns], step, [0])


def without(passages: Sequence[Passage], ports: Ports) -> tuple[Passage, ...]:
    return tuple(without_orders(passage, ports.index.catalogue.operator) for passage in passages)


@settings(max_examples=26, deadline=None)
@given(drawn=SETTINGS)
def test_any_setting_of_the_ranking_chooses_from_what_was_gathered_as_a_new_search_would(
    asked: Asked, drawn: dict[str, Any]
) -> None:
    step, total = asked.step.model_copy(update=drawn), len(asked.turns)

    async def check(number: int) -> None:
        turn, gathered = asked.turns[number], asked.gathered[number]
        assert without(step.choose(gathered), asked.ports) == (await step.run(turn, asked.ports)).evidence
        assert step.order(gathered.whole) == await step.ranked(turn, asked.ports)

    for number in [*((asked.place[0] + n) % total for n in range(AT_ONCE)), total - 1]:
        asyncio.run(check(number))
    asked.place[0] += AT_ONCE


async def test_a_logged_turn_is_ranked_again_without_a_search(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    step = Retrieve()
    turns = (*asked.turns[::3], asked.turns[-1])
    assert any(turn.message.history for turn in turns)
    logged = [as_logged(await step.run(turn, asked.ports)) for turn in turns]
    monkeypatch.setattr(FaissIndex, "search", None)  # would raise
    monkeypatch.setattr(FaissIndex, "embed", None)
    for turn in logged:
        again = await step.gathered(turn, asked.ports.index)
        assert again is not None
        assert without(step.choose(again), asked.ports) == turn.evidence
    assert len(logged[-1].searches) == 4


@pytest.mark.parametrize("other", [{"top_k": 31}, {"glossary": False}, {"each_question": False}, {"same_from": 1.0}])
async def test_other_settings_of_the_search_need_another_search(asked: Asked, other: dict[str, Any]) -> None:
    index = asked.ports.index
    logged = await Retrieve().run(asked.turns[0], asked.ports)

    assert await Retrieve(**other).gathered(logged, index) is None
    assert await Retrieve(keep=2).gathered(logged, index) is not None
    assert await Retrieve().gathered(replace(logged, searches=()), index) is None


async def test_other_documents_need_another_search(ports: Ports) -> None:
    before, after = (replace(ports, index=ListIndex([page(name)])) for name in ("socks", "hats"))
    logged = await Retrieve().run(Turn(message=inbound("socks")), before)

    assert await Retrieve().gathered(logged, before.index) is not None
    assert await Retrieve().gathered(logged, after.index) is None


def test_a_message_taken_back_leaves_no_search(turn: Turn) -> None:
    search = Search(key="k", words="what they said", subject="said", found={"a": (0.5, 1.0)}, pieces_per_word=1.0)
    logged = to_json(replace(turn, searches=(search,)))

    assert "what they said" in str(logged)
    assert "what they said" not in str(without_old_words(logged, ""))


def as_logged(turn: Turn) -> Turn:
    """Through JSON, and without the conversation, which the log does not repeat."""
    message, customer = replace(turn.message, history=()), replace(turn.customer or Customer(id="c"), history=())
    return from_json(to_json(replace(turn, message=message, customer=customer)))


def page(name: str) -> Passage:
    return Passage(id=name, source=f"{name}.md", title=name, text=name)
