"""The part of the journal in memory about numbers and people: stops, news, consent, pauses, reviews, identities."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from agent.journal.memory_tables import MemoryTables
from agent.ports import (
    Address,
    ConsentEntry,
    NumberState,
    Pause,
    ReviewItem,
    ReviewState,
    TemplateState,
)


class ContactsInMemory(MemoryTables):
    """See `Journal`: what is known of business numbers, templates and contacts."""

    async def number_state(self, number: str) -> NumberState:
        return self._numbers.state(number)

    async def stopped_numbers(self) -> Sequence[NumberState]:
        return self._numbers.stopped()

    async def known_numbers(self) -> Sequence[str]:
        written = {number for number, _ in self._inbox}
        return sorted((written | self._news.numbers | self._numbers.kept) - {""})

    async def stop_number(self, number: str, reason: str, by: str, until: datetime | None = None) -> bool:
        self._must_be_open()
        return self._numbers.stop(number, reason, by, until)

    async def start_number(self, number: str, by: str) -> bool:
        self._must_be_open()
        return self._news.start(number, by)

    async def number_facts(self, number: str) -> Mapping[str, str]:
        return self._news.facts(number)

    async def newest_fact(self, name: str) -> str:
        return self._news.newest_fact(name)

    async def template(self, name: str, language: str) -> TemplateState:
        return self._news.template(name, language)

    async def consent(self, contact: str) -> ConsentEntry | None:
        return self._ledger.newest_consent(self._persons.real(contact))

    async def write_consent(self, entry: ConsentEntry) -> None:
        self._must_be_open()
        self._ledger.write_consent(replace(entry, contact=self._persons.real(entry.contact)))

    async def pause(self, pause: Pause) -> bool:
        self._must_be_open()
        return self._people.pause(replace(pause, contact=self._persons.real(pause.contact)))

    async def pause_of(self, contact: str) -> Pause | None:
        return self._people.pause_of(self._persons.real(contact))

    async def hold(self, wanted: Pause, *, instead_of: str, free_before: datetime) -> Pause:
        self._must_be_open()
        wanted = replace(wanted, contact=self._persons.real(wanted.contact))
        return self._people.hold(wanted, instead_of, free_before)

    def know_pause(self, pause: Pause) -> None:
        """In a dry run: who holds it and when it ends, as another journal says."""
        self._people.know(pause)

    async def count_waiting(self, contact: str, message_id: str) -> None:
        self._must_be_open()
        self._people.count_waiting(self._persons.real(contact), message_id)

    async def end_pause(self, contact: str, by: str) -> bool:
        self._must_be_open()
        return self._people.end_pause(self._persons.real(contact), by)

    def forget_pauses(self, contact: str) -> None:
        """In a dry run: nobody ever took over from this contact."""
        self._people.forget(contact)

    async def open_review(self, item: ReviewItem) -> bool:
        self._must_be_open()
        return self._people.open_review(replace(item, contact=self._persons.real(item.contact)))

    async def reviews(self, state: ReviewState = "open") -> Sequence[ReviewItem]:
        return self._people.reviews(state)

    async def close_review(self, item_id: str, by: str) -> ReviewItem | None:
        self._must_be_open()
        return self._people.close_review(item_id, by)

    async def address(self, contact: str) -> Address | None:
        return self._persons.address(contact)

    async def resolve(self, address: Address) -> str:
        self._must_be_open()
        return self._persons.resolve(address)

    async def merge(self, kept: str, gone: str, by: str) -> bool:
        self._must_be_open()
        return self._merge(kept, gone, by)

    async def enrol(self, contact: str, address: Address) -> None:
        self._must_be_open()
        self._persons.enrol(self._persons.real(contact), address)
