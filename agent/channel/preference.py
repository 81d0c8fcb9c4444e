"""What a person chose in WhatsApp itself: an element of Meta's `user_preferences`."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from agent.channel.moments import moment_of
from agent.channel.sender import Contacts, sender_of
from agent.ports import MarketingChoice
from agent.turn import ConsentStatus

_CATEGORY = "marketing_messages"
_STATUSES: Mapping[str, ConsentStatus] = {"stop": "opted_out", "resume": "subscribed", "signup": "subscribed"}


def marketing_choice(element: Any, contacts: Contacts) -> MarketingChoice | None:
    """The choice and whose it is; None for another category, a value we do not know, or nobody named.

    Without a date a stop counts from now on, and anything else never overrules what the ledger knows.
    """
    if not isinstance(element, Mapping) or element.get("category") != _CATEGORY:
        return None
    status = _STATUSES.get(str(element.get("value")).lower())
    named = {"from": element.get("wa_id"), "from_user_id": element.get("user_id")}
    parent = {"from_parent_user_id": element.get("parent_user_id")}
    person = sender_of({**named, **parent}, contacts.of({**named, **parent}))
    if status is None or person is None:
        return None
    undated = datetime.now(UTC) if status == "opted_out" else datetime.fromtimestamp(0, UTC)
    return MarketingChoice(person=person, status=status, at=moment_of(element.get("timestamp")) or undated)
