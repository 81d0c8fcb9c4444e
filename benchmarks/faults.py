"""`python -m benchmarks.faults`: each fault a model can have, over real HTTP, and the answer the customer gets."""

import asyncio
import re
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

from rich.console import Console
from rich.table import Table

from agent.agent import Agent, message_of
from agent.bootstrap import DEFAULT_CONFIG, build_dry_agent
from agent.llm.budget import Budget
from agent.llm.endpoint import Endpoint
from agent.llm.governed import GovernedLLM
from agent.llm.ladder import Ladder
from agent.llm.openrouter import Fallback, OpenRouterLLM
from agent.llm.settings import BudgetSettings, LadderSettings
from agent.llm.simulator import FAULTS, Fault, OpenRouterSimulator
from agent.ports import Price
from agent.settings import find
from agent.turn import Language, Reply, Turn

ROUTE_S = 4.0
"""The time of a route here, where production gives 12 to 20 s: a hanging server is waited for in proportion."""
TURN_MS = 10_000
"""The time of every step: production gives the one that writes 22 s. A busy machine is no fault of a model."""
Rescue = Literal["second try", "second address", "composer"]
RESCUES: tuple[Rescue, ...] = get_args(Rescue)
_SIDE_BY_SIDE = 8
_NOBODY = "http://127.0.0.1:9/api/v1"

ASKED: Mapping[Language, tuple[str, str]] = {
    "en": (
        "How high does the Bali Pass trek go?",
        "Bali Pass goes up to 4,950 m at its highest point. Which month are you thinking of?",
    ),
    "hi": (
        "बाली पास ट्रेक में सबसे ज़्यादा ऊँचाई कितनी है?",
        "बाली पास का सबसे ऊँचा बिंदु 4,950 मीटर पर है। आप किस महीने में आना चाहेंगे?",
    ),
    "es": (
        "¿A qué altura se llega en Bali Pass?",
        "En Bali Pass se llega a 4.950 m en el punto más alto. ¿En qué mes le gustaría venir?",
    ),
    "fr": (
        "Jusqu'à quelle altitude monte le Bali Pass ?",
        "Le Bali Pass monte jusqu'à 4 950 m à son point le plus haut. Quel mois vous conviendrait ?",
    ),
    "hi-Latn": (
        "Bali Pass trek me max height kitni hai?",
        "Bali Pass ka sabse ooncha point 4,950 m par hai. Aap kis mahine mein aana chahenge?",
    ),
}
"""A question, and what a good model writes: the fact ledger checks its figure. The composer is told to step back."""


@dataclass(frozen=True, slots=True)
class Met:
    """One fault, and how the customer was answered all the same."""

    fault: str
    rescue: Rescue
    turn: Turn
    seconds: float
    calls: int
    outside: int
    billed_usd: float

    @property
    def is_good(self) -> bool:
        """An answer that passed every check, from whom it should come, within the budget of every step."""
        reply, verdict = self.turn.reply, self.turn.verdict
        passed = verdict is not None and verdict.action == "pass" and reply is not None and reply.kind == "answer"
        in_time = not any(run.error for run in self.turn.trace)
        return passed and in_time and reply is not None and self._from(reply)

    def _from(self, reply: Reply) -> bool:
        if self.rescue == "composer":
            return reply.route == "composer" and "model failed" in reply.route_reasons[-1]
        written = ASKED[reply.language][1]
        return reply.text.startswith(written) and (self.outside > 0) == (self.rescue == "second address")

    @property
    def note(self) -> str:
        """What the trace says of the step that wrote the reply."""
        return next((run.note for run in self.turn.trace if run.step == "generate"), "")


@asynccontextmanager
async def hurried_agent(**how: Any) -> AsyncIterator[Agent]:
    """The shipped pipeline with less time for its routes; `how` goes to `build_dry_agent`."""
    text = find(str(DEFAULT_CONFIG)).read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pipeline.yaml"
        text = re.sub(r"timeout_s: (?:12|20) #", f"timeout_s: {ROUTE_S} #", text)
        text = text.replace("composer_first: true", "composer_first: false")
        path.write_text(re.sub(r"budget_ms: \d+", f"budget_ms: {TURN_MS}", text), encoding="utf-8")
        agent = await build_dry_agent(path, **how)
        try:
            yield agent
        finally:
            await agent.aclose()


