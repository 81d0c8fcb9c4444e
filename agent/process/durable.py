"""What must be on the disk before anybody relies on it."""

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def written_aside(path: Path, content: bytes, *, mode: int | None = None) -> Path:
    """A file beside `path` with this content, on the disk, ready to be renamed onto it. Raises OSError.

    `mode`: its permissions; without one those of the file that is there, so that who may read that may read this.
    """
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), _mode(path) if mode is None else mode)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        with suppress(OSError):
            os.unlink(name)
        raise
    return Path(name)


def replace_whole(path: Path, content: bytes, *, mode: int | None = None) -> None:
    """Other content in one step: whoever reads, also after a crash, finds the old file or the new. Raises OSError."""
    written_aside(path, content, mode=mode).replace(path)
    sync(path.parent)


def _mode(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return 0o644
