"""What the outbox still owes: retries, failures that came later, sends nobody knows of, and messages set aside."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

import structlog

from agent.channel.error_codes import (
    COUNTRY_REFUSED,
    HELD_HOURS,
    HELD_MARKS,
    TEMPLATE_MARKS,
    UNREACHABLE,
    WINDOW_CLOSED,
)
from agent.journal.send_rules import PAGE, template_of, template_subject
from agent.logs import of_turn
from agent.people.paging import page_needs_a_person
from agent.ports import Address, Outgoing, PortError, Ports
from agent.sending.aside import kind_words
from agent.sending.attempt import attempt, delivery_of
from agent.sending.outcome import after_failure
from agent.sending.person import to_a_person
from agent.sending.restriction import COUNTRY_HOURS, REFUSED, country_subject, may_begin, template_may_leave
from agent.turn import Delivery

log = structlog.get_logger("channel")

_ASIDE = "messages set aside"
"""What the work on them is called among the sends under way."""


class Dispatcher:
    """Sees to every send that is due. Waiting costs nothing: it stands in the journal, and no task sleeps on it."""

    def __init__(
        self,
        ports: Ports,
        *,
        unknown_after_s: float,
        on_page: Callable[[Delivery], None] = lambda page: None,
        at_once: int = 50,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`unknown_after_s`: how long a status may take to say what became of an unknown send."""
        self._ports = ports
        self._unknown_after_s = unknown_after_s
        self._at_once = at_once
        self._on_page = on_page
        self._clock = clock
        self._running: dict[str, asyncio.Task[None]] = {}

    async def run(self, poll_s: float = 0.5) -> None:
        """Look again and again; a journal that fails is tried with the next look."""
        while True:
            try:
                await self.look()
            except Exception as error:  # a dispatcher that dies silently would leave everybody waiting
                log.error("outbox not looked at", reason=_said(error))
            await asyncio.sleep(poll_s)

    async def look(self) -> None:
        """Begin with everything that is due and not in hand yet."""
        for send in await self._ports.journal.due_sends(unknown_after_s=self._unknown_after_s, limit=self._at_once):
            if send.id not in self._running and len(self._running) < self._at_once:
                self._begin(send.id, self._see_to(send))
        if await self._ports.journal.set_aside() and _ASIDE not in self._running:
            self._begin(_ASIDE, self._kind_words())

    async def finish(self, within_s: float) -> None:
        """Let attempts under way end; one that does not is unknown after the next start."""
        if self._running:
            _, late = await asyncio.wait(self._running.values(), timeout=within_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _begin(self, what: str, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._running[what] = task
        task.add_done_callback(lambda done: self._running.pop(what, None))

    async def _kind_words(self) -> None:
        try:
            await kind_words(self._ports)
        except Exception as error:  # tried again with the next look
            log.error("kind word put off", reason=_said(error))

    async def _see_to(self, send: Outgoing) -> None:
        with of_turn(send.message_id):
            try:
                await see_to(send, self._ports, self._on_page, self._clock())
            except Exception as error:  # tried again with the next look
                log.error("send put off", send=send.id, reason=_said(error))


def _said(error: Exception) -> str:
    """Only our own words go into a log: another error may quote what a customer wrote."""
    return str(error) if isinstance(error, PortError) else type(error).__name__


async def see_to(send: Outgoing, ports: Ports, on_page: Callable[[Delivery], None], now: datetime) -> None:
    """The one next thing to do about a send that is due."""
    if send.state == "sending":
        await _long_silent(send, ports)
    elif send.state == "queued":
        await _post(send, ports, on_page)
    elif send.message_id.startswith(PAGE):
        await page_needs_a_person(send, ports)
    elif send.state == "unknown":
        await to_a_person(send, "unknown", ports, now)
    else:
        await _after_failure(send, ports, now)


async def _long_silent(send: Outgoing, ports: Ports) -> None:
    """Nobody wrote down how it ended: what surely never left waits again, all else is unknown."""
    never_left = await ports.journal.close_send(send.id, "queued", counted=False, posted=False)
    if never_left.state == "sending":
        await ports.journal.close_send(send.id, "unknown", error="no answer was ever written down")


async def _post(send: Outgoing, ports: Ports, on_page: Callable[[Delivery], None]) -> None:
    is_page = send.message_id.startswith(PAGE)
    if not await _may_leave(send, ports):
        await _over(send, ports)
        return
    taken = await ports.journal.take_send(send.id)
    if taken is None:
        return
    ended = await attempt(taken, ports)
    if is_page:
        on_page(delivery_of(ended))


async def _may_leave(send: Outgoing, ports: Ports) -> bool:
    """A template while WhatsApp takes it, anything else within the 24 hours; a page is tried all the same."""
    if send.message_id.startswith(PAGE):
        return not send.is_template or await may_begin(send.number, ports.journal)
    if send.is_template:
        return await template_may_leave(send.body, send.contact, send.number, ports.journal)
    return await ports.journal.window_left_s(send.contact, send.number) > 0


async def _over(send: Outgoing, ports: Ports) -> None:
    """The 24 hours ended, or templates were stopped, while it waited: the template, if it may leave, else a person."""
    if await ports.journal.take_send(send.id):
        await ports.journal.close_send(
            send.id, "failed", error="it waited until it may not leave any more", code=WINDOW_CLOSED, counted=False
        )


async def _after_failure(send: Outgoing, ports: Ports, now: datetime) -> None:
    await _remember(send, ports)
    outcome = after_failure(send, await ports.journal.window_left_s(send.contact, send.number))
    if outcome.do == "person":
        unreachable = send.code in UNREACHABLE
        await to_a_person(send, outcome.why, ports, now, severity="low" if unreachable else "medium")
        return
    if outcome.do == "template" and not await _fallback_may_leave(send, ports):
        await to_a_person(send, "window_closed", ports, now)
        return
    body = send.fallback if outcome.do == "template" else None
    if await ports.journal.send_again(send.id, wait_s=outcome.wait_s, body=body):
        log.info("send made again", send=send.id, code=send.code, as_template=body is not None)


async def _fallback_may_leave(send: Outgoing, ports: Ports) -> bool:
    """Asked when it is to leave: what was usable when the answer was written may be paused by now."""
    return await template_may_leave(send.fallback, send.contact, send.number, ports.journal)


async def _remember(send: Outgoing, ports: Ports) -> None:
    """What the code says beyond this one message, of the contact, of their country or of the template."""
    code = send.code or 0
    for kind in (kind for kind, of in HELD_MARKS.items() if of == code):
        await ports.journal.mark(send.contact, kind, HELD_HOURS)
    # What was held back here for its country says nothing new of it: else nothing would ever be tried again.
    if code == COUNTRY_REFUSED and send.left:
        country = country_subject(await ports.journal.address(send.contact) or Address())
        if country:
            await ports.journal.mark(country, REFUSED, COUNTRY_HOURS)
            log.error("country refused: nothing more is posted to it for a day", country=country, code=code)
    if code in TEMPLATE_MARKS and send.is_template:
        name, language = template_of(send.body)
        await ports.journal.mark(template_subject(name, language), TEMPLATE_MARKS[code])
        log.error("template blocked", template=name, language=language, code=code, lift=f"cairn template lift {name}")