async def meet(agent: Agent, fault: Fault | Literal["refused"], rescue: Rescue, language: Language) -> Met:
    """One customer asks while the fault is there: once, always but for the second address, or always."""
    question, answer = ASKED[language]
    first: tuple[Fault, ...] = ("none",) if fault == "refused" else (fault,)
    inside = OpenRouterSimulator(lambda body: answer, faults=(*first, "none") if rescue == "second try" else first)
    outside = OpenRouterSimulator(lambda body: answer)
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(inside.serve())
        other = Endpoint(await stack.enter_async_context(outside.serve()), "other-key", price=Price())
        stack.push_async_callback(other.aclose)
        llm = OpenRouterLLM(
            "sk-or-test",
            _NOBODY if fault == "refused" else url,
            fallback=Fallback(other, "local/model") if rescue == "second address" else None,
        )
        stack.push_async_callback(llm.aclose)
        message = message_of(question, contact=f"c-{fault}-{rescue}".replace(" ", "-"))
        await agent.ask(replace(message, text=""))  # makes the contact known
        governed = GovernedLLM(llm, Ladder(LadderSettings()), Budget(BudgetSettings()))
        started = time.perf_counter()
        turn = await agent.pipeline.run(Turn(message=message), replace(agent.ports, llm=governed))
        seconds = time.perf_counter() - started
        return Met(fault, rescue, turn, seconds, len(inside.requests), len(outside.requests), inside.billed_usd)


Case = tuple[Fault | Literal["refused"], Rescue, Language]


def cases() -> list[Case]:
    """Every fault with every rescue that applies, the languages in turn."""
    faults: list[Fault | Literal["refused"]] = ["refused", *(fault for fault in FAULTS if fault != "none")]
    pairs = [(fault, rescue) for fault in faults for rescue in RESCUES if (fault, rescue) != ("refused", "second try")]
    languages = list(ASKED)
    return [(fault, rescue, languages[place % len(languages)]) for place, (fault, rescue) in enumerate(pairs)]


def self_made(row: Met) -> bool:
    """Whether the composer wrote it: then the last reason says what became of the models."""
    return row.turn.reply is not None and row.turn.reply.route == "composer"


def table_of(rows: list[Met]) -> Table:
    """A line for each case."""
    table = Table(
        title=f"faults of models, {ROUTE_S} s for a route ({sum(row.is_good for row in rows)} of {len(rows)} good)"
    )
    for name in (
        "fault",
        "rescued by",
        "lang",
        "good",
        "s",
        "calls",
        "outside",
        "rung · route",
        "model",
        "why",
        "reply",
    ):
        table.add_column(name, overflow="fold")
    for row in rows:
        reply = row.turn.reply
        assert reply is not None
        text = reply.text.split("\n")[0]
        table.add_row(
            row.fault,
            row.rescue,
            reply.language,
            "yes" if row.is_good else "NO",
            f"{row.seconds:.2f}",
            str(row.calls),
            str(row.outside),
            row.note,
            reply.model.split("/")[-1],
            reply.route_reasons[-1] if self_made(row) else "",
            text if len(text) <= 60 else f"{text[:59]}…",
        )
    return table


async def meet_all(**how: Any) -> list[Met]:
    """All cases, a few side by side: most of them wait."""
    places = asyncio.Semaphore(_SIDE_BY_SIDE)
    async with hurried_agent(**how) as agent:

        async def one(case: Case) -> Met:
            async with places:
                return await meet(agent, *case)

        return await asyncio.gather(*(one(case) for case in cases()))


async def fault_figures() -> Table:
    """The table of all cases."""
    return table_of(await meet_all())


if __name__ == "__main__":
    Console(width=190).print(asyncio.run(fault_figures()))
