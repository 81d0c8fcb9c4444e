"""Moves the wall clock of one process, and nothing else: its monotonic clocks go on, as when somebody sets the clock.

Copied beside the server as `sitecustomize`, which Python imports before all else: whatever the product reads, and keeps
as a default, is the moved clock. It knows Python's own readings; SQLite and DuckDB are asked for no time.
"""

import ctypes
import gc
import mmap
import os
import struct
import sys
import time
from datetime import datetime, tzinfo

MOVED = "WALL_CLOCK_MOVED"
"""Environment variable: a file with the seconds by which the clock is off, as one double."""


def move(path: str) -> None:
    """From now on time is what that file says, also when it is written again."""
    with open(path, "rb") as file:
        off_by = mmap.mmap(file.fileno(), 8, access=mmap.ACCESS_READ)
    true_time = time.time

    def moved_time() -> float:
        return true_time() + float(struct.unpack_from("<d", off_by)[0])

    def moved_now(cls: type[datetime], tz: tzinfo | None = None) -> datetime:
        return cls.fromtimestamp(moved_time(), tz)

    time.time = moved_time
    time.time_ns = lambda: int(moved_time() * 1e9)
    gc.get_referents(datetime.__dict__)[0]["now"] = classmethod(moved_now)  # the way in: the class itself is closed
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(datetime))


if __name__ == "sitecustomize" and MOVED in os.environ and "serve" in sys.orig_argv:
    move(os.environ[MOVED])
