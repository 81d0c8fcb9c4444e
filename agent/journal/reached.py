"""People reached outside the 24 hours: what WhatsApp's messaging limit counts, all our numbers together."""

import sqlite3
from collections.abc import Mapping

PERIOD_S = 24 * 3600.0
"""So long somebody who was reached counts."""
NOT_REACHED = ("queued", "failed", "skipped")
"""States of a send that reached nobody, though it was let out once."""
_COUNT = (
    # Later than now: written before the clock was set back, and true.
    f"FROM outbox WHERE reached_at > :now - :period AND reached_at < :now + :period AND state NOT IN {NOT_REACHED}"
)


def place_free_in(last: Mapping[str, float], contact: str, limit: int, now: float) -> float:
    """Seconds until this contact may be one of `limit` people; 0 for now. `last`: when each was last reached."""
    if contact in last or len(last) < limit:
        return 0.0
    return sorted(last.values())[len(last) - limit] + PERIOD_S - now


def reach_out(connection: sqlite3.Connection, outgoing_id: str, limit: int | None, now: float) -> float:
    """See `Journal.reach_out`."""
    wait = 0.0 if limit is None else _wait(connection, outgoing_id, limit, now)
    times = (None, now) if wait > 0 else (now, None)
    connection.execute("UPDATE outbox SET reached_at = ?, limited_at = ? WHERE id = ?", (*times, outgoing_id))
    return wait


def people(connection: sqlite3.Connection, now: float) -> int:
    """See `Journal.reached`."""
    (found,) = connection.execute(f"SELECT count(DISTINCT contact) {_COUNT}", _at(now)).fetchone()
    return int(found)


def hurry(connection: sqlite3.Connection, contact: str, now: float) -> None:
    """What waits for a place is looked at again: another send to this contact waits for it."""
    # The states of the index outbox_ahead, and of these one.
    connection.execute(
        "UPDATE outbox SET due_at = ? WHERE contact = ? AND state IN ('queued', 'sending') AND state = 'queued' "
        "AND limited_at IS NOT NULL",
        (now, contact),
    )


def _wait(connection: sqlite3.Connection, outgoing_id: str, limit: int, now: float) -> float:
    # Most of the time there are fewer sends than people may be reached: then nobody need be told apart.
    (sends,) = connection.execute(f"SELECT count(*) {_COUNT}", _at(now)).fetchone()
    if sends < limit:
        return 0.0
    (contact,) = connection.execute("SELECT contact FROM outbox WHERE id = ?", (outgoing_id,)).fetchone()
    last = dict(connection.execute(f"SELECT contact, max(reached_at) {_COUNT} GROUP BY contact", _at(now)).fetchall())
    return place_free_in(last, contact, limit, now)


def _at(now: float) -> Mapping[str, float]:
    return {"now": now, "period": PERIOD_S}
