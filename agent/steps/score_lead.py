"""Step 11: how near is this person to booking, and should sales write?"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import ClassVar, Self

from pydantic import Field, JsonValue, model_validator

from agent.knowledge.catalogue import Catalogue
from agent.leads.evidence import shown, value_sign
from agent.leads.reasons import reasons_of
from agent.leads.signs import faded, joined
from agent.leads.stage import stage_of
from agent.ports import Ports
from agent.step import Step
from agent.turn import Customer, HandoffReason, Lead, Segment, Sign, Stage, Turn

_LOWERING = ("negative", "complaint", "cancellation")
_LEFT_ALONE = ("silence", "opt_out")
_LOST = ("failed", "unknown")
_NOT_ANSWERED: tuple[HandoffReason, ...] = ("unsure", "unsure_twice", "compliance", "failure")


class ScoreLead(Step):
    """Points for what was asked, named and is worth, in this message and faded ones before it; 0–100 with reasons."""

    reads: ClassVar[frozenset[str]] = frozenset({"message", "parsed", "customer", "reply", "delivery"})
    also_reads: ClassVar[frozenset[str]] = frozenset({"handoff"})
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
    half_life_days: float = Field(
        default=10, gt=0, le=365, description="Days of silence after which what somebody showed counts half."
    )
    hot_from: int = Field(default=70, ge=1, le=100, description="Leads from this score on are hot.")
    warm_from: int = Field(default=40, ge=0, le=100, description="Leads from this score on are warm.")

    @model_validator(mode="after")
    def _segments_in_order(self) -> Self:
        if self.warm_from > self.hot_from:
            raise ValueError(f"warm_from ({self.warm_from}) must not lie above hot_from ({self.hot_from})")
        return self

    async def run(self, turn: Turn, ports: Ports) -> Turn:
        # An opt-out, an emergency or a pause answers before the context is built; who wrote is known all the same.
        customer = turn.customer or await ports.store.customer(turn.message.contact, messages=0)
        lead = self._lead(turn, customer, ports.index.catalogue)
        await ports.journal.record("lead", turn.message.id, turn.message.contact, _body(turn, lead))
        return replace(turn, lead=lead)

    def _lead(self, turn: Turn, customer: Customer | None, catalogue: Catalogue) -> Lead:
        now = turn.message.sent_at
        signs = self._signs(turn, customer, catalogue)
        score = self.weigh(signs, now)
        stage = stage_of(customer, signs, catalogue, now.date())
        return Lead(
            score=score,
            segment=self.segment(score),
            reasons=(*reasons_of(signs, customer, catalogue, now), *_waits(turn)),
            stage=stage,
            follow_up=self._follow_up(turn, score, stage),
            signs=signs,
        )

    def _signs(self, turn: Turn, customer: Customer | None, catalogue: Catalogue) -> tuple[Sign, ...]:
        """All that was shown up to this message; the worth of the group is worked out anew from it."""
        now = turn.message.sent_at
        before = customer.signs if customer else ()
        signs = joined(before, shown(turn, customer, sure_from=self.sure_from), now, self.half_life_days)
        value = value_sign(signs, catalogue, now, full_value=self.full_value)
        return joined(signs, value, now, self.half_life_days)

    def weigh(self, signs: tuple[Sign, ...], now: datetime) -> int:
        """0–100: readiness, engagement and value, each faded by the days since, less what speaks against."""
        points: dict[str, float] = {
            sign.name: getattr(self, sign.name) * faded(sign, now, self.half_life_days) for sign in signs
        }
        lost = sum(value for name, value in points.items() if name in _LOWERING)
        gained = sum(points.values()) - lost
        return round(min(100.0, max(0.0, min(100.0, gained) - lost)))

    def segment(self, score: int) -> Segment:
        """hot, warm or cold."""
        if score >= self.hot_from:
            return "hot"
        return "warm" if score >= self.warm_from else "cold"

    def _follow_up(self, turn: Turn, score: int, stage: Stage) -> bool:
        """Hot, and neither booked nor with a person already; or asked something that was not answered."""
        if turn.reply is not None and turn.reply.kind in _LEFT_ALONE:
            return False
        if _unanswered(turn):
            return True
        return self.segment(score) == "hot" and stage != "booked" and turn.handoff is None


def _unanswered(turn: Turn) -> bool:
    """We could not answer, or the answer may not have arrived."""
    lost = turn.delivery is not None and turn.delivery.state in _LOST
    return lost or (turn.reply is not None and turn.reply.handoff in _NOT_ANSWERED)


def _waits(turn: Turn) -> tuple[str, ...]:
    return ("waits for an answer we could not give",) if _unanswered(turn) else ()


def _body(turn: Turn, lead: Lead) -> Mapping[str, JsonValue]:
    signs: list[JsonValue] = [
        {"name": sign.name, "share": round(sign.share, 4), "at": sign.at.isoformat(), "detail": sign.detail}
        for sign in lead.signs
    ]
    return {
        "message_id": turn.message.id,
        "score": lead.score,
        "segment": lead.segment,
        "reasons": list(lead.reasons),
        "stage": lead.stage,
        "follow_up": lead.follow_up,
        "signs": signs,
    }
