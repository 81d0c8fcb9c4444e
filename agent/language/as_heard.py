"""Words written as they are heard: "dayz" is "days", and in French "jannule" is "j'annule"."""

from functools import cache

import regex

from agent.language.lexicon import word_set

_ELIDED = regex.compile(r"(?P<small>qu|[jldn])(?P<rest>[aeiouyh]\p{Ll}{3,})")
"""A small word that loses its vowel before another one, and what follows; shorter ones may be anything."""
_BUZZED = regex.compile(r"\p{Ll}{2,}(?<!e)z")
"""Not `-ez`, by which French verbs and Spanish names end."""


def as_heard(word: str) -> str:
    """The word as it is spelt, where a known one is meant; any other as it is."""
    if word in _known():
        return word
    if _BUZZED.fullmatch(word) and f"{word[:-1]}s" in _words_of("en"):
        return f"{word[:-1]}s"
    joined = _ELIDED.fullmatch(word)
    return f"{joined['small']}'{joined['rest']}" if joined and joined["rest"] in _words_of("fr") else word


@cache
def _words_of(language: str) -> frozenset[str]:
    return word_set(f"words.{language}", "function") | word_set(f"words.{language}", "common")


@cache
def _known() -> frozenset[str]:
    hindi = word_set("words.hi-Latn", "strong") | word_set("words.hi-Latn", "shared")
    return hindi.union(*map(_words_of, ("en", "es", "fr")))
