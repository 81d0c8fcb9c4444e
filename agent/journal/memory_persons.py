"""The book of addresses in plain Python, for `MemoryJournal`."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from agent.journal import persons
from agent.journal.persons import Entry, IdKind, address_body, ids_of, merged, normal
from agent.journal.values import iso, new_contact
from agent.ports import Address, IdentityChange

Append = Callable[[str, str, str, Mapping[str, Any]], object]


class MemoryPersons:
    """`Book` in dictionaries; what `agent/journal/identities.py` does in SQL."""

    def __init__(self, now: Callable[[], float], append: Append, merge: Callable[[str, str, str], bool]) -> None:
        """`append` records for the store; `merge` is the journal's."""
        self._now = now
        self._append = append
        self.merge = merge
        self._addresses: dict[str, Address] = {}
        self._entries: dict[tuple[str, str], Entry] = {}
        self._first_seen: dict[str, float] = {}
        self._kept: dict[str, str] = {}

    def resolve(self, address: Address, at: int | None = None) -> str:
        """The contact with this address; `at`: when what names it was sent, in microseconds, else now."""
        return persons.resolve(self, address, round(self._now() * 1e6) if at is None else at)

    def move(self, contact: str, old: Address, change: IdentityChange) -> str:
        """The contact, whose ids are others now."""
        return persons.move(self, contact, old, change)

    def learn(self, address: Address, at: int) -> str:
        """The contact that a status is about; empty where nobody is known by any id of the address."""
        return persons.learn(self, address, at)

    def enrol(self, contact: str, given: Address) -> None:
        """Bind an address to a contact id from outside; what another contact is bound to stays with that one."""
        seen = normal(given)
        self._first_seen.setdefault(contact, self._now())
        for kind, value in ids_of(seen):
            self._entries.setdefault((kind, value), Entry(contact))
        mine = {kind: value for kind, value in ids_of(seen) if self._entries[(kind, value)].contact == contact}
        self._addresses[contact] = merged(Address(**mine, name=seen.name), self.known(contact))

    def find(self, value: str) -> str:
        """The contact with this phone number or user id; empty when nobody has it."""
        keys = (("phone", value.lstrip("+")), ("user_id", value), ("parent_id", value))
        return next((self._entries[key].contact for key in keys if key in self._entries), "")

    def address(self, contact: str) -> Address | None:
        """Where to reach the contact; None when nobody knows."""
        known = self.known(self.real(contact))
        return known if ids_of(known) else None

    def real(self, contact: str) -> str:
        """The id under which the contact goes on; its own where it was never merged."""
        return self._kept.get(contact, contact)

    def merged_into(self, contact: str) -> list[str]:
        """Ids that were merged into this one."""
        return [gone for gone, kept in self._kept.items() if kept == contact]

    def join(self, kept: str, gone: str) -> None:
        """All ids of one are the other's; what was seen last counts."""
        for older, into in self._kept.items():
            self._kept[older] = kept if into == gone else into
        self._kept[gone] = kept
        for key, entry in self._entries.items():
            if entry.contact == gone:
                self._entries[key] = entry._replace(contact=kept)
        self._addresses[kept] = merged(self.known(kept), self._addresses.pop(gone, Address()))

    def entry(self, kind: IdKind, value: str) -> Entry | None:
        return self._entries.get((kind, value))

    def enter(self, kind: IdKind, value: str, contact: str) -> None:
        self._entries[(kind, value)] = Entry(contact)

    def leave(self, kind: IdKind, value: str, at: int) -> None:
        self._entries[(kind, value)] = self._entries[(kind, value)]._replace(left_at=at)

    def known(self, contact: str) -> Address:
        return self._addresses.get(contact, Address())

    def first_seen(self, contact: str) -> float:
        return self._first_seen[contact]

    def make(self, seen: Address) -> str:
        contact = new_contact()
        self._addresses[contact] = seen
        self._first_seen[contact] = self._now()
        self._append("contact", contact, contact, {**address_body(seen), "first_seen": iso(self._now())})
        return contact

    def write(self, contact: str, address: Address) -> None:
        self._addresses[contact] = address
        self._append("profile", f"{contact}:{secrets.token_hex(8)}", contact, address_body(address))

    def note(self, field: str, contact: str, other: str) -> None:
        body = {"field": field, "payload": {"contact": contact, "other": other}}
        self._append("event", f"{field}:{contact}:{other}", contact, body)
