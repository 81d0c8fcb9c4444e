"""Step 11: how near is this person to booking, and should sales write?"""

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar, Self

from pydantic import Field, JsonValue, model_validator

from agent.leads.evidence import Evidence, gather
from agent.leads.stage import stage_of
from agent.ports import Ports
from agent.step import Step
from agent.turn import Lead, Segment, Turn

_LOWERING = ("negative", "complaint", "cancellation")
_LEFT_ALONE = ("silence", "opt_out")


class ScoreLead(Step):
    """Points for what was asked, named and is worth, carried over from earlier turns; 0–100 with reasons."""

    reads: ClassVar[frozenset[str]] = frozenset({"message", "parsed", "customer", "reply"})
    writes: ClassVar[frozenset[str]] = frozenset({"lead"})
    interruptible: ClassVar[bool] = False

    booking: int = Field(default=30, ge=0, le=100, description="Points when they want to book.")
    availability: int = Field(default=20, ge=0, le=100, description="Points when they ask for dates or seats.")
    pricing: int = Field(default=16, ge=0, le=100, description="Points when they ask for the price.")
    trek_info: int = Field(default=8, ge=0, le=100, description="Points when they ask about a trek.")
    trek: int = Field(default=6, ge=0, le=100, description="Points when the talk is about a certain trek.")
    dates: int = Field(default=12, ge=0, le=100, description="Points when they name a date.")
    people: int = Field(default=8, ge=0, le=100, description="Points when they say how many they are.")
    contact: int = Field(default=8, ge=0, le=100, description="Points when they give a phone or e-mail.")
    payment: int = Field(default=14, ge=0, le=100, description="Points when they ask about deposit or payment.")
    engagement: int = Field(default=14, ge=0, le=100, description="Points for a lively conversation, at most.")
    value: int = Field(default=15, ge=0, le=100, description="Points for the worth of the group, at most.")
    positive: int = Field(default=4, ge=0, le=100, description="Points for a happy tone.")
    negative: int = Field(default=8, ge=0, le=100, description="Points taken off for an unhappy tone.")
    complaint: int = Field(default=30, ge=0, le=100, description="Points taken off for a complaint.")
    cancellation: int = Field(default=20, ge=0, le=100, description="Points taken off for asking about cancelling.")
    full_value: float = Field(
        default=100_000,
        gt=0,
        description="Worth of a group, in the operator's first currency, that gets all points for value.",
    )
    sure_from: float = Field(default=0.4, ge=0, le=1, description="Intents less sure than this do not count.")
    carry_over: float = Field(
        default=0.85, ge=0, le=1, description="Share of the earlier score that stays when little is said."
    )
    hot_from: int = Field(default=70, ge=1, le=100, description="Leads from this score on are hot.")
    warm_from: int = Field(default=40, ge=0, le=100, description="Leads from this score on are warm.")

    @model_validator(mode="after")
    def _segments_in_order(self) -> Self:
        if self.warm_from > self.hot_from:
            raise ValueError(f"warm_from ({self.warm_from}) must not lie above hot_from ({self.hot_from})")
        return self

    async def run(self, turn: Turn, ports: Ports) -> Turn:
        evidence = gather(turn, ports.index.catalogue, full_value=self.full_value, sure_from=self.sure_from)
        lead = self._lead(turn, evidence)
        await ports.journal.record("lead", turn.message.id, turn.message.contact, _body(turn, lead))
        return replace(turn, lead=lead)

    def _lead(self, turn: Turn, evidence: tuple[Evidence, ...]) -> Lead:
        score = self._score(turn, evidence)
        segment = self._segment(score)
        troubled = any(item.sign == "complaint" for item in evidence)
        return Lead(
            score=score,
            segment=segment,
            reasons=self._reasons(turn, evidence),
            stage=stage_of(turn.customer, evidence, turn.message.sent_at.date()),
            follow_up=troubled or _in_danger(turn) or (segment == "hot" and not _left_alone(turn)),
        )

    def _score(self, turn: Turn, evidence: tuple[Evidence, ...]) -> int:
        gained = sum(self._points(item) for item in evidence if item.sign not in _LOWERING)
        lost = sum(self._points(item) for item in evidence if item.sign in _LOWERING)
        return round(min(100.0, max(0.0, max(gained, self._carried(turn)) - lost)))

    def _carried(self, turn: Turn) -> float:
        return self.carry_over * turn.customer.lead_score if turn.customer else 0.0

    def _points(self, item: Evidence) -> float:
        return float(getattr(self, item.sign)) * item.share

    def _segment(self, score: int) -> Segment:
        if score >= self.hot_from:
            return "hot"
        return "warm" if score >= self.warm_from else "cold"

    def _reasons(self, turn: Turn, evidence: tuple[Evidence, ...]) -> tuple[str, ...]:
        """The weightiest first."""
        told = [item for item in evidence if self._points(item) >= 1]
        reasons = [item.reason for item in sorted(told, key=self._points, reverse=True)]
        gained = sum(self._points(item) for item in evidence if item.sign not in _LOWERING)
        earlier = (
            [f"scored {turn.customer.lead_score} before"] if turn.customer and self._carried(turn) > gained else []
        )
        return tuple(reasons + earlier)


def _in_danger(turn: Turn) -> bool:
    return turn.reply is not None and turn.reply.kind == "emergency"


def _left_alone(turn: Turn) -> bool:
    return turn.reply is not None and turn.reply.kind in _LEFT_ALONE


def _body(turn: Turn, lead: Lead) -> Mapping[str, JsonValue]:
    return {
        "message_id": turn.message.id,
        "score": lead.score,
        "segment": lead.segment,
        "reasons": list(lead.reasons),
        "stage": lead.stage,
        "follow_up": lead.follow_up,
    }
