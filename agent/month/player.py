"""The month as it happens: what is due next, by its own clock, through journal, pipeline and channel."""

import heapq
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from random import Random

from agent.intake.burst import patience_s
from agent.intake.merged import merge
from agent.intake.recall import recalled
from agent.knowledge.catalogue import Catalogue
from agent.month import webhooks
from agent.month.colleagues import Colleagues
from agent.month.handsets import Handsets, Tick
from agent.month.people import Person
from agent.month.plan import Entered, Month, Plan, Said
from agent.pipeline import Pipeline
from agent.ports import Address, InboxItem, Outgoing, Ports
from agent.sending.dispatcher import Dispatcher
from agent.settings import ServiceSettings
from agent.store.feed import Feed
from agent.turn import Turn

Work = Callable[[], Awaitable[None]]
_TAPS, _REACTS = 0.06, 0.03
_SENDS_SEEN_TO_S = 900.0
"""How often the outbox is looked at for sends that are due."""
_LEASE_S = 60.0
_PLACES = ((32.2396, 77.1887), (30.3165, 78.0322), (27.7172, 85.3240))


@dataclass(slots=True)
class MonthClock:
    """What time it is in the month."""

    now: datetime

    def time(self) -> float:
        """Epoch seconds."""
        return self.now.timestamp()


@dataclass(slots=True)
class Waits:
    """A contact that wrote: since when, and the place in the queue that will answer."""

    since: datetime
    ticket: int


