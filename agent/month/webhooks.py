"""What Meta would post of it: the webhook bodies of the month, read by the same parser as live ones."""

from collections.abc import Mapping
from datetime import datetime
from random import Random
from typing import Any

from agent.channel.error_codes import meaning_of
from agent.channel.payload import parse_webhook
from agent.channel.simulator.settings import SimulatorSettings
from agent.channel.simulator.wire import Update, encode, envelope, new_wamid, value_of
from agent.month.people import Person
from agent.ports import InboxItem

SETTINGS = SimulatorSettings()
"""The business number of the simulator: the month came to the one that `make run` serves."""

_MEDIA: Mapping[str, Mapping[str, Any]] = {
    "voice": {"mime_type": "audio/ogg; codecs=opus", "voice": True},
    "image": {"mime_type": "image/jpeg"},
    "sticker": {"mime_type": "image/webp", "animated": False},
}


def message(person: Person, kind: str, content: Mapping[str, Any], at: datetime, rng: Random) -> list[InboxItem]:
    """Somebody's message, `content` as Meta has it under the type's own key."""
    wire = "audio" if kind == "voice" else kind
    element = {
        "id": new_wamid(rng, person.address.phone or person.address.user_id, inbound=True),
        **_from(person),
        "timestamp": str(int(at.timestamp())),
        "type": wire,
        wire: {**_media(kind, rng), **content},
    }
    return _items(value_of(SETTINGS, contacts=[_contact(person)], messages=[element]), at)


def status(person: Person, send: Mapping[str, str], name: str, at: datetime, code: int = 0) -> list[InboxItem]:
    """What became of a send: its `wamid` and our `callback`."""
    failed = name == "failed"
    element: dict[str, Any] = {
        "id": send["wamid"],
        "status": name,
        "timestamp": str(int(at.timestamp())),
        **_recipient(person, failed=failed),
        "biz_opaque_callback_data": send["callback"],
    }
    if failed:
        row = meaning_of(code)
        title = row.meaning if row else "Message undeliverable"
        element["errors"] = [{"code": code, "title": title, "message": title, "error_data": {"details": title}}]
    parts: dict[str, Any] = {} if failed else {"contacts": [_contact(person)]}
    return _items(value_of(SETTINGS, "", **parts, statuses=[element]), at)


def preference(person: Person, value: str, at: datetime) -> list[InboxItem]:
    """Marketing messages stopped, or wanted again, in WhatsApp itself."""
    element: dict[str, Any] = {
        **_ids(person),
        "detail": f"User requested to {value} marketing messages",
        "category": "marketing_messages",
        "value": value,
        "timestamp": int(at.timestamp()),
    }
    return _items(value_of(SETTINGS, contacts=[_contact(person)], user_preferences=[element]), at, "user_preferences")


def colleague_wrote(person: Person, text: str, at: datetime, rng: Random) -> list[InboxItem]:
    """A line that a colleague typed in the WhatsApp Business app."""
    named = {"to": person.address.phone, "to_user_id": person.address.user_id}
    element = {
        "from": SETTINGS.display_phone_number,
        **{key: text for key, text in named.items() if text},
        "id": new_wamid(rng, person.address.phone or person.address.user_id, inbound=False),
        "timestamp": str(int(at.timestamp())),
        "type": "text",
        "text": {"body": text},
    }
    value = value_of(SETTINGS, contacts=[_contact(person)], message_echoes=[element])
    return _items(value, at, "smb_message_echoes")


def quality(event: str, at: datetime) -> list[InboxItem]:
    """What Meta thinks of the number: FLAGGED, UNFLAGGED."""
    value = {"display_phone_number": SETTINGS.display_phone_number, "event": event, "current_limit": "TIER_10K"}
    return _items(value, at, "phone_number_quality_update")


def _items(value: Mapping[str, Any], at: datetime, field: str = "messages") -> list[InboxItem]:
    update = Update(business=SETTINGS.business_account_id, field=field, value=value, time=int(at.timestamp()))
    items, problems = parse_webhook(encode(envelope([update])), now=at)
    if problems:
        raise ValueError(f"the month wrote a webhook that does not read: {problems[0].where}: {problems[0].what}")
    return items


def _from(person: Person) -> dict[str, str]:
    ids = {"from": person.address.phone, "from_user_id": person.address.user_id}
    return {key: text for key, text in ids.items() if text}


def _contact(person: Person) -> dict[str, Any]:
    return {"profile": {"name": person.address.name}, **_ids(person)}


def _ids(person: Person) -> dict[str, str]:
    ids = {"wa_id": person.address.phone, "user_id": person.address.user_id}
    return {key: text for key, text in ids.items() if text}


def _recipient(person: Person, *, failed: bool) -> dict[str, str]:
    if not person.address.phone:
        return {"recipient_user_id": person.address.user_id}
    more = {"recipient_user_id": person.address.user_id} if person.address.user_id and not failed else {}
    return {"recipient_id": person.address.phone, **more}


def _media(kind: str, rng: Random) -> dict[str, Any]:
    if kind not in _MEDIA:
        return {}
    return {"id": str(rng.randrange(10**14, 10**15)), "sha256": f"{rng.getrandbits(256):064x}", **_MEDIA[kind]}
