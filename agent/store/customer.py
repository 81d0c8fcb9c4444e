"""A customer, put together from rows the same way whatever they are kept in."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast, get_args

from agent.safety.fold import fold
from agent.turn import Booking, Customer, HandoffReason, Lead, Segment, Sign, SignName, Stage, Utterance

FOCUS_LINES = 10
"""How far back a trek that was named still is what the conversation is about."""

_UNSAID = ("failed", "skipped")
"""Deliveries after which the customer did not read our answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnLines:
    """What the store needs of one logged turn to show the conversation."""

    question: str | None
    answer: str | None
    at: datetime | None
    recorded_at: datetime | None
    treks: Sequence[str]
    delivery: str | None
    handoff: str | None = None

    def lines(self) -> Iterable[Utterance]:
        """What the customer wrote, then what we said; nothing for an empty or unsent one."""
        if self.question:
            yield Utterance(speaker="U", text=self.question, at=self.at)
        if self.answer and self.delivery not in _UNSAID:
            yield Utterance(speaker="S", text=self.answer, at=self.recorded_at, handoff=_handoff(self.handoff))


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """All rows about one contact: turns newest first, as many as the history and the focus need."""

    id: str
    profile: Mapping[str, Any] = field(default_factory=dict)
    bookings: Sequence[Mapping[str, Any]] = ()
    lead: Mapping[str, Any] = field(default_factory=dict)
    turns: Sequence[TurnLines] = ()
    turn_count: int = 0
    language: str | None = None
    noticed: bool = False


def last_lines(turns: Sequence[TurnLines], last: int) -> tuple[Utterance, ...]:
    """The last `last` lines of turns given newest first; oldest line first."""
    said = tuple(line for turn in reversed(turns) for line in turn.lines())
    return said[-last:] if last > 0 else ()


def bearers(contacts: Iterable[tuple[str, str | None]], names: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """The contacts of each of the names, by names folded."""
    wanted = frozenset(names)
    found: dict[str, set[str]] = {}
    for contact, name in contacts:
        folded = fold(name or "")
        if contact and folded in wanted:
            found.setdefault(folded, set()).add(contact)
    return {name: frozenset(ids) for name, ids in found.items()}


def customer_of(known: Known, *, messages: int) -> Customer:
    """The customer with the last `messages` lines, oldest first."""
    lines = [(line, turn.treks) for turn in reversed(known.turns) for line in turn.lines()]
    recent = [treks for _, treks in lines[-FOCUS_LINES:] if treks]
    return Customer(
        id=known.id,
        name=known.profile.get("name") or "",
        language=known.profile.get("language") or known.language or "",
        country=known.profile.get("country") or "",
        stage=_stage(known.lead.get("stage")),
        lead_score=known.lead.get("score") or 0,
        signs=_signs(known.lead.get("signs")),
        messages=known.turn_count,
        noticed=known.noticed,
        bookings=tuple(_booking(row) for row in known.bookings),
        preferences=_preferences(known.profile.get("preferences")),
        history=last_lines(known.turns, messages),
        focus=tuple(recent[-1]) if recent else (),
    )


def lead_of(row: Mapping[str, Any]) -> Lead:
    """A row of `leads` as the turn had it, but for the digits of its signs that were rounded away."""
    return Lead(
        score=row["score"] or 0,
        segment=cast(Segment, row["segment"]) if row["segment"] in get_args(Segment) else "cold",
        reasons=tuple(row["reasons"] or ()),
        stage=_stage(row["stage"]),
        follow_up=bool(row["follow_up"]),
        signs=_signs(row["signs"]),
    )


def _stage(value: Any) -> Stage:
    return cast(Stage, value) if value in get_args(Stage) else "initial"


def _signs(text: str | None) -> tuple[Sign, ...]:
    """Signs as the lead record keeps them; one that cannot be read any more is left out."""
    found = (_sign(entry) for entry in (json.loads(text) if text else ()))
    return tuple(sign for sign in found if sign is not None)


def _sign(entry: Any) -> Sign | None:
    try:
        at = datetime.fromisoformat(entry["at"])
        name, share, detail = entry["name"], float(entry["share"]), str(entry.get("detail", ""))
    except (KeyError, TypeError, ValueError):
        return None
    return Sign(name=cast(SignName, name), share=share, at=at, detail=detail) if name in get_args(SignName) else None


def _handoff(value: Any) -> HandoffReason | None:
    return cast(HandoffReason, value) if value in get_args(HandoffReason) else None


def _preferences(text: str | None) -> Mapping[str, str]:
    return json.loads(text) if text else {}


def _booking(row: Mapping[str, Any]) -> Booking:
    start, total = row["start_date"], row["price_total"]
    return Booking(
        id=row["booking_id"] or "",
        trek=row["trek_id"] or "",
        status=row["status"] or "",
        people=row["people"] or 0,
        start_date=start.isoformat() if start else None,
        total=f"{row['currency'] or ''} {total:.15g}".strip() if total is not None else "",
    )
