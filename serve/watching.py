"""Joins the agent to those who count what it does."""

import asyncio
import contextlib

from agent.bootstrap import Agent
from agent.channel.watched import WatchedChannel
from agent.health import free_bytes
from agent.ports import PortError
from serve.metrics import Metrics
from serve.numbers import count_stopped
from serve.people import count_open

_PATIENCE_S = 5.0


def watch(agent: Agent, metrics: Metrics) -> None:
    """From now on the metrics hear of every turn, send and new item."""
    agent.service.on_turn = metrics.observe
    agent.service.on_stopped = metrics.observe_stopped
    agent.service.on_new = metrics.observe_item
    agent.service.on_page = metrics.observe_page
    if isinstance(agent.ports.channel, WatchedChannel):
        agent.ports.channel.on_receipt = metrics.observe_receipt


async def look_around(agent: Agent, metrics: Metrics) -> None:
    """Take what stands now: queues, models, health, numbers, reviews."""
    metrics.look_at(agent.rung, agent.ports.llm.state)
    metrics.look_at_health(await agent.health())
    with contextlib.suppress(OSError):
        metrics.disk.set(free_bytes(agent.environment.cairn_data))
    if agent.probe is not None and agent.probe.clock_off_s is not None:
        metrics.clock.set(agent.probe.clock_off_s)
    # A journal that fails shows in cairn_component_up; the counters must be readable just then.
    with contextlib.suppress(PortError, TimeoutError):
        async with asyncio.timeout(_PATIENCE_S):
            metrics.look_at_depth(await agent.ports.journal.depth())
            await count_stopped(agent.ports.journal, metrics)
            await count_open(agent, metrics)
