"""The domain's glossary: words of five languages that mean the same to an operator."""

from functools import cache, lru_cache

from agent.language.letters import fold, romanised
from agent.language.lexicon import table

_SHORTEST_STEM = 2


@cache
def _glossary() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Whole words and stems, each with its concepts."""
    whole: dict[str, set[str]] = {}
    stems: dict[str, set[str]] = {}
    for concept, listed in table("concepts").items():
        for word in _plain(str(listed)).split():
            target, key = (stems, word[:-1]) if word.endswith("*") else (whole, word)
            target.setdefault(key, set()).add(concept)
    return _frozen(whole), _frozen(stems)


def _frozen(found: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    return {word: frozenset(concepts) for word, concepts in found.items()}


def _plain(text: str) -> str:
    return fold(text).replace("\u093c", "").replace("ँ", "ं")


@cache
def _by_sound() -> dict[str, frozenset[str]]:
    """Latin whole words by their romanised spelling, longer ones only."""
    return {romanised(word): concepts for word, concepts in _glossary()[0].items() if len(word) > 4}


@lru_cache(maxsize=20_000)
def concepts_of(word: str) -> frozenset[str]:
    """Concepts a folded word stands for, none for most words."""
    plain = _plain(word)
    whole, stems = _glossary()
    found = whole.get(plain, frozenset())
    for length in range(_SHORTEST_STEM, len(plain) + 1):
        found |= stems.get(plain[:length], frozenset())
    return found or _by_sound().get(romanised(plain), frozenset())
