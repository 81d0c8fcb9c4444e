"""Webhook bodies kept as they came, until what is in them is kept: a flood is on the disk before it is read.

All that is committed together is one row: each statement gives the interpreter lock away and must win it back.
"""

import sqlite3
import struct
from collections.abc import Iterator, Sequence

from agent.journal import inbox
from agent.ports import Arrival, InboxItem

_LENGTH = struct.Struct(">I")


def keep(connection: sqlite3.Connection, bodies: Sequence[bytes], now: float) -> None:
    """One row for them all, in this order."""
    framed = b"".join(part for body in bodies for part in (_LENGTH.pack(len(body)), body))
    connection.execute("INSERT INTO arrivals (bodies, at) VALUES (?, ?)", (framed, now))


def first(connection: sqlite3.Connection, limit: int) -> Sequence[Arrival]:
    """The first of them, whole rows, until there are so many bodies."""
    found: list[Arrival] = []
    for seq, framed in connection.execute("SELECT seq, bodies FROM arrivals ORDER BY seq"):
        found.append(Arrival(seq=seq, bodies=tuple(_unframed(framed))))
        limit -= len(found[-1].bodies)
        if limit <= 0:
            break
    return found


def read(
    connection: sqlite3.Connection,
    seqs: Sequence[int],
    webhooks: Sequence[Sequence[InboxItem]],
    instead: Sequence[InboxItem],
    now: float,
) -> Sequence[Sequence[bool] | None]:
    """Keep what was in them, and forget them; see `Journal.read_arrivals`."""
    if instead:
        new = [_one(connection, items, other, now) for items, other in zip(webhooks, instead, strict=True)]
    else:
        new = list(inbox.receive_all(connection, webhooks, now))
    connection.executemany("DELETE FROM arrivals WHERE seq = ?", [(seq,) for seq in seqs])
    return new


def depth(connection: sqlite3.Connection) -> tuple[int, float | None]:
    """How many rows there are, and when the oldest came."""
    count, oldest = connection.execute("SELECT count(*), min(at) FROM arrivals").fetchone()
    return count, oldest


def _one(
    connection: sqlite3.Connection, items: Sequence[InboxItem], instead: InboxItem, now: float
) -> Sequence[bool] | None:
    connection.execute("SAVEPOINT items")
    new: Sequence[bool] | None = None
    try:
        new = inbox.receive(connection, items, now)
    except Exception:
        # A full disk ends the whole transaction: that is no fault of what is read.
        if not connection.in_transaction:
            raise
        connection.execute("ROLLBACK TO items")
        inbox.receive(connection, [instead], now)
    connection.execute("RELEASE items")
    return new


def _unframed(framed: bytes) -> Iterator[bytes]:
    place = 0
    while place < len(framed):
        (length,) = _LENGTH.unpack_from(framed, place)
        place += _LENGTH.size + length
        yield framed[place - length : place]
