"""The journal of a dry run: in memory, and it knows of a contact what the followed file says as soon as it is asked."""

from collections.abc import Awaitable, Callable

from agent.journal.memory import MemoryJournal
from agent.ports import Address, ConsentEntry, Pause


class MirrorJournal(MemoryJournal):
    """What is written here stays here."""

    def __init__(self, know: Callable[[str], Awaitable[None]], *, now: Callable[[], float]) -> None:
        """`know` takes in what the file says of a contact."""
        super().__init__(now=now)
        self._know = know

    def find(self, number: str) -> str:
        """The contact with this phone number; empty when nobody known here has it."""
        return self._persons.find(number)

    async def address(self, contact: str) -> Address | None:
        await self._know(contact)
        return await super().address(contact)

    async def enrol(self, contact: str, address: Address) -> None:
        await self._know(contact)
        await super().enrol(contact, address)

    async def consent(self, contact: str) -> ConsentEntry | None:
        await self._know(contact)
        return await super().consent(contact)

    async def write_consent(self, entry: ConsentEntry) -> None:
        await self._know(entry.contact)
        await super().write_consent(entry)

    async def pause(self, pause: Pause) -> bool:
        await self._know(pause.contact)
        return await super().pause(pause)

    async def pause_of(self, contact: str) -> Pause | None:
        await self._know(contact)
        return await super().pause_of(contact)

    async def count_waiting(self, contact: str, message_id: str) -> None:
        await self._know(contact)
        await super().count_waiting(contact, message_id)

    async def end_pause(self, contact: str, by: str) -> bool:
        await self._know(contact)
        return await super().end_pause(contact, by)
