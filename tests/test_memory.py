"""What a turn leaves behind in a process that runs for months: nothing that grows with what customers write."""

import functools
import gc
import sys
from datetime import date
from pathlib import Path
from random import Random

import pytest

from agent.agent import message_of
from agent.bootstrap import build_dry_agent
from agent.facts.context.text import Text
from agent.facts.ledger import Ledger
from agent.settings import Environment
from agent.turn import Inbound, Reply, StepRun, Turn
from tests.llm.samples import catalogue

pytestmark = pytest.mark.alone

_LETTERS = {"a": "aeiou", "k": "bcdfghklmnprstvz", "क": "कखगचटतनपमरलस"}
_WORDS = 25


def invented(rng: Random) -> str:
    """A question with words nobody has written before, in two scripts."""
    latin = ["".join(rng.choice(_LETTERS[kind]) for kind in "kakaka") for _ in range(_WORDS)]
    hindi = ["".join(rng.choices(_LETTERS["क"], k=6)) for _ in range(_WORDS)]
    return f"What does Hampta Pass cost in June for {' '.join(latin)}? {latin[0].title()} {' '.join(hindi)} क्या है?"


def unbounded() -> dict[str, int]:
    """Entries of each cache of ours without a bound, by name."""
    found = {
        f"{name}.{key}": cached
        for name, module in tuple(sys.modules.items())
        if name.startswith("agent.")
        for key, cached in vars(module).items()
        if isinstance(cached, functools._lru_cache_wrapper)
    }
    return {name: cached.cache_info().currsize for name, cached in found.items() if cached.cache_info().maxsize is None}


def held(*types: type) -> int:
    """Objects of these very types that the process holds. `isinstance` would ask proxies, some of which then warn."""
    gc.collect()
    return sum(type(one) in types for one in gc.get_objects())


async def test_nothing_grows_with_the_turns_or_with_the_words_in_them(shipped_data: Path) -> None:
    agent = await build_dry_agent(environment=Environment(cairn_data=shipped_data))
    rng, ledger = Random(1), Ledger(agent.ports.index.catalogue)

    async def take(turns: int) -> tuple[dict[str, int], int]:
        """What customers write and what models answer; then the caches without a bound, and the turns still held."""
        for _ in range(turns):
            await agent.ask(message_of(invented(rng)))
            ledger.check(invented(rng), today=date(2026, 5, 1), treks=["hampta-pass"])
        return unbounded(), held(Turn, Inbound, Reply, StepRun)

    before, turns_before = await take(2)
    after, turns_after = await take(4)
    await agent.aclose()

    assert len(before) > 100
    assert {name: size for name, size in after.items() if size >= before.get(name, 0) + _WORDS} == {}
    assert turns_after <= turns_before


def test_a_reply_is_not_held_once_it_is_checked() -> None:
    ledger = Ledger(catalogue())

    def check(price: int) -> None:
        assert ledger.check(f"Hampta Pass costs ₹{price:,} per person.", today=date(2026, 5, 1), treks=["hampta-pass"])

    check(1)
    before = held(Text)
    for price in range(10_000, 10_050):
        check(price)
    assert held(Text) <= before
