"""What a draft would have decided otherwise, turn by turn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import JsonValue

from agent.turn import Turn
from agent.turn_json import to_json


def _text(value: object) -> str:
    return str(value) if value else ""


def _consent(turn: Turn) -> str:
    found = turn.consent
    if found is None:
        return ""
    doubts = "".join(f", asks about {doubt}" for doubt in found.doubts)
    return f"{found.status}{' (offers)' if found.scope == 'marketing' else ''}{doubts}"


def _compliance(turn: Turn) -> str:
    found = turn.compliance
    return "" if found is None else ", ".join(found.flags) or "ok"


def _passages(turn: Turn) -> JsonValue:
    return [*sorted({passage.id for passage in turn.evidence})]


def _reply(turn: Turn, name: str) -> str:
    return _text(getattr(turn.reply, name)) if turn.reply else ""


def _risk(turn: Turn, name: str) -> str:
    scored = getattr(turn.risk, name) if turn.risk else None
    return scored.level if scored else ""


ASPECTS: Mapping[str, Callable[[Turn], JsonValue]] = {
    "intent": lambda turn: turn.parsed.intent if turn.parsed else "",
    "consent": _consent,
    "message_risk": lambda turn: _risk(turn, "message"),
    "passages": _passages,
    "route": lambda turn: _reply(turn, "route"),
    "verdict": lambda turn: turn.verdict.action if turn.verdict else "",
    "reply_risk": lambda turn: _risk(turn, "reply"),
    "compliance": _compliance,
    "handoff": lambda turn: turn.handoff.reason if turn.handoff else "",
    "answer": lambda turn: _reply(turn, "text"),
    "lead": lambda turn: turn.lead.segment if turn.lead else "",
}
"""What is compared, in the order of the steps that decide it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one config made of a turn. `ms` by step are those of the trace; `cost_usd` is what models asked."""

    values: Mapping[str, JsonValue]
    kind: str
    cost_usd: float
    steps: tuple[str, ...]
    handed_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A turn under both configs. `flips` are the aspects that differ; `ran` the steps that ran again for the draft.

    `against`: `log`, or why the live config was run again too: `config` (another made it), `documents` (others
    were in service), `incomplete` (a step failed then, or the log lacks stages of the reply), `revised`.
    `new_calls`: model calls nobody had answered, and the most they cost; of them `unasked` stayed without an answer,
    and would cost at most `left_usd`.
    `identical`: the draft's turn is the log's to the last byte, but for times.
    """

    turn: str
    contact: str
    at: datetime
    language: str
    text: str
    live: Side
    draft: Side
    ran: tuple[str, ...] = ()
    against: str = "log"
    known_calls: int = 0
    new_calls: int = 0
    unasked: int = 0
    price_usd: float = 0.0
    left_usd: float = 0.0
    identical: bool = False

    @property
    def flips(self) -> tuple[str, ...]:
        """Names of the aspects that are another under the draft."""
        return tuple(name for name, value in self.live.values.items() if value != self.draft.values[name])


def side_of(turn: Turn) -> Side:
    """What is compared of a turn."""
    calls = [call for run in turn.trace for call in run.calls]
    paid = turn.reply.cost_usd if turn.reply else 0.0
    return Side(
        values={name: value(turn) for name, value in ASPECTS.items()},
        kind=_reply(turn, "kind"),
        cost_usd=sum(call.cost_usd for call in calls) if calls else paid,
        steps=tuple(run.step for run in turn.trace),
        handed_over=turn.handoff is not None,
    )


def same_bytes(one: Turn, two: Turn) -> bool:
    """Equal in all but wall times, which are no decision, and the digits of a lead's signs that no log keeps."""
    return one == two or _timeless(one) == _timeless(two)


def _timeless(turn: Turn) -> dict[str, Any]:
    plain = to_json(turn)
    for sign in plain["lead"]["signs"] if plain["lead"] else ():
        sign["share"] = round(sign["share"], 4)
    for run in plain["trace"]:
        run["ms"] = 0.0
        if (run["error"] or "").startswith("over budget"):
            run["error"] = None
    return plain
