"""Statuses that came before we knew the send they are about: joined to it once its answer names it."""

import json
import sqlite3
from collections.abc import Sequence

from agent.journal import ledger, merging, records
from agent.journal.rules import line_of_refusal
from agent.journal.send_rules import code_of, failure
from agent.journal.values import moment
from agent.ports import InboxStatus


def join(connection: sqlite3.Connection, outgoing_id: str, now: float) -> None:
    """For a send just closed: tell the store whose the statuses are, and outbox and ledger what they said."""
    wamid, message_id, owner, callback = connection.execute(
        "SELECT wamid, message_id, contact, callback FROM outbox WHERE id = ?", (outgoing_id,)
    ).fetchone()
    parked = _parked(connection, wamid, callback) if wamid else ()
    if not parked:
        return
    contact = merging.real(connection, owner)
    body = {"wamid": wamid, "send_id": outgoing_id, "message_id": message_id, "contact": contact}
    records.append(connection, "joined", wamid, contact, body, now)
    for status in parked:
        connection.execute(
            "UPDATE outbox SET error = ?, code = ? WHERE id = ? AND state = 'failed' AND error = ''",
            (failure(status.errors), code_of(status.errors), outgoing_id),
        )
        line = line_of_refusal(status, contact, ledger.newest_consent(connection, contact))
        if line is not None:
            ledger.write_consent(connection, line, now)


def _parked(connection: sqlite3.Connection, wamid: str, callback: str) -> Sequence[InboxStatus]:
    """Those that carried our uuid were joined when they came."""
    rows = connection.execute(
        "SELECT number, status, at, errors FROM statuses WHERE wamid = ? AND callback <> ? ORDER BY at",
        (wamid, callback),
    ).fetchall()
    return [
        InboxStatus(wamid=wamid, number=number, status=status, at=moment(at), errors=json.loads(errors))
        for number, status, at, errors in rows
    ]
