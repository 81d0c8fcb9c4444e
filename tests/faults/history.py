"""The history checker: what the journal and WhatsApp's own log say together, and what of it must never be.

It reads the file with plain SQL and the simulator's log with plain JSON, and uses nothing of the product, also
no list of kinds: a mistake that product and checker share would be seen by neither.
"""

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

_ASKS: frozenset[str] = frozenset(
    {
        "text",
        "image",
        "video",
        "audio",
        "voice",
        "document",
        "location",
        "contacts",
        "order",
        "button",
        "button_reply",
        "list_reply",
        "nfm_reply",
        "lost",
        "unsupported",
    }
)
"""Kinds of message that somebody expects an answer to, with the product's names."""
_FURTHEST: Mapping[str, int] = {"sent": 1, "delivered": 2, "read": 3}
_REACHED = frozenset(_FURTHEST)
_COUNTED_AS: Mapping[str, str] = {
    **dict.fromkeys(_FURTHEST, "answered"),
    "skipped": "silent",
    "unknown": "unknown",
    "failed": "refused",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A row of the inbox. `turn`: the id of the message whose turn answered it."""

    place: int
    id: str
    contact: str
    sent_at: int
    received_at: float
    kind: str = "text"
    state: str = "answered"
    turn: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """A row of the outbox. `callback`: the uuid of its newest attempt, as WhatsApp was given it; `left`: it began."""

    id: str
    message_id: str
    contact: str
    state: str
    callback: str = ""
    wamid: str = ""
    error: str = ""
    left: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Both books.

    `in_review`: messages whose send a person was asked to look at. `written`, `told` and `reached` are WhatsApp's: ids
    of messages written, `(wamid, status)` pairs the webhook took, and sends taken as `(callback, wamid)`, in order.
    """

    messages: Sequence[Message] = ()
    sends: Sequence[Send] = ()
    statuses: Sequence[tuple[str, str]] = ()
    silent_turns: frozenset[str] = frozenset()
    set_aside: frozenset[str] = frozenset()
    in_review: frozenset[str] = frozenset()
    repeated_records: Sequence[str] = ()
    written: Sequence[str] = ()
    told: Sequence[tuple[str, str]] = ()
    reached: Sequence[tuple[str, str]] = ()


@dataclass(slots=True, kw_only=True)
class Verdict:
    """What became of every message; `flaws` is empty where all promises were kept.

    `lost`: customers' messages that are gone, wait for ever, or count as answered though nothing was sent; `twice`:
    messages kept more than once, and sends that reached a customer beside the one that was due.
    """

    messages: int = 0
    answered: int = 0
    silent: int = 0
    unknown: int = 0
    refused: int = 0
    set_aside: int = 0
    lost: int = 0
    twice: int = 0
    flaws: list[str] = field(default_factory=list)


def read_history(journal: Path, log: Sequence[Mapping[str, Any]]) -> History:
    """Both books as they stand now; `log` is the answer of `GET /sim/log`."""
    with closing(sqlite3.connect(f"file:{journal}?mode=ro", uri=True)) as connection:
        turns = {
            key: json.loads(body)
            for key, body in connection.execute("SELECT key, body FROM records WHERE kind = 'turn'")
        }
        aside = connection.execute("SELECT body FROM records WHERE kind = 'event' AND key LIKE 'message-set-aside:%'")
        return History(
            messages=[
                Message(
                    place=place, id=key, contact=contact, sent_at=at, received_at=got, kind=kind, state=state, turn=turn
                )
                for place, key, contact, at, got, kind, state, turn in connection.execute(
                    "SELECT place, id, contact, sent_at, received_at, kind, state, turn FROM inbox ORDER BY place"
                )
            ],
            sends=[
                Send(
                    id=key,
                    message_id=about,
                    contact=who,
                    state=state,
                    callback=callback,
                    wamid=wamid,
                    error=error,
                    left=bool(left),
                )
                for key, about, who, state, callback, wamid, error, left in connection.execute(
                    "SELECT id, message_id, contact, state, callback, wamid, error, left_at IS NOT NULL FROM outbox"
                )
            ],
            statuses=connection.execute("SELECT wamid, status FROM statuses").fetchall(),
            silent_turns=frozenset(
                key for key, body in turns.items() if (body.get("delivery") or {}).get("state") == "skipped"
            ),
            set_aside=frozenset(json.loads(body)["payload"]["message_id"] for (body,) in aside),
            in_review=frozenset(
                row[0] for row in connection.execute("SELECT message_id FROM reviews WHERE reason = 'delivery'")
            ),
            repeated_records=[
                f"{kind} {key}"
                for kind, key in connection.execute(
                    "SELECT kind, key FROM records GROUP BY kind, key HAVING count(*) > 1"
                )
            ],
            written=[line["id"] for line in log if line["kind"] == "written"],
            told=[
                tuple(name.split(" "))
                for line in log
                if line["kind"] == "attempt" and line["http"] == 200
                for name in line["ids"]
                if " " in name
            ],
            reached=[(line["callback"], line["id"]) for line in log if line["kind"] == "send"],
        )


def judge(history: History) -> Verdict:
    """Every message, every send and every status against what was promised."""
    verdict = Verdict(messages=len(history.written))
    for check in (_stored_once, _outcomes, _sent_once, _in_order, _settled):
        verdict.flaws += check(history, verdict)
    return verdict


def _stored_once(history: History, verdict: Verdict) -> Iterator[str]:
    rows = Counter(message.id for message in history.messages)
    for written in history.written:
        verdict.lost += rows[written] == 0
        verdict.twice += rows[written] > 1
        if rows[written] != 1:
            yield f"message {written} is stored {rows[written]} times"
    statuses = Counter(history.statuses)
    for told in set(history.told):
        if statuses[told] != 1:
            yield f"status {told} was taken with 200 and is stored {statuses[told]} times"
    for record in history.repeated_records:
        yield f"record {record} is written down more than once"


def _outcomes(history: History, verdict: Verdict) -> Iterator[str]:
    sends = {send.message_id: send for send in history.sends}
    for message in history.messages:
        if message.kind not in _ASKS:
            continue
        if message.state == "set_aside":
            verdict.set_aside += 1
            verdict.lost += message.id not in history.set_aside
            if message.id not in history.set_aside:
                yield f"message {message.id} is set aside and nobody is told"
        elif message.state != "answered":
            verdict.lost += 1
            yield f"message {message.id} is still {message.state}"
        else:
            yield from _outcome(message, sends.get(message.turn), history, verdict)


def _outcome(message: Message, send: Send | None, history: History, verdict: Verdict) -> Iterator[str]:
    if send is None:
        is_silent = message.turn in history.silent_turns
        verdict.silent += is_silent
        verdict.lost += not is_silent
        if not is_silent:
            yield f"message {message.id} counts as answered, and nothing was ever sent for it"
        return
    counter = _COUNTED_AS.get(send.state)
    if counter is None:
        yield f"send {send.id} has no end: it is {send.state}"
    else:
        setattr(verdict, counter, getattr(verdict, counter) + 1)
    if send.state == "unknown" and not send.left:
        yield f"send {send.id} is unknown, though nothing of it ever left"
    if send.state in ("failed", "unknown") and not (send.error and send.message_id in history.in_review):
        yield f"send {send.id} is {send.state}, and no person was told and why"


def _sent_once(history: History, verdict: Verdict) -> Iterator[str]:
    known = {send.callback for send in history.sends}
    reached = Counter(callback for callback, _ in history.reached)
    verdict.twice += sum(n - 1 for n in reached.values())
    yield from (f"send {callback} reached the customer {n} times" for callback, n in reached.items() if n > 1)
    for callback in reached.keys() - known:
        yield f"send {callback} reached a customer and the journal does not know it"
    answering = {message.turn for message in history.messages} | history.set_aside
    for send in history.sends:
        if reached[send.callback] and not send.left:
            yield f"send {send.id} reached the customer, and the journal believes it never left"
        if send.state in _REACHED and not reached[send.callback]:
            yield f"send {send.id} is {send.state} and never reached WhatsApp"
        if reached[send.callback] and send.message_id not in answering:
            verdict.twice += 1
            yield f"send {send.id} answers {send.message_id}, which another turn answered too"


def _in_order(history: History, verdict: Verdict) -> Iterator[str]:
    """A message written earlier and here earlier is never answered after a later one."""
    place = {callback: n for n, (callback, _) in enumerate(history.reached)}
    sends = {send.message_id: place[send.callback] for send in history.sends if send.callback in place}
    conversations: defaultdict[str, list[Message]] = defaultdict(list)
    for message in sorted(history.messages, key=lambda message: (message.sent_at, message.place)):
        if message.turn in sends:
            conversations[message.contact].append(message)
    for earlier, later in (pair for messages in conversations.values() for pair in combinations(messages, 2)):
        if earlier.place < later.place and sends[earlier.turn] > sends[later.turn]:
            yield f"message {earlier.id} is older than {later.id} and was answered after it"


def _settled(history: History, verdict: Verdict) -> Iterator[str]:
    furthest: defaultdict[str, int] = defaultdict(int)
    for wamid, status in history.statuses:
        furthest[wamid] = max(furthest[wamid], _FURTHEST.get(status, 0))
    wamids = {callback: wamid for callback, wamid in history.reached}
    for send in history.sends:
        told = furthest[wamids.get(send.callback, send.wamid)]
        if told > _FURTHEST.get(send.state, 0):
            yield f"send {send.id} is {send.state}, though a status says more"
