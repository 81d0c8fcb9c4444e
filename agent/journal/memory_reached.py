"""People reached outside the 24 hours in plain Python, for `MemoryJournal`."""

from collections.abc import Callable, Mapping

from agent.journal.reached import NOT_REACHED, PERIOD_S, place_free_in
from agent.ports import Outgoing


class MemoryReached:
    """What `agent/journal/reached.py` does in SQL."""

    def __init__(self, now: Callable[[], float], sends: Mapping[str, Outgoing]) -> None:
        """`sends`: all of the outbox by id, as they stand."""
        self._now = now
        self._sends = sends
        self._at: dict[str, float] = {}
        self._limited: set[str] = set()

    def reach_out(self, outgoing_id: str, limit: int | None) -> float:
        """See `Journal.reach_out`."""
        self.begin_anew(outgoing_id)
        contact = self._sends[outgoing_id].contact
        wait = 0.0 if limit is None else place_free_in(self._last(), contact, limit, self._now())
        if wait > 0:
            self._limited.add(outgoing_id)
        else:
            self._at[outgoing_id] = self._now()
        return wait

    def people(self) -> int:
        """See `Journal.reached`."""
        return len(self._last())

    def begin_anew(self, outgoing_id: str) -> None:
        """Another attempt: what was said of the one before it is over."""
        self._at.pop(outgoing_id, None)
        self._limited.discard(outgoing_id)

    def is_limited(self, send: Outgoing) -> bool:
        """Whether it waits for a place."""
        return send.state == "queued" and send.id in self._limited

    def _last(self) -> Mapping[str, float]:
        last: dict[str, float] = {}
        for key, at in self._at.items():
            send = self._sends[key]
            if abs(self._now() - at) < PERIOD_S and send.state not in NOT_REACHED:
                last[send.contact] = max(at, last.get(send.contact, at))
        return last
