"""One message in: wait for the burst, claim, run, settle. Order per contact; recovery of what was left."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from logging import CRITICAL, INFO, WARNING
from typing import Any

import structlog

from agent.attention import attend
from agent.channel.alerts import Urgency, alert_of
from agent.channel.payload import STARTS_A_TURN
from agent.paging import try_pages_again
from agent.pipeline import Pipeline, TurnStoppedError
from agent.ports import InboxItem, InboxMessage, Lease, LeaseLostError, PortError, Ports
from agent.recall import recalled
from agent.settings import ServiceSettings
from agent.store.feed import Feed
from agent.turn import Delivery, Inbound, Turn

log = structlog.get_logger("channel")

_LOG_LEVEL: Mapping[Urgency, int] = {"critical": CRITICAL, "warning": WARNING, "info": INFO}
RETRY_AFTER_S = (2.0, 10.0, 30.0)
"""Wait before a conversation whose turn was stopped is tried again, by attempt."""
PAGES_AGAIN_S = 5.0
"""How often pages that did not leave are tried again."""
PLACES_AT_START = 4
"""Conversations answered at once before any was: each that succeeds opens one more place.

A crash counts against every message under way, and three set a message aside: a crash at the start may cost few.
"""


class Service:
    """Answers conversations. Different contacts run side by side, one contact's messages strictly in order."""

    def __init__(
        self,
        pipeline: Callable[[], Pipeline],
        ports: Ports,
        feed: Feed,
        settings: ServiceSettings,
        on_turn: Callable[[Turn], None] = lambda turn: None,
    ) -> None:
        self._pipeline = pipeline
        self._ports = ports
        self._feed = feed
        self._settings = settings
        self.on_turn = on_turn
        self.on_new: Callable[[InboxItem], None] = lambda item: None
        self.on_page: Callable[[Delivery], None] = lambda page: None
        self._next_pages = 0.0
        at_start = min(PLACES_AT_START, settings.turns_at_once)
        self._places = asyncio.Semaphore(at_start)
        self._places_to_open = settings.turns_at_once - at_start
        self._conversations: dict[str, asyncio.Task[None]] = {}
        self._background: set[asyncio.Task[Any]] = set()
        self._last_word: dict[str, float] = {}
        self._stopping = False

    async def receive(self, items: Sequence[InboxItem]) -> int:
        """Commit what the webhook brought, then see to it; returns how many were new. Raises PortError."""
        new = await self._ports.journal.receive(items)
        fresh = [item for item, is_new in zip(items, new, strict=True) if is_new]
        self._feed.poke()
        for item in fresh:
            self._report(item)
        if any(isinstance(item, InboxMessage) for item in fresh):
            self._spawn(self.wake())
        return len(fresh)

    def _report(self, item: InboxItem) -> None:
        self.on_new(item)
        alert = alert_of(item)
        if alert is not None:
            log.log(_LOG_LEVEL[alert.urgency], "whatsapp account", kind=alert.kind, told=alert.text)

    async def wake(self) -> None:
        """Start a conversation for every contact that waits and has none running."""
        for contact in await self._ports.journal.waiting():
            self._last_word[contact] = asyncio.get_running_loop().time()
            if contact not in self._conversations and not self._stopping:
                self._converse(contact)

    async def run(self, poll_s: float = 1.0) -> None:
        """Take up what an earlier process left, then look again now and then: no wake-up can be lost for ever."""
        while not self._stopping:
            with contextlib.suppress(PortError):  # the journal's own health check reports it
                await self._take_up()
            with contextlib.suppress(PortError):
                await self._page_again()
            await asyncio.sleep(poll_s)

    async def _page_again(self) -> None:
        """Pages that did not leave are tried again for as long as it takes: somebody is in danger."""
        now = asyncio.get_running_loop().time()
        if now < self._next_pages:
            return
        self._next_pages = now + PAGES_AGAIN_S
        for page in await try_pages_again(self._ports):
            self.on_page(page)

    async def _take_up(self) -> None:
        for contact in await self._ports.journal.waiting():
            if contact not in self._conversations and not self._stopping:
                self._converse(contact)

    async def stop(self) -> None:
        """Take no new conversation and let those under way finish; what does not is answered after the next start."""
        self._stopping = True
        running = [*self._conversations.values(), *self._background]
        if running:
            _, late = await asyncio.wait(running, timeout=self._settings.drain_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

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
        """Answer until nothing of this contact waits. Whatever goes wrong here, the inbox still has the message."""
        try:
            await self._quiet(contact)
            async with self._places:
                while not self._stopping and (lease := await self._lease(contact)) is not None:
                    await self._answer(lease)
        except LeaseLostError:
            log.warning("conversation taken over by another worker", contact=contact)
        except PortError as error:
            log.error("conversation put off", contact=contact, reason=str(error))
            await asyncio.sleep(RETRY_AFTER_S[0])
        finally:
            self._last_word.pop(contact, None)

    async def _lease(self, contact: str) -> Lease | None:
        return await self._ports.journal.lease(contact, self._settings.lease_s)

    async def _quiet(self, contact: str) -> None:
        """Wait until the customer has been quiet for the burst window, or the limit is over."""
        loop = asyncio.get_running_loop()
        end = loop.time() + self._settings.burst_limit_s
        while True:
            quiet_at = self._last_word.get(contact, 0.0) + self._settings.burst_window_s
            wait = min(quiet_at, end) - loop.time()
            if wait <= 0:
                return
            await asyncio.sleep(wait)

    async def _answer(self, lease: Lease) -> None:
        message = merge(lease.messages)
        if message is None:
            await self._ports.journal.settle(lease)
            return
        structlog.contextvars.bind_contextvars(turn=turn_label(message.id))
        keep = asyncio.create_task(self._keep(lease))
        try:
            await self._run_turn(message, lease)
        finally:
            keep.cancel()

    async def _run_turn(self, message: Inbound, lease: Lease) -> None:
        answered = asyncio.Event()
        self._spawn(attend(lease.messages, self._ports, answered))
        try:
            read = await recalled(message, self._ports.store)
            turn = await self._pipeline().run(Turn(message=read), self._ports)
        except TurnStoppedError as stopped:
            if (await self._ports.journal.number_state(message.number)).stopped:
                await self._ports.journal.release(lease, counted=False)
                return
            log.error("turn stopped, to be tried again", step=stopped.step, attempt=lease.attempts, reason=str(stopped))
            await asyncio.sleep(RETRY_AFTER_S[min(lease.attempts, len(RETRY_AFTER_S)) - 1])
            await self._ports.journal.release(lease)
            return
        finally:
            answered.set()
        await self._ports.journal.settle(lease)
        self._open_place()
        self.on_turn(turn)
        await self._feed.catch_up()

    def _open_place(self) -> None:
        if self._places_to_open:
            self._places_to_open -= 1
            self._places.release()

    async def _keep(self, lease: Lease) -> None:
        """Hold the lease while a slow turn runs. Once it is lost, every write of the turn will say so itself."""
        with contextlib.suppress(PortError):
            while True:
                await asyncio.sleep(self._settings.lease_s / 3)
                await self._ports.journal.renew(lease, self._settings.lease_s)


def merge(messages: Sequence[Inbound]) -> Inbound | None:
    """A burst as one message: texts line by line, the time of the last, the id of the first; None if none asks."""
    asking = [message for message in messages if message.kind in STARTS_A_TURN]
    if not asking:
        return None
    text = "\n".join(message.text for message in asking if message.text)
    kind = next((message.kind for message in asking if message.text), asking[0].kind)
    choice = next((message.choice for message in asking if message.choice), "")
    latest = max(message.sent_at for message in asking)
    return replace(asking[0], text=text, kind=kind, choice=choice, sent_at=latest)


def turn_label(message_id: str) -> str:
    """A short id for logs that does not give the phone number away, as a wamid would."""
    return sha256(message_id.encode()).hexdigest()[:12]
