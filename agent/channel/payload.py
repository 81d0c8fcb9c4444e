"""Meta's webhook envelope, taken apart into inbox items. Whatever comes in, something is kept and nothing is raised."""

import base64
import hashlib
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from agent.channel.change import ECHOES, ERRORS, PREFERENCES, Change, change_event, element_event, event_of
from agent.channel.elements import READERS, Findings, Problem, UnfitError
from agent.channel.sender import Contacts
from agent.channel.wire_json import load_json
from agent.ports import InboxEvent, InboxItem

_OBJECT = "whatsapp_business_account"
_LISTS = ("messages", "statuses", "calls", ERRORS, PREFERENCES, ECHOES)
"""Taken apart in every field; only in `messages` the first two are messages and statuses of ours."""
_CONTEXT_KEYS = frozenset({"messaging_product", "metadata", "contacts"})


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
    found = Findings(now or datetime.now(UTC))
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


def _read_body(body: Any, found: Findings) -> Steps:
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


def _read_entry(where: str, entry: Any, found: Findings) -> Steps:
    changes = entry.get("changes") if isinstance(entry, Mapping) else None
    if not isinstance(changes, list) or not changes:
        found.note(where, "has no list of changes")
        found.items.append(event_of("", "entry", entry, [entry]))
        return
    for n, change in enumerate(changes):
        yield from _read_change(f"{where}.changes[{n}]", entry, change, found)


def _read_change(where: str, entry: Mapping[str, Any], change: Any, found: Findings) -> Steps:
    value = change.get("value") if isinstance(change, Mapping) else None
    name = change.get("field") if isinstance(change, Mapping) else None
    if not isinstance(value, Mapping) or not isinstance(name, str):
        found.note(where, "has no field name or no value")
        found.items.append(event_of("", "change", change, [entry.get("id"), change, entry.get("time")]))
        return
    parts = Change(f"{where}.value", entry.get("id"), entry.get("time"), name, value, Contacts(value.get("contacts")))
    before = len(found.items)
    yield from _read_value(parts, found)
    if len(found.items) == before:
        found.items.append(change_event(parts, dict(value)))
        yield


def _read_value(change: Change, found: Findings) -> Steps:
    """Lists are taken apart, so that a retry which batches them otherwise still finds each element known."""
    lists = {name: change.value[name] for name in _LISTS if isinstance(change.value.get(name), list)}
    for name, elements in lists.items():
        for n, element in enumerate(elements):
            found.items.append(_element(change, name, n, element, found))
            yield
    rest = {key: value for key, value in change.value.items() if key not in lists}
    if lists and rest.keys() - _CONTEXT_KEYS:
        found.items.append(change_event(change, rest))


def _element(change: Change, name: str, n: int, element: Any, found: Findings) -> InboxItem:
    where = f"{change.where}.{name}[{n}]"
    read = READERS.get(name) if change.field == "messages" or name == "calls" else None
    try:
        return read(change, where, element, found) if read else element_event(change, name, element)
    except UnfitError as error:
        found.note(where, str(error))
    except Exception as error:  # a shape nobody thought of must not cost the rest of the batch
        found.note(where, f"not understood ({type(error).__name__})")
    return element_event(change, name, element)
