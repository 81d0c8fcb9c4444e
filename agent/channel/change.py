"""One `changes[]` element of a webhook: where it stands, what stands around it, and the events made of it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from agent.channel.account_news import account_news, number_error
from agent.channel.preference import marketing_choice
from agent.channel.sender import Contacts
from agent.channel.takeover import echo, handover
from agent.channel.wire_json import canonical
from agent.ports import InboxEvent

PREFERENCES = "user_preferences"
ECHOES = "message_echoes"
ERRORS = "errors"
_HANDOVERS = "messaging_handovers"


@dataclass(frozen=True, slots=True)
class Change:
    """One `changes[]` element and where it stands."""

    where: str
    entry: Any
    time: Any
    field: str
    value: Mapping[str, Any]
    contacts: Contacts

    @property
    def number(self) -> str:
        """Our number's `phone_number_id`; empty where the metadata names none."""
        metadata = self.value.get("metadata")
        found = metadata.get("phone_number_id") if isinstance(metadata, Mapping) else None
        return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""

    def payload(self, name: str, element: Any) -> dict[str, Any]:
        """An element with what stood around it: `{entry, metadata, contact?, <name>: element}`."""
        contact = self.contacts.of(element) if isinstance(element, Mapping) else None
        kept = {"entry": self.entry, "metadata": self.value.get("metadata"), "contact": contact, name: element}
        return {key: value for key, value in kept.items() if value is not None}


def element_event(change: Change, name: str, element: Any) -> InboxEvent:
    """One element of the list `name`, with what it says of somebody's choice or of our number, or who wrote it."""
    identity = [change.entry, change.field, {"number": change.number, name: element}, change.time]
    about = change.payload(name, element)
    event = event_of(change.number, change.field, about | {"field": change.field, "time": change.time}, identity)
    if name == PREFERENCES:
        return replace(event, marketing=marketing_choice(element, change.contacts))
    if name == ERRORS:
        return replace(event, news=number_error(element, change.number, change.time))
    return replace(event, news=echo(element, change.contacts)) if name == ECHOES else event


def change_event(change: Change, value: Mapping[str, Any]) -> InboxEvent:
    """A change as a whole, or what of its value stands in no list, with what it says of our account."""
    identity = [change.entry, change.field, value, change.time]
    about = {"entry": change.entry, "field": change.field, "time": change.time, "value": value}
    event = event_of(change.number, change.field, about, identity)
    if change.field == _HANDOVERS:
        return replace(event, news=handover(value, change.contacts, event.id))
    return replace(event, news=account_news(change.field, value, change.number, change.time))


def event_of(number: str, name: str, payload: Any, identity: list[Any]) -> InboxEvent:
    """Known again by the hash of `identity`, however it is delivered."""
    kept = payload if isinstance(payload, Mapping) else {"value": payload}
    return InboxEvent(id=hashlib.sha256(canonical(identity)).hexdigest(), number=number, field=name, payload=kept)
