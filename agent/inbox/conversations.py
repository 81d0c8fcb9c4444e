"""The list of conversations, newest first, and one conversation line by line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from agent.colleagues.take_over import HELD_FOR

Side = Literal["customer", "bot", "colleague"]


class Tables(Protocol):
    """Whatever answers a SELECT with a pyarrow.Table: `agent.store.reader.Reader`."""

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """One SELECT."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which conversations: empty means all. `search` is looked for in names and in everything that was written."""

    search: str = ""
    language: str = ""
    stage: str = ""
    segment: str = ""
    waiting: bool = False
    contact: str = ""
    limit: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """One line of the list. `silent`: why the bot is; `waiting`: messages a person owes an answer, the one that called

    for a person among them. `holder`: the colleague who has it, since `held_since`, and did something last at
    `held_at`; empty while nobody took it.
    """

    contact: str
    name: str
    language: str
    last_at: datetime
    last_text: str
    last_side: Side
    stage: str
    segment: str
    score: int
    silent: str
    waiting: int
    open_items: int
    holder: str = ""
    held_since: datetime | None = None
    held_at: datetime | None = None

    def is_free(self, now: datetime) -> bool:
        """Whether who has it was silent so long that anybody may go on with it."""
        return not self.holder or self.held_at is None or now - self.held_at > HELD_FOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One message. `state`: what became of ours (sent, delivered, read, failed, unknown, …). `why`: of a hand-off."""

    side: Side
    text: str
    at: datetime
    message_id: str
    state: str = ""
    author: str = ""
    why: str = ""
    flags: tuple[str, ...] = field(default=())


_LAST = """
SELECT contact, max("at") AS last_at,
    arg_max(coalesce(question, ''), ("at", seq)) AS question, arg_max(coalesce(answer, ''), ("at", seq)) AS answer,
    arg_max(coalesce(reply_kind, ''), ("at", seq)) AS reply_kind,
    coalesce(arg_max(language, ("at", seq)) FILTER (language <> 'und'), '') AS language
FROM turns WHERE contact <> '' GROUP BY contact"""
_WROTE = """
SELECT contact, max("at") AS wrote_at, arg_max(text, ("at", seq)) AS wrote FROM replies GROUP BY contact"""
_SILENT = """
SELECT contact, arg_max(reason, "at") AS reason, max("at") AS since, arg_max(coalesce(holder, ''), "at") AS holder,
    arg_max(held_since, "at") AS held_since, arg_max(held_at, "at") AS held_at FROM pauses
WHERE state = 'paused' AND (until IS NULL OR until > now()) GROUP BY contact"""
_UNANSWERED = """
SELECT turns.contact, count(*) AS n FROM turns JOIN silent ON silent.contact = turns.contact
LEFT JOIN wrote ON wrote.contact = turns.contact
WHERE turns."at" >= silent.since AND turns."at" > coalesce(wrote.wrote_at, TIMESTAMPTZ '1970-01-01')
GROUP BY turns.contact"""
_OPEN = "SELECT contact, count(*) AS n FROM reviews WHERE state = 'open' GROUP BY contact"
_LIST = f"""
WITH last AS ({_LAST}), wrote AS ({_WROTE}), silent AS ({_SILENT}), unanswered AS ({_UNANSWERED}), items AS ({_OPEN})
SELECT last.contact AS contact, coalesce(contacts.name, '') AS name,
    coalesce(contacts.language, last.language, '') AS language,
    greatest(last.last_at, coalesce(wrote.wrote_at, last.last_at)) AS last_at,
    last.question AS question, last.answer AS answer, last.reply_kind AS reply_kind,
    coalesce(wrote.wrote, '') AS wrote, coalesce(wrote.wrote_at > last.last_at, false) AS colleague_last,
    coalesce(lead_status.stage, 'initial') AS stage, coalesce(lead_status.segment, 'cold') AS segment,
    coalesce(lead_status.score, 0) AS score, coalesce(silent.reason, '') AS silent,
    coalesce(unanswered.n, 0) AS waiting, coalesce(items.n, 0) AS open_items,
    coalesce(silent.holder, '') AS holder, silent.held_since AS held_since, silent.held_at AS held_at
