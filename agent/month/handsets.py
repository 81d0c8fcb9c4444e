"""The other end of the channel: invented phones that take what is sent, later tell so, and sometimes do not."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from agent.channel.simulator.wire import new_wamid
from agent.month.people import Person
from agent.ports import Address, Leaving, Outgoing, Receipt, unmarked

_UNREACHABLE = 131026
_LOST_ANSWER = 0.0015
"""How often the answer to a send is lost: nobody knows then whether it arrived, until a status tells."""
_UNDELIVERABLE = 0.004
_NO_STATUS = 0.3
"""How often of a send whose answer was lost no status comes either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A status that comes `after_s` seconds after the send."""

    name: str
    after_s: float
    code: int = 0


class Handsets:
    """`Channel` of the month. `on_send` hears of every send that was taken, with the ticks that will come of it."""

    def __init__(self, seed: int, find: Callable[[Address], Person | None]) -> None:
        self._seed = seed
        self._find = find
        self.on_send: Callable[[Outgoing, str, Person, list[Tick]], None] = lambda send, wamid, person, ticks: None

    async def send(self, outgoing: Outgoing, to: Address, leaving: Leaving = unmarked) -> Receipt:
        """Taken under an id of its own; now and then nobody hears whether it was."""
        await leaving()
        rng = Random(f"{self._seed} send {outgoing.id}")
        wamid = new_wamid(rng, to.phone or to.user_id, inbound=False)
        person = self._find(to)
        lost = person is not None and rng.random() < _LOST_ANSWER
        if person is not None and not (lost and rng.random() < _NO_STATUS):
            self.on_send(outgoing, wamid, person, _ticks(person, rng))
        if lost:
            return Receipt(state="unknown", error="the connection ended before the answer")
        return Receipt(state="sent", wamid=wamid)

    async def mark_read(self, message_id: str, *, typing: bool) -> None:
        """Nobody looks."""

    async def aclose(self) -> None:
        """Nothing is open."""


def _ticks(person: Person, rng: Random) -> list[Tick]:
    sent = Tick(name="sent", after_s=rng.uniform(0.4, 1.5))
    if person.blocked or rng.random() < _UNDELIVERABLE:
        return [sent, Tick(name="failed", after_s=sent.after_s + rng.uniform(0.5, 3), code=_UNREACHABLE)]
    away_s = rng.expovariate(1 / 5400) if rng.random() < 0.12 else rng.uniform(0.5, 4)
    delivered = Tick(name="delivered", after_s=sent.after_s + away_s)
    if rng.random() >= person.reads:
        return [sent, delivered]
    looks_s = min(rng.lognormvariate(3.2, 1.6), 80_000)
    return [sent, delivered, Tick(name="read", after_s=delivered.after_s + looks_s)]
