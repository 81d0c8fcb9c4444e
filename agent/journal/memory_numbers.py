"""Stopped business numbers in plain Python, for `MemoryJournal`."""

from collections.abc import Callable, Sequence
from datetime import datetime

from agent.journal.memory_people import Append, Audit
from agent.journal.rules import lasts_longer, stop_body
from agent.journal.values import clean, moment, utc
from agent.ports import NumberState


class MemoryNumbers:
    """What `agent/journal/numbers.py` does in SQL."""

    def __init__(self, now: Callable[[], float], append: Append, audit: Audit) -> None:
        """`append` records for the store, `audit` writes the audit log."""
        self._now = now
        self._append = append
        self._audit = audit
        self._stops: dict[str, NumberState] = {}

    def state(self, number: str) -> NumberState:
        """Stopped, and why, or not."""
        found = self._stops.get(clean(number))
        over = found is None or (found.until is not None and found.until <= moment(round(self._now() * 1e6)))
        return NumberState(number=number) if found is None or over else found

    def stopped(self) -> Sequence[NumberState]:
        """All that are stopped."""
        states = (self.state(number) for number in self._stops)
        return sorted((found for found in states if found.stopped), key=lambda found: (found.at or 0, found.number))

    @property
    def kept(self) -> frozenset[str]:
        """Numbers a stop is kept of, also one that is over."""
        return frozenset(self._stops)

    def stop(self, number: str, reason: str, by: str, until: datetime | None) -> bool:
        """Keep it, unless it is stopped for as long already."""
        wanted = NumberState(
            number=clean(number),
            stopped=True,
            reason=clean(reason),
            by=clean(by),
            at=moment(round(self._now() * 1e6)),
            until=utc(until) if until else None,
        )
        if not lasts_longer(wanted, self.state(number), self._now()):
            return False
        self._stops[wanted.number] = wanted
        self._write_down("number.stop", by, wanted)
        return True

    def start(self, number: str, by: str) -> bool:
        """Forget the stop, and write it down."""
        before = self.state(number)
        self._stops.pop(clean(number), None)
        if before.stopped:
            self._write_down("number.start", by, before)
        return before.stopped

    def _write_down(self, action: str, by: str, about: NumberState) -> None:
        body = stop_body(about)
        self._audit(by, action, about.number, body)
        key = f"{action}:{about.number}:{round(self._now() * 1e6)}"
        event = {"number": about.number, "field": action.replace(".", "_"), "payload": {**body, "by": by}}
        self._append("event", key, "", event)
