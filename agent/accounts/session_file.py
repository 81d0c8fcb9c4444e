"""Sessions on the disk: one file of the data folder, readable by its owner only, replaced whole at each change."""

import fcntl
import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import structlog

from agent.process.durable import replace_whole

log = structlog.get_logger("workbench")

_OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One sign-in. `since`: the stamp of the account then; another one ends it. `begun`, `seen`: epoch seconds."""

    name: str
    since: str
    begun: float
    seen: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """All sessions by the hash of their secret: those that go on, and when the others ended.

    `key` signs the cookies of the organisation's login. It is lost with the file, so that no cookie outlives what is
    known of it.
    """

    key: str = field(repr=False)
    open: Mapping[str, Session] = field(default_factory=dict)
    ended: Mapping[str, float] = field(default_factory=dict)

    def with_open(self, name: str, session: Session) -> "Kept":
        """Begun, or seen again."""
        return replace(self, open={**self.open, name: session})

    def with_end(self, name: str, now: float) -> "Kept":
        """Over."""
        others = {key: session for key, session in self.open.items() if key != name}
        return replace(self, open=others, ended={**self.ended, name: now})


Change = Callable[[Kept], Kept]


class SessionFile:
    """Read anew when another process changed it. Not locked between threads: `Sessions` does that."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "sessions"
        self._known: tuple[tuple[int, int, int] | None, Kept] | None = None
        self._unwritten: Kept | None = None

    def read(self) -> Kept:
        """As it is now."""
        if self._unwritten is not None:
            return self._unwritten
        stamp = self._stamp()
        if self._known is None or self._known[0] != stamp:
            self._known = (stamp, self._load())
        return self._known[1]

    def change(self, how: Change) -> Kept:
        """Read, change and write while no other process does.

        A disk that takes nothing does not keep a session open that was ended: from then on it stands in memory only.
        """
        try:
            with self._alone():
                changed = how(self.read())
                self._write(changed)
        except OSError as error:
            log.error("sessions are not on the disk", path=str(self.path), reason=error.strerror)
            changed = self._unwritten = how(self.read())
            return changed
        self._unwritten, self._known = None, (self._stamp(), changed)
        return changed

    def _load(self) -> Kept:
        try:
            plain = json.loads(self.path.read_text(encoding="utf-8"))
            opened = {str(name): Session(**session) for name, session in plain["open"].items()}
            ended = {str(name): float(at) for name, at in plain["ended"].items()}
            return Kept(key=str(plain["key"]), open=opened, ended=ended)
        except FileNotFoundError:
            return _fresh()
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("sessions cannot be read: everybody signs in again", path=str(self.path), reason=str(error))
            return _fresh()

    def _write(self, kept: Kept) -> None:
        opened = {name: asdict(session) for name, session in kept.open.items()}
        text = json.dumps({"key": kept.key, "open": opened, "ended": dict(kept.ended)}, ensure_ascii=False)
        replace_whole(self.path, text.encode(), mode=_OWNER_ONLY)

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            stat = self.path.stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_size, stat.st_ino

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.with_name("sessions.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _fresh() -> Kept:
    return Kept(key=secrets.token_hex(32))
