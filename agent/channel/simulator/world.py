"""What has happened: messages both ways, their ticks, and who is typing."""

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from random import Random
from typing import Any

from agent.channel.kinds import readable_text
from agent.channel.simulator.clock import Clock
from agent.channel.simulator.delivery import Courier
from agent.channel.simulator.faults import Faults
from agent.channel.simulator.graph import GraphError, recipient_of, text_of, type_of
from agent.channel.simulator.graph.media import MediaShelf
from agent.channel.simulator.graph.rules import Rules
from agent.channel.simulator.history import Lines
from agent.channel.simulator.news import News
from agent.channel.simulator.people import People
from agent.channel.simulator.personas import Persona, personas
from agent.channel.simulator.reports import Reports
from agent.channel.simulator.settings import SimulatorSettings
from agent.channel.simulator.statuses import Accepted, Statuses
from agent.channel.simulator.wire import Update, new_wamid, value_of


class World:
    """Meta's memory. `sends` is what the business sent, `events` everything the chat page shows, `log` everything a
    checker asks for, all in order. `base_url` is where it can be reached, for the addresses of media.
    """

    def __init__(self, settings: SimulatorSettings) -> None:
        self.settings = settings
        self.base_url = ""
        self.clock = Clock(settings.speed)
        self.faults = Faults.model_validate({})
        self.personas = personas(settings.contacts)
        self.sends, self.events, self.log = Lines(), Lines(), Lines()
        self.rng = Random(settings.seed)
        self.people = People(self.personas, self.faults, Random(settings.seed + 4))
        self.courier = Courier(settings, self.clock, self.faults, self._delivered, self.note)
        self.rules = Rules(settings, self.clock, self.faults, self.people)
        self.media = MediaShelf(self.clock, Random(settings.seed + 5))
        self.reports = Reports(settings.webhook)
        self.news = News(settings, self.clock, self.people, self.courier)
        self._statuses = Statuses(settings, self.clock, self.faults, self.people, self.courier)
        self._authors: dict[str, str] = {}
        self._change = asyncio.Event()

    def write(
        self, contact: str, message: Mapping[str, Any], *, name: str = "", number: str = "", age_s: float = 0.0
    ) -> str:
        """A customer's message on its way to the webhook; its id.

        `contact` is a phone number, a user id or a sample customer's id; `message` the part under its type, with
        its type, and may bring its own `id` and `timestamp`. `age_s`: how long ago it was written. Raises ValueError
        for a contact or a business number that nobody has.
        """
        person = self.people.welcome(self.people.find(contact, name))
        number = self.settings.number(number or self.settings.phone_number_id).id
        wamid = str(message.get("id") or new_wamid(self.rng, person.phone or person.user_id, inbound=True))
        whole = {
            **self.people.sender_of(person),
            "timestamp": str(int(self.clock.seconds() - age_s)),
            **self.media.attach(message, self.base_url if self.faults.media_urls else ""),
            "id": wamid,
        }
        self._authors[wamid] = person.id
        self.rules.hear(number, person, _unix(whole["timestamp"], self.clock.seconds()))
        self.note("written", id=wamid, contact=person.id, type=whole["type"], timestamp=whole["timestamp"])
        self._tell(
            "in",
            contact=person.id,
            id=wamid,
            type=whole["type"],
            text=readable_text(whole),
            name=person.name,
            body=whole,
        )
        self._post(number, contacts=[self.people.contact_of(person)], messages=[whole])
        return wamid

    async def take(self, body: Mapping[str, Any], number: str = "") -> str:
        """The business's message, accepted; its id. Statuses follow as the switches say."""
        to, kind, callback = recipient_of(body), type_of(body), body.get("biz_opaque_callback_data")
        person = self.people.find(to)
        number = number or self.settings.phone_number_id
        wamid = new_wamid(self.rng, to, inbound=False)
        send = {
            "id": wamid,
            "to": to,
            "type": kind,
            "text": text_of(body),
            "biz_opaque_callback_data": callback,
            "at": self.clock.now().isoformat(),
            "body": dict(body),
        }
        self.sends.append(send)
        self.reports.begin(number, wamid)
        self.note("send", id=wamid, to=to, contact=person.id, type=kind, callback=callback, number=number)
        self._tell("out", contact=person.id, id=wamid, type=kind, text=send["text"], body=body)
        accepted = Accepted(
            wamid=wamid,
            to=to,
            kind=kind,
            callback=callback,
            number=number,
            person=person,
            failure=self.rules.failure(person, body),
            category=self.rules.category(body),
        )
        status = self.rules.status(body)
        if status == "accepted":
            await self._statuses.follow(accepted, self._tick, self.note)
        elif status != "paused" and self.faults.template_held_s:
            self.courier.start(self._let_go(accepted, self.faults.template_held_s))
        return wamid

    async def _let_go(self, held: Accepted, wait_s: float) -> None:
        await self.clock.sleep(wait_s)
        await self._statuses.follow(held, self._tick, self.note)

    def refuse(self, body: Mapping[str, Any], error: GraphError) -> None:
        """Write down a send that was not taken."""
        to = recipient_of(body)
        self.note(
            "refused",
            to=to,
            contact=self.people.find(to).id if to else "",
            callback=body.get("biz_opaque_callback_data"),
            code=error.code,
            details=error.details,
        )

    def mark_read(self, message_id: str, *, typing: bool) -> bool:
        """Blue ticks and the typing bubble; False when no customer wrote a message with this id."""
        contact = self._authors.get(message_id)
        if contact is None:
            return False
        self.note("read_mark", id=message_id, typing=typing)
        self._tick(contact, message_id, "read")
        if typing:
            self._tell("typing", contact=contact)
        return True

    async def events_after(self, n: int, wait_s: float) -> list[dict[str, Any]]:
        """Events from the n-th on; waits up to `wait_s` real seconds for the first."""
        if len(self.events) <= n and wait_s > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._change.wait()
        return self.events[n:]

    def set_faults(self, changes: Mapping[str, Any]) -> None:
        """Turn switches; raises pydantic.ValidationError and changes nothing when one is unknown or out of range."""
        before = self.faults.model_dump()
        checked = Faults.model_validate(before | dict(changes))
        for name in Faults.model_fields:
            setattr(self.faults, name, getattr(checked, name))
        changed = {name: value for name, value in checked.model_dump().items() if value != before[name]}
        self.note("switched", faults=changed)
        if changed.get("spam_lock_s"):
            self.rules.lock()
        if changed.get("restriction"):
            self.news.restricted(changed["restriction"])
        if changed.get("throughput") == 1000:
            self.news.upgraded()

    def turn_clock(self, *, speed: float | None = None, jump_s: float = 0.0) -> None:
        """Another speed, another time."""
        self.clock.turn(speed=speed, jump_s=jump_s)
        self.note("clock", speed=self.clock.speed, jump_s=jump_s)

    def next_refusal(self) -> int:
        """The code this send is refused with; 0 when it is taken. Counts `error_after` and `error_times` down."""
        code = self.faults.error_code
        if code and self.faults.error_after:
            self.faults.error_after -= 1
            return 0
        if code and self.faults.error_times:
            self.faults.error_times -= 1
            if not self.faults.error_times:
                self.faults.error_code = 0
        return code

    def next_loss(self) -> bool | str:
        """How the answer to this send gets lost; False when it does not. Counts `lose_times` down."""
        how = self.faults.lose_answer
        if how and self.faults.lose_times:
            self.faults.lose_times -= 1
            if not self.faults.lose_times:
                self.faults.lose_answer = False
        return how

    def move(self, contact: str, *, phone: str = "", old_form: bool = False) -> Persona:
        """The customer has a new phone number and with it a new user id, or without `phone` only a new user id."""
        person = self.people.find(contact)
        user_id = self.people.new_user_id(person, phone or person.phone)
        if not phone and (old_form or not user_id):
            raise ValueError("give the new phone: this customer has no user id that could change alone")
        before = self.people.sender_of(person)
        moved = self.people.change(person, phone=phone or person.phone, user_id=user_id)
        wamid = new_wamid(self.rng, person.phone or person.user_id, inbound=True)
        message = self.news.moved(wamid, before, moved, new_phone=phone, old_form=old_form)
        self.note("written", id=wamid, contact=moved.id, type="system", timestamp=message["timestamp"])
        self._post(self.settings.phone_number_id, messages=[message])
        return moved

    def prefer(self, contact: str, choice: str) -> None:
        """The customer stops or resumes marketing messages in WhatsApp itself."""
        person = self.people.find(contact)
        change = self.rules.stopped_marketing.add if choice == "stop" else self.rules.stopped_marketing.discard
        change(person.id)
        self.news.preference(person, choice)

    def note(self, kind: str, **about: Any) -> None:
        """One line of the log. `at` is this world's time, `wall` the wall clock's, both in unix seconds."""
        line = {"n": len(self.log), "kind": kind, "at": round(self.clock.seconds(), 3), "wall": round(time.time(), 3)}
        self.log.append(line | about)
        if kind == "status":
            self.reports.add(about["id"], about["status"], about["timestamp"])

    def _post(self, number: str, **parts: Any) -> None:
        business = self.settings.number(number).business
        update = Update(business=business, field="messages", value=value_of(self.settings, number, **parts))
        if self.faults.hold_s:
            self.courier.start(self._post_later(update, self.faults.hold_s))
        else:
            self.courier.post(update)

    async def _post_later(self, update: Update, wait_s: float) -> None:
        await self.clock.sleep(wait_s)
        self.courier.post(update)

    def _delivered(self, update: Update, taken: bool) -> None:
        for message in update.value.get("messages", ()):
            state = "delivered" if taken else "failed"
            self._tick(self._authors.get(message["id"], ""), message["id"], state)
        for status in update.value.get("statuses", ()):
            self.reports.posted(status["id"], status["status"], taken=taken)

    def _tick(self, contact: str, wamid: str, state: str, code: int = 0) -> None:
        self._tell("tick", contact=contact, id=wamid, state=state, **({"code": code} if code else {}))

    def _tell(self, kind: str, **about: Any) -> None:
        self.events.append({"n": len(self.events), "at": self.clock.now().isoformat(), "kind": kind, **about})
        self._change.set()
        self._change = asyncio.Event()


def _unix(timestamp: object, now: float) -> float:
    """A message may bring a timestamp that is none; then it counts as written now."""
    text = str(timestamp)
    return float(text) if text.isdecimal() and len(text) < 12 else now
