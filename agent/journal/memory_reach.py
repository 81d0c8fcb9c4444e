"""Windows and marks in plain Python, for `MemoryJournal`."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from agent.journal.values import clean, micros, moment, utc


class MemoryReach:
    """What `agent/journal/reach.py` does in SQL."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._windows: dict[tuple[str, str], datetime] = {}
        self._marks: dict[tuple[str, str], tuple[datetime, datetime | None]] = {}

    def window(self, contact: str, number: str) -> datetime | None:
        """The newest time this contact wrote to this number."""
        return self._windows.get((contact, clean(number)))

    def open_window(self, contact: str, number: str, at: datetime) -> None:
        """The contact wrote or called; an earlier time changes nothing."""
        key = (contact, clean(number))
        self._windows[key] = max(utc(at), self._windows.get(key, utc(at)))

    def join(self, kept: str, gone: str) -> None:
        """Two contacts are one: the later time counts, and what is remembered of either."""
        for (contact, number), heard_at in list(self._windows.items()):
            if contact == gone:
                self.open_window(kept, number, heard_at)
        for subject, kind in [key for key in self._marks if key[0] == gone]:
            self._marks.setdefault((kept, kind), self._marks[(subject, kind)])

    def mark(self, subject: str, kind: str, hours: float) -> None:
        """Kept for so many hours, or for good."""
        at = self._moment()
        self._marks[(clean(subject), kind)] = (at, at + timedelta(hours=hours) if hours else None)

    def unmark(self, subject: str, until: datetime) -> None:
        """Forget what was remembered until then."""
        for key in [key for key, (at, _) in self._marks.items() if key[0] == clean(subject) and at <= utc(until)]:
            del self._marks[key]

    def forget(self, subject: str) -> None:
        """All that was remembered of it."""
        for key in [key for key in self._marks if key[0] == clean(subject)]:
            del self._marks[key]

    def about(self, beginning: str) -> Sequence[tuple[str, str, int]]:
        """Marks in force on subjects that begin so: subject, kind, and when it was made."""
        found = [(*key, *times) for key, times in self._marks.items() if key[0].startswith(beginning)]
        return [
            (subject, kind, micros(at)) for subject, kind, at, until in found if until is None or until > self._moment()
        ]

    @property
    def now_micros(self) -> int:
        """Now, as times are kept."""
        return micros(self._moment())

    def marks(self, subject: str) -> Mapping[str, datetime]:
        """Those in force, by kind, with the time they were made."""
        ours = ((kind, *times) for (about, kind), times in sorted(self._marks.items()) if about == clean(subject))
        return {kind: at for kind, at, until in ours if until is None or until > self._moment()}

    def _moment(self) -> datetime:
        return moment(round(self._now() * 1e6))
