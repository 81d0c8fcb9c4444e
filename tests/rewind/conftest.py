"""One stretch of traffic for all tests here: making it takes longest."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent.pipeline import Pipeline
from agent.ports import Ports
from agent.rewind import Past, logged_turns, past_of
from agent.turn import Turn
from tests.real_parts import data_folder
from tests.rewind.world import TALK, World, drafted, shipped_index


@dataclass(frozen=True)
class Stretch:
    """Logged turns with the world they were logged in."""

    data: Path
    live: Pipeline
    world: World
    turns: list[Turn]
    past: Past

    @property
    def ports(self) -> Ports:
        return self.world.ports


async def _talk(world: World) -> None:
    for phone, *texts in TALK:
        if texts == ["(released)"]:
            await world.release(phone)
        else:
            await world.write(phone, *texts)


@pytest.fixture(scope="session")
def stretch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stretch]:
    """A morning of conversations: questions, a STOP and a START, an emergency, a complaint, a colleague's pause."""
    folder = data_folder(tmp_path_factory.mktemp("rewind"))
    live = drafted()

    async def made() -> World:
        world = await World.on(folder, shipped_index(folder), live)
        await live.warm_up(world.ports)
        await _talk(world)
        return world

    world = asyncio.run(made())
    turns = logged_turns(world.reader)
    yield Stretch(folder, live, world, turns, past_of(world.reader, turns))
    asyncio.run(world.ports.store.aclose())
