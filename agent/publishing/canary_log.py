"""A canary and its log on disk: which one runs, and a line for every turn while it does."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from agent.ports import PortError
from agent.process.durable import replace_whole
from agent.publishing.canary import Canary, canary_of
from agent.publishing.tally import Tally


class CanaryLog:
    """Below a folder: `000012.json` for the canary of version 12, `000012.jsonl` for its turns."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, canary: Canary) -> None:
        """Write a new one down. Raises PortError."""
        path = self._folder / f"{canary.number:06}.json"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            replace_whole(path, json.dumps(canary.as_dict(), ensure_ascii=False, indent=1).encode())
        except OSError as error:
            raise PortError(f"{path}: {error.strerror}; the canary was not started") from error

    def canary(self, number: int) -> Canary:
        """The canary of a version. Raises PortError."""
        path = self._folder / f"{number:06}.json"
        try:
            return canary_of(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise PortError(f"{path}: cannot be read ({error}); end the canary") from error

    def append(self, canary: Canary, line: Mapping[str, JsonValue]) -> None:
        """One more line. Not waited for until it is on the disk: what a power cut takes is missing in both arms.

        Raises PortError.
        """
        path = self._lines(canary)
        try:
            with path.open("ab") as file:
                file.write(json.dumps(line, separators=(",", ":")).encode() + b"\n")
        except OSError as error:
            raise PortError(f"{path}: {error.strerror}; free space or give this user rights") from error

    def tally(self, canary: Canary) -> Tally:
        """All lines, counted. Half a line at the end, left by a crash, is passed over."""
        tally = Tally(canary)
        for line in self._read(canary):
            tally.add(line)
        return tally

    def _read(self, canary: Canary) -> Iterator[Mapping[str, Any]]:
        path = self._lines(canary)
        try:
            lines = path.read_bytes().split(b"\n") if path.exists() else []
        except OSError as error:
            raise PortError(f"{path}: cannot be read ({error.strerror})") from error
        for line in lines:
            try:
                read = json.loads(line)
            except ValueError:
                continue
            if isinstance(read, dict) and read.keys() >= {"k", "d", "t", "h"}:
                yield read

    def _lines(self, canary: Canary) -> Path:
        return self._folder / f"{canary.number:06}.jsonl"
