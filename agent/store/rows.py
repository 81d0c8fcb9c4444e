"""Records of the journal → rows of the store.

Bodies by kind (all keys optional, unknown keys ignored):
contact  phone, user_id, name, language, country, source, first_seen, preferences — the first fact, key = contact id
profile  the same keys: what became known later, key of the writer's choice; the newest value of each field counts
booking  booking_id, trek_id, departure_id, people, status, price_total, currency, booked_at, start_date
turn     the turn as `agent.turn_json.to_json` gives it, key = message id
lead     score, segment, reasons, stage, follow_up, message_id, signs (name, share, at, detail)
status   wamid, status, at, number, send_id, message_id, errors
consent  status, scope, at, source, text
pause    message_id, reason, at, until, state (paused or released), released_by, released_at,
         holder, held_since, held_at
review   id, message_id, reason, flags, severity, opened_at, state (open or done), done_by, done_at
reply    message_id, send_id, number, at, author, text, template (yes or no): what a colleague wrote
label    message_id, suite, label, labeller, source (queue or random: how the message was picked), at
merge, joined, revision: see amend.py; kept as events too
event    field, number, payload — and any kind this version does not know, with its body as payload
"""

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from agent.journal.values import clean, dump, utc
from agent.ports import Record

Body = Mapping[str, Any]
Row = dict[str, Any]


def row_of(record: Record) -> tuple[str, Row]:
    """The table and the row of a record. Never raises: a value of a wrong type becomes NULL."""
    table, build = _TABLES.get(record.kind, ("events", _unknown))
    row = build(record)
    row.update(seq=record.seq, contact=_text(record.contact), recorded_at=utc(record.at))
    return table, row


def _contact(record: Record) -> Row:
    body = record.body
    names = ("phone", "user_id", "name", "language", "country", "source")
    preferences = {str(key): str(value) for key, value in _map(body.get("preferences")).items() if value is not None}
    return {
        **{name: _text(body.get(name)) or None for name in names},
        "first_seen": _moment(body.get("first_seen")),
        "preferences": dump(preferences) if preferences else None,
    }


def _booking(record: Record) -> Row:
    body = record.body
    names = ("trek_id", "departure_id", "status", "currency")
    return {
        **{name: _text(body.get(name)) for name in names},
        "booking_id": _text(body.get("booking_id")) or _text(record.key),
        "people": _integer(body.get("people")),
        "price_total": _number(body.get("price_total")),
        "booked_at": _day(body.get("booked_at")),
        "start_date": _day(body.get("start_date")),
    }


def _turn(record: Record) -> Row:
    body = record.body
    message, parsed, reply = _map(body.get("message")), _map(body.get("parsed")), _map(body.get("reply"))
    verdict, compliance = _map(body.get("verdict")), _map(body.get("compliance"))
    delivery, risk = _map(body.get("delivery")), _map(body.get("risk"))
    return {
        "message_id": _text(message.get("id")) or _text(record.key),
        "number": _text(message.get("number")),
        "kind": _text(message.get("kind")),
        "at": _moment(message.get("sent_at")) or utc(record.at),
        "question": _text(message.get("text")),
        **{name: _text(parsed.get(name)) for name in ("language", "intent", "sentiment")},
        "treks": _treks(parsed),
        "risk_message": _number(_map(risk.get("message")).get("score")),
        "risk_reply": _number(_map(risk.get("reply")).get("score")),
        "reply_kind": _text(reply.get("kind")),
        "answer": _text(reply.get("text")),
        **{name: _text(reply.get(name)) for name in ("route", "model")},
        "cost_usd": _number(reply.get("cost_usd")),
        **{name: _integer(reply.get(name)) for name in ("tokens_in", "tokens_out")},
        "confidence": _integer(verdict.get("confidence")),
        "action": _text(verdict.get("action")),
        "compliance_ok": _yes_no(compliance.get("ok")),
        "notice": _yes_no(compliance.get("notice")),
        "flags": _texts(compliance.get("flags")),
        "handoff": _text(reply.get("handoff")),
        "delivery": _text(delivery.get("state")),
        "wamid": _text(delivery.get("wamid")),
        "config_hash": _text(body.get("config_hash")),
        "ms_total": sum(_number(_map(run).get("ms")) or 0.0 for run in _list(body.get("trace"))),
        "trace": dump([_timed(_map(run)) for run in _list(body.get("trace"))]),
        "turn": dump(body),
        "factors_message": _kept(_map(risk.get("message")), "intensities"),
        "factors_reply": _kept(_map(risk.get("reply")), "intensities"),
        "account": _kept(_map(risk.get("reply")), "account"),
        "signals": _kept(reply, "signals"),
        "route_reasons": _texts(reply.get("route_reasons")),
    }


