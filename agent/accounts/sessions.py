"""Who is signed in, also after the workbench was started again; who signed out stays out."""

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from agent.accounts.session_file import Kept, Session, SessionFile

LONGEST_S = 12 * 3600.0
IDLE_S = 4 * 3600.0
"""A session ends so long after it began, or after the last click."""
_SEEN_EVERY_S = 60.0
"""A click is written down once a minute at most."""
_REMEMBERED_S = 31 * 24 * 3600.0
"""Streamlit's own cookie of the organisation's login lives for 30 days."""
_AHEAD_S = 300.0
"""A session of the future is none: somebody set the clock back, and it would never grow old."""


class Sessions:
    """Known by the hash of their secret, so that nothing on the disk can be used as a cookie.

    Safe from any thread, and from any number of processes on one data folder.
    """

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._gate = threading.Lock()
        self._file = SessionFile(folder)

    def begin(self, name: str, since: str = "") -> str:
        """A new session's secret, for the cookie."""
        secret = secrets.token_urlsafe(32)
        self.admit(secret, name, since)
        return secret

    def admit(self, secret: str, name: str, since: str = "") -> bool:
        """Begin a session whose secret was given by somebody else; False when it was ended before."""
        key, now = _key(secret), self._clock()
        session = Session(name=name, since=since, begun=now, seen=now)

        def begin(kept: Kept) -> Kept:
            kept = _without_old(kept, now)
            return kept if key in kept.ended or key in kept.open else kept.with_open(key, session)

        with self._gate:
            return key in self._file.change(begin).open

    def find(self, secret: str) -> Session | None:
        """The session, if it is not over; looking counts as a click."""
        key, now = _key(secret), self._clock()
        with self._gate:
            session = self._file.read().open.get(key)
            if session is None:
                return None
            if _is_over(session, now):
                self._file.change(lambda kept: kept.with_end(key, now))
                return None
            if now - session.seen < _SEEN_EVERY_S:
                return session
            return self._file.change(lambda kept: _seen(kept, key, now)).open.get(key)

    def is_over(self, secret: str) -> bool:
        """Whether this secret was in use and is so no more."""
        with self._gate:
            return _key(secret) in self._file.read().ended

    def end(self, secret: str) -> None:
        """Signed out, in every tab and for every copy of the cookie."""
        key, now = _key(secret), self._clock()
        with self._gate:
            self._file.change(lambda kept: kept.with_end(key, now))

    def signing_key(self, purpose: str) -> str:
        """64 hex digits, the same after a restart, others for another purpose; gone when the sessions are."""
        with self._gate:
            key = self._file.change(lambda kept: kept).key
        return hmac.new(key.encode(), purpose.encode(), hashlib.sha256).hexdigest()


def _seen(kept: Kept, key: str, now: float) -> Kept:
    """Unless another process ended it meanwhile."""
    session = kept.open.get(key)
    return kept.with_open(key, replace(session, seen=now)) if session else kept


def _without_old(kept: Kept, now: float) -> Kept:
    """What was left open is over too; ended secrets are kept as long as anybody could still hold their cookie."""
    over = {key: now for key, session in kept.open.items() if _is_over(session, now)}
    ended = {key: at for key, at in {**kept.ended, **over}.items() if now - at < _REMEMBERED_S}
    return replace(kept, open={key: one for key, one in kept.open.items() if key not in over}, ended=ended)


def _is_over(session: Session, now: float) -> bool:
    return now - session.begun > LONGEST_S or now - session.seen > IDLE_S or session.begun - now > _AHEAD_S


def _key(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
