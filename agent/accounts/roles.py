"""What each role of the workbench may do. This table is asked by the pages and again where a thing is done."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Role = Literal["viewer", "tuner", "agent", "admin"]
Ability = Literal["look", "draft", "label", "publish", "upload", "answer", "export", "reveal"]

NEEDS: Mapping[Ability, Role] = {
    "look": "viewer",
    "draft": "tuner",
    "label": "tuner",
    "publish": "admin",
    "upload": "tuner",
    "answer": "agent",
    "export": "agent",
    "reveal": "admin",
}
"""`answer`: take over, reply, release, settle a send, close an item. `reveal`: see a phone number, which is logged.
`publish`: put a config in service, for a share of contacts or for all, and take it back. Who only tunes shows the draft
to an admin, so that two have seen what customers will hear."""
INCLUDES: Mapping[Role, frozenset[Role]] = {
    "viewer": frozenset({"viewer"}),
    "tuner": frozenset({"viewer", "tuner"}),
    "agent": frozenset({"viewer", "agent"}),
    "admin": frozenset({"viewer", "tuner", "agent", "admin"}),
}
"""Who tunes does not write to customers, and who writes to customers does not tune; an admin does both."""


_NEEDED: Mapping[str, Role] = dict([*NEEDS.items(), *((role, role) for role in INCLUDES)])


class NotAllowedError(Exception):
    """The user's role does not include what was wanted; the message says whose would."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A name for the audit log, and a role."""

    name: str
    role: Role

    def may(self, what: Role | Ability) -> bool:
        """Whether this user's role includes that role, or the one that deed needs."""
        return _NEEDED[what] in INCLUDES[self.role]

    def must(self, deed: Ability) -> None:
        """NotAllowedError unless this user may."""
        if not self.may(deed):
            raise NotAllowedError(
                f"{self.name} is {self.role}; to {deed} takes the role {NEEDS[deed]}. An admin gives it: "
                f"cairn user role {self.name} {NEEDS[deed]}"
            )
