"""Turns as the store logged them."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from pydantic import ValidationError

from agent.turn import Turn
from agent.turn_json import from_json


class Asks(Protocol):
    """Whoever answers one SELECT with a pyarrow.Table: a reader of the store."""

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """Raises PortError."""


_TURNS = """
SELECT contact, turn FROM turns
WHERE ("at" >= ? OR ?) AND ("at" < ? OR ?) AND turn IS NOT NULL
ORDER BY "at" DESC, seq DESC LIMIT ? OFFSET ?
"""
_PAGE = 2000


def logged_turns(
    reader: Asks, since: datetime | None = None, until: datetime | None = None, limit: int = 100_000
) -> list[Turn]:
    """The newest `limit` turns from `since` up to `until`, oldest first.

    What a contact was merged into is whose turn it is. A turn that no longer has the shape of one is left out.
    """
    now = datetime.now().astimezone()
    about = [since or now, since is None, until or now, until is None]
    found: list[Turn | None] = []
    for start in range(0, limit, _PAGE):
        size = min(_PAGE, limit - start)
        rows = reader.query(_TURNS, [*about, size, start]).to_pylist()
        found += [_turn(row["contact"], row["turn"]) for row in rows]
        if len(rows) < size:
            break
    return [turn for turn in reversed(found) if turn is not None]


def _turn(contact: str, text: str) -> Turn | None:
    try:
        turn = from_json(json.loads(text))
    except (ValueError, ValidationError):
        return None
    return replace(turn, message=replace(turn.message, contact=contact))
