"""Who wrote: phone number, business-scoped user id, or both, wherever the payload put them."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from agent.ports import Address

Contact = Mapping[str, Any]

_PHONE = re.compile(r"[0-9]{4,20}")
_USER_ID = re.compile(r"[A-Z]{2}\.[0-9A-Za-z.]{1,140}")
_PARENT_ID = re.compile(r"[A-Z]{2}\.ENT\..+")
_PHONE_PUNCTUATION = str.maketrans("", "", "+ -()")


class Contacts:
    """The `contacts[]` of one change, found by number or id; a batch may hold a thousand."""

    def __init__(self, found: object) -> None:
        self._all = [contact for contact in found if isinstance(contact, Mapping)] if isinstance(found, list) else []
        pairs = [(key, contact) for contact in self._all for key in _contact_ids(contact)]
        self._by_id = dict(reversed(pairs))

    def only(self) -> Contact | None:
        """The contact where there is just one."""
        return self._all[0] if len(self._all) == 1 else None

    def of(self, message: Mapping[str, Any]) -> Contact | None:
        """The contact that belongs to this message; one with another number or id never does.

        Joining a phone number to somebody else's user id would merge two people for good.
        """
        ours = _ids(message.get("from"), message.get("from_user_id"), message.get("from_parent_user_id"))
        known = next((self._by_id[key] for key in ours if key in self._by_id), None)
        if known is not None:
            return known
        return self._all[0] if len(self._all) == 1 and not _contradict(ours, self._all[0]) else None


def sender_of(message: Mapping[str, Any], contact: Contact | None) -> Address | None:
    """The address of a message's sender with the name of its profile; None when nothing names a person."""
    named = (message.get("from"), message.get("from_user_id"))
    return person_of(named, (message.get("from_parent_user_id"),), contact)


def person_of(named: Sequence[object], parents: Sequence[object], contact: Contact | None) -> Address | None:
    """The address that these ids and the contact's make: each id tells itself what it is, wherever it was put.

    None when none of them leads to a person: a username alone may change hands.
    """
    known = contact or {}
    named = (*named, known.get("wa_id"), known.get("user_id"))
    phone = next(filter(None, map(as_phone, named)), "")
    ids = [found for value in named if (found := as_user_id(value))]
    parent_ids = [found for value in (*parents, known.get("parent_user_id")) if (found := as_user_id(value))]
    user_id = next((found for found in ids if not _PARENT_ID.fullmatch(found)), "")
    parent_id = next(iter((*parent_ids, *filter(_PARENT_ID.fullmatch, ids))), "")
    if not (phone or user_id or parent_id):
        return None
    return Address(
        phone=phone,
        user_id=user_id,
        parent_id=parent_id,
        name=_profile_name(known),
        username=_username(known, named),
    )


def _username(contact: Contact, named: Sequence[object]) -> str:
    """Without its `@`; some payloads put it where a number belongs."""
    profile = contact.get("profile")
    told = profile.get("username") if isinstance(profile, Mapping) else None
    handles = (value for value in named if isinstance(value, str) and value.startswith("@"))
    found = told if isinstance(told, str) and told else next(handles, "")
    return found.strip().removeprefix("@")


def _contradict(ours: list[str], contact: Contact) -> bool:
    theirs = _ids(contact.get("wa_id"), contact.get("user_id"))
    return any(any(map(read, ours)) and any(map(read, theirs)) for read in (as_phone, as_user_id))


def _contact_ids(contact: Contact) -> list[str]:
    return _ids(contact.get("wa_id"), contact.get("user_id"), contact.get("parent_user_id"))


def _ids(*values: object) -> list[str]:
    return [found for value in values if (found := as_phone(value) or as_user_id(value))]


def as_phone(value: object) -> str:
    """Digits of a phone number, else empty."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return _phone_in(str(value))


@lru_cache(maxsize=4096)
def _phone_in(text: str) -> str:
    """Remembered: a webhook names its few people again and again."""
    digits = text.translate(_PHONE_PUNCTUATION)
    return digits if _PHONE.fullmatch(digits) else ""


def as_user_id(value: object) -> str:
    """A business-scoped user id (two-letter country, dot, letters and digits), else empty."""
    return value if isinstance(value, str) and _USER_ID.fullmatch(value) else ""


def _profile_name(contact: Contact) -> str:
    profile = contact.get("profile")
    name = profile.get("name") if isinstance(profile, Mapping) else None
    return name.strip() if isinstance(name, str) else ""
