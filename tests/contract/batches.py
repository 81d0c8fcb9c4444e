"""The same updates in other bodies, as a redelivery may bring them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from tests.contract.examples import Example

LISTS = frozenset({"messages", "statuses", "calls", "user_preferences", "message_echoes", "errors"})
"""Lists of a value whose elements stand for themselves."""
_AROUND = frozenset({"messaging_product", "metadata", "contacts"})
Webhook = dict[str, Any]


def shuffled(examples: Sequence[Example], rng: Random) -> list[Webhook]:
    """Each as it is, in another order."""
    return rng.sample([dict(example.webhook) for example in examples], len(examples))


def taken_apart(examples: Sequence[Example], rng: Random) -> list[Webhook]:
    """One element a change, up to 40 changes a body, all in another order."""
    singles = [single for entry, change in _changes(examples) for single in _singles(entry, change)]
    rng.shuffle(singles)
    bodies: list[Webhook] = []
    while singles:
        size = rng.randint(1, 40)
        bodies.append(_body(singles[:size]))
        singles = singles[size:]
    return bodies


def put_together(examples: Sequence[Example], rng: Random) -> list[Webhook]:
    """All elements that share account, field and number in one value; the whole in as few bodies as it goes."""
    groups: dict[str, tuple[Any, dict[str, Any]]] = {}
    for entry, change in _changes(examples):
        for one, single in _singles(entry, change):
            shared = [one["id"], one.get("time"), single["field"], _plain(single["value"])]
            key = json.dumps([*shared, _named_by_contact_alone(single["value"])], sort_keys=True)
            kept = groups.setdefault(key, (one, {"field": single["field"], "value": {}}))
            _join(kept[1]["value"], single["value"])
    changes = list(groups.values())
    rng.shuffle(changes)
    return [_body(changes[::2]), _body(changes[1::2])]


def _changes(examples: Sequence[Example]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    for example in examples:
        for entry in example.webhook["entry"]:
            for change in entry["changes"]:
                yield {key: value for key, value in entry.items() if key != "changes"}, change


def _singles(
    entry: Mapping[str, Any], change: Mapping[str, Any]
) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """One change for each element of its lists, and one for what stands beside them; whole where it has none."""
    value = change["value"]
    lists = [name for name in value if name in LISTS]
    if not lists:
        yield entry, change
        return
    for name in lists:
        for element in value[name]:
            yield entry, {**change, "value": {**_only(value, _AROUND), name: [element]}}
    rest = {key for key in value if key not in lists}
    if rest - _AROUND:
        yield entry, {**change, "value": _only(value, rest)}


def _only(value: Mapping[str, Any], keys: Any) -> dict[str, Any]:
    return {key: value[key] for key in value if key in keys}


def _plain(value: Mapping[str, Any]) -> dict[str, Any]:
    """What must be the same for two values to become one: all but the lists that can grow."""
    return {key: part for key, part in value.items() if key not in LISTS and key != "contacts"}


def _named_by_contact_alone(value: Mapping[str, Any]) -> Any:
    """The contact, where a message itself says nothing readable of who wrote it: it cannot stand among others."""
    message = value.get("messages", [{}])[0]
    named = any(part.isdigit() or "." in part for key in ("from", "from_user_id") if (part := message.get(key, "")))
    return value.get("contacts") if message and not named else None


def _join(whole: dict[str, Any], more: Mapping[str, Any]) -> None:
    for key, part in more.items():
        if key in LISTS or key == "contacts":
            found = whole.setdefault(key, [])
            found += part if key != "contacts" else [one for one in part if one not in found]
        else:
            whole[key] = part


def _body(changes: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> Webhook:
    entries = [{**entry, "changes": [change]} for entry, change in changes]
    return {"object": "whatsapp_business_account", "entry": entries}
