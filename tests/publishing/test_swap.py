"""A turn that is under way while another config goes into service."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import ClassVar

from agent.channel.memory import Outbox
from agent.pipeline import Pipeline
from agent.ports import Ports
from agent.publishing.canary import Canary
from agent.reload import LivePipeline
from agent.service import Service
from agent.settings import ServiceSettings
from agent.step import Step
from agent.store.feed import Feed
from agent.turn import Turn
from tests.conftest import Load
from tests.sample_steps import Shout
from tests.test_service import START, STEPS, until, written


class Pause(Step):
    """Waits until the test lets it go on."""

    reads: ClassVar[frozenset[str]] = frozenset({"message"})
    writes: ClassVar[frozenset[str]] = frozenset({"customer"})
    reached: ClassVar[asyncio.Event] = asyncio.Event()
    go_on: ClassVar[asyncio.Event] = asyncio.Event()

    async def run(self, turn: Turn, ports: Ports) -> Turn:
        self.reached.set()
        await self.go_on.wait()
        return turn


QUIET = "steps: [pause, echo, {step: send, on_error: stop}, {step: log, on_error: stop}]"
LOUD = "steps: [echo, shout, {step: send, on_error: stop}, {step: log, on_error: stop}]"
TABLE: dict[str, type[Step]] = {**STEPS, "pause": Pause, "shout": Shout}


def said(ports: Ports) -> list[str]:
    assert isinstance(ports.channel, Outbox)
    return [post.outgoing.body["text"]["body"] for post in ports.channel.posts]


def everybody(pipeline: Pipeline) -> Canary:
    """A canary that serves all contacts."""
    return Canary(
        number=1,
        hash=pipeline.config_hash,
        text_hash="",
        base="",
        share=1.0,
        salt="",
        author="asha",
        reason="",
        since=START,
    )


async def answered_across(live: LivePipeline, ports: Ports, swap: Callable[[], None]) -> list[Turn]:
    """One message before the swap and one after it; the first turn ends after the second has."""
    Pause.reached, Pause.go_on = asyncio.Event(), asyncio.Event()
    feed, turns = Feed(ports.journal, ports.store), list[Turn]()
    service = Service(live.serving, ports, feed, ServiceSettings(burst_window_s=0.0))
    service.on_turn = lambda turn, seconds: turns.append(turn)
    running = asyncio.create_task(service.run(poll_s=0.05))
    await service.receive([written(1, "before", sender="919000000001")])
    await Pause.reached.wait()
    swap()
    await service.receive([written(2, "after", sender="919000000002")])
    await until(lambda: len(turns) == 1)
    Pause.go_on.set()
    await until(lambda: len(turns) == 2)
    await service.stop()
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    await feed.aclose()
    return turns


async def test_a_turn_keeps_the_config_it_began_with_though_another_goes_live(load: Load, ports: Ports) -> None:
    old, new = load(QUIET, TABLE), load(LOUD, TABLE)
    live = LivePipeline(old.config.path, old, ports)
    after, before = await answered_across(live, ports, lambda: setattr(live, "current", new))

    assert said(ports) == ["AFTER", "before"]
    assert (after.config_hash, before.config_hash) == (new.config_hash, old.config_hash)
    assert [run.step for run in before.trace] == ["pause", "echo", "send", "log"]


async def test_a_turn_keeps_the_config_it_began_with_though_its_contact_is_in_a_new_canary(
    load: Load, ports: Ports
) -> None:
    old, new = load(QUIET, TABLE), load(LOUD, TABLE)
    live = LivePipeline(old.config.path, old, ports)
    after, before = await answered_across(live, ports, lambda: setattr(live, "canary", (everybody(new), new)))

    assert (after.config_hash, before.config_hash) == (new.config_hash, old.config_hash)
    assert said(ports) == ["AFTER", "before"]
