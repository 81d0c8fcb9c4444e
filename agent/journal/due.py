"""Sends that somebody must see to: retries whose time has come, failures, and what nobody knows."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from agent.journal import ledger
from agent.journal.numbers import RUNNING
from agent.journal.outbox import AHEAD, many, one
from agent.journal.rules import CLOCK_STEP_S
from agent.journal.send_rules import PAGE, STALE_SEND_S, may_go_again, next_callback
from agent.journal.values import clean, dump
from agent.ports import Outgoing

_BEFORE_SET_BACK = f"changed_at > :now + {CLOCK_STEP_S}"
"""SQL: when a send is due was reckoned before the clock was set back."""
_READY = (
    f"state = 'queued' AND due_at IS NOT NULL AND (due_at <= :now OR {_BEFORE_SET_BACK}) "
    f"AND {RUNNING.format(of='outbox', now=':micros')} AND NOT {AHEAD}"
)
_DUE = (
    "FROM outbox AS place INDEXED BY {index} CROSS JOIN outbox ON outbox.id = place.id WHERE {come} AND "
    f"(place.state <> 'queued' OR {RUNNING.format(of='place', now=':micros')}) AND "
    f"(outbox.state IN ('failed', 'sending') OR (outbox.state = 'queued' AND NOT {AHEAD}) OR "
    "(outbox.state = 'unknown' AND (outbox.due_at <= :now - :unknown_after "
    f"OR outbox.{_BEFORE_SET_BACK} OR outbox.message_id GLOB :page))) "
    "ORDER BY place.due_at, place.opened_at, place.id LIMIT :limit"
)
_COME = _DUE.format(index="outbox_due", come="place.due_at <= :now")
_SET_BACK = _DUE.format(index="outbox_changed", come=f"place.due_at > :now AND place.{_BEFORE_SET_BACK}")
"""SQL: what is due by its time, and by the clock that was set back. Apart, for either has an index of its own: what
waits for a later time, or for a number that is stopped, is passed over without a look at its row."""


def due_sends(connection: sqlite3.Connection, *, unknown_after_s: float, limit: int, now: float) -> Sequence[Outgoing]:
    """The longest waiting first."""
    values = {**_at(now), "unknown_after": unknown_after_s, "page": f"{PAGE}*", "limit": limit}
    return [*many(connection, _COME, values), *many(connection, _SET_BACK, values)][:limit]


def take_send(connection: sqlite3.Connection, outgoing_id: str, now: float) -> Outgoing | None:
    """From queued to sending, for one taker."""
    taken = connection.execute(
        "UPDATE outbox SET state = 'sending', changed_at = :now, due_at = :stale, left_at = NULL, "
        "reached_at = NULL, limited_at = NULL "
        f"WHERE id = :id AND {_READY}",
        {**_at(now), "stale": now + STALE_SEND_S, "id": outgoing_id},
    ).rowcount
    return one(connection, "id = ?", (outgoing_id,)) if taken else None


def send_again(
    connection: sqlite3.Connection,
    outgoing_id: str,
    wait_s: float,
    body: Mapping[str, Any] | None,
    by: str,
    now: float,
) -> bool:
    """From failed to queued under another uuid; the earlier one is remembered."""
    send = one(connection, "id = ?", (outgoing_id,))
    if send is None or not may_go_again(send.state, by):
        return False
    connection.execute("INSERT INTO former_sends VALUES (?, ?, ?)", (send.on_the_wire, send.wamid, send.id))
    connection.execute(
        "UPDATE outbox SET state = 'queued', callback = ?, wamid = '', body = ?, resends = resends + 1, attempts = 0, "
        "changed_at = ?, due_at = ? WHERE id = ?",
        (next_callback(send), dump(dict(body or send.body)), now, now + wait_s, send.id),
    )
    if by:
        ledger.write_audit(connection, by, "send.again", send.id, dump({"was": send.state}), now)
    return True


def leave_send(connection: sqlite3.Connection, outgoing_id: str) -> None:
    """Out of the list, as it is."""
    connection.execute(
        "UPDATE outbox SET due_at = NULL WHERE id = ? AND state IN ('failed', 'unknown')", (outgoing_id,)
    )


def arrived(connection: sqlite3.Connection, outgoing_id: str, by: str, now: float) -> bool:
    """From unknown to delivered, by a person's word."""
    changed = connection.execute(
        "UPDATE outbox SET state = 'delivered', error = '', changed_at = ?, due_at = NULL "
        "WHERE id = ? AND state = 'unknown'",
        (now, clean(outgoing_id)),
    ).rowcount
    if changed:
        ledger.write_audit(connection, by, "send.arrived", outgoing_id, dump({}), now)
    return bool(changed)


def _at(now: float) -> Mapping[str, float]:
    return {"now": now, "micros": round(now * 1e6)}
