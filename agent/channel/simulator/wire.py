"""Webhook bodies as Meta writes them: ASCII only, lower-case escapes, `\\/` for a slash."""

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from random import Random
from typing import Any

from agent.channel.simulator.settings import SimulatorSettings

_MORE_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "@<%"}
_WITHOUT_TIME = ("messages", "user_preferences")


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """One thing to tell a business: the `value` of one field of one business account."""

    business: str
    field: str
    value: Mapping[str, Any]
    time: int = 0

    @property
    def ids(self) -> list[str]:
        """Message ids, and `id status` for statuses."""
        messages = [str(message["id"]) for message in self.value.get("messages", ()) if "id" in message]
        statuses = [f"{status['id']} {status['status']}" for status in self.value.get("statuses", ())]
        return messages + statuses


def encode(body: Mapping[str, Any], *, escape_more: bool = False) -> bytes:
    """The bytes that are signed and sent; never serialised a second time."""
    text = json.dumps(body, ensure_ascii=True, separators=(",", ":")).replace("/", "\\/")
    return (text.translate(_MORE_ESCAPES) if escape_more else text).encode("ascii")


def envelope(updates: Sequence[Update], shape: str = "changes") -> dict[str, Any]:
    """One webhook that carries all these updates, in this order within each business account."""
    told = _merged(updates) if shape == "lists" else list(updates)
    key = _each_its_own() if shape == "entries" else _account
    entries = [_entry(list(group)) for _, group in groupby(told, key)]
    return {"object": "whatsapp_business_account", "entry": entries}


def _account(update: Update) -> tuple[str, int]:
    return update.business, update.time


def _each_its_own() -> Any:
    seen = iter(range(10**9))
    return lambda update: next(seen)


def _entry(updates: Sequence[Update]) -> dict[str, Any]:
    first = updates[0]
    time = {} if first.field in _WITHOUT_TIME else {"time": first.time}
    changes = [{"value": update.value, "field": update.field} for update in updates]
    return {"id": first.business, **time, "changes": changes}


def _merged(updates: Iterable[Update]) -> list[Update]:
    """Neighbours about the same number in one value, with longer lists."""
    merged: list[Update] = []
    for _, group in groupby(updates, _list_of):
        together = list(group)
        merged.append(_one_value(together) if together[0].field == "messages" else together[0])
        merged += [] if together[0].field == "messages" else together[1:]
    return merged


def _list_of(update: Update) -> tuple[Any, ...]:
    lists = tuple(name for name in ("messages", "statuses", "errors") if name in update.value)
    return update.business, update.field, str(update.value.get("metadata")), lists


def _one_value(updates: Sequence[Update]) -> Update:
    first = updates[0]
    value = dict(first.value)
    for name in ("contacts", "messages", "statuses", "errors"):
        found = [element for update in updates for element in update.value.get(name, ())]
        if found:
            value[name] = _distinct(found) if name == "contacts" else found
    return Update(business=first.business, field=first.field, value=value, time=first.time)


def _distinct(elements: Iterable[Any]) -> list[Any]:
    return list({json.dumps(element, sort_keys=True): element for element in elements}.values())


def value_of(settings: SimulatorSettings, number: str = "", **parts: Any) -> dict[str, Any]:
    """A `messages` value with the metadata of this number, or of the first."""
    found = settings.number(number or settings.phone_number_id)
    metadata = {"display_phone_number": found.display, "phone_number_id": found.id}
    return {"messaging_product": "whatsapp", "metadata": metadata, **parts}


def new_wamid(rng: Random, contact: str, *, inbound: bool) -> str:
    """An id of the form Meta's examples have: the phone's digits, the direction, and a random hex id."""
    number = contact.encode()[:127]
    length, mark = (20, b"\x12") if inbound else (18, b"\x11")
    digits = f"{rng.getrandbits(4 * length):0{length}X}".encode()
    body = b"\x1c\x18" + bytes([len(number)]) + number + b"\x15\x02\x00" + mark + b"\x18" + bytes([length]) + digits
    return "wamid." + base64.b64encode(body + b"\x00").decode("ascii")
