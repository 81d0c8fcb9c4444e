"""Joins the agent to those who count what it does."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import ParamSpec

from agent.agent import Agent
from agent.channel.watched import WatchedChannel
from agent.health import free_bytes
from agent.ports import PortError
from serve.metrics import Metrics
from serve.numbers import count_reached, count_stopped
from serve.people import count_open

_PATIENCE_S = 5.0
P = ParamSpec("P")


def watch(agent: Agent, metrics: Metrics) -> None:
    """From now on metrics and alerts hear of every turn, send and new item."""
    desk, traffic, service, canary = agent.alerts, agent.alerts.traffic, agent.service, agent.canary_watch
    service.on_turn = each(metrics.observe, traffic.turn, lambda turn, seconds: canary.turn(turn))
    service.on_stopped = each(
        lambda turn, step: metrics.observe_stopped(step), lambda turn, step: traffic.stopped(), canary.stopped
    )
    service.on_new = each(metrics.observe_item, desk.news, canary.news)
    service.on_page = metrics.observe_page
    service.held.on_emergency = desk.emergency
    desk.post.on_end = lambda target, how: metrics.delivered.labels(target, how).inc()
    if isinstance(agent.ports.channel, WatchedChannel):
        agent.ports.channel.on_receipt = each(
            metrics.observe_receipt, lambda receipt, seconds: traffic.receipt(receipt)
        )


def each(*hearers: Callable[P, None]) -> Callable[P, None]:
    """Tells all of them."""

    def tell(*args: P.args, **kwargs: P.kwargs) -> None:
        for hear in hearers:
            hear(*args, **kwargs)

    return tell


async def look_around(agent: Agent, metrics: Metrics) -> None:
    """Take what stands now: queues, models, health, numbers, reviews."""
    metrics.look_at(agent.rung, agent.ports.llm.state)
    metrics.look_at_health(await agent.health())
    metrics.look_at_alerts(agent.alerts.firing)
    with contextlib.suppress(OSError):
        metrics.disk.set(free_bytes(agent.environment.cairn_data))
    if agent.probe is not None and agent.probe.clock_off_s is not None:
        metrics.clock.set(agent.probe.clock_off_s)
    # A journal that fails shows in cairn_component_up; the counters must be readable just then.
    with contextlib.suppress(PortError, TimeoutError):
        async with asyncio.timeout(_PATIENCE_S):
            metrics.look_at_depth(await agent.ports.journal.depth())
            await count_stopped(agent.ports.journal, metrics)
            await count_reached(agent, metrics)
            await count_open(agent, metrics)
