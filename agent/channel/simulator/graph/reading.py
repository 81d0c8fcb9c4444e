"""What a send says: to whom, what kind, which words, and the answer to it."""

from collections.abc import Mapping
from typing import Any

from agent.channel.sender import as_phone, as_user_id


def recipient_of(body: Mapping[str, Any]) -> str:
    """Digits of `to`, else the user id in `recipient`; empty when neither can be read."""
    return as_phone(body.get("to")) or as_user_id(body.get("recipient")) or as_user_id(body.get("to"))


def type_of(body: Mapping[str, Any]) -> str:
    """Text unless it says otherwise."""
    found = body.get("type", "text")
    return found if isinstance(found, str) else ""


def accepted(body: Mapping[str, Any], wamid: str, status: str = "accepted") -> dict[str, Any]:
    """The answer to a send that was taken: accepted, not yet sent."""
    who = recipient_of(body)
    contact = {"input": str(body.get("to")), "wa_id": who} if as_phone(who) else {"input": who, "user_id": who}
    message = {"id": wamid, "message_status": status}
    return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [message]}


def text_of(body: Mapping[str, Any]) -> str:
    """The words a person would see: text, interactive body, caption or template name."""
    kind = type_of(body)
    node = as_object(body.get(kind))
    if kind == "interactive":
        return as_string(as_object(node.get("body")).get("text"))
    return next((text for key in ("body", "caption", "name", "emoji") if (text := as_string(node.get(key)))), "")


def as_object(value: object) -> Mapping[str, Any]:
    """The mapping, or an empty one."""
    return value if isinstance(value, Mapping) else {}


def as_string(value: object) -> str:
    """The string, or an empty one."""
    return value if isinstance(value, str) else ""
