"""What is said where a message may ask for silence, or tell of danger, and may not: asked, never acted upon."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from agent.safety.lexicon import lexicon
from agent.turn import Button, Language, Reply, Turn, Utterance

STOP_ID, KEEP_ID = "stop_all_messages", "keep_on_writing"
"""Ids of the two buttons under the question."""


def ask_reply(language: Language) -> Reply:
    """Nothing but the question, where the message asks us nothing."""
    spoken = _spoken(language)
    return Reply(
        text=_in("ask", spoken),
        language=spoken,
        kind="consent_doubt",
        buttons=_buttons(spoken),
        route="fixed",
        route_reasons=("asked whether to stop",),
    )


def kept_reply(language: Language) -> Reply:
    """What follows a tap on the second button."""
    spoken = _spoken(language)
    words = _in("kept", spoken)
    return Reply(
        text=words, language=spoken, kind="consent_doubt", route="fixed", route_reasons=("keeps our messages",)
    )


def was_asked(lines: Iterable[Utterance], since: datetime) -> bool:
    """Whether one of our lines since then held the question, in any language."""
    questions = tuple(lexicon("doubts")["ask"].values())
    return any(
        line.speaker == "S" and (line.at is None or line.at >= since) and any(asked in line.text for asked in questions)
        for line in lines
    )


def with_doubts(turn: Turn, reply: Reply, phone: str) -> Reply:
    """The reply with what the consent of this turn still owes: a confirmation, the line on danger, the question."""
    consent = turn.consent
    if consent is None:
        return reply
    call = _in("danger", reply.language).format(phone=f"{phone}, " if phone else "")
    lines = {
        call: "emergency" in consent.doubts,
        _in("no_offers", reply.language): consent.changed and consent.status == "opted_out",
        reply.text: True,
    }
    told = replace(reply, text="\n\n".join(line for line, is_owed in lines.items() if is_owed))
    return _asking(told) if "opt_out" in consent.doubts else told


def _asking(reply: Reply) -> Reply:
    """The question's buttons take the place of the answer's: a message holds three."""
    return replace(reply, text=f"{reply.text}\n\n{_in('ask', reply.language)}", buttons=_buttons(reply.language))


def _buttons(language: Language) -> tuple[Button, ...]:
    return (Button(id=STOP_ID, title=_in("stop", language)), Button(id=KEEP_ID, title=_in("keep", language)))


def _spoken(language: Language) -> Language:
    return "en" if language == "und" else language


def _in(table: str, language: Language) -> str:
    texts = lexicon("doubts")[table]
    return str(texts.get(language, texts["en"]))
