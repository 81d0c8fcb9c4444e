"""What has happened: messages both ways, their ticks, and who is typing."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from random import Random
from typing import Any

from agent.channel.kinds import readable_text
from agent.channel.sender import as_phone, as_user_id
from agent.channel.simulator.clock import Clock
from agent.channel.simulator.courier import Courier
from agent.channel.simulator.faults import Faults
from agent.channel.simulator.graph import recipient_of, text_of, title_of, type_of
from agent.channel.simulator.personas import Persona, personas
from agent.channel.simulator.settings import SimulatorSettings
from agent.channel.simulator.wire import Change, new_wamid, value_of

_STATUS_WAITS_S = {"sent": 0.15, "delivered": 0.3, "read": 0.8}


class World:
    """Meta's memory. `sends` is what the business sent, `events` everything the chat page shows, both in order."""

    def __init__(self, settings: SimulatorSettings) -> None:
        self.settings = settings
        self.clock = Clock(settings.speed)
        self.faults = Faults.model_validate({})
        self.personas = personas(settings.contacts)
        self.sends: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self.courier = Courier(settings, self.clock, self.faults, self._delivered)
        self._rng = Random(settings.seed)
        self._authors: dict[str, str] = {}
        self._news = asyncio.Event()

    def write(self, contact: str, message: Mapping[str, Any], *, name: str = "") -> str:
        """A customer's message on its way to the webhook; its id.

        `contact` is a phone number, a user id or a sample customer's id; `message` the part under its type, with
        its type, and may bring its own `id` and `timestamp`.
        """
        person = self._person(contact, name)
        key = person.phone or person.user_id
        wamid = str(message.get("id") or new_wamid(self._rng, key, inbound=True))
        ids = {"from": person.phone, "from_user_id": person.user_id}
        whole = {
            **{name: value for name, value in ids.items() if value},
            "timestamp": str(int(self.clock.seconds())),
            **message,
            "id": wamid,
        }
        self._authors[wamid] = key
        self._tell("in", contact=key, id=wamid, type=whole["type"], text=readable_text(whole), name=person.name)
        self.courier.post(value_of(self.settings, contacts=[_contact(person)], messages=[whole]))
        return wamid

    async def take(self, body: Mapping[str, Any]) -> str:
        """The business's message, accepted; its id. Statuses follow as the switches say."""
        contact = recipient_of(body)
        send = {
            "id": new_wamid(self._rng, contact, inbound=False),
            "to": contact,
            "type": type_of(body),
            "text": text_of(body),
            "biz_opaque_callback_data": body.get("biz_opaque_callback_data"),
            "at": self.clock.now().isoformat(),
            "body": dict(body),
        }
        self.sends.append(send)
        self._tell("out", contact=self._key(contact), id=send["id"], type=send["type"], text=send["text"], body=body)
        await self._send_statuses(send)
        return str(send["id"])

    def mark_read(self, message_id: str, *, typing: bool) -> bool:
        """Blue ticks and the typing bubble; False when no customer wrote a message with this id."""
        contact = self._authors.get(message_id)
        if contact is None:
            return False
        self._tell("tick", contact=contact, id=message_id, state="read")
        if typing:
            self._tell("typing", contact=contact)
        return True

    async def events_after(self, n: int, wait_s: float) -> list[dict[str, Any]]:
        """Events from the n-th on; waits up to `wait_s` real seconds for the first."""
        if len(self.events) <= n and wait_s > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), wait_s)
        return self.events[n:]

    def set_faults(self, changes: Mapping[str, Any]) -> None:
        """Turn switches; raises pydantic.ValidationError and changes nothing when one is unknown or out of range."""
        checked = Faults.model_validate(self.faults.model_dump() | dict(changes))
        for name in Faults.model_fields:
            setattr(self.faults, name, getattr(checked, name))

    def next_refusal(self) -> int:
        """The code this send is refused with; 0 when it is taken. Counts `error_times` down."""
        code = self.faults.error_code
        if code and self.faults.error_times:
            self.faults.error_times -= 1
            if not self.faults.error_times:
                self.faults.error_code = 0
        return code

    async def _send_statuses(self, send: Mapping[str, Any]) -> None:
        if self.faults.drop_statuses:
            return
        names = ["sent", "failed"] if self.faults.fail_code else ["sent", "delivered", "read"]
        if self.faults.reorder_statuses:
            names.reverse()
        elif self.faults.status_before_answer:
            names.remove("sent")
            self._tell("tick", contact=self._key(send["to"]), id=send["id"], state="sent")
            await self.courier.post_now(self._status(send, "sent"))
        self.courier.start(self._statuses_in_turn(send, names))

    async def _statuses_in_turn(self, send: Mapping[str, Any], names: list[str]) -> None:
        for name in names:
            await self.clock.sleep(_STATUS_WAITS_S.get(name, 0.3) * self._rng.uniform(0.8, 1.2))
            self._tell("tick", contact=self._key(send["to"]), id=send["id"], state=name)
            self.courier.post(self._status(send, name))

    def _status(self, send: Mapping[str, Any], name: str) -> Change:
        person = self._person(str(send["to"]), "")
        status: dict[str, Any] = {
            "id": send["id"],
            "status": name,
            "timestamp": str(int(self.clock.seconds())),
            **({"recipient_id": person.phone} if as_phone(send["to"]) else {"recipient_user_id": send["to"]}),
        }
        if isinstance(send["biz_opaque_callback_data"], str):
            status["biz_opaque_callback_data"] = send["biz_opaque_callback_data"]
        if name == "failed":
            return value_of(self.settings, statuses=[status | {"errors": [_error(self.faults.fail_code)]}])
        status["pricing"] = {"pricing_model": "PMP", "type": "regular", "category": "service"}
        return value_of(self.settings, contacts=[_contact(person)], statuses=[status])

    def _person(self, contact: str, name: str) -> Persona:
        phone, user_id = as_phone(contact), as_user_id(contact)
        for person in self.personas:
            if contact == person.id or phone == person.phone or (user_id and user_id == person.user_id):
                return person
        if not phone and not user_id:
            raise ValueError("contact must be a phone number, a user id or the id of a sample customer")
        return Persona(id=contact, name=name or "Guest", language="en", phone=phone, user_id=user_id)

    def _key(self, contact: str) -> str:
        """One name per person for the page, whether written to by number or by user id."""
        person = self._person(contact, "")
        return person.phone or person.user_id

    def _delivered(self, value: Change, taken: bool) -> None:
        for message in value.get("messages", ()):
            state = "delivered" if taken else "failed"
            self._tell("tick", contact=self._authors.get(message["id"], ""), id=message["id"], state=state)

    def _tell(self, kind: str, **about: Any) -> None:
        self.events.append({"n": len(self.events), "at": self.clock.now().isoformat(), "kind": kind, **about})
        self._news.set()
        self._news = asyncio.Event()


def _contact(person: Persona) -> dict[str, Any]:
    ids = {"wa_id": person.phone, "user_id": person.user_id}
    return {"profile": {"name": person.name}, **{name: value for name, value in ids.items() if value}}


def _error(code: int) -> dict[str, Any]:
    title = title_of(code)
    details = {"details": "Switched on in the simulator."}
    return {"code": code, "title": title, "message": title, "error_data": details}