def _kept(part: Body, name: str) -> str | None:
    """One part as JSON; NULL where an older version did not log it, which is not the same as nothing."""
    return dump(part[name]) if isinstance(part.get(name), Mapping) else None


def _timed(run: Body) -> Body:
    """A line of the trace for analysis; what it takes to run the step again stands in the turn alone."""
    return {name: value for name, value in run.items() if name not in ("replaced", "calls")}


def _lead(record: Record) -> Row:
    body = record.body
    return {
        **{name: _text(body.get(name)) for name in ("message_id", "segment", "stage")},
        "score": _integer(body.get("score")),
        "reasons": _texts(body.get("reasons")),
        "follow_up": _yes_no(body.get("follow_up")),
        "signs": dump(_list(body.get("signs"))),
    }


def _status(record: Record) -> Row:
    body = record.body
    names = ("wamid", "send_id", "message_id", "number", "status", "pricing_category", "pricing_type")
    return {
        **{name: _text(body.get(name)) for name in names},
        "at": _moment(body.get("at")) or utc(record.at),
        "errors": dump(body.get("errors")) if body.get("errors") else None,
    }


def _consent(record: Record) -> Row:
    body = record.body
    return {
        **{name: _text(body.get(name)) for name in ("status", "scope", "source", "text")},
        "at": _moment(body.get("at")) or utc(record.at),
    }


def _pause(record: Record) -> Row:
    body = record.body
    return {
        **{name: _text(body.get(name)) for name in ("message_id", "reason", "state", "released_by", "holder")},
        **{name: _moment(body.get(name)) for name in ("at", "until", "released_at", "held_since", "held_at")},
    }


def _review(record: Record) -> Row:
    body = record.body
    return {
        **{name: _text(body.get(name)) for name in ("id", "message_id", "reason", "severity", "state", "done_by")},
        "flags": _texts(body.get("flags")),
        **{name: _moment(body.get(name)) for name in ("opened_at", "done_at")},
    }


def _reply(record: Record) -> Row:
    body = record.body
    return {
        **{name: _text(body.get(name)) for name in ("message_id", "send_id", "number", "author", "text")},
        "template": _yes_no(body.get("template")),
        "at": _moment(body.get("at")) or utc(record.at),
    }


def _label(record: Record) -> Row:
    body = record.body
    names = ("message_id", "suite", "label", "labeller", "source")
    return {**{name: _text(body.get(name)) for name in names}, "at": _moment(body.get("at")) or utc(record.at)}


def _event(record: Record) -> Row:
    body = record.body
    return {
        "key": _text(record.key),
        "field": _text(body.get("field")),
        "number": _text(body.get("number")),
        "payload": dump(body.get("payload")),
    }


def _unknown(record: Record) -> Row:
    return {"key": _text(record.key), "field": _text(record.kind), "payload": dump(record.body)}


_TABLES: Mapping[str, tuple[str, Callable[[Record], Row]]] = {
    "contact": ("contact_facts", _contact),
    "profile": ("contact_facts", _contact),
    "booking": ("booking_facts", _booking),
    "turn": ("turns", _turn),
    "lead": ("leads", _lead),
    "status": ("statuses", _status),
    "consent": ("consents", _consent),
    "pause": ("pause_facts", _pause),
    "review": ("review_facts", _review),
    "reply": ("replies", _reply),
    "label": ("label_facts", _label),
    "event": ("events", _event),
}


def _treks(parsed: Body) -> list[str]:
    found = [_map(entity) for entity in _list(parsed.get("entities"))]
    return list(dict.fromkeys(clean(str(entity.get("value"))) for entity in found if entity.get("type") == "trek"))


def _map(value: Any) -> Body:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, Mapping | list | tuple):
        return None
    return clean(str(value))


def _texts(value: Any) -> list[str]:
    return [text for item in _list(value) if (text := _text(item)) is not None]


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _integer(value: Any) -> int | None:
    number = _number(value)
    return int(number) if number is not None and abs(number) < 2**53 else None


def _yes_no(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _moment(value: Any) -> datetime | None:
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
        return utc(value if isinstance(value, datetime) else datetime.fromisoformat(str(value)))
    except (ValueError, OverflowError, OSError):
        return None


def _day(value: Any) -> date | None:
    moment = _moment(value) if value else None
    return moment.date() if moment else None
