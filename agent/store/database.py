"""A DuckDB file opened the way the store needs it, and what may be wrong with it."""

import os
from pathlib import Path

import duckdb

from agent.ports import LockedError, PortError
from agent.store.tables import SCHEMA_VERSION, TABLES, schema

_LARGEST_DEFAULT_MB = 2048
_MB = 1024 * 1024


def connect(path: Path | None, *, read_only: bool = False, memory_limit: str = "") -> duckdb.DuckDBPyConnection:
    """A locked-down connection (no extensions, no files, no network); in memory without a path. Raises duckdb.Error."""
    connection = duckdb.connect(
        str(path) if path else ":memory:",
        read_only=read_only,
        config={
            # Files stay readable by DuckDB 1.5, so that an update can be taken back.
            "storage_compatibility_version": "v1.5.0",
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "enable_external_access": False,
            "python_enable_replacements": False,
            "memory_limit": memory_limit or _default_memory(),
            "threads": 2,
            "allowed_configs": ["memory_limit"],  # the one thing that is set while it runs (`BlockCache`)
        },
    )
    # A second connection of this process shares the first one's database, which is locked already.
    if connection.execute("SELECT current_setting('lock_configuration')").fetchall() == [(False,)]:
        connection.execute("SET GLOBAL TimeZone = 'UTC'")
        connection.execute("SET lock_configuration = true")
    return connection


def connect_to_read(path: Path, *, memory_limit: str = "") -> duckdb.DuckDBPyConnection:
    """For readers while no server runs; LockedError when one does, PortError when there is nothing to read."""
    if not path.exists():
        raise PortError(f"store {path}: not there yet; start the server once, or name another data folder")
    try:
        connection = connect(path, read_only=True, memory_limit=memory_limit)
    except duckdb.Error as error:
        if is_locked(error):
            raise locked_error(path) from error
        raise PortError(f"store {path}: cannot be read; start the server once, it repairs the file") from error
    flaw = version_flaw(connection)
    if flaw:
        connection.close()
        raise PortError(f"store {path}: {flaw}; start the server once, it rebuilds the file")
    return connection


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of an empty file; a file with tables is left as it is."""
    if connection.execute("SELECT count(*) FROM duckdb_tables()").fetchall() != [(0,)]:
        return
    connection.execute("BEGIN")
    for statement in schema():
        connection.execute(statement)
    connection.execute("COMMIT")


def version_flaw(connection: duckdb.DuckDBPyConnection) -> str:
    """Why these tables are not ours; empty when they are."""
    try:
        found = connection.execute("SELECT schema_version FROM store_meta").fetchall()
    except duckdb.CatalogException:
        return "it holds no store of Cairn"
    return "" if found == [(SCHEMA_VERSION,)] else f"its schema is {found[0][0]}, this program needs {SCHEMA_VERSION}"


def read_everything(connection: duckdb.DuckDBPyConnection) -> None:
    """Load every block once: a checksum that does not fit raises duckdb.Error now and not in front of a customer."""
    for table in (*TABLES, "store_meta"):
        connection.execute(f"SELECT bit_xor(hash(t)) FROM {table} t").fetchall()


def is_locked(error: Exception) -> bool:
    """Whether another process holds the file, or this one in another way."""
    text = str(error)
    return any(sign in text for sign in ("Conflicting lock", "Could not set lock", "different configuration"))


def is_surrounding(error: Exception) -> bool:
    """Whether memory, disk space or permissions are to blame rather than what is in the file."""
    if isinstance(error, duckdb.OutOfMemoryException | duckdb.PermissionException | duckdb.ParserException):
        return True
    text = str(error).lower()
    return any(sign in text for sign in ("permission denied", "no space left", "cannot open file", "read-only file"))


def locked_error(path: Path) -> LockedError:
    """The error for a file that another process holds."""
    return LockedError(f"store {path}: a server has it open; ask through its read API, or stop it and try again")


def _default_memory() -> str:
    quarter = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 4 // _MB
    return f"{min(quarter, _LARGEST_DEFAULT_MB)}MB"
