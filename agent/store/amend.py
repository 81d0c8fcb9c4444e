"""Facts that change rows of the store instead of adding some: its tables only grow otherwise.

merge     kept, gone — every row about `gone` is about `kept`
revision  message_id, text — the customer changed or deleted what a turn was about
joined    wamid, contact, send_id, message_id — what a status that came before its send's own answer was about
"""

import json
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

import duckdb

from agent.journal.revising import without_old_words
from agent.journal.values import dump
from agent.ports import Record
from agent.store.rows import Row
from agent.store.tables import TABLES

Connection = duckdb.DuckDBPyConnection
Tables = MutableMapping[str, list[Row]]
Body = Mapping[str, Any]


AMENDS = frozenset({"merge", "joined", "revision"})
"""Kinds of records that change rows."""


def amend_sql(record: Record, cursor: Connection) -> None:
    """Change the rows in DuckDB that the record is about."""
    _SQL[record.kind](record.body, cursor)


def amend(record: Record, tables: Tables) -> None:
    """The same on rows in memory."""
    _IN_MEMORY[record.kind](record.body, tables)


def _merge_sql(body: Body, cursor: Connection) -> None:
    for table in TABLES:
        cursor.execute(f"UPDATE {table} SET contact = ? WHERE contact = ?", [body["kept"], body["gone"]])


def _merge(body: Body, tables: Tables) -> None:
    for rows in tables.values():
        for row in rows:
            if row["contact"] == body["gone"]:
                row["contact"] = body["kept"]


def _joined_sql(body: Body, cursor: Connection) -> None:
    cursor.execute(
        "UPDATE statuses SET contact = ?, send_id = ?, message_id = ? WHERE wamid = ? AND message_id = ''",
        [body["contact"], body["send_id"], body["message_id"], body["wamid"]],
    )


def _joined(body: Body, tables: Tables) -> None:
    for row in tables["statuses"]:
        if row["wamid"] == body["wamid"] and row["message_id"] == "":
            row.update(contact=body["contact"], send_id=body["send_id"], message_id=body["message_id"])


def _revision_sql(body: Body, cursor: Connection) -> None:
    key = body["message_id"]
    for (turn,) in cursor.execute("SELECT turn FROM turns WHERE message_id = ?", [key]).fetchall():
        cursor.execute(
            "UPDATE turns SET question = ?, turn = ? WHERE message_id = ?", [body["text"], _said(turn, body), key]
        )


def _revision(body: Body, tables: Tables) -> None:
    for row in tables["turns"]:
        if row["message_id"] == body["message_id"]:
            row.update(question=body["text"], turn=_said(row["turn"], body))


def _said(turn: str | None, body: Body) -> str:
    return dump(without_old_words(json.loads(turn or "{}"), body["text"]))


_SQL: Mapping[str, Callable[[Body, Connection], None]] = {
    "merge": _merge_sql,
    "joined": _joined_sql,
    "revision": _revision_sql,
}
_IN_MEMORY: Mapping[str, Callable[[Body, Tables], None]] = {
    "merge": _merge,
    "joined": _joined,
    "revision": _revision,
}
