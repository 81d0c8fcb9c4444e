"""What a word means whatever its language: the English of the glossary, else how it sounds, cut to its stem."""

from functools import lru_cache

from agent.knowledge.glossary import english_words, glosses
from agent.knowledge.words import content_words
from agent.language.entities.heard import sound

_STEM = 6
_SHORTEST = 3


@lru_cache(maxsize=65536)
def meaning(key: str) -> str:
    """One word's meaning; "" for grammar and for words too short to mean much."""
    known = glosses(key)
    if known:
        return " ".join(known[0].english[0])
    if len(key) < _SHORTEST or key.isdigit() or not _is_content(key):
        return ""
    return sound(key)[:_STEM]


@lru_cache(maxsize=65536)
def has_meaning(key: str) -> bool:
    """Whether the glossary knows the word, in whichever language: then it is no name."""
    return bool(glosses(key)) or key in english_words()


def _is_content(key: str) -> bool:
    """`content_words` keeps a lone small word; beside another one it does not."""
    return key in content_words(f"{key} xxxxx")
