"""Step 2: may we write to this person, and is somebody in danger?"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar, get_args

from pydantic import Field

from agent.compose.reading.asking import asks
from agent.compose.topics.model import likeness
from agent.compose.topics.named import topics_in
from agent.language.meaning import read_ahead
from agent.people.handoff import COLLEAGUE_WRITES, complaint_follow_up, opt_in_reply, opt_out_reply, silence
from agent.ports import ConsentEntry, Pause, Ports
from agent.process.computing import computed
from agent.safety.advice import emergency_follow_up, emergency_reply
from agent.safety.consent import Wish, asks_beside, find_wish, meant_in, opt_out_chance
from agent.safety.doubts import KEEP_ID, STOP_ID, ask_reply, kept_reply, was_asked
from agent.safety.emergency import find_emergency, may_be_danger
from agent.safety.wish_rules import commands_stop
from agent.step import Step
from agent.turn import Consent, Doubt, EmergencyKind, HandoffReason, Inbound, Language, Reply, Turn

_TAPPED = ("button", "button_reply", "list_reply")
_TAPS: Mapping[str, Wish] = {
    STOP_ID: Wish(kind="opt_out", sure=True),
    KEEP_ID: Wish(kind="opt_in", clear=False, sure=True),
}
_LINES_BACK = 60
"""How far back is looked for the question: about a month of a lively conversation."""
_SURE_FROM = 0.5
"""Confidence below which an intent alone is no question that waits for an answer."""
_SERVICE = frozenset(
    {"trek_info", "pricing", "availability", "booking", "cancellation", "support", "complaint"},
)


class CheckConsent(Step):
    """Emergencies answer first, whoever asks. An opt-out is confirmed once, then we are silent until an opt-in."""

    reads: ClassVar[frozenset[str]] = frozenset({"message", "parsed"})
    also_reads: ClassVar[frozenset[str]] = frozenset({"customer"})
    writes: ClassVar[frozenset[str]] = frozenset({"consent", "reply"})
    interruptible: ClassVar[bool] = False

    emergencies: bool = Field(
        default=True, description="Answer emergencies at once with vetted words, before anything else."
    )
    answer_questions_after_opt_out: bool = Field(
        default=False, description="Answer a question of somebody who opted out; nothing else is sent to them."
    )
    ask_from: float = Field(
        default=0.2,
        ge=0,
        le=1,
        description="Chance of an opt-out, too small to act on, from which the customer is asked; 1 never asks.",
    )
    ask_again_days: float = Field(
        default=30, ge=0, le=365, description="Days in which the same customer is not asked again."
    )
    danger_line_from: float = Field(
        default=0.15,
        ge=0,
        le=1,
        description="Chance of danger, too small to act on, from which a reply says whom to call; 1 never says it.",
    )
    emergency_hours: float = Field(
        default=12,
        ge=0,
        le=72,
        description="Hours in which who writes on after an emergency or a complaint is told that it is read.",
    )
    kept_evidence_chars: int = Field(
        default=200, ge=0, le=1000, description="How much of the message the ledger keeps as proof of a change."
    )

    async def warm_up(self, ports: Ports) -> None:
        """Compile the word lists and read the votes."""
        find_wish("ready")
        find_emergency("ready")

    async def run(self, turn: Turn, ports: Ports) -> Turn:
        await asyncio.to_thread(read_ahead, [turn.message.text, *meant_in(turn.message.text)])
        danger, wish = await computed(self._said, turn.message)
        before = await ports.journal.consent(turn.message.contact)
        consent = _after(turn.message, wish, before)
        if consent.changed and wish and not _written_for(turn.message, before):
            await ports.journal.write_consent(self._entry(turn.message, consent))
        language = await _spoken(turn, ports) if consent.changed else turn.language
        asked_for = bool(wish and wish.sure) or (before is not None and before.status == "opted_out")
        reply = _emergency(turn, danger, ports) or self._consent_reply(
            turn, consent, wish, _confirmation(turn, consent, language, asked_for=asked_for)
        )
        reply = reply or await self._paused_reply(turn, consent, language, ports)
        if reply is None:
            consent = replace(consent, doubts=await self._doubts(turn, wish, consent, ports))
            reply = _asked_alone(turn, consent)
        return replace(turn, consent=consent, reply=reply)

    def note(self, turn: Turn) -> str:
        """What is asked about, if anything."""
        doubts = turn.consent.doubts if turn.consent else ()
        return ", ".join(f"may be {doubt}" for doubt in doubts)

    def _said(self, message: Inbound) -> tuple[EmergencyKind | None, Wish | None]:
        danger = find_emergency(message.text) if self.emergencies else None
        return danger, _wish(message, danger)

    def _entry(self, message: Inbound, consent: Consent) -> ConsentEntry:
        return ConsentEntry(
            contact=message.contact,
            status=consent.status,
            scope=consent.scope,
            at=message.sent_at,
            source="button" if message.choice or message.kind in _TAPPED else "message",
            text=message.text[: self.kept_evidence_chars],
        )

    async def _doubts(self, turn: Turn, wish: Wish | None, consent: Consent, ports: Ports) -> tuple[Doubt, ...]:
        """What the message may mean beside; a tap means what it says."""
        text = turn.message.text
        if turn.message.kind in _TAPPED or turn.message.choice:
            return ()
        danger = self.emergencies and may_be_danger(text, self.danger_line_from)
        may_ask = wish is None and consent.marketing and opt_out_chance(text) >= self.ask_from
        may_ask = may_ask and not _wants_an_answer(text)
        there: Mapping[Doubt, bool] = {
            "emergency": danger,
            "opt_out": may_ask and not await self._was_asked(turn, ports),
        }
        return tuple(doubt for doubt, is_there in there.items() if is_there)

    async def _was_asked(self, turn: Turn, ports: Ports) -> bool:
        lines = turn.message.history or await ports.store.lines(turn.message.contact, last=_LINES_BACK)
        return was_asked(lines, turn.message.sent_at - timedelta(days=self.ask_again_days))

    def _consent_reply(
        self, turn: Turn, consent: Consent, wish: Wish | None, confirmation: Reply | None
    ) -> Reply | None:
        if consent.changed:
            return confirmation
        if wish and wish.kind == "opt_out" and not _asks_still(turn, consent):
            return silence(turn.language)
        return None if not consent.silent or self._is_service(turn, wish) else silence(turn.language)

    def _is_service(self, turn: Turn, wish: Wish | None) -> bool:
        asked = turn.parsed is not None and turn.parsed.intent in _SERVICE
        return self.answer_questions_after_opt_out and asked and wish is None

    async def _paused_reply(self, turn: Turn, consent: Consent, language: Language, ports: Ports) -> Reply | None:
        """Silence while a colleague writes, but an opt-in is confirmed; None where the bot may answer.

        The message that made the pause is no reason to be silent: it runs again after a crash, and was answered then.
        """
        pause = await ports.journal.pause_of(turn.message.contact)
        if pause is None or pause.message_id == turn.message.id:
            return None
        if consent.changed:
            opted_out = consent.status == "opted_out"
            return opt_out_reply(language, consent.scope) if opted_out else opt_in_reply(language)
        if self._first_after(turn, pause, "emergency"):
            return emergency_follow_up(turn.language, _emergency_phone(ports))
        if self._first_after(turn, pause, "complaint") and not pause.holder:
            return complaint_follow_up(turn.language)
        return silence(turn.language, COLLEAGUE_WRITES)

    def _first_after(self, turn: Turn, pause: Pause, reason: HandoffReason) -> bool:
        """Whoever writes on after an emergency or a complaint hears once that it is read; then a colleague writes."""
        recent = turn.message.sent_at - pause.at < timedelta(hours=self.emergency_hours)
        return pause.reason == reason and pause.waiting == 0 and recent


def _wants_an_answer(text: str) -> bool:
    """Whether it asks for a person, or for money that went twice or not at all: none of them wants silence."""
    return bool(_ANSWERED & set(topics_in(text))) or likeness(text, "person") >= _MEANS_A_PERSON


_ANSWERED = frozenset({"person", "charged_twice", "payment_trouble"})
_MEANS_A_PERSON = 0.5


def _wish(message: Inbound, danger: EmergencyKind | None) -> Wish | None:
    """What a tapped button is called counts as much as what it says.

    "No quiero vivir más" has the words of an opt-out: who is in danger opts out by a line of its own, or not at all.
    """
    if message.choice in _TAPS:
        return _TAPS[message.choice]
    wish = (find_wish(message.choice) if message.choice else None) or find_wish(message.text)
    if danger and wish and wish.kind == "opt_out" and not commands_stop(message.text):
        return None
    return wish


def _emergency(turn: Turn, danger: EmergencyKind | None, ports: Ports) -> Reply | None:
    return emergency_reply(danger, turn.language, _emergency_phone(ports)) if danger else None


def _emergency_phone(ports: Ports) -> str:
    return str(ports.index.catalogue.operator.get("emergency_phone") or "")


def _after(message: Inbound, wish: Wish | None, before: ConsentEntry | None) -> Consent:
    """Where the contact stands now. Writing to us is leave to be answered, not a subscription: that stays unknown."""
    stands = Consent(status=before.status, scope=before.scope) if before else Consent(status="unknown")
    if _written_for(message, before):
        return replace(stands, changed=True)
    if wish is None or not (wish.clear or stands.status == "opted_out"):
        return stands
    return _wished(wish, stands)


def _wished(wish: Wish, stands: Consent) -> Consent:
    """No more offers says nothing new of somebody who wants silence; an opt-in is to everything."""
    if wish.kind == "opt_in":
        return Consent(status="subscribed", changed=True) if stands.status != "subscribed" else stands
    if stands.silent or (stands.status == "opted_out" and wish.scope == "marketing"):
        return stands
    return Consent(status="opted_out", scope=wish.scope, changed=True)


def _written_for(message: Inbound, entry: ConsentEntry | None) -> bool:
    """True when this very message made the newest line: the turn died after it and runs again."""
    if entry is None or entry.source not in ("message", "button"):
        return False
    return entry.at == message.sent_at and message.text.startswith(entry.text)


async def _spoken(turn: Turn, ports: Ports) -> Language:
    """STOP is STOP everywhere: one word is confirmed in the language the customer is known to speak."""
    if len(turn.message.text.split()) > 1:
        return turn.language
    known = await ports.store.customer(turn.message.contact, messages=0)
    spoken: dict[str, Language] = {language: language for language in get_args(Language)}
    return spoken.get(known.language if known else "", turn.language)


def _asked_alone(turn: Turn, consent: Consent) -> Reply | None:
    """The question by itself where there is nothing to answer beside it; thanks where it was answered with a tap."""
    if turn.message.choice == KEEP_ID:
        return kept_reply(turn.language)
    parsed = turn.parsed
    served = parsed is not None and parsed.intent in _SERVICE and parsed.intent_confidence >= _SURE_FROM
    if "opt_out" not in consent.doubts or "emergency" in consent.doubts or served or asks(turn.message.text):
        return None
    return ask_reply(turn.language)


def _asks_still(turn: Turn, consent: Consent) -> bool:
    """Whether somebody who wants no offers, but may be answered, asked something in the same message."""
    return not consent.silent and asks_beside(turn.message.text)


def _confirmation(turn: Turn, consent: Consent, language: Language, *, asked_for: bool) -> Reply | None:
    """What confirms the change. A weighed opt-in of somebody who never opted out says more than that."""
    if consent.status == "opted_out":
        # A question beside it is answered, with one line on the offers.
        return None if _asks_still(turn, consent) else opt_out_reply(language, consent.scope)
    # A question that came with the opt-in is worth more than a confirmation of it.
    return opt_in_reply(language) if asked_for and "?" not in turn.message.text else None
