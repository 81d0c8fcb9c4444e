"""What models cost, on disk: money set aside before a call and the bill after it, so that a restart forgets nothing."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from uuid import uuid4

from agent.ports import Journal, Store

_KIND = "spend"
_TODAY = f"SELECT contact, payload FROM events WHERE field = '{_KIND}' AND recorded_at >= ? ORDER BY seq"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spend:
    """One call's money: what it was expected to cost until its bill is known.

    `call` is a uuid of ours; `day` the UTC day it was asked on, which pays also where the bill comes after midnight.
    """

    call: str
    contact: str
    day: str
    usd: float
    settled: bool = False


class SpendBook:
    """Two records a call in the journal; read back from the store, which is made from them."""

    def __init__(self, journal: Journal, store: Store) -> None:
        """Both stay the caller's to close."""
        self._journal = journal
        self._store = store

    async def write(self, spend: Spend) -> None:
        """Commit one line; PortError when it cannot be kept."""
        state = "settled" if spend.settled else "reserved"
        body = {"call": spend.call, "day": spend.day, "usd": spend.usd, "state": state}
        await self._journal.record(_KIND, f"{spend.call}:{state}", spend.contact, body)

    async def of(self, now: datetime) -> Sequence[Spend]:
        """The day's calls so far; one whose bill never came counts with what was set aside."""
        today = now.astimezone(UTC).date()
        table = await self._store.query(_TODAY, [datetime.combine(today, time(), UTC)])
        calls: dict[str, Spend] = {}
        for row in table.to_pylist():
            spend = _spend(str(row["contact"]), json.loads(row["payload"]))
            if spend.day == today.isoformat() and (spend.settled or spend.call not in calls):
                calls[spend.call] = spend
        return tuple(calls.values())


def new_call() -> str:
    """An id for one call."""
    return uuid4().hex


def _spend(contact: str, body: dict[str, object]) -> Spend:
    return Spend(
        call=str(body["call"]),
        contact=contact,
        day=str(body["day"]),
        usd=float(str(body["usd"])),
        settled=body["state"] == "settled",
    )
