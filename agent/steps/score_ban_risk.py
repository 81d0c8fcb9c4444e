"""Step 5: how much does this text look like spam, coming in or about to go out?"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, ClassVar, Literal, Self

from pydantic import Field, PrivateAttr, model_validator

from agent.knowledge.catalogue import Catalogue
from agent.people.handoff import handoff_reply
from agent.ports import Ports
from agent.safety.account import Account, AccountSettings
from agent.safety.ban_risk import level_of, score_text
from agent.safety.calm import rewrite
from agent.safety.factors import FACTORS, Own
from agent.step import Step, differ_only_in
from agent.turn import Reply, Risk, RiskScore, Turn

_NONE: Mapping[str, float] = MappingProxyType({})


class ScoreBanRisk(Step):
    """Seven weighted factors of the text, 0–100. A reply that scores high is rewritten, or a person takes over.

    To a reply's points come those of the account: the number's quality, refused sends, sends to this contact.
    """

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

    account: AccountSettings = Field(
        default_factory=AccountSettings, description="Signals beside the text, for replies (`of: reply`)."
    )

    _account: Account = PrivateAttr()
    _own: tuple[Catalogue, Own] | None = PrivateAttr(default=None)

    def model_post_init(self, context: Any, /) -> None:
        self._account = Account(self.account)

    @model_validator(mode="after")
    def _levels_in_order(self) -> Self:
        if self.medium_from > self.high_above:
            raise ValueError(f"medium_from ({self.medium_from}) must not lie above high_above ({self.high_above})")
        return self

    def inputs(self) -> frozenset[str]:
        return self.reads | {"reply"} if self.of == "reply" else self.reads

    def depends_on(self) -> frozenset[str]:
        """A reply that is rewritten to be calmer may end as a hand-off, in the customer's language."""
        return self.inputs() | {"parsed", "customer"} if self.of == "reply" else self.inputs()

    def outputs(self) -> frozenset[str]:
        return self.writes | {"reply"} if self.of == "reply" else self.writes

    async def warm_up(self, ports: Ports) -> None:
        """Compile the word lists and read the learnt weights."""
        self.score("warm", Own())

    async def run(self, turn: Turn, ports: Ports) -> Turn:
        own = self._own_by(ports.index.catalogue)
        risk = turn.risk or Risk()
        if self.of == "message" or turn.reply is None:
            return replace(turn, risk=replace(risk, message=self.score(turn.message.text, own)))
        account = await self._account.points(
            ports.store, number=turn.message.number, contact=turn.message.contact, now=turn.message.sent_at
        )
        scored = self.score(turn.reply.text, own, account)
        if scored.score <= self.calm_above or turn.reply.kind != "answer":
            return replace(turn, risk=replace(risk, reply=scored))
        return self._rewritten(replace(turn, risk=replace(risk, reply=scored)), turn.reply, own, account)

    async def again(self, turn: Turn, then: Turn, made_by: Step, ports: Ports) -> Turn | None:
        """Other bands for a score that led to nothing but a band."""
        scored = getattr(then.risk, self.of) if then.risk else None
        if scored is None or then.reply != turn.reply or not differ_only_in(self, made_by, "medium_from", "high_above"):
            return None
        banded = replace(scored, level=level_of(scored.score, self.medium_from, self.high_above))
        return replace(turn, risk=replace(turn.risk or Risk(), **{self.of: banded}))

    def score(self, text: str, own: Own, account: Mapping[str, float] = _NONE) -> RiskScore:
        """The text under this step's weights and bands."""
        bands = {"medium_from": self.medium_from, "high_above": self.high_above}
        return score_text(text, self.factor_weights, own=own, account=account, **bands)

    @property
    def factor_weights(self) -> Mapping[str, float]:
        """Points of each factor."""
        return {name: getattr(self, name) for name in FACTORS}

    def _own_by(self, catalogue: Catalogue) -> Own:
        """Read once for each catalogue: it names some hundred places and treks."""
        if self._own is None or self._own[0] is not catalogue:
            self._own = (catalogue, own_of(catalogue))
        return self._own[1]

    def _rewritten(self, turn: Turn, reply: Reply, own: Own, account: Mapping[str, float]) -> Turn:
        """A calmer reply that may go out; a person where there is none, with the score that kept it back."""
        text = rewrite(reply.text, own, lambda version: self.score(version, own, account))
        calmer = None if text is None else self.score(text, own, account)
        if text is None or calmer is None or not self._may_go(calmer):
            human = handoff_reply(turn.language, "compliance")
            reasons = (*human.route_reasons, "ban risk stays high after rewriting")
            return replace(turn, reply=_billed(replace(human, route_reasons=reasons), reply))
        reasons = (*reply.route_reasons, "calmed: ban risk was high")
        risk = replace(turn.risk or Risk(), reply=calmer)
        return replace(turn, reply=replace(reply, text=text, route_reasons=reasons), risk=risk)

    def _may_go(self, scored: RiskScore) -> bool:
        return scored.level != "high" and scored.score <= self.calm_above


def _billed(human: Reply, reply: Reply) -> Reply:
    """What the refused reply cost stays on the bill."""
    spent = {name: getattr(reply, name) for name in ("model", "prompt", "tokens_in", "tokens_out", "cost_usd")}
    return replace(human, **spent)


def own_of(catalogue: Catalogue) -> Own:
    """The operator's addresses and phones, the names of its treks, and those of them that are written in capitals."""
    operator: Mapping[str, Any] = catalogue.operator
    addresses = (*operator.get("links", ()), *(operator.get(key) for key in ("website", "booking_url", "privacy_url")))
    phones = (operator.get("phone"), operator.get("emergency_phone"))
    names = [name for trek in catalogue.treks.values() for name in (trek.name, *trek.aliases)]
    places = [place for trek in catalogue.treks.values() for place in (trek.start, trek.end, trek.highest_point)]
    return Own(
        links=tuple(str(address) for address in addresses if address),
        phones=tuple(str(phone) for phone in phones if phone),
        codes=frozenset(name for name in names if name.isupper()),
        names=tuple(dict.fromkeys(filter(None, (str(operator.get("name") or ""), *names, *places)))),
    )