FROM last
LEFT JOIN contacts ON contacts.id = last.contact
LEFT JOIN lead_status ON lead_status.contact = last.contact
LEFT JOIN wrote ON wrote.contact = last.contact
LEFT JOIN silent ON silent.contact = last.contact
LEFT JOIN unanswered ON unanswered.contact = last.contact
LEFT JOIN items ON items.contact = last.contact"""
_SAID = """
(contains(strip_accents(lower(coalesce(contacts.name, ''))), strip_accents(lower(?)))
OR last.contact IN (SELECT contact FROM turns WHERE contains(lower(coalesce(question, '')), lower(?))
    OR contains(lower(coalesce(answer, '')), lower(?)))
OR last.contact IN (SELECT contact FROM replies WHERE contains(lower(text), lower(?))))"""


def conversations(tables: Tables, wanted: Wanted) -> Sequence[Conversation]:
    """Those that wait for a person first, then the newest."""
    where, values = _conditions(wanted)
    sql = f"{_LIST} {where} ORDER BY (coalesce(unanswered.n, 0) > 0) DESC, last_at DESC LIMIT ?"
    return [_conversation(row) for row in tables.query(sql, [*values, wanted.limit]).to_pylist()]


def _conditions(wanted: Wanted) -> tuple[str, list[Any]]:
    parts: list[str] = []
    values: list[Any] = []
    if wanted.search.strip():
        parts.append(_SAID)
        values += [wanted.search.strip()] * 4
    exact = (
        ("last.contact", wanted.contact),
        ("coalesce(contacts.language, last.language, '')", wanted.language),
        ("coalesce(lead_status.stage, 'initial')", wanted.stage),
        ("coalesce(lead_status.segment, 'cold')", wanted.segment),
    )
    for column, value in exact:
        if value:
            parts.append(f"{column} = ?")
            values.append(value)
    if wanted.waiting:
        parts.append("(coalesce(unanswered.n, 0) > 0 OR coalesce(items.n, 0) > 0)")
    return (f"WHERE {' AND '.join(parts)}" if parts else ""), values


def _conversation(row: Mapping[str, Any]) -> Conversation:
    side, text = _last(row)
    names = (
        *("contact", "name", "language", "last_at", "stage", "segment", "score", "silent", "waiting", "open_items"),
        *("holder", "held_since", "held_at"),
    )
    return Conversation(**{name: row[name] for name in names}, last_text=text, last_side=side)


def _last(row: Mapping[str, Any]) -> tuple[Side, str]:
    if row["colleague_last"]:
        return "colleague", row["wrote"]
    silent = row["reply_kind"] == "silence" or not row["answer"]
    return ("customer", row["question"]) if silent else ("bot", row["answer"])


_TURNS = """
SELECT message_id, "at", recorded_at, coalesce(question, '') AS question, coalesce(answer, '') AS answer,
    coalesce(reply_kind, '') AS reply_kind, coalesce(delivery, '') AS delivery, coalesce(handoff, '') AS handoff,
    coalesce(flags, []) AS flags, coalesce(kind, 'text') AS kind
FROM turns WHERE contact = ? ORDER BY "at" DESC, seq DESC LIMIT ?"""
_REPLIES = """
SELECT message_id, "at", text, coalesce(author, '') AS author FROM replies WHERE contact = ?
ORDER BY "at" DESC LIMIT ?"""
_TOLD = """
SELECT message_id, arg_max(status, CASE status WHEN 'read' THEN 4 WHEN 'played' THEN 4 WHEN 'delivered' THEN 3
    WHEN 'failed' THEN 2 ELSE 1 END) AS status
FROM statuses WHERE contact = ? AND message_id <> '' GROUP BY message_id"""


def thread(tables: Tables, contact: str, *, last: int = 40) -> Sequence[Line]:
    """The last `last` turns and what colleagues wrote between them, oldest first."""
    told = {row["message_id"]: row["status"] for row in tables.query(_TOLD, [contact]).to_pylist()}
    lines: list[Line] = []
    for row in tables.query(_TURNS, [contact, last]).to_pylist():
        lines += _lines(row, told)
    lines += [_colleagues(row, told) for row in tables.query(_REPLIES, [contact, last]).to_pylist()]
    return sorted(lines, key=lambda line: line.at)


def _colleagues(row: Mapping[str, Any], told: Mapping[str, str]) -> Line:
    key, author = row["message_id"], row["author"].removeprefix("workbench:")
    state = told.get(key, "on its way")
    return Line(side="colleague", text=row["text"], at=row["at"], message_id=key, state=state, author=author)


def _lines(row: Mapping[str, Any], told: Mapping[str, str]) -> list[Line]:
    key, flags = row["message_id"], tuple(row["flags"])
    question = row["question"] or (f"[{row['kind']}]" if row["kind"] != "text" else "")
    lines = [Line(side="customer", text=question, at=row["at"], message_id=key, flags=flags)] if question else []
    if row["answer"] and row["reply_kind"] != "silence":
        at = max(row["recorded_at"], row["at"])
        state = told.get(key, row["delivery"])
        lines.append(Line(side="bot", text=row["answer"], at=at, message_id=key, state=state, why=row["handoff"]))
    return lines


def hours_left(lines: Sequence[Line], now: datetime) -> float:
    """Until WhatsApp takes no free text to this customer any more, by what is logged; below 0 when that is over."""
    heard = [line.at for line in lines if line.side == "customer"]
    return 24 - (now - max(heard)).total_seconds() / 3600 if heard else -1.0
