"""Two contacts that were one person all along."""

import sqlite3

from agent.journal import ledger, people, records
from agent.journal.persons import line_of_merge
from agent.journal.rules import LONGEST_LEASE_S, LONGEST_REST_S
from agent.journal.values import dump, iso

FREE = (
    "({of}.lease_until <= {now} OR {of}.lease_until > {now} + "
    f"iif({{of}}.lease_owner = '', {LONGEST_REST_S}, {LONGEST_LEASE_S}))"
)
"""SQL: nobody holds this conversation, and it does not rest; both placeholders are SQL."""
LEASED_UNDER_OLD_ID = (
    "EXISTS (SELECT 1 FROM merges JOIN conversations AS older ON older.contact = merges.gone "
    f"WHERE merges.kept = {{contact}} AND NOT {FREE.format(of='older', now='{now}')})"
)
"""SQL: a worker still answers the contact under an id that was merged into it; both placeholders are SQL."""


def real(connection: sqlite3.Connection, contact: str) -> str:
    """The id under which the contact goes on; its own where it was never merged."""
    row = connection.execute("SELECT kept FROM merges WHERE gone = ?", (contact,)).fetchone()
    return str(row[0]) if row else contact


def merge(connection: sqlite3.Connection, kept: str, gone: str, by: str, now: float) -> bool:
    """See `Journal.merge`."""
    kept, gone = real(connection, kept), real(connection, gone)
    if kept == gone:
        return False
    line = line_of_merge(kept, ledger.newest_consent(connection, kept), ledger.newest_consent(connection, gone))
    connection.execute("UPDATE merges SET kept = ? WHERE kept = ?", (kept, gone))
    connection.execute("INSERT INTO merges (gone, kept, at) VALUES (?, ?, ?)", (gone, kept, round(now * 1e6)))
    _join_addresses(connection, kept, gone)
    for table in ("inbox", "outbox", "reviews"):
        connection.execute(f"UPDATE {table} SET contact = ? WHERE contact = ?", (kept, gone))
    connection.execute(
        "INSERT INTO windows SELECT ?, number, opened_at FROM windows WHERE contact = ? "
        "ON CONFLICT (contact, number) DO UPDATE SET opened_at = max(opened_at, excluded.opened_at)",
        (kept, gone),
    )
    connection.execute("UPDATE OR IGNORE marks SET subject = ? WHERE subject = ?", (kept, gone))
    body = {"kept": kept, "gone": gone, "by": by, "at": iso(now)}
    records.append(connection, "merge", gone, kept, body, now)
    people.join(connection, kept, gone, now)
    if line is not None:
        ledger.write_consent(connection, line, now)
    ledger.write_audit(connection, by, "contact.merge", kept, dump({"gone": gone}), now)
    return True


def _join_addresses(connection: sqlite3.Connection, kept: str, gone: str) -> None:
    """What was seen last counts: of two contacts that is the one known for less time, as it is the one that goes."""
    connection.execute("UPDATE identities SET contact = ? WHERE contact = ?", (kept, gone))
    fields = ("phone", "user_id", "name", "parent_id", "username")
    newer = ", ".join(
        f"{field} = coalesce(nullif((SELECT {field} FROM contacts WHERE contact = ?1), ''), {field})"
        for field in fields
    )
    connection.execute(f"UPDATE contacts SET {newer} WHERE contact = ?2", (gone, kept))
    empty = ", ".join(f"{field} = ''" for field in fields)
    connection.execute(f"UPDATE contacts SET {empty} WHERE contact = ?", (gone,))
