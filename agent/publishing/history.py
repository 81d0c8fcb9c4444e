"""The history on disk: one small file per version, texts and evidence beside, and what a crash left half done."""

import fcntl
import json
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from agent.ports import PortError
from agent.process.durable import replace_whole, sync, written_aside
from agent.publishing.version import Version, hash_of, version_of

_PENDING = "pending.json"


class History:
    """`<data>/config/`: `history/000001.json`, `texts/<hash>.yaml`, `evidence/<hash>.json`.

    Any number of processes may read. Who writes holds `lock()`. What cannot be read or written is a PortError.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[str, Version] = {}
        self._within = threading.RLock()

    @contextmanager
    def lock(self) -> Iterator[None]:
        """One writer at a time, of all threads and processes; waits for its turn."""
        with self._within:
            descriptor = _locked(self.folder)
            try:
                yield
            finally:
                os.close(descriptor)

    def versions(self) -> list[Version]:
        """All of them, the oldest first."""
        names = sorted(path.name for path in (self.folder / "history").glob("[0-9]*.json"))
        for name in names:
            if name not in self._known:
                self._known[name] = version_of(self._read(f"history/{name}"))
        return [self._known[name] for name in names]

    def text(self, text_hash: str) -> str:
        """The config's exact text; PortError when it is gone or not what it was."""
        path = self.folder / "texts" / f"{text_hash}.yaml"
        with _said(path):
            text = path.read_bytes().decode()
        if hash_of(text) != text_hash:
            raise PortError(f"{path}: changed since it was kept, so it cannot be gone back to")
        return text

    def evidence(self, evidence: str) -> JsonValue:
        """What was attached to a version; None without a name."""
        return self._read(f"evidence/{evidence}.json") if evidence else None

    def keep_text(self, text: str) -> str:
        """Keep it under its hash, which is returned."""
        return self._keep("texts", "yaml", text)

    def keep_evidence(self, evidence: JsonValue) -> str:
        """The same for evidence; an empty name for none.

        The turns it lists are only counted: a history stays, and what customers wrote must be erasable.
        """
        if evidence is None:
            return ""
        turns = evidence.get("turns") if isinstance(evidence, dict) else None
        if isinstance(evidence, dict) and isinstance(turns, list):
            evidence = {**evidence, "turns": len(turns)}
        return self._keep("evidence", "json", json.dumps(evidence, ensure_ascii=False, sort_keys=True))

    def add(self, version: Version) -> None:
        """One more version."""
        self._write(f"history/{version.number:06}.json", version.as_dict())

    def begin(self, version: Version, config: Path, text: str) -> Path:
        """Write `text` beside `config` and note what is about to happen; the file that is to be renamed."""
        with _said(config):
            aside = written_aside(config, text.encode())
        try:
            self._write(_PENDING, {"version": version.as_dict(), "aside": str(aside)})
        except PortError:
            aside.unlink(missing_ok=True)
            raise
        return aside

    @property
    def is_pending(self) -> bool:
        """Whether a publish is under way, or was cut short."""
        return (self.folder / _PENDING).exists()

    def settle(self, text_hash: str) -> Version | None:
        """After a rename, or a crash before or after it: what began is history if the config's text says so.

        `text_hash` is of the text that is live; returns the version that came into force.
        """
        if not self.is_pending:
            return None
        pending = self._read(_PENDING)
        version = version_of(pending["version"])
        happened = version.text_hash == text_hash
        if happened:
            self.add(version)
        with _said(self.folder):
            Path(pending["aside"]).unlink(missing_ok=True)
            (self.folder / _PENDING).unlink()
            sync(self.folder)
        return version if happened else None

    def audited(self) -> int:
        """The number of the last version that the audit log knows."""
        path = self.folder / "audited"
        try:
            return int(path.read_text())
        except FileNotFoundError:
            return 0
        except (OSError, ValueError) as error:
            raise PortError(f"{path}: cannot be read; remove it, and all versions are audited again") from error

    def mark_audited(self, number: int) -> None:
        """The audit log knows all versions up to this one."""
        with _said(self.folder):
            replace_whole(self.folder / "audited", f"{number}\n".encode())

    def _keep(self, kind: str, suffix: str, text: str) -> str:
        name = hash_of(text)
        path = self.folder / kind / f"{name}.{suffix}"
        if not path.exists():
            with _said(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                replace_whole(path, text.encode())
        return name

    def _read(self, name: str) -> Any:
        path = self.folder / name
        with _said(path):
            return json.loads(path.read_text(encoding="utf-8"))

    def _write(self, name: str, plain: Mapping[str, JsonValue]) -> None:
        path = self.folder / name
        with _said(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_whole(path, json.dumps(plain, ensure_ascii=False, indent=1).encode())


def _locked(folder: Path) -> int:
    with _said(folder):
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        return descriptor


@contextmanager
def _said(path: Path) -> Iterator[None]:
    """What the disk or a damaged file has to say, in one sentence."""
    try:
        yield
    except OSError as error:
        where = error.filename or path
        raise PortError(f"{where}: {error.strerror}; give this user rights there, or free space") from error
    except (ValueError, KeyError, TypeError) as error:
        raise PortError(f"{path}: damaged ({error}); restore it from a backup or move it aside") from error
