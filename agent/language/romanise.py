"""Hindi in Latin letters, for customers who write it so: their own spelling of small words, English ones in English."""

from functools import cache

import regex

from agent.language.entities.transliterate import in_latin
from agent.language.lexicon import table

_WORD = regex.compile(r"[\u0900-\u0963\u0970-\u097f\u200c\u200d]+")
_SYLLABLE = regex.compile(
    r"(?P<onset>(?:[\u0915-\u0939\u0958-\u095f]\u093c?\u094d)*[\u0915-\u0939\u0958-\u095f]\u093c?)"
    r"(?P<vowel>[\u093e-\u094c]?)(?P<nasal>[\u0901-\u0903]?)|(?P<other>.)"
)
_SILENT = "\u094d"


def romanised(text: str) -> str:
    """The text with every Devanagari word in Latin letters; figures, links and Latin words stay as they are."""
    told = _WORD.sub(lambda found: _word(found.group()), text.replace("।", "."))
    return regex.sub(r"(?:(?<=^)|(?<=[.!?]\s))\p{Ll}", lambda found: found.group().upper(), told)


def _word(word: str) -> str:
    return _known().get(_bare(word)) or in_latin(_without_schwa(word)).replace("ie", "iye")


def _without_schwa(word: str) -> str:
    """The vowel that a consonant carries unwritten is not spoken between two syllables that are, nor at the end.

    From right to left, so that of two such vowels in a row the first is spoken (Ohala 1983).
    """
    syllables = list(_SYLLABLE.finditer(word))
    silent: set[int] = {len(syllables) - 1} if syllables and _unwritten(syllables[-1]) else set()
    for place in range(len(syllables) - 2, 0, -1):
        after = syllables[place + 1]
        single = after["onset"] is not None and _SILENT not in after["onset"]
        if (
            _unwritten(syllables[place])
            and single
            and place + 1 not in silent
            and _SILENT not in syllables[place]["onset"]
        ):
            silent.add(place)
    return "".join(
        _spelt(found, silent=place in silent, last=place == len(syllables) - 1) for place, found in enumerate(syllables)
    )


def _unwritten(syllable: "regex.Match[str]") -> bool:
    return syllable["onset"] is not None and not syllable["vowel"] and not syllable["nasal"]


def _spelt(syllable: "regex.Match[str]", *, silent: bool, last: bool) -> str:
    return syllable.group() + (_SILENT if silent and not last else "")


def _bare(word: str) -> str:
    return regex.sub("[\u093c\u200c\u200d]", "", word.replace("ँ", "ं"))


@cache
def _known() -> dict[str, str]:
    lists = table("romanised")
    return {_bare(word): latin for told in lists.values() for word, latin in told.items()}
