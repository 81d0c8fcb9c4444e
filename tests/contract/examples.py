"""Webhooks to hold the server to: our own, of every shape we know of, and Meta's and pywa's where they lie beside."""

import base64
import json
import time
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "examples"
SHARED = Path(__file__).parents[3] / "shared" / "whatsapp"
ACCOUNT = "200000000000002"
METADATA = {"display_phone_number": "15550100200", "phone_number_id": "100000000000001"}
PHONE = "919000000101"
CONTACT = {"profile": {"name": "Asha Negi"}, "wa_id": PHONE, "user_id": "IN.4400000000000020"}
_TIME = int(time.time()) - 600
"""A little while ago, when tests are collected: what is older than a day gets no free answer."""


@dataclass(frozen=True, slots=True)
class Example:
    """One webhook under a name; ids of failed tests show it."""

    name: str
    webhook: Mapping[str, Any]

    def __str__(self) -> str:
        return self.name


def own_examples() -> list[Example]:
    """All of the folder `examples`."""
    made = [*_messages(), *_statuses(), *_fields(), *_webhooks()]
    return [Example(f"own/{name}", webhook) for name, webhook in made]


def shared_examples() -> list[Example]:
    """Meta's examples and pywa's captured updates: more parameters of the same tests where they are at hand."""
    found = [*sorted((SHARED / "meta-examples" / "webhooks").glob("*.json"))]
    found += sorted((SHARED / "pywa-updates").glob("*.json"))
    return [example for path in found for example in _file(path)]


def _file(path: Path) -> Iterator[Example]:
    held = json.loads(path.read_text(encoding="utf-8"))
    if "object" in held:
        yield Example(f"meta/{path.stem}", held)
        return
    for name, webhook in held.items():
        yield Example(f"pywa/{path.stem}/{name}", webhook)


def wamid_of(name: str) -> str:
    """The id of one of our example messages."""
    return "wamid." + base64.b64encode(f"example:{name}".encode()).decode()


def read(name: str) -> dict[str, Any]:
    """One file of the folder."""
    held: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return held


def _webhook(*changes: Mapping[str, Any], **entry: Any) -> dict[str, Any]:
    whole = {"id": ACCOUNT, **entry, "changes": [deepcopy(change) for change in changes]}
    return {"object": "whatsapp_business_account", "entry": [whole]}


def _value(contact: Any, **parts: Any) -> dict[str, Any]:
    """`contact`: an element of `contacts`, `none` for no such list, nothing for the usual customer."""
    contacts = {} if contact == "none" else {"contacts": [contact or CONTACT]}
    return {"messaging_product": "whatsapp", "metadata": METADATA, **contacts, **parts}


def _messages() -> Iterator[tuple[str, dict[str, Any]]]:
    for n, (name, told) in enumerate(read("messages").items()):
        message = {"from": PHONE, "id": wamid_of(name), "timestamp": str(_TIME + n), **told}
        contact = message.pop("contact", None)
        if "original_message_id" in message.get(message["type"], {}):
            _point_at_example(message[message["type"]])
        kept = {key: value for key, value in message.items() if value is not None}
        yield name, _webhook({"field": "messages", "value": _value(contact, messages=[kept])})


def _point_at_example(node: dict[str, Any]) -> None:
    of = node["original_message_id"]
    if of.startswith("{id of "):
        node["original_message_id"] = wamid_of(of.removeprefix("{id of ").removesuffix("}"))


def _statuses() -> Iterator[tuple[str, dict[str, Any]]]:
    for n, (name, told) in enumerate(read("statuses").items()):
        status = {"id": wamid_of(f"status {name}"), "timestamp": str(_TIME + n), "recipient_id": PHONE, **told}
        contact = status.pop("contact", None)
        kept = {key: value for key, value in status.items() if value is not None}
        yield f"status_{name}", _webhook({"field": "messages", "value": _value(contact, statuses=[kept])})


def _fields() -> Iterator[tuple[str, dict[str, Any]]]:
    for n, (name, told) in enumerate(read("fields").items()):
        value = _value(None, **told["value"]) if told.get("number") else told["value"]
        time = {} if told["field"] == "messages" else {"time": _TIME + n}
        yield name, _webhook({"field": told["field"], "value": value}, **time)


def _webhooks() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, entries in read("webhooks").items():
        yield name, {"object": "whatsapp_business_account", "entry": entries}
