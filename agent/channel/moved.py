"""WhatsApp's word that a person has another number or user id: a message of type `system`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from agent.channel.sender import person_of
from agent.ports import Address, IdentityChange

_MOVES = frozenset({"user_changed_number", "customer_changed_number", "user_changed_user_id"})
"""`customer_identity_changed` is none of them: the person has the same ids and a new phone or a reinstalled app."""


def change_of(message: Mapping[str, Any], sender: Address, at: datetime) -> IdentityChange | None:
    """What is new of the sender's ids; None where the message tells nothing new."""
    system = message.get("system")
    if not isinstance(system, Mapping) or str(system.get("type")) not in _MOVES:
        return None
    numbers = (system.get("new_wa_id"), system.get("wa_id"), system.get("new_user_id"), system.get("user_id"))
    told = person_of(numbers, (system.get("parent_user_id"),), None)
    if told is None or (told.phone in ("", sender.phone) and told.user_id in ("", sender.user_id)):
        return None
    return IdentityChange(to=told, at=at)
