"""Questions that were not answered well: turns that fell back, were handed over, or were hardly sure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from agent.language.lexical import masked
from agent.store.reader import Reader
from agent.turn import Entity, Turn

Why = Literal["handed over", "fell back", "unsure"]
WHY: Mapping[Why, str] = {
    "handed over": "a colleague was called, because the documents do not say",
    "fell back": "no reply was good enough to send, so a colleague was called",
    "unsure": "an answer went out that was hardly sure enough",
}
_HANDED_OVER = ("unsure", "unsure_twice")
_SILENT_KINDS = ("silence", "received", "opt_out", "opt_in", "consent_doubt", "emergency", "apology")
_COLUMNS = """
SELECT t.message_id, t.contact, t."at", t.language, t.intent, t.question, t.answer, t.treks, t.confidence, t.action,
       t.handoff, t.reply_kind, coalesce(l.score, 0) AS lead,
       json_extract(t.turn, '$.parsed.entities')::VARCHAR AS entities,
       json_extract_string(t.turn, '$.customer.focus[0]') AS focus
FROM turns t LEFT JOIN leads l ON l.message_id = t.message_id AND l.contact = t.contact
WHERE t.kind = 'text' AND length(trim(t.question)) > 0
AND (t.handoff IN ('unsure', 'unsure_twice') OR t.action = 'fallback'
     OR (t.reply_kind = 'answer' AND t.confidence < ?))
AND t.reply_kind NOT IN ('silence', 'received', 'opt_out', 'opt_in', 'consent_doubt', 'emergency', 'apology')
AND coalesce(t.handoff, '') NOT IN ('asked', 'complaint', 'emergency')
ORDER BY t."at" DESC, t.seq DESC LIMIT ?
"""
SURE_FROM = 85
"""Confidence below which an answer that went out counts as hardly sure enough; `validate` lets 80 pass."""
MOST = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """One question. `topic`: its words without treks, dates, prices and numbers; `lead`: 0–100 when it was asked."""

    message_id: str
    contact: str
    at: datetime
    language: str
    text: str
    topic: str
    answer: str
    trek: str
    lead: int
    why: Why


def unanswered(reader: Reader, *, sure_from: int = SURE_FROM, most: int = MOST) -> list[Unanswered]:
    """The newest `most`, newest first. Raises PortError in words for a page."""
    rows: Sequence[Mapping[str, Any]] = reader.query(_COLUMNS, [sure_from, most]).to_pylist()
    return [_of_row(row) for row in rows]


def of_turn(turn: Turn, *, lead: int = 0, sure_from: int = SURE_FROM) -> Unanswered | None:
    """The same of one turn; None where it was answered, or was no question for the documents."""
    reply, verdict = turn.reply, turn.verdict
    if reply is None or reply.kind in _SILENT_KINDS or not turn.message.text.strip():
        return None
    action = verdict.action if verdict else ""
    why = _why(reply.handoff, action, reply.kind, verdict.confidence if verdict else None, sure_from)
    if why is None or reply.handoff in ("asked", "complaint", "emergency"):
        return None
    return Unanswered(
        message_id=turn.message.id,
        contact=turn.message.contact,
        at=turn.message.sent_at,
        language=turn.language,
        text=turn.message.text,
        topic=masked(turn.message.text, turn.entities),
        answer=reply.text,
        trek=next(iter(turn.treks), ""),
        lead=lead,
        why=why,
    )


def _why(handoff: str | None, action: str, kind: str, confidence: int | None, sure_from: int) -> Why | None:
    if action == "fallback":
        return "fell back"
    if handoff in _HANDED_OVER:
        return "handed over"
    return "unsure" if kind == "answer" and confidence is not None and confidence < sure_from else None


def _of_row(row: Mapping[str, Any]) -> Unanswered:
    why = _why(row["handoff"], row["action"] or "", row["reply_kind"] or "", row["confidence"], 101)
    return Unanswered(
        message_id=row["message_id"],
        contact=row["contact"],
        at=row["at"],
        language=row["language"] or "und",
        text=row["question"],
        topic=masked(row["question"], _entities(row["entities"])),
        answer=row["answer"] or "",
        trek=next(iter(row["treks"] or ()), "") or row["focus"] or "",
        lead=row["lead"],
        why=why or "unsure",
    )


def _entities(told: str | None) -> tuple[Entity, ...]:
    return tuple(Entity(**entity) for entity in json.loads(told or "null") or ())
