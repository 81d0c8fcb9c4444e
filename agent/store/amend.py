"""Facts that change rows of the store instead of adding some: its tables only grow otherwise.

merge     kept, gone — every row about `gone` is about `kept`
joined    wamid, contact, send_id, message_id — what a status that came before its send's own answer was about
"""

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from typing import Any

from agent.ports import Record
from agent.store.rows import Row
from agent.store.tables import TABLES

Statement = tuple[str, Sequence[Any]]
Tables = MutableMapping[str, list[Row]]
Body = Mapping[str, Any]


def statements(record: Record) -> Sequence[Statement]:
    """SQL with parameters; none for a record that only adds."""
    return _SQL[record.kind](record.body) if record.kind in _SQL else ()


def amend(record: Record, tables: Tables) -> None:
    """The same on rows in memory."""
    if record.kind in _IN_MEMORY:
        _IN_MEMORY[record.kind](record.body, tables)


def _merge_sql(body: Body) -> Sequence[Statement]:
    values = (body["kept"], body["gone"])
    return [(f"UPDATE {table} SET contact = ? WHERE contact = ?", values) for table in TABLES]


def _merge(body: Body, tables: Tables) -> None:
    for rows in tables.values():
        for row in rows:
            if row["contact"] == body["gone"]:
                row["contact"] = body["kept"]


def _joined_sql(body: Body) -> Sequence[Statement]:
    values = (body["contact"], body["send_id"], body["message_id"], body["wamid"])
    sql = "UPDATE statuses SET contact = ?, send_id = ?, message_id = ? WHERE wamid = ? AND message_id = ''"
    return [(sql, values)]


def _joined(body: Body, tables: Tables) -> None:
    for row in tables["statuses"]:
        if row["wamid"] == body["wamid"] and row["message_id"] == "":
            row.update(contact=body["contact"], send_id=body["send_id"], message_id=body["message_id"])


_SQL: Mapping[str, Callable[[Body], Sequence[Statement]]] = {"merge": _merge_sql, "joined": _joined_sql}
_IN_MEMORY: Mapping[str, Callable[[Body, Tables], None]] = {"merge": _merge, "joined": _joined}
