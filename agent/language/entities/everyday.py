"""Words a customer says about anything: never the distinctive part of a name."""

from functools import cache

from agent.language.lexicon import word_set


@cache
def everyday_words() -> frozenset[str]:
    """Folded; common words, and what looks like a trek's name but is none."""
    return common_words() | word_set("treks", "not_treks")


@cache
def common_words() -> frozenset[str]:
    """Folded; grammar and common words of the five languages."""
    lists = [word_set(f"words.{language}", key) for language in ("en", "es", "fr") for key in ("function", "common")]
    hindi = (word_set("words.hi-Latn", "strong"), word_set("words.hi-Latn", "shared"))
    return frozenset().union(*lists, *hindi)
