"""Arrays kept with the index: what was learnt from its vectors, so that a start does not learn it again."""

import hashlib
import os
import zipfile
from contextlib import suppress
from pathlib import Path

import numpy as np

from agent.ports import Arrays

LEARNT = "learnt"
"""The folder of what was learnt, in a data folder."""


def kept_path(index: Path, key: str) -> Path:
    """Where arrays of this key lie, beside the index folder."""
    return index.parent / LEARNT / f"{hashlib.sha256(key.encode()).hexdigest()[:24]}.npz"


def read_arrays(path: Path) -> Arrays | None:
    """The arrays, or None when they were never kept or cannot be read: then they are made again."""
    try:
        with np.load(path, allow_pickle=False) as kept:
            return {name: kept[name] for name in kept.files}
    except (OSError, ValueError, zipfile.BadZipFile):
        return None


def write_arrays(path: Path, arrays: Arrays) -> None:
    """Written aside and renamed, so that nobody reads half of it; a folder that cannot be written costs only time."""
    aside = path.with_name(f".{os.getpid()}-{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with aside.open("wb") as file:
            np.savez(file, allow_pickle=False, **dict(arrays))
        aside.replace(path)
    except OSError:
        with suppress(OSError):  # nothing to clear where the folder itself could not be made
            aside.unlink()
