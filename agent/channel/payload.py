"""Meta's webhook envelope, taken apart into inbox items. Whatever comes in, something is kept and nothing is raised."""

import base64
import hashlib
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from agent.channel.account_news import account_news
from agent.channel.kinds import STARTS_A_TURN, choice_of, kind_of, readable_text, revision_of
from agent.channel.moved import change_of
from agent.channel.preference import marketing_choice
from agent.channel.sender import Contacts, person_of, sender_of
from agent.channel.takeover import echo, handover
from agent.channel.wire_json import canonical, load_json
from agent.ports import Address, InboxEvent, InboxItem, InboxMessage, InboxStatus

__all__ = ["STARTS_A_TURN", "Problem", "Read", "kept_whole", "parse_webhook", "read_webhook"]

_OBJECT = "whatsapp_business_account"
_PREFERENCES = "user_preferences"
_ECHOES = "message_echoes"
_LISTS = ("messages", "statuses", "calls", "errors", _PREFERENCES, _ECHOES)
"""Taken apart in every field; only in `messages` the first two are messages and statuses of ours."""
_HANDOVERS = "messaging_handovers"
_CONTEXT_KEYS = frozenset({"messaging_product", "metadata", "contacts"})
_EARLIEST = datetime(2009, 1, 1, tzinfo=UTC)
_CLOCK_SKEW = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something in a payload that did not fit. `where` is a path such as `entry[0].changes[0].value.messages[2]`.

    Neither text holds anything the customer wrote.
    """

    where: str
    what: str


class _UnfitError(ValueError):
    """This element cannot become what its place says; it is kept as an event."""


@dataclass(slots=True)
class _Findings:
    now: datetime
    items: list[InboxItem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def note(self, where: str, what: str) -> None:
        self.problems.append(Problem(where=where, what=what))


@dataclass(frozen=True, slots=True)
class _Change:
    """One `changes[]` element and where it stands."""

    where: str
    entry: Any
    time: Any
    field: str
    value: Mapping[str, Any]
    contacts: Contacts

    @property
    def number(self) -> str:
        metadata = self.value.get("metadata")
        found = metadata.get("phone_number_id") if isinstance(metadata, Mapping) else None
        return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""

    def payload(self, name: str, element: Any) -> dict[str, Any]:
        """An element with what stood around it: `{entry, metadata, contact?, <name>: element}`."""
        contact = self.contacts.of(element) if isinstance(element, Mapping) else None
        kept = {"entry": self.entry, "metadata": self.value.get("metadata"), "contact": contact, name: element}
        return {key: value for key, value in kept.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Read:
    """What was in one body."""

    items: list[InboxItem]
    problems: list[Problem]


def parse_webhook(raw: bytes, *, now: datetime | None = None) -> tuple[list[InboxItem], list[Problem]]:
    """`read_webhook` in one go: items and problems."""
    steps = read_webhook(raw, now=now)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value.items, end.value.problems


Steps = Generator[None, None, None]


def read_webhook(raw: bytes, *, now: datetime | None = None) -> Generator[None, None, Read]:
    """All items of one POST body, at least one whatever it holds, and what was odd about them.

    Payloads: `{entry, metadata, contact, message}`, the same with `status`; an event that is one element of a list
    has it under the list's name beside `field` and `time`, any other has `{entry, field, time, value}`; a body that
    is no webhook has `{text}` or `{base64}`. `now` stands in for bad timestamps.
    Stops after each element, so that other work can be done between: a body may hold a thousand.
    """
    found = _Findings(now or datetime.now(UTC))
    try:
        body = load_json(raw)
    except (ValueError, RecursionError):
        found.note("body", "not JSON")
        return Read([kept_whole(raw)], found.problems)
    yield from _read_body(body, found)
    if not found.items:
        found.items.append(kept_whole(raw))
    return Read(found.items, found.problems)


def kept_whole(raw: bytes) -> InboxEvent:
    """A body as one event: of which nothing else could be made."""
    return InboxEvent(id=hashlib.sha256(raw).hexdigest(), number="", field="unreadable", payload=_raw_payload(raw))


def _raw_payload(raw: bytes) -> dict[str, str]:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = "\x00"
    return {"base64": base64.b64encode(raw).decode("ascii")} if "\x00" in text else {"text": text}


def _read_body(body: Any, found: _Findings) -> Steps:
    if not isinstance(body, Mapping):
        found.note("body", "not a JSON object")
        return
    if body.get("object") != _OBJECT:
        found.note("object", f"is not {_OBJECT}")
        return
    entries = body.get("entry")
    if not isinstance(entries, list) or not entries:
        found.note("entry", "is not a list with at least one element")
        return
    for n, entry in enumerate(entries):
        yield from _read_entry(f"entry[{n}]", entry, found)


def _read_entry(where: str, entry: Any, found: _Findings) -> Steps:
    changes = entry.get("changes") if isinstance(entry, Mapping) else None
    if not isinstance(changes, list) or not changes:
        found.note(where, "has no list of changes")
        found.items.append(_event("", "entry", entry, [entry]))
        return
    for n, change in enumerate(changes):
        yield from _read_change(f"{where}.changes[{n}]", entry, change, found)


def _read_change(where: str, entry: Mapping[str, Any], change: Any, found: _Findings) -> Steps:
    value = change.get("value") if isinstance(change, Mapping) else None
    name = change.get("field") if isinstance(change, Mapping) else None
    if not isinstance(value, Mapping) or not isinstance(name, str):
        found.note(where, "has no field name or no value")
        found.items.append(_event("", "change", change, [entry.get("id"), change, entry.get("time")]))
        return
    parts = _Change(f"{where}.value", entry.get("id"), entry.get("time"), name, value, Contacts(value.get("contacts")))
    before = len(found.items)
    yield from _read_value(parts, found)
    if len(found.items) == before:
        found.items.append(_change_event(parts, dict(value)))
        yield


def _read_value(change: _Change, found: _Findings) -> Steps:
    """Lists are taken apart, so that a retry which batches them otherwise still finds each element known."""
    lists = {name: change.value[name] for name in _LISTS if isinstance(change.value.get(name), list)}
    for name, elements in lists.items():
        for n, element in enumerate(elements):
            found.items.append(_element(change, name, n, element, found))
            yield
    rest = {key: value for key, value in change.value.items() if key not in lists}
    if lists and rest.keys() - _CONTEXT_KEYS:
        found.items.append(_change_event(change, rest))


def _element(change: _Change, name: str, n: int, element: Any, found: _Findings) -> InboxItem:
    where = f"{change.where}.{name}[{n}]"
    read = _READERS.get(name) if change.field == "messages" or name == "calls" else None
    try:
        return read(change, where, element, found) if read else _element_event(change, name, element)
    except _UnfitError as error:
        found.note(where, str(error))
    except Exception as error:  # a shape nobody thought of must not cost the rest of the batch
        found.note(where, f"not understood ({type(error).__name__})")
    return _element_event(change, name, element)


def _element_event(change: _Change, name: str, element: Any) -> InboxEvent:
    identity = [change.entry, change.field, {"number": change.number, name: element}, change.time]
    about = change.payload(name, element)
    event = _event(change.number, change.field, about | {"field": change.field, "time": change.time}, identity)
    if name == _PREFERENCES:
        return replace(event, marketing=marketing_choice(element, change.contacts))
    return replace(event, news=echo(element, change.contacts)) if name == _ECHOES else event


def _change_event(change: _Change, value: Mapping[str, Any]) -> InboxEvent:
    identity = [change.entry, change.field, value, change.time]
    about = {"entry": change.entry, "field": change.field, "time": change.time, "value": value}
    event = _event(change.number, change.field, about, identity)
    if change.field == _HANDOVERS:
        return replace(event, news=handover(value, change.contacts, event.id))
    return replace(event, news=account_news(change.field, value, change.number, change.time))


def _event(number: str, name: str, payload: Any, identity: list[Any]) -> InboxEvent:
    kept = payload if isinstance(payload, Mapping) else {"value": payload}
    return InboxEvent(id=hashlib.sha256(canonical(identity)).hexdigest(), number=number, field=name, payload=kept)


def _message(change: _Change, where: str, message: Any, found: _Findings) -> InboxMessage:
    if not isinstance(message, Mapping):
        raise _UnfitError("message is not an object")
    sender = sender_of(message, change.contacts.of(message))
    if sender is None:
        raise _UnfitError("message names no sender")
    if not change.number:
        found.note(where, "no phone_number_id in the metadata")
    key, sent_at = _id(message), _time(where, message, found)
    return InboxMessage(
        id=key,
        number=change.number,
        sender=sender,
        kind=kind_of(message),
        text=readable_text(message),
        sent_at=sent_at,
        payload=change.payload("message", message),
        choice=choice_of(message),
        change=change_of(message, sender, sent_at),
        revises=revision_of(message),
    )


def _status(change: _Change, where: str, status: Any, found: _Findings) -> InboxStatus:
    if not isinstance(status, Mapping):
        raise _UnfitError("status is not an object")
    name = status.get("status")
    if not isinstance(name, str) or not name:
        raise _UnfitError("status has no name")
    errors = status.get("errors")
    return InboxStatus(
        wamid=_id(status),
        number=change.number,
        status=name.lower(),
        at=_time(where, status, found),
        to=_recipient(status),
        callback=_text(status.get("biz_opaque_callback_data")),
        errors=[error for error in errors if isinstance(error, Mapping)] if isinstance(errors, list) else (),
        payload=change.payload("status", status),
        person=_addressee(status, change.contacts),
    )


def _addressee(status: Mapping[str, Any], contacts: Contacts) -> Address | None:
    """Who a status is about; nobody where it went to a group."""
    if status.get("recipient_type") == "group":
        return None
    ids = (status.get("recipient_id"), status.get("recipient_user_id"))
    parents = (status.get("recipient_parent_user_id"),)
    named = {"from": ids[0], "from_user_id": ids[1], "from_parent_user_id": parents[0]}
    return person_of(ids, parents, contacts.of(named))


def _recipient(status: Mapping[str, Any]) -> str:
    """In a group every participant has a status of their own; else there is one recipient."""
    keys = ("recipient_participant_id", "recipient_participant_user_id", "recipient_id", "recipient_user_id")
    return next((found for key in keys if (found := _text(status.get(key)))), "")


def _id(element: Mapping[str, Any]) -> str:
    found = element.get("id")
    if not isinstance(found, str) or not found:
        raise _UnfitError("has no id, so a repeat could not be told from a new one")
    return found


def _text(value: object) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _time(where: str, element: Mapping[str, Any], found: _Findings) -> datetime:
    """Unix seconds, written as a string; what cannot be a time in WhatsApp's life becomes now."""
    try:
        at = datetime.fromtimestamp(int(_text(element.get("timestamp"))), UTC)
    except (ValueError, OverflowError, OSError):
        at = _EARLIEST
    if _EARLIEST < at < found.now + _CLOCK_SKEW:
        return at
    found.note(where, "timestamp is no time; taken as now")
    return found.now


def _call(change: _Change, where: str, call: Any, found: _Findings) -> InboxItem:
    """A call that a customer begins counts like a message: it opens the 24 hours. All else of calls is an event."""
    event = _element_event(change, "calls", call)
    if not isinstance(call, Mapping) or call.get("event") != "connect" or call.get("direction") != "USER_INITIATED":
        return event
    caller = sender_of(call, change.contacts.of(call))
    if caller is None:
        raise _UnfitError("call names no caller")
    key, at = _id(call), _time(where, call, found)
    payload = change.payload("calls", call)
    return InboxMessage(id=key, number=change.number, sender=caller, kind="call", text="", sent_at=at, payload=payload)


_READERS: dict[str, Callable[[_Change, str, Any, _Findings], InboxItem]] = {
    "messages": _message,
    "statuses": _status,
    "calls": _call,
}
