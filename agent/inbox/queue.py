"""The review queue as people read it: what happened, with whom, in which words, and what may be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agent.inbox.conversations import Tables
from agent.sending.person import SEND, UNKNOWN

REASONS: Mapping[str, str] = {
    "asked": "Asked for a person",
    "complaint": "Complains",
    "unsure": "Asked what we do not know",
    "unsure_twice": "Asked twice what we do not know",
    "emergency": "Emergency",
    "compliance": "A reply was held back",
    "failure": "Could not be answered",
    "flagged": "Something was noticed",
    "delivery": "An answer may not have arrived",
}
"""Why an item is there, in words people use."""
_RANKS = "CASE reviews.severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END"
_ITEMS = f"""
SELECT reviews.id AS id, reviews.contact AS contact, coalesce(contacts.name, '') AS name,
    reviews.message_id AS message_id, reviews.reason AS reason, reviews.severity AS severity,
    coalesce(reviews.flags, []) AS flags, reviews.opened_at AS opened_at, coalesce(reviews.done_by, '') AS done_by,
    coalesce(turns.question, '') AS question, coalesce(turns.answer, replies.text, '') AS answer
FROM reviews
LEFT JOIN contacts ON contacts.id = reviews.contact
LEFT JOIN turns ON turns.message_id = reviews.message_id AND turns.contact = reviews.contact
LEFT JOIN replies ON replies.message_id = reviews.message_id
WHERE reviews.state = ?
QUALIFY row_number() OVER (PARTITION BY reviews.id ORDER BY turns.seq DESC) = 1
ORDER BY {_RANKS}, reviews.opened_at LIMIT ?"""
_COUNTS = "SELECT severity, count(*) AS n FROM reviews WHERE state = 'open' GROUP BY severity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing a person should see to. `question` and `answer` are of the turn it is about."""

    id: str
    contact: str
    name: str
    message_id: str
    reason: str
    severity: str
    flags: tuple[str, ...]
    opened_at: datetime
    done_by: str
    question: str
    answer: str

    @property
    def what(self) -> str:
        """The reason in words."""
        return REASONS.get(self.reason, self.reason)

    @property
    def send(self) -> str:
        """The send it is about; empty for any other item."""
        return next((flag.removeprefix(SEND) for flag in self.flags if flag.startswith(SEND)), "")

    @property
    def is_unknown(self) -> bool:
        """Nobody knows whether this send arrived: a person says so, or sends it again."""
        return UNKNOWN in self.flags

    @property
    def noticed(self) -> tuple[str, ...]:
        """The flags people read, in their words."""
        found = (flag for flag in self.flags if not flag.startswith(SEND))
        return tuple(flag.replace("_", " ").replace(":", ": ") for flag in found)


def items(tables: Tables, *, state: str = "open", limit: int = 200) -> Sequence[Item]:
    """The gravest first, then the oldest."""
    rows = tables.query(_ITEMS, [state, limit]).to_pylist()
    return [Item(**{**row, "flags": tuple(row["flags"])}) for row in rows]


def counts(tables: Tables) -> Mapping[str, int]:
    """Open items by severity."""
    return {row["severity"]: row["n"] for row in tables.query(_COUNTS).to_pylist()}


def is_settled_by_release(item: Item) -> bool:
    """Whether letting the bot answer again settles it too: it is there because a person was called."""
    return item.reason not in ("flagged", "delivery")


def plain(item: Item) -> dict[str, Any]:
    """A row for a table."""
    return {
        "severity": item.severity,
        "what": item.what,
        "customer": item.name or item.contact,
        "since": item.opened_at,
        "message": item.question,
        "noticed": ", ".join(item.noticed),
    }
