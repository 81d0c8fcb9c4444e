"""Who is looking at a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Role = Literal["viewer", "tuner", "agent", "admin"]
INCLUDES: Mapping[Role, frozenset[Role]] = {
    "viewer": frozenset({"viewer"}),
    "tuner": frozenset({"viewer", "tuner"}),
    "agent": frozenset({"viewer", "agent"}),
    "admin": frozenset({"viewer", "tuner", "agent", "admin"}),
}
"""What each role may do, in terms of the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A name for the audit log, and a role."""

    name: str
    role: Role

    def may(self, role: Role) -> bool:
        """Whether this user's role includes that one."""
        return role in INCLUDES[self.role]
