"""A person takes over: why, whether the bot falls silent for it, and what the customer is told."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal

from agent import vetted
from agent.people.office_hours import opens_at, place_of, spell_of
from agent.turn import ConsentScope, Handoff, HandoffReason, Language, Reply, Severity, Turn

NO_PAUSE: frozenset[HandoffReason] = frozenset({"unsure"})
"""One question we could not answer calls a colleague, and the conversation goes on."""

SEVERITY: Mapping[HandoffReason, Severity] = {
    "emergency": "critical",
    "complaint": "high",
    "compliance": "high",
    "failure": "high",
    "asked": "medium",
    "unsure_twice": "medium",
    "unsure": "low",
}
COLLEAGUE_WRITES = "a colleague is writing"


def decide(turn: Turn, operator: Mapping[str, Any], *, release_after_hours: float = 0) -> Handoff | None:
    """What the reply's hand-off means; None when nobody takes over. `release_after_hours` 0: until released."""
    reason = _reason(turn)
    if reason is None:
        return None
    opens = opens_at(operator, turn.message.sent_at)
    pauses = reason not in NO_PAUSE
    until = None
    if pauses and release_after_hours:
        # Counted from when somebody is there: a night does not use up the time a colleague has.
        until = (opens or turn.message.sent_at) + timedelta(hours=release_after_hours)
    return Handoff(reason=reason, pauses=pauses, opens=opens, until=until)


def _reason(turn: Turn) -> HandoffReason | None:
    if turn.reply is None or (turn.reply.handoff is None and turn.reply.kind != "handoff"):
        return None
    said = turn.reply.handoff or "unsure"
    return "unsure_twice" if said == "unsure" and _was_unsure(turn) else said


def _was_unsure(turn: Turn) -> bool:
    """Whether our line before this one could not answer either."""
    said = next((line for line in reversed(turn.history) if line.speaker == "S"), None)
    return said is not None and said.handoff in ("unsure", "unsure_twice")


def handoff_reply(language: Language, reason: HandoffReason) -> Reply:
    """Tell the customer that a person takes over; the reason picks the opening words and is kept as route reason."""
    words = (_in(vetted.OPENING[reason], language), _in(vetted.HANDOFF, language))
    told = _fixed(" ".join(filter(None, words)), language, kind="handoff", reason=reason)
    return replace(told, handoff=reason, mode="handoff" if reason == "failure" else "normal")


def apology_reply(turn: Turn, reason: str) -> Reply:
    """Where not even a colleague can be promised: said once, then silence until something else could be said."""
    said = next((line.text for line in reversed(turn.history) if line.speaker == "S" and line.text), "")
    if any(said.startswith(text) for text in vetted.NOBODY.values()):
        return replace(silence(turn.language, f"apologised already: {reason}"), mode="apology")
    told = _fixed(_in(vetted.NOBODY, turn.language), turn.language, kind="apology", reason=reason)
    return replace(told, mode="apology")


def when_line(language: Language, operator: Mapping[str, Any], now: datetime) -> str:
    """When a person will write, in the operator's own time; without known office hours, only that they will."""
    spell = spell_of(operator, now)
    if spell is None:
        return _in(vetted.WHEN_OPEN, language)
    local = now.astimezone(spell.start.tzinfo)
    place = place_of(str(spell.start.tzinfo)) or str(spell.start.tzinfo)
    if spell.start <= local:
        return _in(vetted.OPEN_NOW, language).format(time=f"{spell.end:%H:%M}", place=place)
    return _in(vetted.OPENS_LATER, language).format(
        day=_day(spell.start, local, language), time=f"{spell.start:%H:%M}", place=place
    )


def _day(opening: datetime, local: datetime, language: Language) -> str:
    days = (opening.date() - local.date()).days
    if days <= 1:
        return _in(vetted.SOON[days], language)
    return (vetted.WEEKDAYS.get(language) or vetted.WEEKDAYS["en"])[opening.weekday()]


def complaint_follow_up(language: Language) -> Reply:
    """What somebody who writes on after a complaint hears once: that this is read as well."""
    return _fixed(_in(vetted.STILL_SORRY, language), language, kind="apology", reason="wrote on after a complaint")


def opt_out_reply(language: Language, scope: ConsentScope = "all") -> Reply:
    """The one confirmation that follows a STOP, or the wish for no more offers."""
    if scope == "marketing":
        return _fixed(_in(vetted.NO_OFFERS, language), language, kind="opt_out", reason="opted out of marketing")
    return _fixed(_in(vetted.OPT_OUT, language), language, kind="opt_out", reason="opted out")


def opt_in_reply(language: Language) -> Reply:
    """The confirmation that follows a START."""
    return _fixed(_in(vetted.OPT_IN, language), language, kind="opt_in", reason="opted in")


def silence(language: Language, reason: str = "opted out earlier") -> Reply:
    """A turn that must not be answered."""
    return _fixed("", language, kind="silence", reason=reason)


def _in(texts: Mapping[str, str], language: Language) -> str:
    return texts.get(language) or texts.get("en", "")


def _fixed(
    text: str, language: Language, *, kind: Literal["handoff", "opt_out", "opt_in", "silence", "apology"], reason: str
) -> Reply:
    spoken: Language = "en" if language == "und" else language
    return Reply(text=text, language=spoken, kind=kind, route="fixed", route_reasons=(reason,))
