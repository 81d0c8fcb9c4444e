"""What people said of logged messages as rows of a suite: `cairn labels export` writes them, `--data` reads them."""

from collections.abc import Iterator, Mapping
from typing import Any

from agent.people.labels import LABELS, agreed, labels_of, open_labels
from agent.ports import PortError
from agent.settings import Environment
from agent.store.reader import open_reader
from eval.figures.agreement import Agreement, agreement
from eval.traffic.logged_risk import Query

_OF_REPLIES = ("ban-risk-reply", "validate")
_AT_ONCE = 500


async def said_in(suite: str, environment: Environment | None = None) -> tuple[dict[str, str], Agreement]:
    """Message id → what most say of it, and how far they agree. Raises PortError for a suite there is none of."""
    if suite not in LABELS:
        raise PortError(f"labels: there is no suite {suite!r}; there are {', '.join(LABELS)}")
    async with open_labels((environment or Environment()).cairn_data, read_only=True) as journal:
        found = await labels_of(journal, suite)
    return agreed(found), agreement(found)


def rows_of(suite: str, said: Mapping[str, str], query: Query) -> Iterator[dict[str, Any]]:
    """One row a message that is still logged; erased ones are left out."""
    ids = sorted(said)
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        found = query(
            'SELECT message_id, question, answer, language, confidence, "at" FROM turns '
            f"WHERE message_id IN ({marks}) ORDER BY message_id",
            some,
        )
        yield from (_row(suite, one, said[one["message_id"]]) for one in found.to_pylist())


def reader_query(environment: Environment | None = None) -> Query:
    """Below the role admin numbers in texts come as pseudonyms, here too."""
    return open_reader(environment).query


def _row(suite: str, logged: Mapping[str, Any], label: str) -> dict[str, Any]:
    row = {
        "id": logged["message_id"],
        "text": logged["answer"] if suite in _OF_REPLIES else logged["question"],
        "lang": logged["language"] or "",
        "label": label,
        "sent_at": logged["at"].isoformat(),
    }
    if suite == "validate":
        row["confidence"] = logged["confidence"]
    if suite.startswith("ban-risk"):
        row["side"] = "reply" if suite in _OF_REPLIES else "message"
    return row
