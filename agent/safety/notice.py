"""Words a reply must carry or be replaced by: privacy notice, the way out of offers, and a kind refusal."""

from agent.safety.lexicon import lexicon
from agent.turn import Language, Reply


def privacy_line(language: Language, url: str) -> str:
    """One sentence on what is kept, where to read more, and STOP."""
    return _in("notice", language).format(url=url)


def opt_out_line(language: Language) -> str:
    """How to get no offers, and that STOP is more than that: the two are opt-outs of different scope."""
    return _in("opt_out", language)


def decline_reply(language: Language, operator: str) -> Reply:
    """What is said instead of answering a question that is not for this business."""
    spoken: Language = "en" if language == "und" else language
    text = _in("decline", spoken).format(operator=operator)
    return Reply(text=text, language=spoken, route="fixed", route_reasons=("declined: not for us",))


def _in(table: str, language: Language) -> str:
    texts = lexicon("compliance")[table]
    return str(texts.get(language, texts["en"]))
