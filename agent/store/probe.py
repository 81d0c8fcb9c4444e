"""Open a store and read it through, in a process that may die of it.

A damaged log can make DuckDB abort its process; so the server lets another one try first.
"""

import subprocess
import sys
from pathlib import Path

import duckdb

from agent.ports import PortError
from agent.store.database import connect, is_locked, is_surrounding, locked_error, read_everything, version_flaw

_FINE, _LOCKED, _DAMAGED, _SURROUNDING = 0, 3, 4, 5
_PROGRAM = (
    "import sys; from pathlib import Path; from agent.store.probe import probe; sys.exit(probe(Path(sys.argv[1])))"
)


def survives(path: Path) -> bool:
    """Whether another process can open the file; PortError when the answer says nothing about the file."""
    run = subprocess.run((sys.executable, "-c", _PROGRAM, str(path.absolute())), check=False, capture_output=True)
    if run.returncode == _LOCKED:
        raise locked_error(path)
    if run.returncode == _FINE:
        return True
    # Below zero: killed by a signal, as an abort inside DuckDB is.
    if run.returncode == _DAMAGED or run.returncode < 0:
        return False
    reason = run.stderr.decode(errors="replace").strip().rpartition("\n")[2] or "memory, disk space or permissions"
    raise PortError(f"store {path}: cannot be tried out ({reason}); put that right and start again")


def probe(path: Path) -> int:
    """Replay the log, fold it in, and read every block; the exit status `survives` understands."""
    try:
        with connect(path) as connection:
            # Tables that are not ours are no damage: whoever opens the file next decides about them.
            if not version_flaw(connection):
                connection.execute("CHECKPOINT")
                read_everything(connection)
    except duckdb.Error as error:
        if is_locked(error):
            return _LOCKED
        return _SURROUNDING if is_surrounding(error) else _DAMAGED
    return _FINE
