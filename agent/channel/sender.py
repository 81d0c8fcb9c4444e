"""Who wrote: phone number, business-scoped user id, or both, wherever the payload put them."""

import re
from collections.abc import Mapping
from typing import Any

from agent.ports import Address

Contact = Mapping[str, Any]

_PHONE = re.compile(r"[0-9]{4,20}")
_USER_ID = re.compile(r"[A-Z]{2}\.[0-9A-Za-z.]{1,140}")
_PHONE_PUNCTUATION = str.maketrans("", "", "+ -()")


class Contacts:
    """The `contacts[]` of one change, found by number or id; a batch may hold a thousand."""

    def __init__(self, found: object) -> None:
        self._all = [contact for contact in found if isinstance(contact, Mapping)] if isinstance(found, list) else []
        pairs = [(key, contact) for contact in self._all for key in _contact_ids(contact)]
        self._by_id = dict(reversed(pairs))

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
    known = contact or {}
    named = (message.get("from"), message.get("from_user_id"), known.get("wa_id"), known.get("user_id"))
    parents = (message.get("from_parent_user_id"), known.get("parent_user_id"))
    phone = next(filter(None, map(as_phone, named)), "")
    user_id = next(filter(None, map(as_user_id, (*named, *parents))), "")
    if not phone and not user_id:
        return None
    return Address(phone=phone, user_id=user_id, name=_profile_name(known))


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
    digits = str(value).translate(_PHONE_PUNCTUATION)
    return digits if _PHONE.fullmatch(digits) else ""


def as_user_id(value: object) -> str:
    """A business-scoped user id (two-letter country, dot, letters and digits), else empty."""
    return value if isinstance(value, str) and _USER_ID.fullmatch(value) else ""


def _profile_name(contact: Contact) -> str:
    profile = contact.get("profile")
    name = profile.get("name") if isinstance(profile, Mapping) else None
    return name.strip() if isinstance(name, str) else ""
