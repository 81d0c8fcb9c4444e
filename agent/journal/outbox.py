"""Our sends: at most one per message, and what became of each."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from agent.channel.error_codes import MARKETING_STOPPED
from agent.journal import ledger, numbers, reached
from agent.journal.rules import line_of_refused_send
from agent.journal.send_rules import (
    NEXT_S,
    STALE_SEND_S,
    Closing,
    code_of,
    due_after,
    failure,
    send_state,
    status_state,
)
from agent.journal.values import clean, dump
from agent.ports import InboxStatus, Outgoing, PortError, SendTakenError
from agent.turn import DeliveryState

_COLUMNS = (
    "outbox.id, outbox.message_id, outbox.contact, outbox.body, outbox.state, outbox.wamid, outbox.attempts, "
    "outbox.error, outbox.code, outbox.number, outbox.fallback, outbox.callback, outbox.resends, outbox.opened_at, "
    "outbox.due_at, outbox.left_at"
)
AHEAD = (
    "EXISTS (SELECT 1 FROM outbox AS ahead WHERE ahead.contact = outbox.contact "
    "AND ahead.state IN ('queued', 'sending') AND (ahead.opened_at, ahead.id) < (outbox.opened_at, outbox.id))"
)
"""SQL: the contact of an outbox row waits for an older send."""


def by_message(connection: sqlite3.Connection, message_id: str) -> Outgoing | None:
    """The send that answers this message."""
    return one(connection, "message_id = ?", (clean(message_id),))


def open_send(connection: sqlite3.Connection, outgoing: Outgoing, now: float) -> Outgoing:
    """Insert, unless the message has a send."""
    kept = by_message(connection, outgoing.message_id)
    if kept:
        return kept
    ahead = _newest_ahead(connection, outgoing.contact)
    waits = ahead is not None or numbers.state(connection, outgoing.number, now).stopped
    if ahead is not None:
        reached.hurry(connection, outgoing.contact, now)
    opened_at = now if ahead is None else max(now, ahead + NEXT_S)
    due_at = now if waits else now + STALE_SEND_S
    connection.execute(
        "INSERT INTO outbox (id, message_id, contact, body, number, fallback, callback, state, attempts, opened_at, "
        "changed_at, due_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(outgoing.id, clean(outgoing.message_id), outgoing.contact, dump(outgoing.body)),
            *(clean(outgoing.number), dump(dict(outgoing.fallback)), outgoing.id),
            *("queued" if waits else "sending", outgoing.attempts, opened_at, now, due_at),
        ),
    )
    return must_find(connection, outgoing.id)


def close_send(connection: sqlite3.Connection, outgoing_id: str, closing: Closing, now: float) -> Outgoing:
    """How the attempt ended, unless statuses that came first know better."""
    before = must_find(connection, outgoing_id)
    if closing.has_no_say(before):
        return before
    wamid = clean(closing.wamid) or before.wamid
    after = send_state(before.state, closing.state, statuses(connection, before.on_the_wire, wamid))
    error = clean(closing.error) or (before.error if after == "failed" else "")
    code = closing.code if closing.code is not None else (before.code if after == "failed" else None)
    connection.execute(
        "UPDATE outbox SET state = ?, wamid = ?, error = ?, code = ?, attempts = attempts + ?, changed_at = ?, "
        "due_at = ? WHERE id = ?",
        (after, wamid, error, code, closing.counted, now, due_after(after, closing, now), outgoing_id),
    )
    if code == MARKETING_STOPPED:
        line = line_of_refused_send(before.contact, now, ledger.newest_consent(connection, before.contact))
        if line:
            ledger.write_consent(connection, line, now)
    return must_find(connection, outgoing_id)


def settle_by_status(connection: sqlite3.Connection, item: InboxStatus, now: float) -> Outgoing | None:
    """The send this status is about, brought up to date; None when nobody knows it yet."""
    send = _about(connection, item)
    if send is None:
        return _settle_former(connection, item, now)
    wamid = send.wamid or clean(item.wamid)
    told = status_state(statuses(connection, send.on_the_wire, wamid))
    if told:
        _bring_up_to_date(connection, send, told, wamid, item, now)
    return send


def leaving(connection: sqlite3.Connection, outgoing_id: str, now: float) -> None:
    """From here on it may have arrived; SendTakenError where it is not this attempt's to post."""
    marked = connection.execute(
        "UPDATE outbox SET left_at = ? WHERE id = ? AND state = 'sending' AND left_at IS NULL", (now, outgoing_id)
    ).rowcount
    if not marked:
        raise SendTakenError(f"send {outgoing_id}: another attempt has it, or it has ended")


def forget_open(connection: sqlite3.Connection, now: float) -> None:
    """What a dead process was sending is unknown, for nobody heard the answer; what never left it waits again."""
    connection.execute(
        "UPDATE outbox SET state = 'unknown', error = 'the server stopped before the answer came', changed_at = ?, "
        "due_at = ? WHERE state = 'sending' AND left_at IS NOT NULL",
        (now, now),
    )
    connection.execute(
        "UPDATE outbox SET state = 'queued', changed_at = ?, due_at = ? WHERE state = 'sending'", (now, now)
    )


