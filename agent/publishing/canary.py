"""A draft that serves a stable share of contacts, while the live config serves the rest."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import JsonValue

_PLACES = 2**64


@dataclass(frozen=True, slots=True, kw_only=True)
class Canary:
    """`number` is its version's. `base` names the live text it is compared with; `salt` makes the choice its own.

    `accepts`: harms that are meant to rise and do not end it. `values`: the draft it was made of.
    """

    number: int
    hash: str
    text_hash: str
    base: str
    share: float
    salt: str
    author: str
    reason: str
    since: datetime
    accepts: tuple[str, ...] = ()
    values: Mapping[str, JsonValue] = field(default_factory=dict)

    def serves(self, contact: str) -> bool:
        """Whether this contact is in the canary: always the same, on every machine and after every restart."""
        return int(self._digest(contact)[:16], 16) < self.share * _PLACES

    def mark(self, contact: str) -> str:
        """What stands for the contact in the canary's log: it tells nobody who it is, and nothing of its place."""
        return self._digest(contact)[-16:]

    def _digest(self, contact: str) -> str:
        return hashlib.sha256(f"{self.salt}:{contact}".encode()).hexdigest()

    def as_dict(self) -> dict[str, JsonValue]:
        """JSON values."""
        return {
            "number": self.number,
            "hash": self.hash,
            "text_hash": self.text_hash,
            "base": self.base,
            "share": self.share,
            "salt": self.salt,
            "author": self.author,
            "reason": self.reason,
            "since": self.since.isoformat(),
            "accepts": list(self.accepts),
            "values": dict(self.values),
        }


def canary_of(plain: Mapping[str, Any]) -> Canary:
    """The inverse of `as_dict`. Raises KeyError, TypeError or ValueError for anything else."""
    return Canary(
        **{
            name: plain[name]
            for name in ("number", "hash", "text_hash", "base", "share", "salt", "author", "reason", "values")
        },
        since=datetime.fromisoformat(plain["since"]),
        accepts=tuple(plain["accepts"]),
    )
