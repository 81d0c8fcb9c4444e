"""How many customers a publish is about, and the messages behind a figure of a canary. Read from the logged turns."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

_BEHIND: Mapping[str, str] = {
    "handoffs": "handoff <> ''",
    "fallbacks": "action IN ('fallback', 'handoff')",
    "flags": "len(flags) > 0",
    "unhappy": "(sentiment = 'negative' OR intent = 'complaint')",
    "opt_outs": "reply_kind = 'opt_out'",
    "failed_sends": "delivery = 'failed'",
    "errors": 'trace::VARCHAR LIKE \'%"error":"%\'',
}
"""Where a harm shows in the table of turns; the same turns `harm.py` means, but for a status that came later."""


class Answers(Protocol):
    """Who answers one SELECT with a pyarrow.Table."""

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """Raises PortError."""


def active_contacts(reader: Answers, now: datetime, days: int = 7) -> int:
    """Contacts who wrote within so many days."""
    table = reader.query('SELECT count(DISTINCT contact) AS n FROM turns WHERE "at" > ?', (now - timedelta(days=days),))
    return int(table["n"][0].as_py())


def answered_with(reader: Answers, config_hash: str) -> int:
    """Turns that carry this config."""
    table = reader.query("SELECT count(*) AS n FROM turns WHERE config_hash = ?", (config_hash,))
    return int(table["n"][0].as_py())


def messages_behind(
    reader: Answers, harm: str, config_hash: str, since: datetime, most: int = 50
) -> Sequence[Mapping[str, Any]]:
    """The newest turns of a config that show this harm: at, contact, question, answer."""
    table = reader.query(
        'SELECT "at", contact, language, question, answer FROM turns '
        f'WHERE config_hash = ? AND "at" >= ? AND {_BEHIND[harm]} ORDER BY "at" DESC LIMIT {int(most)}',
        (config_hash, since),
    )
    rows: list[Mapping[str, Any]] = table.to_pylist()
    return rows