def unknown(connection: sqlite3.Connection, now: float) -> int:
    """How many sends nobody can say anything of."""
    row = connection.execute(
        "SELECT count(*) FROM outbox WHERE state IN ('sending', 'unknown') AND (state = 'unknown' OR changed_at < ?)",
        (now - STALE_SEND_S,),
    ).fetchone()
    return int(row[0])


def queued(connection: sqlite3.Connection, now: float) -> Mapping[str, float]:
    """Sends that wait: how many, of them tried before or waiting for a place, and how old the oldest is."""
    count, tried, limited, oldest = connection.execute(
        "SELECT count(*), count(*) FILTER (WHERE attempts > 0), count(limited_at), min(opened_at) FROM outbox "
        "WHERE due_at IS NOT NULL AND state = 'queued'"
    ).fetchone()
    age = max(0.0, now - oldest) if oldest is not None else 0.0
    return {"queued_sends": count, "retrying_sends": tried, "limited_sends": limited, "oldest_queued_s": age}


def statuses(connection: sqlite3.Connection, callback: str, wamid: str) -> Sequence[str]:
    """What WhatsApp told of the attempt with this uuid or wamid."""
    rows = connection.execute(
        "SELECT status FROM statuses WHERE callback = ? AND callback <> '' "
        "UNION SELECT status FROM statuses WHERE wamid = ? AND wamid <> ''",
        (callback, wamid),
    ).fetchall()
    return [status for (status,) in rows]


def must_find(connection: sqlite3.Connection, outgoing_id: str) -> Outgoing:
    """The send with this id; PortError when nobody opened it."""
    found = one(connection, "id = ?", (outgoing_id,))
    if found is None:
        raise PortError(f"send {outgoing_id}: nobody opened it; call open_send first")
    return found


def one(connection: sqlite3.Connection, where: str, values: Sequence[object]) -> Outgoing | None:
    """The first send that fits, if any."""
    found = many(connection, f"FROM outbox WHERE {where} LIMIT 1", values)
    return found[0] if found else None


def many(
    connection: sqlite3.Connection, found: str, values: Sequence[object] | Mapping[str, object]
) -> Sequence[Outgoing]:
    """All sends that a statement from its FROM on leads to, `outbox` among its tables."""
    rows = connection.execute(f"SELECT {_COLUMNS} {found}", values).fetchall()
    return [_outgoing(row) for row in rows]


def _newest_ahead(connection: sqlite3.Connection, contact: str) -> float | None:
    """When the newest send that still waits for this contact was opened; None when none does."""
    newest = "SELECT max(opened_at) FROM outbox WHERE contact = ? AND state IN ('queued', 'sending')"
    (opened_at,) = connection.execute(newest, (contact,)).fetchone()
    return None if opened_at is None else float(opened_at)


def _about(connection: sqlite3.Connection, item: InboxStatus) -> Outgoing | None:
    ours = one(connection, "callback = ?", (clean(item.callback),)) if item.callback else None
    if ours or not item.wamid:
        return ours
    return one(connection, "wamid = ? AND wamid <> ''", (clean(item.wamid),))


def _settle_former(connection: sqlite3.Connection, item: InboxStatus, now: float) -> Outgoing | None:
    """An attempt that was given up: only that it reached the customer after all still counts."""
    row = connection.execute(
        "SELECT send, wamid FROM former_sends WHERE (callback = ? AND callback <> '') OR (wamid = ? AND wamid <> '')",
        (clean(item.callback), clean(item.wamid)),
    ).fetchone()
    send = one(connection, "id = ?", (row[0],)) if row else None
    told = status_state([item.status])
    if send and told in ("delivered", "read") and send.state in ("queued", "failed", "unknown"):
        _bring_up_to_date(connection, send, told, clean(item.wamid) or row[1], item, now)
    return send


def _bring_up_to_date(
    connection: sqlite3.Connection, send: Outgoing, told: DeliveryState, wamid: str, item: InboxStatus, now: float
) -> None:
    failed = told == "failed"
    error = (clean(failure(item.errors)) or send.error) if failed else ""
    code = (code_of(item.errors) or send.code) if failed else None
    due_at = "due_at" if failed and send.state == "failed" else str(now) if failed else "NULL"
    connection.execute(
        f"UPDATE outbox SET state = ?, wamid = ?, error = ?, code = ?, changed_at = ?, due_at = {due_at} WHERE id = ?",
        (told, wamid, error, code, now, send.id),
    )


def _outgoing(row: tuple[Any, ...]) -> Outgoing:
    key, message_id, contact, body, state, wamid, attempts, error, code, number, *rest = row
    fallback, callback, resends, opened_at, due_at, left_at = rest
    loaded: Mapping[str, Any] = json.loads(body)
    return Outgoing(
        id=key,
        message_id=message_id,
        contact=contact,
        body=loaded,
        state=state,
        wamid=wamid,
        attempts=attempts,
        error=error,
        code=code,
        number=number,
        fallback=json.loads(fallback),
        callback="" if callback == key else callback,
        resends=resends,
        opened_at=opened_at,
        not_before=due_at if state == "queued" and due_at is not None else 0.0,
        left=left_at is not None,
    )
