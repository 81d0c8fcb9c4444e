"""Templates that are not sent: after a refused send, or because Meta's own status says so."""

import sqlite3
from collections.abc import Sequence

from agent.journal import ledger
from agent.journal.send_rules import TEMPLATE, template_subject
from agent.journal.values import clean, dump, moment
from agent.ports import UNUSABLE_TEMPLATE, BlockedTemplate

AGAINST = ("status", "reason")
"""Parts of what Meta says of a template that a person's word ends, also where it comes later."""


def blocked(connection: sqlite3.Connection, now: float) -> Sequence[BlockedTemplate]:
    """See `Journal.blocked_templates`."""
    marks = connection.execute(
        "SELECT subject, kind, at FROM marks WHERE subject LIKE ? AND (until IS NULL OR until > ?)",
        (f"{TEMPLATE}%", round(now * 1e6)),
    ).fetchall()
    told = connection.execute(
        f"SELECT template, language, value FROM template_news WHERE name = 'status' "
        f"AND value IN ({', '.join('?' * len(UNUSABLE_TEMPLATE))})",
        tuple(UNUSABLE_TEMPLATE),
    ).fetchall()
    return in_order(
        [
            *(of_mark(subject, kind, at) for subject, kind, at in marks),
            *(BlockedTemplate(name=name, language=language, why=status) for name, language, status in told),
        ]
    )


def lift(connection: sqlite3.Connection, name: str, by: str, now: float) -> bool:
    """See `Journal.lift_template`."""
    against = [found for found in blocked(connection, now) if found.name == clean(name)]
    for found in against:
        connection.execute("DELETE FROM marks WHERE subject = ?", (template_subject(found.name, found.language),))
        connection.executemany(
            "INSERT OR REPLACE INTO template_news (template, language, name, value, at) VALUES (?, ?, ?, '', ?)",
            [(found.name, found.language, part, round(now * 1e6)) for part in AGAINST],
        )
    if against:
        ledger.write_audit(connection, by, "template.lift", clean(name), dump(reasons(against)), now)
    return bool(against)


def of_mark(subject: str, kind: str, at: int) -> BlockedTemplate:
    """A mark on a template, `at` in microseconds; without a language it holds for each."""
    name, _, language = subject.removeprefix(TEMPLATE).partition("/")
    return BlockedTemplate(name=name, language=language, why=kind, since=moment(at))


def in_order(found: Sequence[BlockedTemplate]) -> Sequence[BlockedTemplate]:
    """By name and language; what a send was refused for before what a status says."""
    return sorted(found, key=lambda one: (one.name, one.language, one.since is None, one.why))


def reasons(against: Sequence[BlockedTemplate]) -> dict[str, str]:
    """What was known against it, by language, for the audit log."""
    return {one.language: one.why for one in reversed(against)}
