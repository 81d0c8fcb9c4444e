"""Who is signed in. Sessions live in this process: a restart signs everybody out, copied cookies too."""

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

LONGEST_S = 12 * 3600.0
IDLE_S = 4 * 3600.0
"""A session ends so long after it began, or after the last click."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One sign-in. `since`: the account's stamp then; another password ends it."""

    name: str
    since: str
    begun: float
    seen: float


class Sessions:
    """Known by the hash of their secret, so that nothing here can be used as a cookie. Safe from any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._gate = threading.Lock()
        self._open: dict[str, Session] = {}
        self._ended: dict[str, float] = {}

    def begin(self, name: str, since: str = "") -> str:
        """A new session's secret, for the cookie."""
        secret = secrets.token_urlsafe(32)
        self.admit(secret, name, since)
        return secret

    def admit(self, secret: str, name: str, since: str = "") -> bool:
        """Begin a session whose secret was given by somebody else; False when it was ended before."""
        key, now = _key(secret), self._clock()
        with self._gate:
            self._forget_old(now)
            if key in self._ended:
                return False
            self._open.setdefault(key, Session(name=name, since=since, begun=now, seen=now))
            return True

    def find(self, secret: str) -> Session | None:
        """The session, if it is not over; looking counts as a click."""
        key, now = _key(secret), self._clock()
        with self._gate:
            session = self._open.get(key)
            if session is None:
                return None
            if _is_over(session, now):
                self._end(key, now)
                return None
            self._open[key] = replace(session, seen=now)
            return session

    def is_over(self, secret: str) -> bool:
        """Whether this secret was in use and is so no more."""
        with self._gate:
            return _key(secret) in self._ended

    def end(self, secret: str) -> None:
        """Signed out, in every tab and for every copy of the cookie."""
        with self._gate:
            self._end(_key(secret), self._clock())

    def _end(self, key: str, now: float) -> None:
        self._open.pop(key, None)
        self._ended[key] = now

    def _forget_old(self, now: float) -> None:
        """What was left open is over too; ended secrets are kept as long as anybody could still hold their cookie."""
        for key in [key for key, session in self._open.items() if _is_over(session, now)]:
            self._end(key, now)
        self._ended = {key: at for key, at in self._ended.items() if now - at < _REMEMBERED_S}


_REMEMBERED_S = 31 * 24 * 3600.0
"""Streamlit's own cookie of the organisation's login lives for 30 days."""


def _is_over(session: Session, now: float) -> bool:
    return now - session.begun > LONGEST_S or now - session.seen > IDLE_S


def _key(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
