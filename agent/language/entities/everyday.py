"""Words a customer says about anything: never the distinctive part of a name."""

from functools import cache

from agent.language.lexicon import word_set


@cache
def everyday_words() -> frozenset[str]:
    """Folded; grammar and common words of the five languages, and what looks like a trek's name but is none."""
    lists = [word_set(f"words.{language}", key) for language in ("en", "es", "fr") for key in ("function", "common")]
    hindi = (word_set("words.hi-Latn", "strong"), word_set("words.hi-Latn", "shared"))
    return frozenset().union(*lists, *hindi, word_set("treks", "not_treks"))
