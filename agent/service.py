"""One message in: wait for the burst, claim, run, settle. Order per contact; recovery of what was left."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from logging import CRITICAL, INFO, WARNING
from typing import Any

import structlog

from agent.channel.alerts import Urgency, alert_of
from agent.intake.attention import attend
from agent.intake.burst import patience_s
from agent.intake.held import HeldMessages
from agent.intake.merged import merge
from agent.intake.pace import Pace
from agent.intake.places import Places
from agent.intake.recall import recalled
from agent.intake.sparing import sparing
from agent.journal.rules import stop_reason
from agent.logs import of_turn
from agent.pipeline import Pipeline, TurnStoppedError
from agent.ports import InboxItem, InboxMessage, InboxStatus, Lease, LeaseLostError, PortError, Ports, Waiting
from agent.sending.dispatcher import Dispatcher
from agent.settings import ServiceSettings
from agent.store.feed import Feed
from agent.turn import Delivery, Inbound, Turn
from agent.turn_log import log_turn, plain_error

log = structlog.get_logger("channel")

_LOG_LEVEL: Mapping[Urgency, int] = {"critical": CRITICAL, "warning": WARNING, "info": INFO}
RETRY_AFTER_S = (2.0, 10.0, 30.0)
"""Wait before a conversation whose turn was stopped is tried again, by attempt."""
DISPATCH_S = 0.5
"""How often the outbox is looked at for sends that are due."""
REPORTED_AT_ONCE = 100
"""New items that are counted before acknowledgements come between: a webhook may bring a thousand."""
LOOKING_SHARE = 0.05
"""Of the time, for looking who waits: with a hundred thousand messages waiting that takes long."""


class Service:
    """Answers conversations. Different contacts run side by side, one contact's messages strictly in order."""

    def __init__(
        self,
        pipeline: Callable[[str], Pipeline],
        ports: Ports,
        feed: Feed,
        settings: ServiceSettings,
        on_turn: Callable[[Turn, float], None] = lambda turn, seconds: None,
    ) -> None:
        """`pipeline` is asked once for each turn, for its contact: a turn sees one config from start to end.

        `on_turn` hears of every finished turn and of its wall time, `on_stopped` of those to be tried again.
        """
        self._pipeline = pipeline
        self._ports = ports
        self._feed = feed
        self._settings = settings
        self.on_turn = on_turn
        self.on_stopped: Callable[[Turn, str], None] = lambda turn, step: None
        self.on_new: Callable[[InboxItem], None] = lambda item: None
        self.on_heard: Callable[[Sequence[str]], None] = lambda numbers: None
        self.on_page: Callable[[Delivery], None] = lambda page: None
        self._places = Places(settings.turns_at_once)
        self._conversations: dict[str, asyncio.Task[None]] = {}
        self._background: set[asyncio.Task[Any]] = set()
        self._news = asyncio.Event()
        self._line = asyncio.Lock()
        self._flood = Pace(60.0 / settings.messages_a_minute, settings.messages_a_minute)
        self._dispatcher = Dispatcher(
            ports, unknown_after_s=settings.unknown_after_s, on_page=lambda page: self.on_page(page)
        )
        self.held = HeldMessages(ports.journal)
        self._looking: list[asyncio.Task[None]] = []
        self._stopping = False

    async def receive(self, items: Sequence[InboxItem]) -> int:
        """Commit what the webhook brought, then see to it; returns how many were new. Raises PortError."""
        return await self.taken(items, await self._ports.journal.receive(items))

    async def taken(self, items: Sequence[InboxItem], new: Sequence[bool]) -> int:
        """See to what was committed; returns how many were new."""
        fresh = [item for item, is_new in zip(items, new, strict=True) if is_new]
        self._feed.poke()
        if heard := [item.number for item in fresh if isinstance(item, InboxMessage)]:
            self.on_heard(heard)
            self._news.set()
        for place, item in enumerate(fresh):
            self._report(item)
            if place % REPORTED_AT_ONCE == REPORTED_AT_ONCE - 1:
                await asyncio.sleep(0)
        return len(fresh)

    def _report(self, item: InboxItem) -> None:
        self.on_new(item)
        if isinstance(item, InboxStatus) and (reason := stop_reason(item)):
            log.error("number stopped", reason=reason)
        alert = alert_of(item)
        if alert is not None:
            log.log(_LOG_LEVEL[alert.urgency], "whatsapp account", kind=alert.kind, told=alert.text)

    async def run(self, poll_s: float = 1.0) -> None:
        """Take up what waits, at each news and now and then: no wake-up can be lost for ever."""
        dispatching = self._dispatcher.run(min(poll_s, DISPATCH_S))
        self._looking = [asyncio.create_task(work) for work in (dispatching, self._read_held(poll_s))]
        while not self._stopping:
            self._news.clear()
            async with sparing(LOOKING_SHARE):
                with contextlib.suppress(PortError):  # the journal's own health check reports it
                    await self._take_up()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(poll_s):
                    await self._news.wait()

    async def _read_held(self, poll_s: float) -> None:
        """A stopped number sends nothing, so a danger written to it must be told in another way."""
        while True:
            async with sparing(LOOKING_SHARE):
                with contextlib.suppress(PortError):  # the journal's own health check reports it
                    await self.held.look()
            await asyncio.sleep(poll_s)

    async def _take_up(self) -> None:
        """Start a conversation for every contact that waits and has none running."""
        for contact in await self._ports.journal.waiting():
            if contact not in self._conversations and not self._stopping:
                self._converse(contact)

    async def stop(self) -> None:
        """Take no new conversation and let those under way finish; what does not is answered after the next start."""
        self._stopping = True
        self._news.set()
        for task in self._looking:
            task.cancel()
        running = [*self._conversations.values(), *self._background]
        if running:
            _, late = await asyncio.wait(running, timeout=self._settings.drain_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._dispatcher.finish(self._settings.drain_s)

    @property
    def busy(self) -> int:
        """Conversations being answered now."""
        return len(self._conversations)

    def _spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    def _converse(self, contact: str) -> None:
        task = asyncio.create_task(self._answer_waiting(contact))
        self._conversations[contact] = task
        task.add_done_callback(lambda done: self._conversations.pop(contact, None))

    async def _answer_waiting(self, contact: str) -> None:
        """Answer until nothing of this contact waits. Whatever goes wrong here, the inbox still has the message.

        Waiting for the rest of a burst, or for a flood to calm, takes no place from anybody.
        """
        try:
            while not self._stopping and (waiting := await self._quiet(contact)):
                async with self._places.of(waiting.attempts):
                    if not await self._answer_next(contact):
                        return
        except LeaseLostError:
            log.warning("conversation taken over by another worker", contact=contact)
        except PortError as error:
            log.error("conversation put off", contact=contact, reason=str(error))
            await asyncio.sleep(RETRY_AFTER_S[0])

    async def _answer_next(self, contact: str) -> bool:
        """One turn; False when there was nothing to lease, or nobody may."""
        lease = await self._ports.journal.lease(contact, self._settings.lease_s)
        if lease is None:
            return False
        self._flood.charge(contact, len(lease.messages))
        await self._answer(lease)
        return True

    async def _quiet(self, contact: str) -> Waiting | None:
        """Wait until the customer seems to have said all, or the limit is over; None when nothing waits.

        Who writes faster than anybody could be answered waits longer, and is answered all at once.
        """
        loop = asyncio.get_running_loop()
        calm = min(self._flood.wait(contact), self._settings.flood_wait_s)
        end = loop.time() + max(self._settings.burst_limit_s, calm)
        calm_at = loop.time() + calm
        while True:
            waiting = await self._ports.journal.peek(contact)
            if not waiting.messages:
                return None
            quiet_s = patience_s(waiting.last_text, self._settings) - waiting.age_s
            wait = min(max(quiet_s, calm_at - loop.time()), end - loop.time())
            if wait <= 0 or self._stopping:
                return waiting
            await asyncio.sleep(wait)

    async def _answer(self, lease: Lease) -> None:
        message = merge(lease.messages)
        if message is None:
            await self._ports.journal.settle(lease)
            return
        with of_turn(message.id):
            keep = asyncio.create_task(self._keep(lease))
            try:
                await self._run_turn(message, lease)
            finally:
                keep.cancel()

    async def _run_turn(self, message: Inbound, lease: Lease) -> None:
        answered = asyncio.Event()
        self._spawn(attend(lease.messages, self._ports, answered))
        pipeline, started = self._pipeline(message.contact), time.perf_counter()
        try:
            read = await recalled(message, self._ports.store)
            turn = await pipeline.run(Turn(message=read), self._ports, self._in_line)
        except TurnStoppedError as stopped:
            why = plain_error(stopped.reason)
            log.error("turn stopped, to be tried again", step=stopped.step, attempt=lease.attempts, reason=why)
            self.on_stopped(stopped.turn, stopped.step)
            wait = RETRY_AFTER_S[min(lease.attempts, len(RETRY_AFTER_S)) - 1]
            await self._ports.journal.release(lease, again_in_s=wait)
            return
        finally:
            answered.set()
        seconds = time.perf_counter() - started
        await self._ports.journal.settle(lease)
        log_turn(turn, pipeline.steps, seconds)
        self.on_turn(turn, seconds)
        await self._feed.catch_up()

    async def _in_line(self) -> None:
        """What a turn still does on the loop is one stage long, and all that came meanwhile is seen to before the
        next: 200 ready turns that each take 20 ms would else hold up every acknowledgement for 4 s."""
        async with self._line:
            await asyncio.sleep(0)

    async def _keep(self, lease: Lease) -> None:
        """Hold the lease while a slow turn runs. Once it is lost, every write of the turn will say so itself."""
        with contextlib.suppress(PortError):
            while True:
                await asyncio.sleep(self._settings.lease_s / 3)
                await self._ports.journal.renew(lease, self._settings.lease_s)
