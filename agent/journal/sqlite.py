"""The journal in one SQLite file: WAL, synchronous=FULL, one writing thread, readers free."""

import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from agent.journal import (
    arrivals,
    conversations,
    inbox,
    ledger,
    outbox,
    records,
)
from agent.journal.errors import port_error
from agent.journal.merging import real
from agent.journal.schema import open_reader, open_writer
from agent.journal.sqlite_contacts import ContactsOnDisk
from agent.journal.sqlite_sends import SendsOnDisk
from agent.journal.values import dump
from agent.journal.writer import GroupCommit
from agent.ports import (
    Arrival,
    InboxItem,
    Lease,
    PortError,
    Record,
    Waiting,
)
from agent.turn import Inbound


class SQLiteJournal(SendsOnDisk, ContactsOnDisk):
    """`Journal` on disk. Safe from many tasks and loops; other processes may open it too.

    One process writes (see `lock_data_folder`); any number read with `read_only=True`.
    """

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
        await self._writing().run_statement(lambda connection: arrivals.keep(connection, bodies, self._now()))

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

    async def set_aside(self) -> Sequence[Inbound]:
        return await self._read(conversations.set_aside)

    async def peek(self, contact: str) -> Waiting:
        return await self._read(lambda connection: conversations.peek(connection, contact, self._now()))

    async def held(self, *, after: int = 0, limit: int = 100) -> tuple[Sequence[Inbound], int]:
        return await self._read(lambda connection: conversations.held(connection, after, limit, self._now()))

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

    def _given_back(self, lease: Lease) -> None:
        # Another task may have leased the conversation since: its fence is not ours to forget.
        if self._fences.get(lease.contact) == lease.fence:
            del self._fences[lease.contact]


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
