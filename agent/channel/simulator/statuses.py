"""What the business hears of a send: sent, delivered, read, played or failed, as the switches say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from agent.channel.simulator.clock import Clock
from agent.channel.simulator.delivery import Courier
from agent.channel.simulator.faults import Faults
from agent.channel.simulator.graph import title_of
from agent.channel.simulator.people import People
from agent.channel.simulator.personas import Persona
from agent.channel.simulator.settings import SimulatorSettings
from agent.channel.simulator.wire import Update, new_wamid, value_of

_WAITS_S = {"sent": 0.15, "failed": 0.3, "delivered": 0.3, "read": 0.8, "played": 2.0}
_HREF = "/documentation/business-messaging/whatsapp/support/error-codes"

Tick = Callable[[str, str, str, int], None]
Note = Callable[..., None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A send that was taken. `failure`: the code it fails with later, 0 for none; `category`: what it is charged as."""

    wamid: str
    to: str
    kind: str
    callback: object
    number: str
    person: Persona
    failure: int
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Status:
    name: str
    at: float
    priced: bool


class Statuses:
    """Sends status webhooks on their way. `tick` tells the phone, `note` the log."""

    def __init__(
        self, settings: SimulatorSettings, clock: Clock, faults: Faults, people: People, courier: Courier
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._faults = faults
        self._people = people
        self._courier = courier
        self._rng = Random(settings.seed + 3)

    async def follow(self, send: Accepted, tick: Tick, note: Note) -> None:
        """Returns at once, or after the first status was delivered where that one comes before the answer."""
        told = self._in_order(send)
        for status in told:
            note("status", id=send.wamid, status=status.name, timestamp=int(status.at), code=self._code(send, status))
        if self._faults.drop_statuses:
            return
        if self._faults.status_before_answer and told:
            first = told.pop(0)
            tick(send.person.id, send.wamid, first.name, self._code(send, first))
            await self._courier.post_now(self._update(send, first))
        self._courier.start(self._one_by_one(send, told, tick))

    def _in_order(self, send: Accepted) -> list[_Status]:
        at, told, priced = self._clock.seconds(), [], 0
        for name in self._names(send):
            at += _WAITS_S[name] * self._rng.uniform(0.8, 1.2)
            if name not in self._faults.skip_statuses:
                priced += name in ("sent", "delivered", "read")
                told.append(_Status(name=name, at=at, priced=name != "failed" and priced <= 2))
        return told[::-1] if self._faults.reorder_statuses else told

    def _names(self, send: Accepted) -> list[str]:
        if send.failure:
            return ["failed"]
        if self._faults.fail_code:
            return ["sent", "failed"]
        return ["sent", "delivered", "read", *(["played"] if send.kind == "audio" else [])]

    async def _one_by_one(self, send: Accepted, told: list[_Status], tick: Tick) -> None:
        for status in told:
            await self._clock.sleep(_WAITS_S[status.name] * self._rng.uniform(0.8, 1.2))
            tick(send.person.id, send.wamid, status.name, self._code(send, status))
            for _ in range(self._faults.duplicate_statuses):
                self._courier.post(self._update(send, status))
            if self._faults.foreign_statuses:
                self._courier.post(self._foreign(send, status))

    def _foreign(self, send: Accepted, status: _Status) -> Update:
        wamid = new_wamid(self._rng, send.to, inbound=False)
        return self._update(send, status, wamid=wamid, callback=None)

    def _update(self, send: Accepted, status: _Status, **other: Any) -> Update:
        callback = other.get("callback", send.callback)
        element: dict[str, Any] = {
            "id": other.get("wamid", send.wamid),
            "status": status.name,
            "timestamp": str(int(status.at)),
            **self._people.recipient_of(send.person, send.to, failed=status.name == "failed"),
            **({"biz_opaque_callback_data": callback} if isinstance(callback, str) else {}),
        }
        if status.priced:
            element["pricing"] = {
                "billable": True,
                "pricing_model": "PMP",
                "type": "regular",
                "category": send.category,
            }
        if status.name == "failed":
            element["errors"] = [_error(self._code(send, status))]
        contacts = {} if status.name == "failed" else {"contacts": [self._people.contact_of(send.person)]}
        value = value_of(self._settings, send.number, **contacts, statuses=[element])
        return Update(business=self._settings.number(send.number).business, field="messages", value=value)

    def _code(self, send: Accepted, status: _Status) -> int:
        return (send.failure or self._faults.fail_code) if status.name == "failed" else 0


def _error(code: int) -> Mapping[str, Any]:
    title = title_of(code)
    details = {"details": "Switched on in the simulator."}
    return {"code": code, "title": title, "message": title, "error_data": details, "href": _HREF}
