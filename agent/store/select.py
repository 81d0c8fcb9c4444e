"""One SELECT, and nothing else, however it is written."""

import json
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from agent.ports import QueryError
from agent.store.database import connect
from agent.store.tables import TABLES, VIEWS

_NOT_FOR_DUCKDB = (RuntimeError, ValueError, TypeError, OverflowError)
"""What its Python side raises for words and parameters that do not fit into a database."""
_BATCH = 10_000
_MOST_ROWS = 1_000_000
_MOST_BYTES = 256 * 1024 * 1024


def select(connection: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[Any], *, timeout_s: float) -> Any:
    """A pyarrow.Table; QueryError for anything that is not one SELECT, fails, or takes longer than `timeout_s`."""
    _must_be_select(connection, sql)
    # A cursor of its own: what a broken-off result leaves behind goes with it.
    cursor = connection.cursor()
    clock = threading.Timer(timeout_s, cursor.interrupt)
    clock.daemon = True
    clock.start()
    try:
        # A SELECT may still write (an INSERT inside WITH), so the transaction forbids it too.
        cursor.execute("BEGIN TRANSACTION READ ONLY")
        return _limited(cursor.sql(sql, params=list(parameters)).to_arrow_reader(_BATCH))
    except duckdb.FatalException:
        raise
    except duckdb.InterruptException as error:
        raise QueryError(f"store: the query took more than {timeout_s:g} s; narrow it down (LIMIT, WHERE)") from error
    except (duckdb.Error, *_NOT_FOR_DUCKDB) as error:
        raise QueryError(f"store: the query failed: {error}") from error
    finally:
        clock.cancel()
        cursor.close()


def _limited(batches: Any) -> Any:
    """All batches as one table; QueryError beyond `_MOST_ROWS` or `_MOST_BYTES`, before they fill the memory."""
    kept, rows, size = [], 0, 0
    for batch in batches:
        kept.append(batch)
        rows += batch.num_rows
        size += batch.nbytes
        if rows > _MOST_ROWS:
            raise QueryError(f"store: more than {_MOST_ROWS:,} rows; add a LIMIT, or ask for a stretch at a time")
        if size > _MOST_BYTES:
            raise QueryError(f"store: more than {_MOST_BYTES >> 20} MB; name the columns you need, or add a LIMIT")
    return pa.Table.from_batches(kept, schema=batches.schema)


def _must_be_select(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    try:
        statements = connection.extract_statements(sql)
    except (duckdb.Error, *_NOT_FOR_DUCKDB) as error:
        raise QueryError(f"store: the query cannot be read: {error}") from error
    kinds = [statement.type for statement in statements]
    if kinds != [duckdb.StatementType.SELECT]:
        found = ", ".join(kind.name for kind in kinds) or "nothing"
        raise QueryError(f"store: only one SELECT is allowed, found {found}; the store is read-only here")


class Names:
    """Finds the tables a query reads, without running it."""

    def __init__(self) -> None:
        """A database of its own, without a table in it."""
        self._connection = connect(None)

    def of(self, sql: str) -> tuple[str, ...]:
        """Our tables and views among those it names, sorted, and every table function; empty for what is no query."""
        with self._connection.cursor() as cursor:
            try:
                found = cursor.execute("SELECT json_serialize_sql(?)", [sql]).fetchall()
            except (duckdb.Error, *_NOT_FOR_DUCKDB):
                return ()
        return tuple(sorted(set(_named(json.loads(found[0][0])))))


def _named(tree: Any) -> Iterator[str]:
    nodes = [tree]
    while nodes:
        node = nodes.pop()
        if isinstance(node, dict):
            yield from _read_by(node)
            nodes.extend(node.values())
        elif isinstance(node, list):
            nodes.extend(node)


def _read_by(node: dict[str, Any]) -> Iterator[str]:
    if node.get("type") == "BASE_TABLE" and node.get("table_name") in _OURS:
        yield node["table_name"]
    if node.get("type") == "TABLE_FUNCTION":
        yield f"{node['function']['function_name']}()"


_OURS = frozenset({*TABLES, *VIEWS, "store_meta"})
