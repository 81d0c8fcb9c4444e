"""Step 5: how much does this text look like spam, coming in or about to go out?"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from agent.knowledge.catalogue import Catalogue
from agent.ports import Ports
from agent.safety.ban_risk import score_text
from agent.safety.calm import calm
from agent.safety.factors import Own
from agent.step import Step
from agent.turn import Risk, RiskScore, Turn


class ScoreBanRisk(Step):
    """Seven weighted factors, 0–100. Of a reply that scores high it makes a calmer one."""

    reads: ClassVar[frozenset[str]] = frozenset({"message"})
    writes: ClassVar[frozenset[str]] = frozenset({"risk"})
    interruptible: ClassVar[bool] = False

    of: Literal["message", "reply"] = Field(default="message", description="Which text is scored.")
    emoji: float = Field(default=15, ge=0, le=100, description="Points for emoji beyond two.")
    capitals: float = Field(default=15, ge=0, le=100, description="Points for words shouted in capitals.")
    repeated_keywords: float = Field(default=12, ge=0, le=100, description="Points for content words said too often.")
    links: float = Field(
        default=18, ge=0, le=100, description="Points for links and numbers that are not the operator's own."
    )
    spam_patterns: float = Field(
        default=20, ge=0, le=100, description="Points for prizes, easy money, loans, adult and such."
    )
    clickbait: float = Field(default=15, ge=0, le=100, description="Points for bait and urging.")
    other: float = Field(
        default=5, ge=0, le=100, description="Points for strings of marks, hidden characters, disguised words."
    )
    medium_from: float = Field(default=25, ge=0, le=100, description="Scores from here on are medium.")
    high_above: float = Field(default=50, ge=0, le=100, description="Scores above this are high.")
    calm_above: float = Field(
        default=50, ge=0, le=100, description="Replies that score above this are rewritten calmer."
    )

    @model_validator(mode="after")
    def _levels_in_order(self) -> Self:
        if self.medium_from > self.high_above:
            raise ValueError(f"medium_from ({self.medium_from}) must not lie above high_above ({self.high_above})")
        return self

    def inputs(self) -> frozenset[str]:
        return self.reads | {"reply"} if self.of == "reply" else self.reads

    def outputs(self) -> frozenset[str]:
        return self.writes | {"reply"} if self.of == "reply" else self.writes

    async def warm_up(self, ports: Ports) -> None:
        """Compile the word lists."""
        self._score("warm", Own())

    def run(self, turn: Turn, ports: Ports) -> Turn:
        own = own_of(ports.index.catalogue)
        risk = turn.risk or Risk()
        if self.of == "message" or turn.reply is None:
            return replace(turn, risk=replace(risk, message=self._score(turn.message.text, own)))
        scored = self._score(turn.reply.text, own)
        if scored.score <= self.calm_above or turn.reply.kind != "answer":
            return replace(turn, risk=replace(risk, reply=scored))
        return self._calmed(turn, risk, own)

    def _calmed(self, turn: Turn, risk: Risk, own: Own) -> Turn:
        assert turn.reply is not None  # run() asks for a calmer reply only where there is one
        text = calm(turn.reply.text, own)
        reply = replace(turn.reply, text=text, route_reasons=(*turn.reply.route_reasons, "calmed: ban risk was high"))
        return replace(turn, reply=reply, risk=replace(risk, reply=self._score(text, own)))

    def _score(self, text: str, own: Own) -> RiskScore:
        return score_text(text, self._weights(), medium_from=self.medium_from, high_above=self.high_above, own=own)

    def _weights(self) -> Mapping[str, float]:
        names = ("emoji", "capitals", "repeated_keywords", "links", "spam_patterns", "clickbait", "other")
        return {name: getattr(self, name) for name in names}


def own_of(catalogue: Catalogue) -> Own:
    """The operator's addresses and phones, and the codes of its treks that are written in capitals."""
    operator: Mapping[str, Any] = catalogue.operator
    addresses = (*operator.get("links", ()), *(operator.get(key) for key in ("website", "booking_url", "privacy_url")))
    phones = (operator.get("phone"), operator.get("emergency_phone"))
    codes = {name for trek in catalogue.treks.values() for name in (trek.name, *trek.aliases) if name.isupper()}
    return Own(
        links=tuple(str(address) for address in addresses if address),
        phones=tuple(str(phone) for phone in phones if phone),
        codes=frozenset(codes),
    )
