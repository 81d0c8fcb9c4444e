"""Step 8: may this reply go out under the GDPR and WhatsApp's rules?"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from pydantic import Field

from agent.intake.received import with_unseen
from agent.knowledge.place_names import all_names
from agent.people.handoff import handoff_reply
from agent.ports import Ports
from agent.safety.consent import beside_wish
from agent.safety.doubts import with_doubts
from agent.safety.flags import flag, forbids, worded
from agent.safety.known import known_to, names_of_others
from agent.safety.notice import decline_reply, opt_out_line, privacy_line
from agent.safety.policy import (
    asks_for_offers,
    is_of_our_world,
    is_promotional,
    is_within_scope,
    message_flags,
    reply_flags,
)
from agent.safety.promotion import without_offers
from agent.step import Step
from agent.turn import Compliance, Flag, Reply, Turn

_BODY_CHARS, _BODY_WITH_BUTTONS_CHARS = 4096, 1024
"""Text and interactive bodies of the Cloud API."""
_STOP = "STOP"
"""The way out of all messages: same word in every language."""
_OWN_ROUTES = frozenset({"composer", "fixed"})
_TOLD = ("answer", "handoff")
"""Kinds of reply that may carry a line on privacy; vetted words on danger and consent stay alone."""


class CheckCompliance(Step):
    """Flags go to the review queue; a flag that forbids puts a human, or a kind refusal, in the reply's place.

    Never a silent drop. Offers are left out for who asked for none, unless they ask for offers.
    """

    reads: ClassVar[frozenset[str]] = frozenset({"message", "parsed", "consent", "customer", "reply"})
    also_reads: ClassVar[frozenset[str]] = frozenset({"evidence"})
    writes: ClassVar[frozenset[str]] = frozenset({"compliance", "reply"})
    interruptible: ClassVar[bool] = False

    privacy_notice: bool = Field(
        default=True, description="Add one line on privacy to the first answer a contact gets."
    )
    offer_opt_out: bool = Field(default=True, description="Add how to stop offers to a reply that advertises one.")
    human_contact: str = Field(
        default="", max_length=200, description="Phone, e-mail or address of a human; empty takes the operator's own."
    )
    out_of_scope_from: float = Field(
        default=0.5,
        ge=0,
        le=1,
        description="A model's reply to a question at least so surely not for us must decline or speak of our treks.",
    )

    async def warm_up(self, ports: Ports) -> None:
        """Compile the word lists."""
        reply_flags("", known=())
        message_flags("")

    async def run(self, turn: Turn, ports: Ports) -> Turn:
        operator = ports.index.catalogue.operator
        phone = str(operator.get("emergency_phone") or "")
        flags = (*_emergency(turn), *message_flags(turn.message.text), *self._escalation(operator))
        if turn.reply is None or turn.reply.kind not in _TOLD:
            return replace(turn, compliance=_compliance(flags))
        reply = with_doubts(turn, with_unseen(turn, _as_wished(turn, turn.reply), phone), phone)
        if reply.kind == "answer":
            flags = (*flags, *await self._broken(turn, reply, ports))
        if any(map(forbids, flags)):
            other = with_doubts(turn, with_unseen(turn, _instead(turn, reply, flags, operator), phone), phone)
            return replace(turn, reply=other, compliance=_compliance(flags))
        return self._with_lines(replace(turn, reply=reply), reply, flags, operator)

    async def _broken(self, turn: Turn, reply: Reply, ports: Ports) -> tuple[Flag, ...]:
        """What of the rules this reply breaks."""
        catalogue = ports.index.catalogue
        operator = catalogue.operator
        found = reply_flags(
            reply.text,
            known=known_to(turn, operator),
            own_domains=_domains(operator),
            quoted=[passage.text for passage in turn.evidence],
            names=all_names(catalogue.treks.values()),
        )
        names = await names_of_others(turn, reply.text, ports)
        others = tuple(worded("personal_data:name", "reply", reply.text, name) for name in names)
        return (*found, *others, *self._off_topic(turn, reply, found))

    def _off_topic(self, turn: Turn, reply: Reply, found: tuple[Flag, ...]) -> tuple[Flag, ...]:
        """A model that answers what is not for us, however it puts it."""
        if reply.route in _OWN_ROUTES or any(one.code == "scope" for one in found):
            return ()
        foreign = self._not_for_us(turn) and not is_within_scope(reply.text)
        return (
            (flag("scope", "reply", reply.text[:80], end=len(reply.text)),) if foreign or _strange(turn, reply) else ()
        )

    def _not_for_us(self, turn: Turn) -> bool:
        parsed = turn.parsed
        return (
            parsed is not None
            and parsed.intent == "out_of_scope"
            and parsed.intent_confidence >= self.out_of_scope_from
        )

    def _escalation(self, operator: Mapping[str, Any]) -> tuple[Flag, ...]:
        return () if self.reaches_a_human(operator) else (flag("escalation:missing", "reply"),)

    def reaches_a_human(self, operator: Mapping[str, Any]) -> bool:
        """Whether there is a way to a person, as WhatsApp asks for: in this config or in operator.yaml."""
        return bool(self.human_contact or operator.get("phone") or operator.get("email"))

    def _with_lines(self, turn: Turn, reply: Reply, flags: tuple[Flag, ...], operator: Mapping[str, Any]) -> Turn:
        url = str(operator.get("privacy_url") or "")
        owed = self.privacy_notice and _owes_notice(turn, url)
        line, missing = self._line(turn, reply, url, owed)
        longer = replace(reply, text=f"{reply.text}\n\n{line}") if line else reply
        if line and len(longer.text) > _limit(longer):
            longer = replace(longer, buttons=())  # a line that is owed comes before what is convenient
        if missing and (not line or len(longer.text) > _limit(longer)):
            return replace(turn, compliance=_compliance((*flags, missing)))
        told = owed or bool(url and url in reply.text)
        return replace(turn, reply=longer, compliance=replace(_compliance(flags), notice=told))

    def _line(self, turn: Turn, reply: Reply, url: str, owed: bool) -> tuple[str, Flag | None]:
        """The line this reply still lacks, and the flag for when it cannot be added."""
        if owed and not (url and url in reply.text and _STOP in reply.text):
            return privacy_line(reply.language, url) if url else "", flag("privacy_notice:missing", "reply")
        if self.offer_opt_out and _advertises(turn, reply) and _STOP not in reply.text:
            return opt_out_line(reply.language), flag("opt_out:missing", "reply")
        return "", None


def _compliance(flags: tuple[Flag, ...]) -> Compliance:
    return Compliance(ok=not any(map(forbids, flags)), flags=tuple(map(_named, flags)), details=flags)


def _named(found: Flag) -> str:
    """An emergency is known by its kind."""
    return found.evidence if found.code == "emergency" else found.code


def _emergency(turn: Turn) -> tuple[Flag, ...]:
    """An emergency stands first in the review queue: its reply promises that a colleague is told."""
    kinds = turn.reply.route_reasons[:1] if turn.reply and turn.reply.kind == "emergency" else ()
    doubted = turn.consent is not None and "emergency" in turn.consent.doubts
    doubt = (flag("emergency_doubt", "message", turn.message.text[:80], end=len(turn.message.text[:80])),) * doubted
    return (*(flag("emergency", "message", kind) for kind in kinds), *doubt)


def _strange(turn: Turn, reply: Reply) -> bool:
    """Neither the question nor the reply has one word of our world; small talk never needs one."""
    if turn.parsed is None or turn.parsed.intent == "greeting" or turn.treks or is_within_scope(reply.text):
        return False
    return not (is_of_our_world(turn.message.text) or is_of_our_world(reply.text))


def _advertises(turn: Turn, reply: Reply) -> bool:
    """An offer nobody asked for: who asks for a price is told of the discount as part of the answer."""
    asked = turn.parsed is not None and turn.parsed.intent == "pricing"
    return not asked and not asks_for_offers(turn.message.text) and is_promotional(reply.text)


def _as_wished(turn: Turn, reply: Reply) -> Reply:
    if turn.consent is None or turn.consent.marketing or asks_for_offers(beside_wish(turn.message.text)):
        return reply
    return replace(reply, text=without_offers(reply.text))


def _instead(turn: Turn, reply: Reply, flags: tuple[Flag, ...], operator: Mapping[str, Any]) -> Reply:
    """A question that is not for us is declined; all else goes to a person. What was paid stays on the bill."""
    only_scope = all(one.code == "scope" for one in flags if forbids(one))
    other = (
        decline_reply(turn.language, str(operator.get("name") or ""))
        if only_scope
        else handoff_reply(turn.language, "compliance")
    )
    return replace(
        other,
        model=reply.model,
        prompt=reply.prompt,
        tokens_in=reply.tokens_in,
        tokens_out=reply.tokens_out,
        cost_usd=reply.cost_usd,
    )


def _limit(reply: Reply) -> int:
    return _BODY_WITH_BUTTONS_CHARS if reply.buttons else _BODY_CHARS


def _owes_notice(turn: Turn, url: str) -> bool:
    """Whether this contact was never told what we keep; a reply that was lost on the way told nothing."""
    customer = turn.customer
    if customer is None or customer.noticed:
        return False
    return not any(url and url in line.text for line in customer.history if line.speaker == "S")


def _domains(operator: Mapping[str, Any]) -> frozenset[str]:
    address = str(operator.get("email") or "")
    return frozenset({address.rsplit("@", 1)[-1].lower()} if "@" in address else ())
