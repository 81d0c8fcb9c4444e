"""Somebody else answers this person: a colleague in the WhatsApp Business app, or another app of the account."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from agent.channel.moments import moment_of
from agent.channel.sender import Contacts, person_of
from agent.ports import Takeover

SILENT_FOR = timedelta(hours=24)
"""How long after each line of theirs the bot leaves the conversation alone: as long as it may be answered at all."""
_LATER_NEWS = frozenset({"edit", "revoke", "reaction"})
"""About an earlier line: nobody starts to write with these."""
_GIVEN = ("control_passed", "pass_thread_control")
_TAKEN = ("control_taken", "take_thread_control")


def echo(element: Any, contacts: Contacts) -> Takeover | None:
    """A line that a colleague typed in the app, mirrored to us; None where it names no customer."""
    if not isinstance(element, Mapping) or str(element.get("type")) in _LATER_NEWS:
        return None
    named, parents = (element.get("to"), element.get("to_user_id")), (element.get("to_parent_user_id"),)
    ids = {"from": named[0], "from_user_id": named[1], "from_parent_user_id": parents[0]}
    person = person_of(named, parents, contacts.of(ids))
    key = element.get("id")
    if person is None or not isinstance(key, str) or not key:
        return None
    at = moment_of(element.get("timestamp")) or datetime.now(UTC)
    return Takeover(person=person, message_id=key, reason="colleague_wrote", at=at, until=at + SILENT_FOR)


def handover(value: Mapping[str, Any], contacts: Contacts, key: str) -> Takeover | None:
    """Control of a conversation was taken from us, or given to us. `key` names the event."""
    taken, given = (any(name in value for name in names) for names in (_TAKEN, _GIVEN))
    sender = value.get("sender")
    who = sender if isinstance(sender, Mapping) else {}
    named = tuple(who.get(name) for name in ("phone_number", "wa_id", "id", "user_id"))
    only = contacts.only()
    person = person_of(named, (who.get("parent_user_id"),), only)
    if person is None or taken == given:
        return None
    at = moment_of(value.get("timestamp")) or datetime.now(UTC)
    return Takeover(person=person, message_id=key, reason="other_app", at=at, until=at + SILENT_FOR, over=given)
