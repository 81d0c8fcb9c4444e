"""Many open conversations with a model that takes its time; and whether one customer or one slow model slows others."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Group

from agent.bootstrap import DEFAULT_CONFIG
from agent.llm.simulator import OpenRouterSimulator
from agent.settings import find
from benchmarks.aims import Aim, Judged, at_least, at_most
from benchmarks.figures import table
from benchmarks.load.bodies import message
from benchmarks.load.graph import accepting_graph
from benchmarks.load.memory import over_time, sampled
from benchmarks.load.options import LoadOptions
from benchmarks.load.posting import Made, Poster, post_all, posting
from benchmarks.load.processes import Running, cores, data_folder, running_server

MODEL_S, SLOW_MODEL_S = 1.0, 8.0
OTHERS_A_SECOND, CHATTY_A_SECOND, SLOW_ONES = 1.0, 5.0, 10
ASKED = (
    "What should I pack for Hampta Pass, and is a bag of 40 litres enough?",
    "Could my father of 62 manage Kedarkantha if he walks every day?",
    "Which of your treks suits two friends who never slept in a tent?",
    "How do you handle altitude sickness on Bali Pass?",
)
_CLUB = "Himgiri walkers"
"""Whoever names this club meets the slow model."""
_EVERYBODY = 10**6
_GIVE_UP_S = 60.0
_NO_SLOWER = 1.5
"""What the others may wait beside somebody, as a multiple of what they wait alone: chance moves a median as well."""


@dataclass(slots=True)
class _Talks:
    """When each phone wrote and was first answered, in seconds of the wall clock."""

    wrote: dict[str, float] = field(default_factory=dict)
    answered: dict[str, float] = field(default_factory=dict)
    sends: int = 0

    def sent(self, body: Mapping[str, Any], wamid: str, at: float) -> None:
        self.sends += 1
        self.answered.setdefault(str(body.get("to") or body.get("recipient")).lstrip("+"), at)

    def written(self, customer: int, nth: int, text: str) -> dict[str, Any]:
        value = message(customer + nth * _EVERYBODY, _EVERYBODY)
        value["messages"][0]["text"]["body"] = text
        self.wrote.setdefault(value["messages"][0]["from"], time.time())
        return value

    def waits(self, customers: range) -> list[float]:
        phones = (f"9190{customer:08d}" for customer in customers)
        return [self.answered[phone] - self.wrote[phone] for phone in phones if phone in self.answered]


@dataclass(frozen=True, slots=True)
class _Scene:
    """A server with its model, somebody who writes to it, and what came of it."""

    server: Running
    poster: Poster
    talks: _Talks
    model: OpenRouterSimulator

    async def until_answered(self, customers: range) -> None:
        """Wait for the answers, and no longer than nobody gets one for a minute."""
        answered, since = -1, time.monotonic()
        while len(self.talks.waits(customers)) < len(customers) and time.monotonic() - since < _GIVE_UP_S:
            if self.talks.sends != answered:
                answered, since = self.talks.sends, time.monotonic()
            await asyncio.sleep(0.2)


@dataclass(frozen=True, slots=True)
class _Waited:
    """How long these customers waited for their answers, in seconds; those who got none are `of` less `waits`."""

    waits: list[float]
    of: int
    took: float

    @classmethod
    def of_scene(cls, scene: _Scene, customers: range, took: float) -> "_Waited":
        """Read off when all had their time."""
        return cls(scene.talks.waits(customers), len(customers), took)

    @property
    def p50(self) -> float:
        """The median; NaN where nobody was answered."""
        return float(np.quantile(self.waits, 0.5)) if self.waits else float("nan")

    @property
    def cells(self) -> tuple[str, ...]:
        """As the table shows it."""
        p50, p99, longest = (f"{np.quantile(self.waits, share):.2f}" if self.waits else "" for share in (0.5, 0.99, 1))
        rate = f"{len(self.waits) / max(self.took, 1e-9):.1f}"
        return (str(len(self.waits)), str(self.of), rate, p50, p99, longest)

    def all_answered(self, what: str) -> Aim:
        """Whether nobody was left without an answer."""
        return at_least(what, len(self.waits), self.of)


async def conversations_figures(options: LoadOptions) -> Judged:
    """Waits are from the post of a webhook to the arrival of its answer at the Graph API."""
    crowd, told = await _crowd(options)
    alone = await _others(options, chatty=False, slow=0)
    beside = {
        f"beside one who writes {CHATTY_A_SECOND:.0f} a second": await _others(options, chatty=True, slow=0),
        f"beside {SLOW_ONES} whose model takes {SLOW_MODEL_S:.0f} s": await _others(
            options, chatty=False, slow=SLOW_ONES
        ),
    }
    sides = {"alone": alone, **beside}
    columns = ("answered", "of", "a second", "p50 s", "p99 s", "max s")
    shown = Group(
        table(f"conversations, model of {MODEL_S:.0f} s, {cores()} cores", columns, {"all write at once": crowd.cells}),
        told,
        table(
            f"the others, {OTHERS_A_SECOND:.0f} new customer a second for {options.seconds:.0f} s",
            columns,
            {name: waited.cells for name, waited in sides.items()},
        ),
    )
    return Judged(shown, [crowd.all_answered("all who write at once are answered"), *_undisturbed(alone, beside)])


def _undisturbed(alone: _Waited, beside: Mapping[str, _Waited]) -> list[Aim]:
    found = []
    for name, waited in beside.items():
        found.append(waited.all_answered(f"others {name} are answered"))
        found.append(at_most(f"others {name}: median in s", waited.p50, alone.p50 * _NO_SLOWER, ".2f"))
    return found


async def _crowd(options: LoadOptions) -> tuple[_Waited, str]:
    everybody = range(options.customers)
    async with _scene() as scene, sampled(scene.server) as memory:
        first = time.time()
        await post_all(scene.poster, _each_once(scene.talks, everybody, a_second=200))
        await scene.until_answered(everybody)
    took = max(scene.talks.answered.values(), default=first) - first
    open_at_once = f"{options.customers} conversations were open once the last had written"
    calls = f"{len(scene.model.requests)} calls of the model, {scene.talks.sends} sends"
    return _Waited.of_scene(scene, everybody, took), f"{open_at_once}; {calls}. Memory: {over_time(memory)}"


async def _others(options: LoadOptions, *, chatty: bool, slow: int) -> _Waited:
    """What those get who have nothing to do with it."""
    others = range(1000, 1000 + max(1, int(options.seconds * OTHERS_A_SECOND)))
    async with _scene() as scene:
        plans = [_each_once(scene.talks, others, a_second=OTHERS_A_SECOND)]
        if chatty:
            plans.append(_chatter(scene.talks, options.seconds))
        if slow:
            plans.append(_each_once(scene.talks, range(slow), a_second=SLOW_ONES, words=f" We are the {_CLUB}."))
        await asyncio.gather(*(post_all(scene.poster, plan) for plan in plans))
        await scene.until_answered(others)
    return _Waited.of_scene(scene, others, options.seconds)


def _each_once(talks: _Talks, customers: range, *, a_second: float, words: str = "") -> Iterator[tuple[float, Made]]:
    for n, customer in enumerate(customers):
        yield n / a_second, partial(talks.written, customer, 0, ASKED[n % len(ASKED)] + words)


def _chatter(talks: _Talks, seconds: float) -> Iterator[tuple[float, Made]]:
    for n in range(int(seconds * CHATTY_A_SECOND)):
        yield n / CHATTY_A_SECOND, partial(talks.written, 0, n, f"{ASKED[n % len(ASKED)]} Number {n}.")


@asynccontextmanager
async def _scene() -> AsyncIterator[_Scene]:
    """Every question goes to a model; it is billed nothing, so that no budget ends the measurement."""
    talks = _Talks()
    model = OpenRouterSimulator(takes_s=_model_s, usd_per_token=0.0)
    with data_folder() as data:
        async with accepting_graph(talks.sent) as graph, model.serve() as url:
            keys = {"OPENROUTER_API_KEY": "sk-or-benchmarks", "OPENROUTER_URL": url}
            config = _asking_config(data)
            async with (
                running_server(data, graph=graph, config=config, **keys) as server,
                posting(server.url) as poster,
            ):
                yield _Scene(server, poster, talks, model)


def _asking_config(data: Path) -> Path:
    text = find(str(DEFAULT_CONFIG)).read_text(encoding="utf-8")
    asking = text.replace("composer_first: true", "composer_first: false")
    if asking == text:
        raise SystemExit("config/pipeline.yaml no longer says composer_first: true; this benchmark turns it off")
    path = data / "pipeline.yaml"
    path.write_text(asking, encoding="utf-8")
    return path


def _model_s(request: Mapping[str, Any]) -> float:
    return SLOW_MODEL_S if _CLUB in json.dumps(request["messages"], ensure_ascii=False) else MODEL_S
