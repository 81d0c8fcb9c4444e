"""Text as every part of this room reads it: folded character by character, so that spans stay exact."""

import unicodedata
from dataclasses import dataclass

import regex

WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:'[\p{L}\p{M}]+)*")
"""A word with its vowel signs; Python's own `\\w` breaks Devanagari words at them."""

BEFORE = r"(?<![\p{L}\p{M}\p{N}])"
AFTER = r"(?![\p{L}\p{M}\p{N}])"

_PLAIN = {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "–": "-", "—": "-", "‑": "-", "−": "-", "‐": "-"}


class _Folding(dict[int, str]):
    """Code point → one folded character, computed when first met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_character(chr(code))
        return folded


def _fold_character(character: str) -> str:
    if character in _PLAIN:
        return _PLAIN[character]
    if character.isspace():
        return " "
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    plain = unicodedata.normalize("NFKD", character)
    kept = plain[0] if "a" <= plain[0].lower() <= "z" or _is_nukta_letter(plain) else character
    lower = kept.lower()
    return lower if len(lower) == 1 else character


def _is_nukta_letter(decomposed: str) -> bool:
    return len(decomposed) == 2 and decomposed[1] == "\u093c"


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Lower case, no accents, ASCII digits and quotes; always as long as `text`."""
    return text.translate(_FOLDING)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the folded text and where it stands."""

    text: str
    start: int
    end: int


def words(folded: str) -> list[Word]:
    """Words of a folded text in order; digits count as words."""
    return [Word(found.group(), found.start(), found.end()) for found in WORD.finditer(folded)]


_SPELLINGS = tuple(
    (regex.compile(pattern), instead)
    for pattern, instead in (
        (r"chh", "ch"),
        (r"(?:aa|ah(?=[^aeiou]|$))", "a"),
        (r"(?:ee|ii)", "i"),
        (r"(?:oo|uu)", "u"),
        (r"ei", "e"),
        (r"ph", "f"),
        (r"w", "v"),
        (r"z", "j"),
        (r"(?:ck|q)", "k"),
        (r"([b-df-hj-np-tv-z])\1", r"\1"),
        (r"y$", "i"),
        (r"(?<=[aeiou])[nh]$", ""),
    )
)


def romanised(word: str) -> str:
    """One spelling for the many ways a Hindi word is written in Latin letters (nahin, nahee, nahi → nahi)."""
    for pattern, instead in _SPELLINGS:
        word = pattern.sub(instead, word)
    return word