class Player:
    """Plays one month. Everything happens one after another, so the same month happens the same way twice."""

    def __init__(
        self, month: Month, plan: Plan, clock: MonthClock, pipeline: Pipeline, ports: Ports, handsets: Handsets
    ) -> None:
        self._month = month
        self._plan = plan
        self._clock = clock
        self._pipeline = pipeline
        self._ports = ports
        self._settings: ServiceSettings = pipeline.config.service
        self._feed = Feed(ports.journal, ports.store)
        self._due: list[tuple[datetime, int, Work]] = []
        self._places = count()
        self._waiting: dict[str, Waits] = {}
        self._people = {person.contact: person for person in plan.people}
        self._dispatcher = Dispatcher(
            ports, unknown_after_s=self._settings.unknown_after_s, clock=lambda: self._clock.now
        )
        self._colleagues = Colleagues(month.seed, ports, self._catalogue, self._at)
        self.turns = 0
        handsets.on_send = self._sent

    @property
    def _catalogue(self) -> Catalogue:
        return self._ports.index.catalogue

    async def play(self, on_turn: Callable[[int], None]) -> None:
        """All of it; `on_turn` hears how many turns were answered so far."""
        await self._on_file_before()
        for said in self._plan.said:
            self._at(said.at, partial(self._say, said))
        for entered in self._plan.entered:
            self._at(entered.at, partial(self._enter, entered))
        self._news_of_the_number()
        self._at(self._month.begins + timedelta(seconds=_SENDS_SEEN_TO_S), self._see_to_sends)
        while self._due and self._due[0][0] < self._month.ends:
            self._clock.now, _, work = heapq.heappop(self._due)
            before = self.turns
            await work()
            if self.turns > before:
                on_turn(self.turns)
        await self._close()

    def _at(self, at: datetime, work: Work) -> None:
        heapq.heappush(self._due, (max(at, self._clock.now), next(self._places), work))

    async def _close(self) -> None:
        """What was still to be answered or told when the month ended."""
        self._clock.now = self._month.ends
        for contact in list(self._waiting):
            await self._answer(contact)
        await self._see_to_sends()
        await self._feed.aclose()

    # --- customers ---------------------------------------------------------------------------------------------

    async def _say(self, said: Said) -> None:
        rng = Random(f"{self._month.seed} say {said.person.contact} {said.at.isoformat()} {said.text}")
        if said.kind == "block":
            said.person.blocked = True
        elif said.kind == "prefer_stop":
            await self._receive(webhooks.preference(said.person, "stop", said.at))
        else:
            await self._write(said.person, said.kind, _content(said, rng), rng)

    async def _write(self, person: Person, kind: str, content: dict[str, object], rng: Random) -> None:
        await enrol(person, self._ports, self._clock.now)
        await self._receive(webhooks.message(person, kind, content, self._clock.now, rng))
        if kind not in ("sticker", "reaction"):
            text = content.get("body", "")
            self._wait(person.contact, patience_s(str(text), self._settings))

    async def _receive(self, items: list[InboxItem]) -> None:
        await self._ports.journal.receive(items)

    def _wait(self, contact: str, patience: float) -> None:
        """Answer once it is quiet, or the longest wait is over: as the service does, by the month's clock."""
        now = self._clock.now
        waits = self._waiting.setdefault(contact, Waits(now, 0))
        waits.ticket = ticket = next(self._places)
        latest = waits.since + timedelta(seconds=self._settings.burst_limit_s)
        self._at(min(now + timedelta(seconds=patience), latest), lambda: self._answer_if(contact, ticket))

    async def _answer_if(self, contact: str, ticket: int) -> None:
        if contact in self._waiting and self._waiting[contact].ticket == ticket:
            await self._answer(contact)

    async def _answer(self, contact: str) -> None:
        self._waiting.pop(contact, None)
        journal = self._ports.journal
        await self._feed.catch_up()
        lease = await journal.lease(contact, _LEASE_S)
        message = merge(lease.messages) if lease else None
        if lease is None:
            return
        if message is not None:
            read = await recalled(message, self._ports.store)
            turn = await self._pipeline.run(Turn(message=read), self._ports)
            self.turns += 1
            await self._afterwards(turn)
        await journal.settle(lease)

    async def _afterwards(self, turn: Turn) -> None:
        person = self._people.get(turn.message.contact)
        if person is None:
            return
        await self._colleagues.hear(turn, person)
        rng = Random(f"{self._month.seed} after {turn.message.id}")
        if turn.reply and turn.reply.buttons and rng.random() < _TAPS:
            button = rng.choice(turn.reply.buttons)
            reply = {"type": "button_reply", "button_reply": {"id": button.id, "title": button.title}}
            self._later(rng.uniform(8, 90), lambda: self._write(person, "interactive", dict(reply), rng))
        elif turn.delivery and turn.delivery.wamid and rng.random() < _REACTS:
            thumb = {"message_id": turn.delivery.wamid, "emoji": rng.choice("👍🙏")}
            self._later(rng.uniform(5, 200), lambda: self._write(person, "reaction", dict(thumb), rng))

    def _later(self, seconds: float, work: Work) -> None:
        self._at(self._clock.now + timedelta(seconds=seconds), work)

    # --- what becomes of sends ---------------------------------------------------------------------------------

    def _sent(self, outgoing: Outgoing, wamid: str, person: Person, ticks: list[Tick]) -> None:
        send = {"wamid": wamid, "callback": outgoing.on_the_wire}
        for tick in ticks:
            at = self._clock.now + timedelta(seconds=tick.after_s)
            self._at(at, partial(self._receive, webhooks.status(person, send, tick.name, at, tick.code)))

    async def _see_to_sends(self) -> None:
        await self._dispatcher.look()
        await self._dispatcher.finish(_LEASE_S)
        self._later(_SENDS_SEEN_TO_S, self._see_to_sends)

    async def _on_file_before(self) -> None:
        """Who booked before the month began is on file with it."""
        for person in self._plan.people:
            if person.bookings and not person.enrolled:
                await enrol(person, self._ports, self._clock.now)
                for booked in person.bookings:
                    key, body = f"{booked.id}:{booked.status}", booked.body(person.contact)
                    await self._ports.journal.record("booking", key, person.contact, body)

    # --- the office and Meta -----------------------------------------------------------------------------------

    async def _enter(self, entered: Entered) -> None:
        await enrol(entered.person, self._ports, self._clock.now)
        body = entered.booking.body(entered.person.contact, entered.status)
        key = f"{entered.booking.id}:{entered.status}"
        await self._ports.journal.record("booking", key, entered.person.contact, body)

    def _news_of_the_number(self) -> None:
        """Meta flags the number once, a week before the end, and takes it back three days later."""
        for event, days in (("FLAGGED", 7.4), ("UNFLAGGED", 4.2)):
            at = self._month.ends - timedelta(days=days)
            if at > self._month.begins:
                self._at(at, partial(self._receive, webhooks.quality(event, at)))


async def enrol(person: Person, ports: Ports, now: datetime) -> None:
    """Known to the journal from now on, as WhatsApp's first word of somebody makes them known."""
    if person.enrolled:
        return
    person.enrolled = True
    address = person.address
    await ports.journal.enrol(person.contact, address)
    body = {
        "phone": address.phone,
        "user_id": address.user_id,
        "name": address.name,
        "first_seen": now.astimezone(UTC).isoformat(),
    }
    await ports.journal.record("contact", person.contact, person.contact, body)


def finder(people: tuple[Person, ...]) -> Callable[[Address], Person | None]:
    """Whose phone or user id it is."""
    by_id = {value: person for person in people for value in (person.address.phone, person.address.user_id) if value}
    return lambda address: by_id.get(address.phone) or by_id.get(address.user_id)


def _content(said: Said, rng: Random) -> dict[str, object]:
    if said.kind == "text":
        return {"body": said.text}
    if said.kind == "location":
        latitude, longitude = rng.choice(_PLACES)
        return {"latitude": latitude, "longitude": longitude}
    return {"caption": said.text} if said.text else {}
