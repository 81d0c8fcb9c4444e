"""Five streams of log lines: which one a line belongs to, and where its lines are written."""

import contextlib
import logging
import sys
import threading
from collections.abc import Mapping
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, Literal, TextIO, get_args

from structlog.typing import EventDict

from agent.ports import PortError

Stream = Literal["channel", "knowledge", "pipeline", "errors", "performance"]
STREAMS: tuple[Stream, ...] = get_args(Stream)
_OF_PART: Mapping[str, Stream] = {
    "channel": "channel",
    "people": "channel",
    "knowledge": "knowledge",
    "retrieve": "knowledge",
    "performance": "performance",
}
_OF_PACKAGE = "agent.knowledge."
_BAD = ("error", "critical")


def stream_of(part: str, level: str) -> Stream:
    """What went wrong stands in one place, whoever says it; everything else with the part that says it."""
    if level in _BAD:
        return "errors"
    return "knowledge" if part.startswith(_OF_PACKAGE) else _OF_PART.get(part, "pipeline")


def add_stream(logger: Any, _method: str, event: EventDict) -> EventDict:
    """A processor: the line's `stream`, and the `part` that speaks where that is something else."""
    part = getattr(logger, "part", "")
    stream = stream_of(part, str(event.get("level", "")))
    named = {"part": part} if part and part != stream else {}
    return {**event, "stream": stream, **named}


class LogFiles:
    """One file per stream in `folder`, turned over at `max_mb` megabytes; `keep` older ones stay."""

    def __init__(self, folder: Path, *, max_mb: int, keep: int) -> None:
        """PortError where the folder cannot be written."""
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._files = {name: _Rotating(folder / f"{name}.log", max_mb, keep) for name in STREAMS}
        except OSError as error:
            raise PortError(f"logs {folder}: {error.strerror}; make it a folder this user may write to") from error

    def write(self, line: str, stream: Stream) -> None:
        """Append one line; a disk that fails costs the line, never the turn."""
        self._files[stream].handle(logging.makeLogRecord({"msg": line}))

    def close(self) -> None:
        """Close the files."""
        for file in self._files.values():
            with contextlib.suppress(OSError, ValueError):
                file.close()


class _Rotating(RotatingFileHandler):
    def __init__(self, path: Path, max_mb: int, keep: int) -> None:
        super().__init__(path, maxBytes=max_mb * 1024 * 1024, backupCount=keep, encoding="utf-8")
        self._failing = False

    def emit(self, record: logging.LogRecord) -> None:
        failed_before, self._failing = self._failing, False
        super().emit(record)
        if self._failing and not failed_before:
            sys.stderr.write(f"log file {self.baseFilename}: cannot be written; check the disk\n")

    def handleError(self, record: logging.LogRecord) -> None:
        """Said once, without a traceback."""
        self._failing = True


class Parts:
    """Makes loggers that know which part of the program speaks, for structlog."""

    def __init__(self, out: TextIO, files: LogFiles | None) -> None:
        self._out = out
        self._files = files
        self._lock = threading.Lock()

    def __call__(self, *names: Any) -> "PartLogger":
        """The logger of `structlog.get_logger(name)`."""
        return PartLogger(str(names[0]) if names else "", self)

    def write(self, line: str, stream: Stream) -> None:
        """One line, whole. A closed terminal or pipe must not stop a turn."""
        with self._lock, contextlib.suppress(OSError, ValueError):
            self._out.write(f"{line}\n")
            self._out.flush()
        if self._files is not None:
            self._files.write(line, stream)


class PartLogger:
    """Writes the finished lines of one part."""

    def __init__(self, part: str, parts: Parts) -> None:
        self.part = part
        self._parts = parts

    def info(self, line: str, *, stream: Stream = "pipeline") -> None:
        """Write it."""
        self._parts.write(line, stream)

    debug = warning = error = critical = exception = msg = info
