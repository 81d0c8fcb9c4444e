"""The fixed words for an emergency, in the customer's language, with the operator's emergency phone."""

from collections.abc import Mapping

from agent.safety.lexicon import lexicon
from agent.turn import EmergencyKind, Language, Reply


def emergency_reply(kind: EmergencyKind, language: Language, phone: str) -> Reply:
    """Vetted advice, our emergency phone when there is one, and public numbers."""
    spoken: Language = "en" if language == "und" else language
    table = lexicon("emergency_replies")
    call = _in(table["call"], spoken).format(phone=phone) if phone else ""
    text = _self_harm(spoken, call) if kind == "self_harm" else _advice(kind, spoken, call)
    return Reply(
        text=text,
        language=spoken,
        kind="emergency",
        route="fixed",
        route_reasons=(f"emergency:{kind}",),
        handoff="emergency",
    )


def emergency_follow_up(language: Language, phone: str) -> Reply:
    """What somebody who writes on after an emergency hears once: that it is read, and whom to call."""
    spoken: Language = "en" if language == "und" else language
    table = lexicon("emergency_replies")
    call = _in(table["call"], spoken).format(phone=phone) if phone else ""
    text = "\n\n".join(part for part in (_in(table["follow_up"], spoken), call, _in(table["numbers"], spoken)) if part)
    return Reply(text=text, language=spoken, kind="emergency", route="fixed", route_reasons=("emergency:follow_up",))


def _self_harm(language: Language, call: str) -> str:
    words = _in(lexicon("emergency_replies")["self_harm"], language)
    return words.format(call=f" {call}" if call else "")


def _advice(kind: EmergencyKind, language: Language, call: str) -> str:
    table = lexicon("emergency_replies")
    parts = (_in(table["advice"][kind], language), call, _in(table["numbers"], language))
    return "\n\n".join(part for part in parts if part)


def _in(texts: Mapping[str, str], language: Language) -> str:
    return texts.get(language) or texts["en"]
