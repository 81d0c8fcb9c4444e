"""The journal in one SQLite file: WAL, synchronous=FULL, one writing thread, readers free."""

import asyncio
import secrets
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from agent.journal import (
    arrivals,
    conversations,
    due,
    identities,
    inbox,
    ledger,
    merging,
    news,
    numbers,
    outbox,
    parked,
    people,
    reach,
    records,
)
from agent.journal.errors import port_error
from agent.journal.merging import real
from agent.journal.rules import dump
from agent.journal.schema import open_reader, open_writer
from agent.journal.send_rules import Closing, window_left_s
from agent.journal.writer import GroupCommit, Work
from agent.ports import (
    Address,
    Arrival,
    ConsentEntry,
    InboxItem,
    Lease,
    NumberState,
    Outgoing,
    Pause,
    PortError,
    Record,
    ReviewItem,
    ReviewState,
    TemplateState,
    Waiting,
)
from agent.turn import DeliveryState, Inbound

T = TypeVar("T")
AboutContact = TypeVar("AboutContact", ConsentEntry, Outgoing, Pause, ReviewItem)


class SQLiteJournal:
    """`Journal` on disk. Safe from many tasks and loops; other processes may open it too.

    One process writes (see `lock_data_folder`); any number read with `read_only=True`.
    """

    def __init__(
        self, path: Path, reader: sqlite3.Connection, writer: GroupCommit | None, now: Callable[[], float]
    ) -> None:
        """Use `SQLiteJournal.open`."""
        self.path = path
        self._reader = reader
        self._writer = writer
        self._now = now
        self._owner = secrets.token_hex(8)
        self._fences: dict[str, int] = {}
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="journal-reader")

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        read_only: bool = False,
        clear_leases: bool = True,
        now: Callable[[], float] = time.time,
        busy_s: float = 10.0,
    ) -> "SQLiteJournal":
        """Open, check and migrate the file; PortError when it is damaged or newer than this program.

        `clear_leases` ends what a crashed process left open, so it is for the one process that holds the data
        folder's lock: leases end, and sends without an answer become `unknown`, or `queued` where nothing of them left.
        """
        if read_only:
            return cls(path, open_reader(path, busy_s=busy_s), None, now)
        connection = open_writer(path, busy_s=busy_s)
        try:
            if clear_leases:
                _clear(connection, now())
            reader = open_reader(path, busy_s=busy_s)
        except (sqlite3.Error, PortError) as error:
            connection.close()
            raise port_error(error, path) if isinstance(error, sqlite3.Error) else error from error
        return cls(path, reader, GroupCommit(connection, path), now)

    async def receive(self, items: Sequence[InboxItem]) -> Sequence[bool]:
        return await self._writing().run_together(self._receive_all, items)

    def _receive_all(
        self, connection: sqlite3.Connection, webhooks: Sequence[Sequence[InboxItem]]
    ) -> Sequence[Sequence[bool]]:
        return inbox.receive_all(connection, webhooks, self._now())

    async def keep_arrivals(self, bodies: Sequence[bytes]) -> None:
        await self._write(lambda connection: arrivals.keep(connection, bodies, self._now()))

    async def arrivals(self, *, limit: int) -> Sequence[Arrival]:
        return await self._read(lambda connection: arrivals.first(connection, limit))

    async def read_arrivals(
        self, seqs: Sequence[int], webhooks: Sequence[Sequence[InboxItem]], instead: Sequence[InboxItem] = ()
    ) -> Sequence[Sequence[bool] | None]:
        return await self._write(lambda connection: arrivals.read(connection, seqs, webhooks, instead, self._now()))

    async def waiting(self) -> Sequence[str]:
        return await self._read(lambda connection: conversations.waiting(connection, self._now()))

    async def lease(self, contact: str, seconds: float) -> Lease | None:
        held = await self._write(
            lambda connection: conversations.lease(connection, contact, self._owner, seconds, self._now())
        )
        if held:
            self._fences[contact] = held.fence
        return held

    async def renew(self, lease: Lease, seconds: float) -> Lease:
        return await self._write(
            lambda connection: conversations.renew(connection, lease, self._owner, seconds, self._now())
        )

    async def settle(self, lease: Lease) -> None:
        await self._write(lambda connection: conversations.settle(connection, lease, self._owner, self._now()))
        self._given_back(lease)

    async def release(self, lease: Lease, *, again_in_s: float = 0.0) -> None:
        await self._write(
            lambda connection: conversations.release(connection, lease, self._owner, self._now(), again_in_s=again_in_s)
        )
        self._given_back(lease)

    async def outbox(self, message_id: str) -> Outgoing | None:
        return await self._read(lambda connection: outbox.by_message(connection, message_id))

    async def open_send(self, lease_contact: str, outgoing: Outgoing) -> Outgoing:
        fence = self._fences.get(lease_contact)

        def work(connection: sqlite3.Connection) -> Outgoing:
            if fence is not None:
                conversations.must_hold(connection, lease_contact, fence, self._owner, self._now())
            return outbox.open_send(connection, _moved(connection, outgoing), self._now())

        return await self._write(work)

    async def close_send(
        self,
        outgoing_id: str,
        state: DeliveryState,
        *,
        wamid: str = "",
        error: str = "",
        code: int | None = None,
        wait_s: float = 0.0,
        counted: bool = True,
        posted: bool = True,
    ) -> Outgoing:
        closing = Closing(
            state=state, wamid=wamid, error=error, code=code, wait_s=wait_s, counted=counted, posted=posted
        )

        def work(connection: sqlite3.Connection) -> Outgoing:
            outbox.close_send(connection, outgoing_id, closing, self._now())
            parked.join(connection, outgoing_id, self._now())
            return outbox.must_find(connection, outgoing_id)

        return await self._write(work)

    async def leaving(self, outgoing_id: str) -> None:
        await self._write(lambda connection: outbox.leaving(connection, outgoing_id, self._now()))

    async def due_sends(self, *, unknown_after_s: float, limit: int = 100) -> Sequence[Outgoing]:
        return await self._read(
            lambda connection: due.due_sends(connection, unknown_after_s=unknown_after_s, limit=limit, now=self._now())
        )

    async def take_send(self, outgoing_id: str) -> Outgoing | None:
        return await self._write(lambda connection: due.take_send(connection, outgoing_id, self._now()))

    async def send_again(
        self, outgoing_id: str, *, wait_s: float = 0.0, body: Mapping[str, Any] | None = None, by: str = ""
    ) -> bool:
        return await self._write(
            lambda connection: due.send_again(connection, outgoing_id, wait_s, body, by, self._now())
        )

    async def leave_send(self, outgoing_id: str) -> None:
        await self._write(lambda connection: due.leave_send(connection, outgoing_id))

    async def arrived(self, outgoing_id: str, by: str) -> bool:
        return await self._write(lambda connection: due.arrived(connection, outgoing_id, by, self._now()))

    async def send_of(self, outgoing_id: str) -> Outgoing | None:
        return await self._read(lambda connection: outbox.one(connection, "id = ?", (outgoing_id,)))

    async def window_left_s(self, contact: str, number: str, heard_at: datetime | None = None) -> float:
        known = await self._read(lambda connection: reach.window(connection, real(connection, contact), number))
        return window_left_s((known, heard_at), self._now())

    async def mark(self, subject: str, kind: str, hours: float = 0) -> None:
        await self._write(
            lambda connection: reach.mark(connection, real(connection, subject), kind, hours, self._now())
        )

    async def marks(self, subject: str) -> Mapping[str, datetime]:
        return await self._read(lambda connection: reach.marks(connection, real(connection, subject), self._now()))

    async def set_aside(self) -> Sequence[Inbound]:
        return await self._read(conversations.set_aside)

    async def peek(self, contact: str) -> Waiting:
        return await self._read(lambda connection: conversations.peek(connection, contact, self._now()))

    async def held(self, *, after: int = 0, limit: int = 100) -> tuple[Sequence[Inbound], int]:
        return await self._read(lambda connection: conversations.held(connection, after, limit, self._now()))

    async def number_state(self, number: str) -> NumberState:
        return await self._read(lambda connection: numbers.state(connection, number, self._now()))

    async def stopped_numbers(self) -> Sequence[NumberState]:
        return await self._read(lambda connection: numbers.stopped(connection, self._now()))

    async def stop_number(self, number: str, reason: str, by: str, until: datetime | None = None) -> bool:
        return await self._write(lambda connection: numbers.stop(connection, number, reason, by, until, self._now()))

    async def start_number(self, number: str, by: str) -> bool:
        return await self._write(lambda connection: numbers.start(connection, number, by, self._now()))

    async def number_facts(self, number: str) -> Mapping[str, str]:
        return await self._read(lambda connection: news.facts(connection, number))

    async def template(self, name: str, language: str) -> TemplateState:
        return await self._read(lambda connection: news.template(connection, name, language))

    async def consent(self, contact: str) -> ConsentEntry | None:
        return await self._read(lambda connection: ledger.newest_consent(connection, real(connection, contact)))

    async def write_consent(self, entry: ConsentEntry) -> None:
        await self._write(lambda connection: ledger.write_consent(connection, _moved(connection, entry), self._now()))

    async def pause(self, pause: Pause) -> bool:
        return await self._write(lambda connection: people.pause(connection, _moved(connection, pause), self._now()))

    async def pause_of(self, contact: str) -> Pause | None:
        return await self._read(lambda connection: people.pause_of(connection, real(connection, contact), self._now()))

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
            lambda connection: people.open_review(connection, _moved(connection, item), self._now())
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

    async def record(self, kind: str, key: str, contact: str, body: Mapping[str, Any]) -> int:
        return await self._write(
            lambda connection: records.append_once(connection, kind, key, real(connection, contact), body, self._now())
        )

    async def records_after(self, seq: int, limit: int = 1000) -> Sequence[Record]:
        return await self._read(lambda connection: records.after(connection, seq, limit))

    async def records_of(self, kind: str) -> Sequence[Record]:
        return await self._read(lambda connection: records.of_kind(connection, kind))

    async def audit(self, actor: str, action: str, subject: str, detail: Mapping[str, Any]) -> None:
        text = dump(detail)
        await self._write(lambda connection: ledger.write_audit(connection, actor, action, subject, text, self._now()))

    async def verify_audit(self) -> int | None:
        """The number of the first audit line that was changed or taken out; None when the chain is whole."""
        return await self._read(ledger.broken_audit)

    async def depth(self) -> Mapping[str, float]:
        return await self._read(lambda connection: _depth(connection, self._now()))

    async def backup(self, to: Path) -> None:
        """A consistent copy of the whole journal, made while it is in use."""

        def copy(connection: sqlite3.Connection) -> None:
            target = sqlite3.connect(to)
            try:
                connection.backup(target)
            finally:
                target.close()

        await self._read(copy)

    async def aclose(self) -> None:
        if self._writer:
            await self._writer.close()
        await asyncio.to_thread(self._reading.shutdown)
        self._reader.close()

    async def _write(self, work: Work[T]) -> T:
        return await self._writing().run(work)

    def _writing(self) -> GroupCommit:
        if self._writer is None:
            raise PortError(f"journal {self.path}: opened for reading only; write through the server that holds it")
        return self._writer

    async def _read(self, work: Work[T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._reading, work, self._reader)
        except sqlite3.Error as error:
            raise port_error(error, self.path) from error
        except RuntimeError as error:
            raise PortError(f"journal {self.path}: already closed; open it again to read") from error

    def _given_back(self, lease: Lease) -> None:
        # Another task may have leased the conversation since: its fence is not ours to forget.
        if self._fences.get(lease.contact) == lease.fence:
            del self._fences[lease.contact]


def _moved(connection: sqlite3.Connection, about: AboutContact) -> AboutContact:
    """The same, about the contact this one was merged into."""
    return replace(about, contact=real(connection, about.contact))


def _clear(connection: sqlite3.Connection, now: float) -> None:
    connection.execute("BEGIN IMMEDIATE")
    conversations.clear_leases(connection)
    outbox.forget_open(connection, now)
    connection.execute("COMMIT")


def _depth(connection: sqlite3.Connection, now: float) -> Mapping[str, float]:
    waiting, oldest = connection.execute(
        "SELECT count(*), min(received_at) FROM inbox WHERE state = 'waiting'"
    ).fetchone()
    unread, oldest_unread = arrivals.depth(connection)
    oldest = min((at for at in (oldest, oldest_unread) if at is not None), default=None)
    unpaged = connection.execute(
        "SELECT count(*) FROM reviews WHERE state = 'open' AND reason = 'emergency' AND flags LIKE '%\"page:%'"
    ).fetchone()[0]
    (set_aside,) = connection.execute("SELECT count(*) FROM inbox WHERE state = 'set_aside'").fetchone()
    return {
        "waiting": waiting,
        "oldest_waiting_s": max(0.0, now - oldest) if oldest is not None else 0.0,
        "set_aside": set_aside,
        "unread_commits": unread,
        "unpaged_emergencies": unpaged,
        "unknown_sends": outbox.unknown(connection, now),
        **outbox.queued(connection, now),
    }
