"""The shipped agent, for tests that hold whole conversations with it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from agent.agent import Agent
from agent.bootstrap import build_dry_agent
from agent.settings import Environment


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def agent(shipped_data: Path) -> AsyncIterator[Agent]:
    found = await build_dry_agent(environment=Environment(cairn_data=shipped_data))
    yield found
    await found.aclose()
