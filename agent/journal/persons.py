"""Who is who: decided the same way in every journal, whatever its book of addresses is kept in.

A contact is a surrogate id. Phone numbers and user ids lead to it and may change; two contacts whose ids turn up in
one payload are one person and are merged. A number that its owner left names them only for messages sent before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Literal, NamedTuple, Protocol

from agent.journal.values import clean, micros
from agent.ports import Address, ConsentEntry, IdentityChange, Pause, PortError

IdKind = Literal["phone", "user_id", "parent_id"]
OVERTOOK = timedelta(hours=1)
"""Who was first seen with a number up to so long before somebody moved to it may be the mover, ahead of the news."""


class Entry(NamedTuple):
    """A line of the book: whose id it is, and since when no longer, in microseconds since 1970."""

    contact: str
    left_at: int | None = None

    def holds(self, kind: IdKind, at: int) -> bool:
        """Whether the id names this contact in what was sent at this time. User ids are not given out again."""
        return kind != "phone" or self.left_at is None or at <= self.left_at


class Book(Protocol):
    """What the rules need of a journal's addresses."""

    def entry(self, kind: IdKind, value: str) -> Entry | None:
        """The line of this id."""

    def enter(self, kind: IdKind, value: str, contact: str) -> None:
        """The id is this contact's from now on, whoever had it."""

    def leave(self, kind: IdKind, value: str, at: int) -> None:
        """Its contact left the id at this time."""

    def known(self, contact: str) -> Address:
        """How to reach the contact; empty where nobody knows."""

    def first_seen(self, contact: str) -> float:
        """Epoch seconds."""

    def make(self, seen: Address) -> str:
        """A new contact with this address, recorded for the store; its ids are entered by the caller."""

    def write(self, contact: str, address: Address) -> None:
        """The contact's address is this now, recorded for the store."""

    def merge(self, kept: str, gone: str, by: str) -> bool:
        """See `Journal.merge`."""

    def note(self, field: str, contact: str, other: str) -> None:
        """An event for people to look at, once for these two."""


def resolve(book: Book, address: Address, at: int) -> str:
    """The contact that an address named in something sent at `at` leads to; made, merged or renamed by what is new."""
    seen = normal(address)
    entries = {kind: book.entry(kind, value) for kind, value in ids_of(seen)}
    bearers = _bearers(entries, at)
    if not bearers:
        contact = book.make(seen)
        for kind, value in ids_of(seen):
            book.enter(kind, value, contact)
        return contact
    if all(entry == Entry(bearers[0]) for entry in entries.values()):  # nearly always: nothing new, one look at each id
        _write_news(book, bearers[0], seen)
        return bearers[0]
    contact, told = _united(book, bearers, seen)
    _enter(book, contact, told, at)
    _rename(book, contact, told)
    return contact


def learn(book: Book, address: Address, at: int) -> str:
    """The contact a status is about, with what it tells of somebody known; strangers stay strangers: then it is empty.

    It names whom we wrote to, as we knew them then: an id that was left since stays left.
    """
    seen = normal(address)
    lines = {kind: line for kind, value in ids_of(seen) if (line := book.entry(kind, value)) is not None}
    if not lines:
        return ""
    left = {kind: "" for kind, line in lines.items() if line.left_at is not None}
    if len(left) == len(lines):
        return next(iter(lines.values())).contact
    return resolve(book, replace(seen, **left), at)


def move(book: Book, contact: str, old: Address, change: IdentityChange) -> str:
    """The contact has other ids from `change.at` on. Returns it, or the one it was merged into."""
    at, new = micros(change.at), normal(change.to)
    for kind, value in ids_of(new):
        entry = book.entry(kind, value)
        if entry is not None and entry.contact != contact and entry.holds(kind, at):
            contact = _taken_over(book, contact, kind, value, entry.contact, change)
        _leave(book, contact, kind, (getattr(normal(old), kind), value), at)
    _rename(book, contact, new)
    return contact


def _leave(book: Book, contact: str, kind: IdKind, ids: tuple[str, str], at: int) -> None:
    """From the one id to the other; where that one was left again since, this is old news of what came before."""
    old, new = ids
    entry = book.entry(kind, new)
    if entry is None or (entry.left_at is not None and entry.left_at < at):
        book.enter(kind, new, contact)
    latest = book.entry(kind, new) == Entry(contact)
    known = getattr(book.known(contact), kind) if latest else ""
    for value in {old, known} - {new, ""}:
        line = book.entry(kind, value)
        if line is not None and line.contact == contact and line.left_at is None:
            book.leave(kind, value, at)


def _taken_over(book: Book, contact: str, kind: IdKind, value: str, other: str, change: IdentityChange) -> str:
    """A number somebody else had may have been given out again; a user id never is."""
    overtook = book.first_seen(other) >= (change.at - OVERTOOK).timestamp()
    if kind != "phone" or overtook:
        return _merged_pair(book, contact, other)
    book.note("identity-moved", contact, other)
    book.write(other, replace(book.known(other), phone=""))
    book.enter(kind, value, contact)
    return contact


