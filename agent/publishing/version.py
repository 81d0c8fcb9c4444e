"""One line of the history: what was done to the config, by whom, when, and why."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from pydantic import JsonValue

from agent.publishing.changes import Change

Kind = Literal["found", "by_hand", "publish", "rollback", "canary", "promote", "abort", "stop"]
"""`found`: what was there when the history began. `by_hand`: somebody edited the file. `canary`: a draft began to serve
a share of contacts; `promote`: it took over; `abort`: a person ended it; `stop`: it was ended because it did harm."""
PUT_LIVE: frozenset[Kind] = frozenset({"found", "by_hand", "publish", "rollback", "promote"})
BY_HAND = "by hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """`hash` is what turns carry, 12 hex digits; empty for a file that could not be read as a config.

    `text_hash` names the exact text, comments included; `changes` are those against what was live before; `evidence`
    names what is kept of the evaluation, empty without one; `share` is a canary's, 0 else. `drafted_by`: whose draft it
    was, where that is not the author.
    """

    number: int
    kind: Kind
    hash: str
    text_hash: str
    since: datetime
    author: str
    reason: str
    changes: tuple[Change, ...] = ()
    evidence: str = ""
    share: float = 0.0
    drafted_by: str = ""
    problems: tuple[str, ...] = ()

    @property
    def was_live(self) -> bool:
        """Whether all contacts were answered with it from then on; a broken file never went into service."""
        return self.kind in PUT_LIVE and bool(self.hash)

    def as_dict(self) -> dict[str, JsonValue]:
        """JSON values."""
        return {
            "number": self.number,
            "kind": self.kind,
            "hash": self.hash,
            "text_hash": self.text_hash,
            "since": self.since.isoformat(),
            "author": self.author,
            "reason": self.reason,
            "changes": [change.as_dict() for change in self.changes],
            "evidence": self.evidence,
            "share": self.share,
            "drafted_by": self.drafted_by,
            "problems": list(self.problems),
        }


def version_of(plain: Mapping[str, Any]) -> Version:
    """The inverse of `as_dict`. Raises KeyError, TypeError or ValueError for anything else."""
    if plain["kind"] not in get_args(Kind):
        raise ValueError(f"no such kind of version: {plain['kind']}")
    return Version(
        **{name: plain[name] for name in ("number", "kind", "hash", "text_hash", "author", "reason")},
        since=datetime.fromisoformat(plain["since"]),
        changes=tuple(Change(**change) for change in plain["changes"]),
        evidence=plain["evidence"],
        share=plain["share"],
        drafted_by=plain["drafted_by"],
        problems=tuple(plain["problems"]),
    )


def hash_of(text: str) -> str:
    """12 hex digits that name one exact text."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]
