"""Questions that were not answered well: turns that fell back, were handed over, or were hardly sure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from agent.language.lexical import masked
from agent.store.reader import Reader
from agent.turn import Entity, Turn

Why = Literal["handed over", "fell back", "unsure", "no passage"]
WHY: Mapping[Why, str] = {
    "handed over": "a colleague was called, because the documents do not say",
    "fell back": "no reply was good enough to send, so a colleague was called",
    "unsure": "an answer went out that was hardly sure enough",
    "no passage": "an answer went out that rests on no passage which surely answers",
}
_HANDED_OVER = ("unsure", "unsure_twice")
_SILENT_KINDS = ("silence", "received", "opt_out", "opt_in", "consent_doubt", "emergency", "apology")
_UNANSWERED = """
WITH said AS (
  SELECT seq, "at", confidence, reply_kind, handoff, action FROM turns
  WHERE kind = 'text' AND length(trim(question)) > 0
  AND reply_kind IN ('answer', 'handoff') AND coalesce(handoff, '') NOT IN ('asked', 'complaint', 'emergency')
  AND coalesce(intent, '') <> 'greeting'
),
asked AS (
  SELECT seq FROM said WHERE reply_kind = 'answer' AND action <> 'fallback' AND confidence >= ? AND handoff IS NULL
  ORDER BY "at" DESC LIMIT ?
),
best AS (
  SELECT seq, "at", list_max(TRY_CAST(json_extract(turn, '$.evidence[*].scores.answer') AS DOUBLE[])) AS answers,
         list_max(TRY_CAST(json_extract(turn, '$.evidence[*].scores.same') AS DOUBLE[])) AS same,
         contains(json_extract(turn, '$.reply.route_reasons')::VARCHAR, ?) AS settled
  FROM turns WHERE seq IN (SELECT seq FROM asked)
),
chosen AS (
  SELECT seq, "at",
         CASE WHEN action = 'fallback' THEN 'fell back' WHEN handoff IS NULL THEN 'unsure' ELSE 'handed over' END AS why
  FROM said WHERE handoff IN ('unsure', 'unsure_twice') OR action = 'fallback'
  OR (reply_kind = 'answer' AND confidence < ?)
  UNION ALL
  SELECT seq, "at", 'no passage' AS why FROM best
  WHERE coalesce(answers, 0) < ? AND coalesce(same, 0) < ? AND NOT coalesce(settled, false)
),
newest AS (SELECT seq, why FROM chosen ORDER BY "at" DESC, seq DESC LIMIT ?)
SELECT t.message_id, t.contact, t."at", t.language, t.question, t.answer, t.treks, coalesce(l.score, 0) AS lead,
       json_extract(t.turn, '$.parsed.entities')::VARCHAR AS entities,
       json_extract_string(t.turn, '$.customer.focus[0]') AS focus, newest.why
FROM newest JOIN turns t USING (seq) LEFT JOIN leads l ON l.message_id = t.message_id AND l.contact = t.contact
ORDER BY t."at" DESC, t.seq DESC
"""
"""Rows are chosen by small columns first: the turn itself is read of those that are shown or must be looked into."""
SURE_FROM = 85
"""Confidence below which an answer that went out counts as hardly sure enough; `validate` lets 80 pass."""
MOST = 5000
PASSAGE_FROM, SAME_FROM = 0.4, 0.5
"""Answer score of the best passage, and of an entry that asks the same, below which none surely answers."""
_SETTLED = "facts settle it"
"""Reason of a route whose answer comes from the catalogue, whatever passages say."""


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
    values = [sure_from, 2 * most, _SETTLED, sure_from, PASSAGE_FROM, SAME_FROM, most]
    rows: Sequence[Mapping[str, Any]] = reader.query(_UNANSWERED, values).to_pylist()
    return [_of_row(row) for row in rows]


def of_turn(turn: Turn, *, lead: int = 0, sure_from: int = SURE_FROM) -> Unanswered | None:
    """The same of one turn; None where it was answered, or was no question for the documents."""
    reply, verdict = turn.reply, turn.verdict
    small_talk = turn.parsed is not None and turn.parsed.intent == "greeting"
    if reply is None or reply.kind in _SILENT_KINDS or small_talk or not turn.message.text.strip():
        return None
    action = verdict.action if verdict else ""
    why = _why(reply.handoff, action, reply.kind, verdict.confidence if verdict else None, sure_from)
    why = why or _without_passage(turn)
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


def _without_passage(turn: Turn) -> Why | None:
    if turn.reply is None or turn.reply.kind != "answer":
        return None
    answers = max((passage.scores.answer for passage in turn.evidence), default=0.0)
    same = max((passage.scores.same for passage in turn.evidence), default=0.0)
    by_passage = _SETTLED not in turn.reply.route_reasons and turn.reply.handoff is None
    return "no passage" if by_passage and answers < PASSAGE_FROM and same < SAME_FROM else None


def _of_row(row: Mapping[str, Any]) -> Unanswered:
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
        why=row["why"],
    )


def _entities(told: str | None) -> tuple[Entity, ...]:
    return tuple(Entity(**entity) for entity in json.loads(told or "null") or ())
