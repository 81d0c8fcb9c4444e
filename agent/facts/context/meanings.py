"""What a word means whatever its language: the English of the glossary, else how it sounds, cut to its stem."""

from functools import cache, lru_cache

from agent.facts.context.lexicon import phrases_of
from agent.facts.context.phrases import key_of
from agent.facts.context.territories import territories
from agent.facts.words import grouped, listed
from agent.knowledge.glossary import english_words, glosses
from agent.knowledge.words import content_words
from agent.language.entities.heard import sound

_STEM = 6
_SHORTEST = 3


@lru_cache(maxsize=65536)
def meaning(key: str) -> str:
    """One word's meaning; "" for grammar, units and words too short to mean much."""
    if _is_unit(key):
        return ""
    if key in territories():
        return territories()[key]
    if key in _places():
        return _places()[key]
    known = glosses(key)
    if known:
        return " ".join(sound(word)[:_STEM] for word in known[0].english[0])
    if len(key) < _SHORTEST or key.isdigit() or not _is_content(key):
        return ""
    return sound(key)[:_STEM]


@lru_cache(maxsize=65536)
def has_meaning(key: str) -> bool:
    """Whether the glossary knows the word, in whichever language: then it is no name."""
    return bool(glosses(key)) or key in english_words()


def _is_content(key: str) -> bool:
    """`content_words` keeps a lone small word; beside another one it does not. It leaves English as it is."""
    return key not in _grammar() and key in content_words(f"{key} xxxxx")


@cache
def _places() -> dict[str, str]:
    return {key_of(word): sound(place)[:_STEM] for place, words in listed("places_alike").items() for word in words}


@cache
def _grammar() -> frozenset[str]:
    return frozenset(key_of(word) for word in phrases_of("grammar"))


def _is_unit(key: str) -> bool:
    """Units and currencies stand beside every figure, so they tell none from another."""
    known = (*grouped("units").values(), *grouped("currencies").values())
    return any(pattern.fullmatch(key) for pattern in known)
