"""What a person chose in WhatsApp itself: an element of Meta's `user_preferences`."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from agent.channel.sender import Contacts, sender_of
from agent.ports import MarketingChoice
from agent.turn import ConsentStatus

_CATEGORY = "marketing_messages"
_STATUSES: Mapping[str, ConsentStatus] = {"stop": "opted_out", "resume": "subscribed", "signup": "subscribed"}
_EARLIEST = datetime(2009, 1, 1, tzinfo=UTC)


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
    return MarketingChoice(person=person, status=status, at=_moment(element.get("timestamp")) or undated)


def _moment(value: Any) -> datetime | None:
    """Unix seconds, a JSON number here; None for what cannot be a time in WhatsApp's life."""
    try:
        at = datetime.fromtimestamp(int(value), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return at if _EARLIEST < at < datetime.now(UTC) + timedelta(days=1) else None
