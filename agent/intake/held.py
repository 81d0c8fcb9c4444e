"""What waits on a stopped number is read for words of danger: nothing may leave from it, but a person is called."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256

import structlog

from agent.channel.kinds import STARTS_A_TURN
from agent.ports import Journal, ReviewItem
from agent.safety.emergency import find_emergency
from agent.turn import EmergencyKind, Inbound

UNPAGED = "page:number_stopped"
"""Flag of an emergency nobody was paged for through WhatsApp, because its number may not send."""
PORTION = 50

log = structlog.get_logger("channel")


class HeldMessages:
    """Reads each held message once in the life of a process; the review queue knows which were found before."""

    def __init__(
        self, journal: Journal, on_emergency: Callable[[EmergencyKind, str], None] = lambda kind, contact: None
    ) -> None:
        """`on_emergency` hears of each danger found, and of whose it is."""
        self._journal = journal
        self.on_emergency = on_emergency
        self._stopped: frozenset[str] = frozenset()
        self._read_to = 0

    async def look(self) -> None:
        """Read the next portion. Raises PortError when the journal does not answer."""
        stopped = frozenset([state.number for state in await self._journal.stopped_numbers()])
        if stopped != self._stopped:
            self._stopped, self._read_to = stopped, 0
        if not stopped:
            return
        messages, read_to = await self._journal.held(after=self._read_to, limit=PORTION)
        await self._read(messages)
        self._read_to = read_to

    async def _read(self, messages: Sequence[Inbound]) -> None:
        for message in messages:
            if message.kind not in STARTS_A_TURN:
                continue
            # Beside the event loop: the meaning of a text takes 20 ms and more, which every webhook would wait for.
            kind = await asyncio.to_thread(find_emergency, message.text)
            if kind is not None:
                await self._call_a_person(message, kind)

    async def _call_a_person(self, message: Inbound, kind: EmergencyKind) -> None:
        key = sha256(f"{message.contact}:{message.number}:{message.id}:{UNPAGED}".encode()).hexdigest()[:12]
        item = ReviewItem(
            id=f"r-{key}",
            contact=message.contact,
            message_id=message.id,
            reason="emergency",
            flags=(UNPAGED, kind),
            severity="critical",
            opened_at=datetime.now(UTC),
        )
        if await self._journal.open_review(item):
            log.critical("emergency on a stopped number", kind=kind, contact=message.contact)
            self.on_emergency(kind, message.contact)
