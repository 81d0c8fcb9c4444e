"""Our sends: at most one per message, and what became of each."""

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from agent.journal.rules import STALE_SEND_S, UNSETTLED, clean, dump, failure, send_state, status_state
from agent.ports import InboxStatus, Outgoing, PortError
from agent.turn import DeliveryState

_COLUMNS = "id, message_id, contact, body, state, wamid, attempts, error, number"


def by_message(connection: sqlite3.Connection, message_id: str) -> Outgoing | None:
    """The send that answers this message."""
    return _one(connection, "message_id = ?", (clean(message_id),))


def unsettled(connection: sqlite3.Connection, prefix: str) -> Sequence[Outgoing]:
    """Sends whose message id begins with this and that reached nobody, as far as anybody knows."""
    marks = ", ".join("?" * len(UNSETTLED))
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM outbox WHERE message_id >= ? AND message_id < ? AND state IN ({marks}) ORDER BY id",
        (prefix, f"{prefix}\U0010ffff", *UNSETTLED),
    ).fetchall()
    return [_outgoing(row) for row in rows]


def open_send(connection: sqlite3.Connection, outgoing: Outgoing, now: float) -> Outgoing:
    """The send for this message: the older one when there is one, else this one as `sending`.

    An older one that is `queued` surely never left: it keeps its id, takes the new body, and is `sending` again.
    """
    connection.execute(
        "INSERT INTO outbox (id, message_id, contact, body, number, state, attempts, opened_at, changed_at) "
        "VALUES (?, ?, ?, ?, ?, 'sending', ?, ?, ?) ON CONFLICT (message_id) DO UPDATE "
        "SET state = 'sending', body = excluded.body, changed_at = excluded.changed_at WHERE state = 'queued'",
        (
            *(outgoing.id, clean(outgoing.message_id), outgoing.contact, dump(outgoing.body)),
            *(clean(outgoing.number), outgoing.attempts, now, now),
        ),
    )
    kept = by_message(connection, outgoing.message_id)
    return kept or outgoing


def close_send(
    connection: sqlite3.Connection, outgoing_id: str, state: DeliveryState, wamid: str, error: str, now: float
) -> None:
    """How the attempt ended, unless statuses that came first know better."""
    before = _one(connection, "id = ?", (outgoing_id,))
    if before is None:
        raise PortError(f"send {outgoing_id}: nobody opened it; call open_send first")
    wamid = clean(wamid) or before.wamid
    after = send_state(before.state, state, _statuses(connection, outgoing_id, wamid))
    connection.execute(
        "UPDATE outbox SET state = ?, wamid = ?, error = ?, attempts = attempts + 1, changed_at = ? WHERE id = ?",
        (after, wamid, clean(error) or (before.error if after == "failed" else ""), now, outgoing_id),
    )


def settle_by_status(connection: sqlite3.Connection, item: InboxStatus, now: float) -> Outgoing | None:
    """The send this status is about, brought up to date; None when nobody knows it yet."""
    send = _about(connection, item)
    if send is None:
        return None
    wamid = send.wamid or clean(item.wamid)
    told = status_state(_statuses(connection, send.id, wamid))
    if told:
        error = clean(failure(item.errors)) or send.error
        connection.execute(
            "UPDATE outbox SET state = ?, wamid = ?, error = ?, changed_at = ? WHERE id = ?",
            (told, wamid, error if told == "failed" else "", now, send.id),
        )
    return send


def forget_open(connection: sqlite3.Connection, now: float) -> None:
    """What a dead process was sending is unknown: nobody heard the answer."""
    connection.execute("UPDATE outbox SET state = 'unknown', changed_at = ? WHERE state = 'sending'", (now,))


def unknown(connection: sqlite3.Connection, now: float) -> int:
    """How many sends nobody can say anything of."""
    row = connection.execute(
        "SELECT count(*) FROM outbox WHERE state = 'unknown' OR (state = 'sending' AND changed_at < ?)",
        (now - STALE_SEND_S,),
    ).fetchone()
    return int(row[0])


def _about(connection: sqlite3.Connection, item: InboxStatus) -> Outgoing | None:
    ours = _one(connection, "id = ?", (clean(item.callback),)) if item.callback else None
    if ours or not item.wamid:
        return ours
    return _one(connection, "wamid = ? AND wamid <> ''", (clean(item.wamid),))


def _statuses(connection: sqlite3.Connection, outgoing_id: str, wamid: str) -> Sequence[str]:
    rows = connection.execute(
        "SELECT status FROM statuses WHERE callback = ? AND callback <> '' "
        "UNION SELECT status FROM statuses WHERE wamid = ? AND wamid <> ''",
        (outgoing_id, wamid),
    ).fetchall()
    return [status for (status,) in rows]


def _one(connection: sqlite3.Connection, where: str, values: tuple[str, ...]) -> Outgoing | None:
    row = connection.execute(f"SELECT {_COLUMNS} FROM outbox WHERE {where}", values).fetchone()
    return _outgoing(row) if row else None


def _outgoing(row: tuple[Any, ...]) -> Outgoing:
    key, message_id, contact, body, state, wamid, attempts, error, number = row
    return Outgoing(
        id=key,
        message_id=message_id,
        contact=contact,
        body=json.loads(body),
        state=state,
        wamid=wamid,
        attempts=attempts,
        error=error,
        number=number,
    )
