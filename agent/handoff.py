"""Texts a person has vetted, in five languages. They need no file and no model, so they work when nothing else does."""

from dataclasses import replace
from typing import Literal

from agent.turn import HandoffReason, Language, Reply

_HANDOFF: dict[str, str] = {
    "en": "I'm passing this to a colleague, who will write to you here during our office hours.",
    "hi": "मैं आपकी बात अपने सहयोगी तक पहुँचा रहा हूँ। वे कार्यालय समय में आपको यहीं लिखेंगे।",
    "es": "Paso su mensaje a una persona de nuestro equipo, que le escribirá aquí en horario de oficina.",
    "fr": "Je transmets votre message à un collègue, qui vous écrira ici pendant nos heures de bureau.",
    "hi-Latn": "Main aapki baat apne colleague tak pahuncha raha hoon. Woh office hours mein aapko yahin likhenge.",
}
_UNSURE: dict[str, str] = {
    "en": "I don't want to give you a wrong answer here.",
    "hi": "मैं आपको कोई ग़लत जानकारी नहीं देना चाहता।",
    "es": "No quiero darle una información equivocada.",
    "fr": "Je ne veux pas vous donner une réponse inexacte.",
    "hi-Latn": "Main aapko koi galat jaankari nahi dena chahta.",
}
_APOLOGY: dict[str, str] = {
    "en": "I'm sorry about this.",
    "hi": "हमें इसके लिए खेद है।",
    "es": "Lamentamos lo ocurrido.",
    "fr": "Nous sommes désolés de ce désagrément.",
    "hi-Latn": "Humein iske liye khed hai.",
}
_ASKED: dict[str, str] = {
    "en": "Of course.",
    "hi": "ज़रूर।",
    "es": "Por supuesto.",
    "fr": "Bien sûr.",
    "hi-Latn": "Zaroor.",
}
_OPT_OUT: dict[str, str] = {
    "en": "Done: you will get no more messages from us. Write START if you ever want them again.",
    "hi": "ठीक है, अब हम आपको कोई संदेश नहीं भेजेंगे। दोबारा चाहें तो START लिख दीजिए।",
    "es": "Hecho: no le enviaremos más mensajes. Si algún día quiere recibirlos de nuevo, escriba START.",
    "fr": "C'est fait : vous ne recevrez plus de messages de notre part. Pour les reprendre un jour, écrivez START.",
    "hi-Latn": "Theek hai, ab hum aapko koi message nahi bhejenge. Dobara chahiye to START likh dijiye.",
}
_OPT_IN: dict[str, str] = {
    "en": "Welcome back! We will write to you here again. Write STOP whenever you want it to end.",
    "hi": "फिर से स्वागत है! अब हम आपको यहाँ लिखेंगे। बंद करना हो तो कभी भी STOP लिख दीजिए।",
    "es": "¡Bienvenido de nuevo! Volveremos a escribirle aquí. Escriba STOP cuando quiera dejar de recibirlos.",
    "fr": "Heureux de vous retrouver ! Nous vous écrirons de nouveau ici. Écrivez STOP pour arrêter à tout moment.",
    "hi-Latn": "Phir se swagat hai! Ab hum aapko yahan likhenge. Band karna ho to kabhi bhi STOP likh dijiye.",
}
_OPENING: dict[HandoffReason, dict[str, str]] = {
    "asked": _ASKED,
    "complaint": _APOLOGY,
    "failure": _APOLOGY,
    "unsure": _UNSURE,
    "unsure_twice": _UNSURE,
    "compliance": {},
    "emergency": {},
}


def handoff_reply(language: Language, reason: HandoffReason) -> Reply:
    """Tell the customer that a person takes over; the reason picks the opening words and is kept as route reason."""
    words = (_in(_OPENING[reason], language), _in(_HANDOFF, language))
    told = _fixed(" ".join(filter(None, words)), language, kind="handoff", reason=reason)
    return replace(told, handoff=reason)


def opt_out_reply(language: Language) -> Reply:
    """The one confirmation that follows a STOP."""
    return _fixed(_in(_OPT_OUT, language), language, kind="opt_out", reason="opted out")


def opt_in_reply(language: Language) -> Reply:
    """The confirmation that follows a START."""
    return _fixed(_in(_OPT_IN, language), language, kind="opt_in", reason="opted in")


def silence(language: Language) -> Reply:
    """A turn that must not be answered."""
    return _fixed("", language, kind="silence", reason="opted out earlier")


def _in(texts: dict[str, str], language: Language) -> str:
    return texts.get(language) or texts.get("en", "")


def _fixed(
    text: str, language: Language, *, kind: Literal["handoff", "opt_out", "opt_in", "silence"], reason: str
) -> Reply:
    spoken: Language = "en" if language == "und" else language
    return Reply(text=text, language=spoken, kind=kind, route="fixed", route_reasons=(reason,))
