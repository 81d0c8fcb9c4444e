"""Which words tell one name from another."""

from functools import cache, lru_cache

from babel.numbers import list_currencies

from agent.facts.context.lexicon import hits, phrases_of
from agent.facts.context.meanings import has_meaning
from agent.facts.context.phrases import key_of
from agent.facts.context.territories import territories
from agent.facts.context.town_names import names_town
from agent.facts.words import full_month_names, listed, month_names
from agent.knowledge.glossary import english_words
from agent.knowledge.words import content_words
from agent.language.entities.everyday import common_words
from agent.language.entities.heard import sound
from agent.language.entities.numbers import LANGUAGES, word_values
from agent.language.letters import fold
from agent.language.lexicon import table, word_set

_SHORTEST = 2


@lru_cache(maxsize=32768)
def may_be_name(key: str) -> bool:
    """The same of a word in capitals within a sentence, which is one sign of a name already."""
    ordinary = len(key) < _SHORTEST or key[0].isdigit() or key in _ordinary() or key in english_words()
    return names_town([key]) or (not ordinary and not hits([key]))


@lru_cache(maxsize=32768)
def is_distinctive(key: str) -> bool:
    """Whether a folded word can be the telling part of a name."""
    if names_town([key]):
        return True
    if len(key) < _SHORTEST or key[0].isdigit() or key in _ordinary() or _is_common(key):
        return False
    return not has_meaning(key) and not hits([key])


@cache
def _ordinary() -> frozenset[str]:
    """Words that are no names although they may stand in capitals: months, units, currencies, grammar."""
    calendar = table("calendar")
    days = [
        word for group in ("weekdays", "short_weekdays") for said in calendar[group].values() for word in said.split()
    ]
    marks = [
        word.rstrip("*.") for section in ("currencies", "units") for said in listed(section).values() for word in said
    ]
    codes = list_currencies()
    said = {key_of(word) for word in (*month_names(), *full_month_names(), *days, *marks, *codes, *listed("permit"))}
    said |= {f"{key_of(day)}s" for day in days}
    said |= territories().keys() | {key_of(word) for word in phrases_of("ordinary")}
    said |= {key_of(word) for language in LANGUAGES for word in word_values(language)}
    return frozenset(said | {key_of(word) for word in common_words()} | generic_words())


@lru_cache(maxsize=32768)
def _is_common(key: str) -> bool:
    """Everyday words of Hindi in either script: the lists are in Latin letters."""
    return sound(key) in _common_sounds() or not content_words(f"{key} xxxxx")[:-1]


@cache
def _common_sounds() -> frozenset[str]:
    return frozenset(sound(fold(word)) for word in common_words())


@cache
def generic_words() -> frozenset[str]:
    """Nouns that many names share, and the words that join them."""
    nouns = {key_of(word) for word in word_set("treks", "generic") | word_set("treks", "joining")}
    return frozenset(nouns | place_nouns())


@cache
def place_nouns() -> frozenset[str]:
    """Nouns beside which a word is a name: pass, lake, trek."""
    words = (word for phrase in phrases_of("places") for word in phrase.split())
    return frozenset(key_of(word) for word in words if len(word) > _SHORTEST)
