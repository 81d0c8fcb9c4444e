"""What people say of logged messages, kept in the journal for good: who, what, when. Works beside a running server."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, get_args

from agent.journal.sqlite import SQLiteJournal
from agent.journal.values import utc
from agent.ports import Journal, NoJournalError, PortError, Record
from agent.turn import Intent

Source = Literal["queue", "random"]
KIND = "label"
UNSURE, WITHDRAWN = "unsure", "withdrawn"
"""Leaves the message out of that person's queue; and brings it back."""
LABELS: Mapping[str, tuple[str, ...]] = {
    "ban-risk": ("spam", "ham"),
    "ban-risk-reply": ("spam", "ham"),
    "validate": ("good", "bad"),
    "route": ("simple", "complex", "live", "quality"),
    "opt-out": ("optout", "optin", "none"),
    "emergency": ("emergency", "none"),
    "intent": get_args(Intent),
    "passage": ("right", "wrong"),
}
"""What may be said in each suite, beside being unsure and taking it back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One answer of one person. `source`: how the message was picked, from the queue or at random."""

    message_id: str
    contact: str
    suite: str
    label: str
    labeller: str
    at: datetime
    source: Source = "queue"


async def keep_label(journal: Journal, label: Label) -> None:
    """Append it; a later one of the same person on the same message counts in its place.

    Raises PortError for a suite or label there is none of.
    """
    allowed = (*LABELS.get(label.suite, ()), UNSURE, WITHDRAWN)
    if label.suite not in LABELS or label.label not in allowed:
        raise PortError(f"label: {label.suite} has no label {label.label!r}; there are {', '.join(allowed)}")
    body = {
        "message_id": label.message_id,
        "suite": label.suite,
        "label": label.label,
        "labeller": label.labeller,
        "source": label.source,
        "at": label.at.isoformat(),
    }
    key = f"{label.suite}:{label.message_id}:{label.labeller}:{label.at.isoformat()}"
    await journal.record(KIND, key, label.contact, body)


async def labels_of(journal: Journal, suite: str) -> list[Label]:
    """The newest of each person on each message, less what was taken back; who was changed last comes last."""
    newest: dict[tuple[str, str], Label] = {}
    for record in await journal.records_of(KIND):
        if record.body.get("suite") == suite:
            label = _read(record)
            newest.pop((label.message_id, label.labeller), None)
            newest[label.message_id, label.labeller] = label
    return [label for label in newest.values() if label.label != WITHDRAWN]


def agreed(labels: Sequence[Label]) -> dict[str, str]:
    """Message → what most people say of it; ties, and messages nobody was sure of, are left out."""
    said: dict[str, list[str]] = {}
    for one in labels:
        if one.label != UNSURE:
            said.setdefault(one.message_id, []).append(one.label)
    counted = {
        message: sorted(((words.count(w), w) for w in set(words)), reverse=True) for message, words in said.items()
    }
    return {
        message: counts[0][1] for message, counts in counted.items() if len(counts) == 1 or counts[0][0] > counts[1][0]
    }


@asynccontextmanager
async def open_labels(folder: Path, *, read_only: bool = False) -> AsyncIterator[SQLiteJournal]:
    """The journal of a data folder. Raises NoJournalError before anything was logged there."""
    path = folder / "journal.sqlite"
    if not path.exists():
        raise NoJournalError(f"{path}: not there yet; nothing was logged yet, so there is nothing to label")
    journal = SQLiteJournal.open(path, read_only=read_only, clear_leases=False)
    try:
        yield journal
    finally:
        await journal.aclose()


def _read(record: Record) -> Label:
    body = record.body
    return Label(
        message_id=str(body["message_id"]),
        contact=record.contact,
        suite=str(body["suite"]),
        label=str(body["label"]),
        labeller=str(body["labeller"]),
        at=utc(datetime.fromisoformat(str(body["at"]))),
        source="random" if body.get("source") == "random" else "queue",
    )
