"""The lines a first or promotional reply must carry: privacy notice and the way out."""

from agent.safety.lexicon import lexicon
from agent.turn import Language


def privacy_line(language: Language, url: str) -> str:
    """One sentence on what is kept, where to read more, and STOP."""
    texts = lexicon("compliance")["notice"]
    return str(texts.get(language, texts["en"])).format(url=url)


def opt_out_line(language: Language) -> str:
    """How to get no offers."""
    texts = lexicon("compliance")["opt_out"]
    return str(texts.get(language, texts["en"]))
