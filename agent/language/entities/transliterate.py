"""Devanagari in Latin letters, roughly as people romanise names."""

from functools import cache
from typing import NamedTuple

from agent.language.lexicon import table


class _Letters(NamedTuple):
    consonants: dict[str, str]
    vowels: dict[str, str]
    signs: dict[str, str]
    nasal: str
    silent: str
    skipped: str


@cache
def _letters() -> _Letters:
    return _Letters(**table("script"))


def in_latin(word: str) -> str:
    """One Devanagari word in Latin letters; the vowel that ends a word after a consonant is not spoken."""
    letters = _letters()
    out: list[str] = []
    for character in word:
        if character in letters.skipped:
            continue
        _append(out, character, letters)
    text = "".join(out)
    return text[:-1] if len(text) > 3 and text.endswith("a") and word[-1] in letters.consonants else text


def _append(out: list[str], character: str, letters: _Letters) -> None:
    if character in letters.consonants:
        out.append(letters.consonants[character] + "a")
        return
    if (character in letters.signs or character == letters.silent) and out:
        out[-1] = out[-1].removesuffix("a")
    spoken = (
        letters.signs.get(character) or letters.vowels.get(character) or ("n" if character in letters.nasal else "")
    )
    out.append(spoken if spoken or character == letters.silent else character)
