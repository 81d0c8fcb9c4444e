"""The customers: who they are, how webhooks name them, and what changes about them."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from random import Random
from typing import Any

from agent.channel.sender import as_phone, as_user_id
from agent.channel.simulator.faults import Faults
from agent.channel.simulator.personas import Persona

_COUNTRIES: Mapping[str, str] = {"91": "IN", "977": "NP", "34": "ES", "33": "FR", "44": "GB", "49": "DE", "1": "US"}
_STRANGER = "x-"
"""Before the phone or user id of somebody the sample does not know: an id that stays when they move."""


class People:
    """Every customer by any name they go by. Whoever writes or is written to for the first time is added."""

    def __init__(self, shown: Iterable[Persona], faults: Faults, rng: Random) -> None:
        self._faults = faults
        self._rng = rng
        self._by_name: dict[str, Persona] = {}
        self._left: set[str] = set()
        for person in shown:
            self._keep(person)

    def find(self, contact: str, name: str = "") -> Persona:
        """`contact` is a phone number, a user id or a persona's id; raises ValueError for anything else."""
        phone, user_id = as_phone(contact), as_user_id(contact)
        known = self._by_name.get(contact) or self._by_name.get(phone)
        if known is None and contact.startswith(_STRANGER):
            return self.find(contact.removeprefix(_STRANGER), name)
        if known is None and not phone and not user_id:
            raise ValueError("contact must be a phone number, a user id or the id of a sample customer")
        new = Persona(
            id=f"{_STRANGER}{phone or user_id}", name=name or "Guest", language="en", phone=phone, user_id=user_id
        )
        return known or self._keep(new)

    def as_named(self, person: Persona) -> Persona:
        """With what the switches make webhooks say: a user id made up, a phone hidden."""
        person = self._by_name.get(person.id, person)
        if self._faults.identity == "known":
            return person
        if not person.user_id:
            person = self._keep(replace(person, user_id=self._new_user_id(person.phone)))
        return person if self._faults.identity == "both" else replace(person, phone="")

    def change(self, person: Persona, **parts: str) -> Persona:
        """Another name, username, phone or user id; names they gave up lead to nobody."""
        for key in ("phone", "user_id"):
            old = getattr(person, key)
            if old and parts.get(key, old) != old:
                self._by_name.pop(old, None)
                self._left.add(old)
        return self.welcome(self._keep(replace(person, **parts)))

    def welcome(self, person: Persona) -> Persona:
        """Whoever writes has their phone and user id, whoever had them before."""
        self._left -= {person.phone, person.user_id}
        return person

    def new_user_id(self, person: Persona, phone: str) -> str:
        """User ids are made anew when the phone changes; empty for somebody who has none."""
        return self._new_user_id(phone) if person.user_id else ""

    def has_left(self, contact: str) -> bool:
        """Whether this phone or user id was given up by its owner."""
        return contact in self._left

    def _keep(self, person: Persona) -> Persona:
        for name in (person.id, person.phone, person.user_id):
            if name:
                self._by_name[name] = person
        return person

    def _new_user_id(self, phone: str) -> str:
        country = next((code for prefix, code in _COUNTRIES.items() if phone.startswith(prefix)), "US")
        return f"{country}.{self._rng.randrange(10**15, 10**16)}"

    def contact_of(self, person: Persona) -> dict[str, Any]:
        """The element of `contacts[]`."""
        named = self.as_named(person)
        wa_id = named.user_id if self._faults.identity == "user_id_in_from" else named.phone
        ids = {"wa_id": wa_id, "user_id": named.user_id}
        profile = {"name": person.name, **({"username": username_of(person)} if self._faults.usernames else {})}
        return {"profile": profile, **{name: value for name, value in ids.items() if value}}

    def sender_of(self, person: Persona) -> dict[str, Any]:
        """`from` and `from_user_id` of a message."""
        named = self.as_named(person)
        if self._faults.identity == "user_id_in_from":
            return {"from": named.user_id}
        ids = {"from": named.phone, "from_user_id": named.user_id}
        return {name: value for name, value in ids.items() if value}

    def recipient_of(self, person: Persona, sent_to: str, *, failed: bool) -> dict[str, Any]:
        """How a status names whom the message went to: a phone always when it was sent to one."""
        if as_phone(sent_to):
            user_id = "" if failed else self.as_named(person).user_id
            return {"recipient_id": as_phone(sent_to), **({"recipient_user_id": user_id} if user_id else {})}
        phone = self.as_named(person).phone
        return {"recipient_user_id": sent_to, **({"recipient_id": phone} if phone else {})}


def username_of(person: Persona) -> str:
    """The chosen one, else one made of the name."""
    plain = unicodedata.normalize("NFKD", person.name).encode("ascii", "ignore").decode().lower()
    return person.username or re.sub(r"[^a-z0-9]+", ".", plain).strip(".") or f"user.{person.id}"
