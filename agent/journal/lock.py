"""One writing process per data folder."""

import fcntl
import os
from pathlib import Path
from types import TracebackType

from agent.ports import PortError


class DataLock:
    """The right to write in a data folder; ends with `release`, with `with`, or with the process."""

    def __init__(self, path: Path, descriptor: int) -> None:
        """Use `lock_data_folder`."""
        self.path = path
        self._descriptor = descriptor

    def release(self) -> None:
        """Let another process write; releasing twice is harmless."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
        self._descriptor = -1

    def __enter__(self) -> "DataLock":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.release()


def lock_data_folder(path: Path) -> DataLock:
    """Take `<path>/.writer.lock` or raise PortError naming the pid that holds it. The kernel frees it when we die."""
    lock = path / ".writer.lock"
    try:
        path.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise PortError(f"{lock}: {error.strerror}; make {path} a folder this user may write to") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        holder = _holder(descriptor)
        os.close(descriptor)
        raise PortError(f"{path}: in use by process {holder}; stop it, or set CAIRN_DATA to another folder") from error
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, str(os.getpid()).encode(), 0)
    return DataLock(lock, descriptor)


def _holder(descriptor: int) -> str:
    return os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
