"""`python -m benchmarks.answers`: what the answer cache finds and saves, and what becomes of pairs that look alike."""

import asyncio
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from inspect import isawaitable

import numpy as np
from rich.console import Console, Group
from rich.table import Table

from agent.agent import Agent, message_of
from agent.bootstrap import build_dry_agent
from agent.llm.answers import AnswerCache
from agent.llm.budget import Budget
from agent.llm.governed import GovernedLLM
from agent.llm.ladder import Ladder
from agent.llm.question import normal
from agent.llm.settings import AnswerCacheSettings, BudgetSettings, LadderSettings
from agent.llm.tokens import tokens_in
from agent.ports import LLM, Completion, CompletionRequest
from agent.settings import find
from agent.steps.generate import Generate
from agent.turn import Compliance, Customer, Turn, Verdict
from benchmarks.figures import table

_WORKING_OUT = ("parse", "build_context", "retrieve", "generate")
_ALIKE_FROM = 0.95
_STREAM = 600
_SEED = 11
_DECORATIONS = ("{}", "{}", "{}", "{}?", "{} 🙏", "{}!!", "  {} ")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two questions, and whether one answer serves both."""

    id: str
    a: str
    b: str
    lang: str
    same: bool


class Numbered(LLM):
    """A model whose every answer is another one, in a script that passes."""

    def __init__(self) -> None:
        self.asked = 0

    @property
    def available(self) -> bool:
        """Always."""
        return True

    async def complete(self, request: CompletionRequest) -> Completion:
        """The number of the call, priced by the length of prompt and a usual answer."""
        self.asked += 1
        text = next(text for text in (f"Fine ({self.asked}).", f"ठीक है ({self.asked})।") if not request.flaw(text))
        read = sum(tokens_in(message.content) for message in request.messages)
        cost = request.price.cost_usd(read, 120)
        return Completion(text=text, model=request.models[0], tokens_in=read, tokens_out=120, cost_usd=cost)

    async def aclose(self) -> None:
        """Nothing is open."""


class Counter:
    """Customers at one counter: what is asked goes through the real steps up to the reply, and every turn ends well."""

    def __init__(self, agent: Agent, *, semantic: bool) -> None:
        settings = AnswerCacheSettings(semantic=semantic, size=100_000)
        self.cache = AnswerCache(settings, agent.ports.index.embed)
        self.agent = agent
        self.spent = 0.0
        budget = Budget(BudgetSettings(day_usd=100_000, contact_usd=1000, turn_usd=100))
        llm = GovernedLLM(Numbered(), Ladder(LadderSettings()), budget, self.cache)
        self.ports = replace(agent.ports, llm=llm)

    async def ask(self, text: str) -> Turn:
        """A customer nobody knows asks."""
        turn = Turn(message=message_of(text, contact="c-new"), customer=Customer(id="c-new"))
        for placed in self.agent.pipeline.steps:
            if placed.kind in _WORKING_OUT:
                step = placed.step
                if isinstance(step, Generate):
                    step = step.model_copy(update={"composer_first": False})
                after = step.run(turn, self.ports)
                turn = await after if isawaitable(after) else after
        assert turn.reply is not None
        self.spent += turn.reply.cost_usd
        self.ports.llm.settle(replace(turn, verdict=Verdict(confidence=90), compliance=Compliance(ok=True)))
        return turn


def pairs() -> Sequence[Pair]:
    """`eval/question_pairs.jsonl`."""
    lines = find("eval/question_pairs.jsonl").read_text(encoding="utf-8").splitlines()
    return [Pair(**json.loads(line)) for line in lines]


async def _given(agent: Agent, asked: Sequence[Pair], *, semantic: bool) -> Mapping[str, bool]:
    """By pair: whether the second question got the first one's answer. Each pair begins with an empty cache."""
    given = {}
    for pair in asked:
        counter = Counter(agent, semantic=semantic)
        await counter.ask(pair.a)
        second = await counter.ask(pair.b)
        given[pair.id] = second.reply is not None and second.reply.cached
    return given


async def pair_figures(agent: Agent) -> Table:
    """How often the second question of a pair gets the first one's answer, in either mode."""
    asked = pairs()
    vectors = [await agent.ports.index.embed([normal(pair.a), normal(pair.b)]) for pair in asked]
    alike = [float(np.dot(*vector)) >= _ALIKE_FROM for vector in vectors]
    rows: dict[str, Sequence[str]] = {}
    for semantic in (False, True):
        given = await _given(agent, asked, semantic=semantic)
        wrong = sum(given[pair.id] for pair in asked if not pair.same)
        found = sum(given[pair.id] for pair in asked if pair.same)
        rows["semantic" if semantic else "exact"] = (f"{wrong}", f"{found}")
    different, same = (
        [n for n, pair in enumerate(asked) if not pair.same],
        [n for n, pair in enumerate(asked) if pair.same],
    )
    rows[f"cosine ≥ {_ALIKE_FROM} alone"] = (f"{sum(alike[n] for n in different)}", f"{sum(alike[n] for n in same)}")
    columns = (f"wrong answers, of {len(different)} pairs", f"found, of {len(same)} pairs")
    return table("pairs: is the first question's answer given to the second?", columns, rows)


async def stream_figures(agent: Agent) -> Table:
    """Hit rate and money on a stream in which the k-th question comes up with a chance of 1/k (Zipf's law)."""
    texts = [pair.a for pair in pairs()]
    chosen = random.Random(_SEED)
    chosen.shuffle(texts)
    chances = [1 / (rank + 1) for rank in range(len(texts))]
    stream = [chosen.choice(_DECORATIONS).format(text) for text in chosen.choices(texts, chances, k=_STREAM)]
    rows: dict[str, Sequence[str]] = {}
    for semantic in (False, True):
        counter = Counter(agent, semantic=semantic)
        for text in stream:
            await counter.ask(text)
        figures = counter.cache.figures
        rate = figures.hits / max(figures.hits + figures.misses, 1)
        told = (f"{rate:.1%}", f"{figures.hits + figures.misses}", f"{counter.spent:.4f}", f"{figures.saved_usd:.4f}")
        rows["semantic" if semantic else "exact"] = told
    columns = ("hit rate", f"looked up, of {_STREAM}", "spent, USD", "saved, USD")
    return table(f"stream: {len(texts)} questions, asked {_STREAM} times by Zipf's law", columns, rows)


async def answer_figures() -> Group:
    """Both tables."""
    agent = await build_dry_agent()
    try:
        return Group(await pair_figures(agent), await stream_figures(agent))
    finally:
        await agent.aclose()


if __name__ == "__main__":
    Console().print(asyncio.run(answer_figures()))