def _bearers(entries: Mapping[IdKind, Entry | None], at: int) -> Sequence[str]:
    held = (entry for kind, entry in entries.items() if entry is not None and entry.holds(kind, at))
    return list(dict.fromkeys(entry.contact for entry in held))


def _united(book: Book, bearers: Sequence[str], seen: Address) -> tuple[str, Address]:
    """One contact of all that bear an id of the address, and what of the address is theirs."""
    contact, *others = bearers
    for other in others:
        if contradict(book.known(contact), book.known(other)):
            book.note("identity-conflict", contact, other)
            return other, replace(seen, phone="")  # numbers are given out again, user ids are not
        contact = _merged_pair(book, contact, other)
    return contact, seen


def _merged_pair(book: Book, one: str, other: str) -> str:
    """The one known longer stays."""
    kept, gone = sorted((one, other), key=book.first_seen)
    book.merge(kept, gone, "whatsapp")
    return kept


def _enter(book: Book, contact: str, seen: Address, at: int) -> None:
    """Ids that nobody has, or that were left before this was sent, are the contact's."""
    for kind, value in ids_of(seen):
        entry = book.entry(kind, value)
        if entry is None or not entry.holds(kind, at):
            book.enter(kind, value, contact)


def _rename(book: Book, contact: str, seen: Address) -> None:
    """News replaces what we knew; a late message does not bring back an id that was left."""
    left = {
        kind: "" for kind, value in ids_of(seen) if (entry := book.entry(kind, value)) and entry.left_at is not None
    }
    _write_news(book, contact, replace(seen, **left))


def _write_news(book: Book, contact: str, told: Address) -> None:
    known = book.known(contact)
    after = merged(known, told)
    if after != known:
        book.write(contact, after)


def contradict(one: Address, other: Address) -> bool:
    """Whether both have a number and a user id of their own: then a shared payload does not make them one person."""
    if one.parent_id and one.parent_id == other.parent_id:
        return False
    pairs = ((one.phone, other.phone), (one.user_id, other.user_id))
    return all(mine and theirs and mine != theirs for mine, theirs in pairs)


def ids_of(address: Address) -> Sequence[tuple[IdKind, str]]:
    """The ids that lead to somebody, the surest first where they disagree."""
    found: tuple[tuple[IdKind, str], ...] = (
        ("phone", address.phone),
        ("user_id", address.user_id),
        ("parent_id", address.parent_id),
    )
    return [(kind, value) for kind, value in found if value]


def normal(address: Address) -> Address:
    """The address as it is compared: digits of the phone, trimmed ids; PortError when there is none."""
    phone = "".join(sign for sign in address.phone if sign in "0123456789")
    user_id, parent_id = clean(address.user_id).strip(), clean(address.parent_id).strip()
    if not (phone or user_id or parent_id):
        raise PortError("an address without phone and user id names nobody; give at least one of them")
    name, username = clean(address.name).strip(), clean(address.username).strip()
    return Address(phone=phone, user_id=user_id, name=name, parent_id=parent_id, username=username)


def merged(known: Address, seen: Address) -> Address:
    """What we know of an address after seeing it again: news replaces, silence keeps."""
    return Address(
        phone=seen.phone or known.phone,
        user_id=seen.user_id or known.user_id,
        name=seen.name or known.name,
        parent_id=seen.parent_id or known.parent_id,
        username=seen.username or known.username,
    )


def address_body(address: Address) -> Mapping[str, str]:
    """An address as the store's record keeps it."""
    body = {"phone": address.phone, "user_id": address.user_id, "name": address.name}
    told = {"parent_id": address.parent_id, "username": address.username}
    return body | {key: value for key, value in told.items() if value}


def line_of_merge(kept: str, mine: ConsentEntry | None, theirs: ConsentEntry | None) -> ConsentEntry | None:
    """The ledger line that a merge adds to the contact kept: the other's, where that is stricter. None else."""
    if theirs is None or _strictness(theirs) <= _strictness(mine):
        return None
    return replace(theirs, contact=kept, source="merge")


def _strictness(entry: ConsentEntry | None) -> int:
    """Silence is strictest, then no offers; who said nothing is bound by what the other said, whatever it was."""
    if entry is None:
        return -1
    if entry.status != "opted_out":
        return 1 if entry.status == "unknown" else 0
    return 3 if entry.scope == "all" else 2


def longest(pauses: Sequence[Pause]) -> Pause | None:
    """The pause that ends last; one without an end outlasts all."""
    lasting = [pause for pause in pauses if pause.until is None]
    return max(lasting, key=lambda pause: pause.at) if lasting else max(pauses, key=_end, default=None)


def _end(pause: Pause) -> int:
    return micros(pause.until) if pause.until else 0
