"""What goes into one webhook: its updates, and what the switches add to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from agent.channel.simulator.clock import Clock
from agent.channel.simulator.faults import LARGEST_BODY, Faults
from agent.channel.simulator.settings import OTHER, SimulatorSettings
from agent.channel.simulator.wire import Update, encode, envelope, new_wamid, value_of

_STRANGER = "447700900123"


@dataclass(frozen=True, slots=True)
class Parcel:
    """One webhook's bytes, the ids in it, and the updates it is about."""

    updates: tuple[Update, ...]
    content: bytes
    ids: tuple[str, ...]


class Packer:
    """Puts updates into parcels."""

    def __init__(self, settings: SimulatorSettings, faults: Faults, clock: Clock) -> None:
        self._settings = settings
        self._faults = faults
        self._clock = clock
        self._rng = Random(settings.seed + 2)

    def pack(self, updates: Sequence[Update]) -> list[Parcel]:
        """One parcel, or several where the body would pass Meta's 3 MB."""
        parcel = self.one(updates)
        if len(parcel.content) <= LARGEST_BODY or len(updates) == 1:
            return [parcel]
        half = len(updates) // 2
        return [*self.pack(updates[:half]), *self.pack(updates[half:])]

    def one(self, updates: Sequence[Update], *, ids_of: Sequence[Update] | None = None) -> Parcel:
        """All in one body. `ids_of`: the updates it is about, when the body holds more."""
        told = [*updates, *self._strangers()]
        if self._faults.strange_parts:
            told = [*map(_with_strange_keys, told), self._strange_field(), self._strange_message()]
        body = envelope(told, self._faults.batch_shape)
        content = encode(body, escape_more=self._faults.escape_more)
        content = _padded(content, self._faults.pad_to_bytes)
        return Parcel(tuple(ids_of or updates), content, tuple(name for update in told for name in update.ids))

    def otherwise(self, parcel: Parcel, attempt: int, last: Update | None) -> Parcel:
        """The same ids in another body: turned round, and with one update more that came before."""
        turn = attempt % len(parcel.updates)
        turned = [*parcel.updates[turn:], *parcel.updates[:turn]]
        return self.one([*turned, last or parcel.updates[0]], ids_of=parcel.updates)

    def _strangers(self) -> list[Update]:
        if not self._faults.strangers:
            return []
        wamid = new_wamid(self._rng, _STRANGER, inbound=True)
        message = {
            "from": _STRANGER,
            "id": wamid,
            "timestamp": str(int(self._clock.seconds())),
            "type": "text",
            "text": {"body": "Is this the pottery class?"},
        }
        contact = {"profile": {"name": "Stranger"}, "wa_id": _STRANGER}
        value = value_of(self._settings, OTHER.id, contacts=[contact], messages=[message])
        return [Update(business=OTHER.business, field="messages", value=value)]

    def _strange_field(self) -> Update:
        now = int(self._clock.seconds())
        value = {"event": "SOMETHING_NEW", "parts": [1, {"deep": None}], "number": self._rng.getrandbits(40)}
        return Update(business=self._settings.business_account_id, field="field_of_next_year", value=value, time=now)

    def _strange_message(self) -> Update:
        value = value_of(self._settings, hologram_reactions=[{"id": "hr.1", "height_mm": 40}], errors=[])
        return Update(business=self._settings.business_account_id, field="messages", value=value)


def _with_strange_keys(update: Update) -> Update:
    value = {
        key: [_strange(element) for element in part] if key in ("messages", "statuses", "contacts") else part
        for key, part in update.value.items()
    }
    return replace(update, value={**value, "x_new_part": {"since": "v99.0", "flags": [True, None]}})


def _strange(element: Any) -> Any:
    return {**element, "x_new_key": ["?", 1.5]} if isinstance(element, Mapping) else element


def _padded(content: bytes, size: int) -> bytes:
    """A key more, of the length that is missing; a body that is long enough stays as it is."""
    extra = b',"padding":"'
    missing = size - len(content) - len(extra) - 1
    return content[:-1] + extra + b"x" * missing + b'"}' if missing > 0 else content
