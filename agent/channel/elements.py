"""A message, a status or a call of a webhook as the inbox takes it: ids, times, and who it is from or about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from agent.channel.change import Change, element_event
from agent.channel.kinds import LONGEST_READ, choice_of, kind_of, part_read, readable_text, revision_of
from agent.channel.moved import change_of
from agent.channel.sender import Contacts, person_of, sender_of
from agent.ports import Address, InboxItem, InboxMessage, InboxStatus

_EARLIEST = datetime(2009, 1, 1, tzinfo=UTC)
_CLOCK_SKEW = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something in a payload that did not fit. `where` is a path such as `entry[0].changes[0].value.messages[2]`.

    Neither text holds anything the customer wrote.
    """

    where: str
    what: str


class UnfitError(ValueError):
    """This element cannot become what its place says; it is kept as an event."""


@dataclass(slots=True)
class Findings:
    """What is made of one body while it is read. `now` stands in for bad timestamps."""

    now: datetime
    items: list[InboxItem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def note(self, where: str, what: str) -> None:
        """Something that did not fit; what it is about is kept all the same."""
        self.problems.append(Problem(where=where, what=what))


def _message(change: Change, where: str, message: Any, found: Findings) -> InboxMessage:
    if not isinstance(message, Mapping):
        raise UnfitError("message is not an object")
    sender = sender_of(message, change.contacts.of(message))
    if sender is None:
        raise UnfitError("message names no sender")
    if not change.number:
        found.note(where, "no phone_number_id in the metadata")
    key, sent_at, text = _id(message), _time(where, message, found), readable_text(message)
    if len(text) > LONGEST_READ:
        found.note(where, "text is too long to be read whole")
    return InboxMessage(
        id=key,
        number=change.number,
        sender=sender,
        kind=kind_of(message),
        text=part_read(text),
        sent_at=sent_at,
        payload=change.payload("message", message),
        choice=choice_of(message),
        change=change_of(message, sender, sent_at),
        revises=revision_of(message),
    )


def _status(change: Change, where: str, status: Any, found: Findings) -> InboxStatus:
    if not isinstance(status, Mapping):
        raise UnfitError("status is not an object")
    name = status.get("status")
    if not isinstance(name, str) or not name:
        raise UnfitError("status has no name")
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
        raise UnfitError("has no id, so a repeat could not be told from a new one")
    return found


def _text(value: object) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _time(where: str, element: Mapping[str, Any], found: Findings) -> datetime:
    """Unix seconds, written as a string; what cannot be a time in WhatsApp's life becomes now."""
    try:
        at = datetime.fromtimestamp(int(_text(element.get("timestamp"))), UTC)
    except (ValueError, OverflowError, OSError):
        at = _EARLIEST
    if _EARLIEST < at < found.now + _CLOCK_SKEW:
        return at
    found.note(where, "timestamp is no time; taken as now")
    return found.now


def _call(change: Change, where: str, call: Any, found: Findings) -> InboxItem:
    """A call that a customer begins counts like a message: it opens the 24 hours. All else of calls is an event."""
    event = element_event(change, "calls", call)
    if not isinstance(call, Mapping) or call.get("event") != "connect" or call.get("direction") != "USER_INITIATED":
        return event
    caller = sender_of(call, change.contacts.of(call))
    if caller is None:
        raise UnfitError("call names no caller")
    key, at = _id(call), _time(where, call, found)
    payload = change.payload("calls", call)
    return InboxMessage(id=key, number=change.number, sender=caller, kind="call", text="", sent_at=at, payload=payload)


READERS: dict[str, Callable[[Change, str, Any, Findings], InboxItem]] = {
    "messages": _message,
    "statuses": _status,
    "calls": _call,
}
"""By the list an element stands in. Each raises UnfitError where the element cannot become what its place says."""
