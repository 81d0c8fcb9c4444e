"""The part of the journal on disk about numbers and people: stops, news, consent, pauses, reviews, identities."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from agent.journal import (
    identities,
    ledger,
    merging,
    news,
    numbers,
    people,
)
from agent.journal.merging import real
from agent.journal.sqlite_file import JournalFile, moved
from agent.ports import (
    Address,
    ConsentEntry,
    NumberState,
    Pause,
    ReviewItem,
    ReviewState,
    TemplateState,
)


class ContactsOnDisk(JournalFile):
    """See `Journal`: what is known of business numbers, templates and contacts."""

    async def number_state(self, number: str) -> NumberState:
        return await self._read(lambda connection: numbers.state(connection, number, self._now()))

    async def stopped_numbers(self) -> Sequence[NumberState]:
        return await self._read(lambda connection: numbers.stopped(connection, self._now()))

    async def known_numbers(self) -> Sequence[str]:
        return await self._read(numbers.known)

    async def stop_number(self, number: str, reason: str, by: str, until: datetime | None = None) -> bool:
        return await self._write(lambda connection: numbers.stop(connection, number, reason, by, until, self._now()))

    async def start_number(self, number: str, by: str) -> bool:
        return await self._write(lambda connection: news.start(connection, number, by, self._now()))

    async def number_facts(self, number: str) -> Mapping[str, str]:
        return await self._read(lambda connection: news.facts(connection, number))

    async def newest_fact(self, name: str) -> str:
        return await self._read(lambda connection: news.newest_fact(connection, name))

    async def template(self, name: str, language: str) -> TemplateState:
        return await self._read(lambda connection: news.template(connection, name, language))

    async def consent(self, contact: str) -> ConsentEntry | None:
        return await self._read(lambda connection: ledger.newest_consent(connection, real(connection, contact)))

    async def write_consent(self, entry: ConsentEntry) -> None:
        await self._write(lambda connection: ledger.write_consent(connection, moved(connection, entry), self._now()))

    async def pause(self, pause: Pause) -> bool:
        return await self._write(lambda connection: people.pause(connection, moved(connection, pause), self._now()))

    async def pause_of(self, contact: str) -> Pause | None:
        return await self._read(lambda connection: people.pause_of(connection, real(connection, contact), self._now()))

    async def hold(self, wanted: Pause, *, instead_of: str, free_before: datetime) -> Pause:
        return await self._write(
            lambda connection: people.hold(connection, moved(connection, wanted), instead_of, free_before, self._now())
        )

    async def count_waiting(self, contact: str, message_id: str) -> None:
        await self._write(
            lambda connection: people.count_waiting(connection, real(connection, contact), message_id, self._now())
        )

    async def end_pause(self, contact: str, by: str) -> bool:
        return await self._write(
            lambda connection: people.end_pause(connection, real(connection, contact), by, self._now())
        )

    async def open_review(self, item: ReviewItem) -> bool:
        return await self._write(
            lambda connection: people.open_review(connection, moved(connection, item), self._now())
        )

    async def reviews(self, state: ReviewState = "open") -> Sequence[ReviewItem]:
        return await self._read(lambda connection: people.reviews(connection, state))

    async def close_review(self, item_id: str, by: str) -> ReviewItem | None:
        return await self._write(lambda connection: people.close_review(connection, item_id, by, self._now()))

    async def address(self, contact: str) -> Address | None:
        return await self._read(lambda connection: identities.address(connection, contact))

    async def resolve(self, address: Address) -> str:
        return await self._write(lambda connection: identities.resolve(connection, address, self._now()))

    async def enrol(self, contact: str, address: Address) -> None:
        await self._write(
            lambda connection: identities.enrol(connection, real(connection, contact), address, self._now())
        )

    async def merge(self, kept: str, gone: str, by: str) -> bool:
        return await self._write(lambda connection: merging.merge(connection, kept, gone, by, self._now()))
