"""The consent ledger and the audit log: lines are added, never changed."""

import sqlite3
from dataclasses import replace

from agent.journal import records
from agent.journal.audit import START, AuditLine, first_break, seal
from agent.journal.rules import consent_body
from agent.journal.values import clean, iso, micros, moment
from agent.ports import ConsentEntry


def write_consent(connection: sqlite3.Connection, entry: ConsentEntry, now: float) -> None:
    """One more line, recorded for the store too."""
    row = connection.execute(
        "INSERT INTO consents (contact, status, scope, at, source, text) VALUES (?, ?, ?, ?, ?, ?) RETURNING seq",
        (entry.contact, entry.status, entry.scope, micros(entry.at), entry.source, clean(entry.text)),
    ).fetchone()
    records.append(connection, "consent", f"{entry.contact}:{row[0]}", entry.contact, consent_body(entry), now)


def newest_consent(connection: sqlite3.Connection, contact: str) -> ConsentEntry | None:
    """The line written last for this contact."""
    row = connection.execute(
        "SELECT status, scope, at, source, text FROM consents WHERE contact = ? ORDER BY seq DESC LIMIT 1", (contact,)
    ).fetchone()
    if row is None:
        return None
    status, scope, at, source, text = row
    return ConsentEntry(contact=contact, status=status, scope=scope, at=moment(at), source=source, text=text)


def write_audit(connection: sqlite3.Connection, actor: str, action: str, subject: str, detail: str, now: float) -> None:
    """One more line, chained to the last."""
    last = connection.execute("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").fetchone() or (0, START)
    line = AuditLine(
        seq=last[0] + 1,
        at=iso(now),
        actor=clean(actor),
        action=clean(action),
        subject=clean(subject),
        detail=detail,
        prev=last[1],
    )
    line = replace(line, hash=seal(line))
    connection.execute(
        "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (line.seq, line.at, line.actor, line.action, line.subject, line.detail, line.prev, line.hash),
    )


def broken_audit(connection: sqlite3.Connection) -> int | None:
    """The first line that was changed or taken out, the last ones included; None when all is well."""
    count = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'audit'").fetchone()
    rows = connection.execute("SELECT seq, at, actor, action, subject, detail, prev, hash FROM audit ORDER BY seq")
    lines = (
        AuditLine(
            seq=row[0], at=row[1], actor=row[2], action=row[3], subject=row[4], detail=row[5], prev=row[6], hash=row[7]
        )
        for row in rows.fetchall()
    )
    return first_break(lines, count=count[0] if count else 0)
