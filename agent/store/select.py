"""One SELECT, and nothing else, however it is written."""

import threading
from collections.abc import Sequence
from typing import Any

import duckdb
import pyarrow as pa

from agent.ports import PortError

_BATCH = 10_000
_MOST_ROWS = 1_000_000


def select(connection: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[Any], *, timeout_s: float) -> Any:
    """A pyarrow.Table; PortError for anything that is not one SELECT, fails, or takes longer than `timeout_s`."""
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
        raise PortError(f"store: the query took more than {timeout_s:g} s; narrow it down (LIMIT, WHERE)") from error
    except (duckdb.Error, RuntimeError) as error:
        raise PortError(f"store: the query failed: {error}") from error
    finally:
        clock.cancel()
        cursor.close()


def _limited(batches: Any) -> Any:
    """All batches as one table; PortError beyond `_MOST_ROWS`, before they fill the memory."""
    kept, rows = [], 0
    for batch in batches:
        kept.append(batch)
        rows += batch.num_rows
        if rows > _MOST_ROWS:
            raise PortError(f"store: more than {_MOST_ROWS:,} rows; add a LIMIT, or export a Parquet snapshot")
    return pa.Table.from_batches(kept, schema=batches.schema)


def _must_be_select(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    try:
        statements = connection.extract_statements(sql)
    except duckdb.Error as error:
        raise PortError(f"store: the query cannot be read: {error}") from error
    kinds = [statement.type for statement in statements]
    if kinds != [duckdb.StatementType.SELECT]:
        found = ", ".join(kind.name for kind in kinds) or "nothing"
        raise PortError(f"store: only one SELECT is allowed, found {found}; the store is read-only here")
