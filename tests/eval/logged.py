"""Turns as the store tells them: a journal and a store in memory, and the way to ask them."""

from collections.abc import Sequence
from typing import Any

from agent.journal.memory import MemoryJournal
from agent.store.memory import MemoryStore
from agent.turn import Turn
from agent.turn_json import to_json
from eval.traffic.logged_risk import Query
from workbench.bridge import Bridge


def store_of(turns: Sequence[Turn]) -> Query:
    """SQL over these turns, each logged once."""
    bridge, journal, store = Bridge(), MemoryJournal(), MemoryStore()

    async def fill() -> None:
        for one in turns:
            await journal.record("turn", one.message.id, one.message.contact, to_json(one))
        await store.apply(await journal.records_after(0))

    bridge.run(fill())

    def ask(sql: str, parameters: Sequence[Any]) -> Any:
        return bridge.run(store.query(sql, parameters))

    return ask
