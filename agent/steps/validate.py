"""Step 7: is it true, complete, courteous and in the right language?"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import ClassVar, Literal

from pydantic import Field, PrivateAttr

from agent.compose.composer import QUOTE_FROM, REPLIES, Manner, compose
from agent.compose.reading.times import today_of
from agent.facts.judge import Judgement, claims_of, judge
from agent.facts.ledger import Ledger
from agent.facts.repair import dropped, substituted
from agent.people.handoff import handoff_reply
from agent.ports import Index, Ports
from agent.step import Step, differ_only_in, rehearsal
from agent.strict import Strict
from agent.turn import Action, Claim, Parsed, Passage, Reply, Turn, Verdict

Repair = Literal["substitute", "drop", "compose", "handoff"]
_DONE: Mapping[Repair, str] = {"substitute": "put right", "drop": "shortened", "compose": "composed anew"}
_OWN_ROUTES = ("composer", "fixed")


class VerdictWeights(Strict):
    """What each part counts in the confidence."""

    relevance: float = Field(default=4.0, ge=0, le=10, description="It speaks of what was asked.")
    required: float = Field(default=4.0, ge=0, le=10, description="The fact the intent asks for is there.")
    grounding: float = Field(
        default=3.0, ge=0, le=10, description="Share of claims that catalogue and documents support."
    )
    tone: float = Field(default=1.0, ge=0, le=10, description="No shouting, no pressure.")
    call_to_action: float = Field(default=0.5, ge=0, le=10, description="A next step is offered.")
    language: float = Field(default=4.0, ge=0, le=10, description="The customer's language.")


class Validate(Step):
    """Check every claim and the manners; repair what fails, else hand over to a person."""

    reads: ClassVar[frozenset[str]] = frozenset({"message", "parsed", "evidence", "reply", "customer"})
    writes: ClassVar[frozenset[str]] = frozenset({"verdict", "reply"})
    interruptible: ClassVar[bool] = False

    threshold: int = Field(
        default=80, ge=0, le=100, description="Confidence below which a reply is repaired or replaced."
    )
    weights: VerdictWeights = Field(default_factory=VerdictWeights, description="What counts how much.")
    must_be_supported: list[str] = Field(
        default=[
            "price",
            "date",
            "percentage",
            "seats",
            "phone",
            "link",
            "email",
            "clearance",
            "altitude",
            "distance",
            "duration",
            "group_size",
            "age",
            "permit",
            "season",
        ],
        description="Claim types that may not go out unsupported; contradicted and stale ones of any type never may.",
    )
    repairs: list[Repair] = Field(
        default=["substitute", "drop", "compose", "handoff"],
        min_length=1,
        description="What is tried in turn with a reply that may not go out: put the true values in, drop the "
        "sentences, let the composer write, hand over to a person. Each repaired reply is judged again.",
    )
    replies: str = Field(default=REPLIES, description="Folder of the composer's phrases, used for repairs.")
    max_chars: int = Field(default=900, ge=100, le=4000, description="Longest composed repair, in characters.")
    quote_from: float = Field(
        default=QUOTE_FROM, ge=0, le=1, description="Answer score from which a repair quotes a document."
    )

    _ledger: Ledger | None = PrivateAttr(default=None)

    async def warm_up(self, ports: Ports) -> None:
        """Read every name of the catalogue, every word list and a passage once, as the first reply would."""
        turn, catalogue = rehearsal(), ports.index.catalogue
        text = "It costs ₹9,900 per person, 5 days up to 4,270 m, from 1 June. " + turn.message.text
        known = tuple(
            Passage(id=f"warm-up:{trek.id}", source="warm-up", title=trek.name, text=text, trek=trek.id)
            for trek in list(catalogue.treks.values())[:2]
        )
        reply = Reply(text=text, language="en", sources=tuple(passage.id for passage in known))
        turn = replace(turn, evidence=known, parsed=Parsed(language="en"))
        self._judge(turn, reply, self._for(ports.index), today_of(turn, catalogue))

    def run(self, turn: Turn, ports: Ports) -> Turn:
        assert turn.reply is not None  # the pipeline runs this step only then
        ledger = self._for(ports.index)
        today = today_of(turn, ledger.catalogue)
        if turn.reply.kind != "answer":
            return replace(turn, verdict=_vetted(turn, turn.reply, ledger, today))
        found = self._judge(turn, turn.reply, ledger, today)
        if self._good(found):
            return replace(turn, verdict=_verdict(found, "pass", found.reasons))
        return self._mended(turn, turn.reply, found, ledger, today)

    async def again(self, turn: Turn, then: Turn, made_by: Step, ports: Ports) -> Turn | None:
        """A reply that passed with so much confidence passes a threshold up to that."""
        verdict = then.verdict
        if verdict is None or verdict.action != "pass" or not differ_only_in(self, made_by, "threshold"):
            return None
        return replace(turn, verdict=verdict) if verdict.confidence >= self.threshold else None

    def _for(self, index: Index) -> Ledger:
        """The ledger of this catalogue, built once and again when the catalogue changes."""
        if self._ledger is None or self._ledger.catalogue is not index.catalogue:
            self._ledger = Ledger(index.catalogue, kept=index.texts)
        return self._ledger

    def _judge(self, turn: Turn, reply: Reply, ledger: Ledger, today: date) -> Judgement:
        weights = self.weights.model_dump()
        return judge(turn, reply, ledger, today, weights=weights, strict=self.must_be_supported)

    def _good(self, found: Judgement) -> bool:
        return not found.false and found.confidence >= self.threshold

    def _mended(self, turn: Turn, reply: Reply, found: Judgement, ledger: Ledger, today: date) -> Turn:
        """The first repair that passes, in the configured order; a person when none does."""
        for name in self.repairs:
            if name == "handoff":
                break
            repair = self._repaired(name, turn, reply, found, ledger, today)
            if repair is None or repair.kind != "answer":
                continue
            again = self._judge(turn, repair, ledger, today)
            if self._good(again):
                reasons = (*found.reasons, _DONE[name])
                return replace(turn, reply=repair, verdict=_verdict(again, "repair", reasons))
        handed = _billed(handoff_reply(turn.language, "unsure"), reply)
        return replace(turn, reply=handed, verdict=_verdict(found, "fallback", found.reasons))

    def _repaired(
        self, name: Repair, turn: Turn, reply: Reply, found: Judgement, ledger: Ledger, today: date
    ) -> Reply | None:
        if name == "compose":
            return self._composed(turn, reply, ledger, today)
        mended = substituted(reply, found.false) if name == "substitute" else dropped(reply, found.false)
        if mended is None:
            return None
        return replace(mended, route_reasons=(*reply.route_reasons, f"{reply.route} {_DONE[name]}"))

    def _composed(self, turn: Turn, reply: Reply, ledger: Ledger, today: date) -> Reply | None:
        """The composer's reply in place of a model's, with what the model cost."""
        if reply.route in _OWN_ROUTES:
            return None
        manner = Manner(folder=self.replies, max_chars=self.max_chars, quote_from=self.quote_from)
        own = compose(turn, ledger.catalogue, today, manner, live=reply.route == "live")
        reasons = (*reply.route_reasons, f"{reply.route} repaired")
        return _billed(replace(own, route_reasons=reasons), reply)


def _billed(repair: Reply, reply: Reply) -> Reply:
    """What has been paid stays on the bill, whoever's words go out."""
    return replace(
        repair,
        model=reply.model,
        prompt=reply.prompt,
        tokens_in=reply.tokens_in,
        tokens_out=reply.tokens_out,
        cost_usd=reply.cost_usd,
    )


def _vetted(turn: Turn, reply: Reply, ledger: Ledger, today: date) -> Verdict:
    """Fixed texts were vetted by people: they pass, and their claims are noted."""
    claims: tuple[Claim, ...] = claims_of(turn, reply, ledger, today) if reply.text else ()
    action: Action = "handoff" if reply.kind == "handoff" else "pass"
    return Verdict(confidence=100, claims=claims, action=action, reasons=reply.route_reasons)


def _verdict(found: Judgement, action: Action, reasons: tuple[str, ...]) -> Verdict:
    return Verdict(confidence=found.confidence, claims=found.claims, action=action, reasons=reasons)
