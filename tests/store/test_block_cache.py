"""The store's memory between the things it is asked, counted by DuckDB itself."""

import os
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from agent.store.block_cache import EVERY_S, BlockCache
from agent.store.database import connect

MB = 2**20
_ROWS, _TURN = 2_000, 20 * 1024
"""40 MB that do not compress."""


class Clock:
    """Seconds as the test says."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def full(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    """A database that has just written 40 MB."""
    connection = connect(tmp_path / "full.duckdb", memory_limit="256MB")
    connection.register("incoming", pa.table({"turn": [os.urandom(_TURN) for _ in range(_ROWS)]}))
    connection.execute("CREATE TABLE turns AS SELECT turn FROM incoming")
    connection.unregister("incoming")
    connection.execute("CHECKPOINT")
    connection.execute("SELECT sum(hash(turn)) FROM turns").fetchall()
    return connection


def held_mb(connection: duckdb.DuckDBPyConnection) -> float:
    ((held,),) = connection.execute("SELECT sum(memory_usage_bytes) FROM duckdb_memory()").fetchall()
    return float(held) / MB


def limit_mb(connection: duckdb.DuckDBPyConnection) -> float:
    ((limit,),) = connection.execute("SELECT current_setting('memory_limit')").fetchall()
    number, unit = str(limit).split()
    assert unit == "MiB"
    return float(number)


def test_what_was_read_and_written_goes_once_nothing_runs(full: duckdb.DuckDBPyConnection) -> None:
    clock = Clock()
    blocks, limit = BlockCache(full, now=clock), limit_mb(full)
    with blocks.used(full):
        before = held_mb(full)
    assert held_mb(full) == before > 33, "not yet: it was not long ago"
    for times in (1, 2, 3):
        clock.seconds = times * EVERY_S
        with blocks.used(full):
            pass
        assert held_mb(full) <= 32
    assert limit_mb(full) == pytest.approx(limit, abs=0.2), "the next large query has all of it again"
    assert full.execute("SELECT count(*), count(turn) FROM turns").fetchall() == [(_ROWS, _ROWS)]


def test_a_query_under_way_keeps_all_of_its_memory(full: duckdb.DuckDBPyConnection) -> None:
    clock = Clock()
    blocks = BlockCache(full, now=clock)
    before = held_mb(full)
    clock.seconds = EVERY_S
    with blocks.used(full):
        with blocks.used(full.cursor()):
            pass
        assert held_mb(full) == before
    assert held_mb(full) <= 32


def test_what_fails_counts_as_ended(full: duckdb.DuckDBPyConnection) -> None:
    clock = Clock()
    blocks = BlockCache(full, now=clock)
    clock.seconds = EVERY_S
    with pytest.raises(duckdb.Error), blocks.used(full):
        full.execute("SELECT nothing FROM nowhere")
    assert held_mb(full) <= 32


def test_every_other_setting_stays_locked(full: duckdb.DuckDBPyConnection) -> None:
    for setting in ("enable_external_access = true", "threads = 1", "allowed_configs = []"):
        with pytest.raises(duckdb.InvalidInputException):
            full.execute(f"SET GLOBAL {setting}")
