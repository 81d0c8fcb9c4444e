"""Words written without their vowels, as romanised Hindi is in haste: "brf kb mlti h" is "barf kab milti h"."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import regex

from agent.language.letters import words
from agent.language.lexicon import table, word_set

_VOWELS = regex.compile(r"[aeiouy]")
_SHORTENED = regex.compile(r"[a-z]{3,10}")
_ONE_SOUND = regex.compile(r"ch+h?|[kgtdpbsjr]h|ng|([^aeiouy])\1")
_ONSET = regex.compile(r"^[^aeiouy]{2}(?=[aeiouy])")
_CODA = regex.compile(r"(?<=[aeiouy])[^aeiouy]{2}$")
_CROWDED = regex.compile(
    r"^[^aeiouy]{3}|[^aeiouy]{4}|(?<=^.[aeiouy])[^aeiouy]{3}(?=[aeiouy])|(?<=[aeiouy])[^aeiouy]{3}$|^[^aeiouy]+$"
)
_LIQUIDS = "rlwv"


@lru_cache(maxsize=50_000)
def with_vowels(word: str) -> str:
    """A folded word with its vowels, where a common one fits; any other as it is.

    Only vowels are put in, never a consonant, and only into words that nobody could say: "km" and "tax" stay.
    """
    if not few_vowels(word) or word in _whole():
        return word
    fitting = (known for known in _by_consonants().get(consonants(word), ()) if _holds(known, word))
    return min(fitting, key=len, default=word)


@dataclass(frozen=True, slots=True)
class WrittenOut:
    """A folded text with its vowels; `places[n]` is where letter n of it stands in the folded text."""

    text: str
    places: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where [start, end) of it stands in the folded text; whole words keep their ends."""
        return self.places[start], self.places[end]


def written_out(folded: str) -> WrittenOut:
    """Every word that lacks its vowels written with them."""
    told: list[str] = []
    places: list[int] = []
    last = 0
    for word in words(folded):
        whole = with_vowels(word.text)
        if whole != word.text:
            told += [folded[last : word.start], whole]
            places += [*range(last, word.start), *(min(word.start + n, word.end - 1) for n in range(len(whole)))]
            last = word.end
    told.append(folded[last:])
    places += range(last, len(folded) + 1)
    return WrittenOut("".join(told), places)


def consonants(word: str) -> str:
    """What is left of it without vowels."""
    return _VOWELS.sub("", word)


def few_vowels(word: str) -> bool:
    """Whether consonants stand together in it that nobody says in a row, so that vowels are missing."""
    if not _SHORTENED.fullmatch(word):
        return False
    sounds = _ONE_SOUND.sub("c", word)
    return bool(_CROWDED.search(sounds)) or _is_unsaid(sounds)


def _is_unsaid(sounds: str) -> bool:
    onset, coda = _ONSET.search(sounds), _CODA.search(sounds)
    begins = onset is not None and onset[0][1] not in _LIQUIDS and onset[0][0] != "s"
    return begins or (coda is not None and coda[0][1] in "nmrlw" and coda[0] not in _SAID_LAST)


_SAID_LAST = frozenset({"rn", "rm", "lm", "rl", "wn", "wl", "mn"})


def _holds(known: str, word: str) -> bool:
    """Whether the word is the known one with vowels left out."""
    letters = iter(known)
    return known[0] == word[0] and all(letter in letters for letter in word)


@cache
def _whole() -> frozenset[str]:
    """Words that are none of these with vowels left out, though they have few."""
    hindi = frozenset(word for word in _hindi() if not few_vowels(word))
    return _others() | hindi | frozenset(_content()) | word_set("shortened", "stay") | frozenset(_of_the_calendar())


def _others() -> frozenset[str]:
    lists = [word_set(f"words.{language}", key) for language in ("en", "es", "fr") for key in ("function", "common")]
    return frozenset[str]().union(*lists)


def _of_the_calendar() -> Iterable[str]:
    """Names of months and days with their short forms: "jan" is no other word."""
    for key in ("months", "weekdays", "short_weekdays"):
        for forms in table("calendar")[key].values():
            yield from str(forms).split()


def _english() -> Iterable[str]:
    return (*word_set("words.en", "function"), *word_set("words.en", "common"))


def _hindi() -> Iterable[str]:
    return (*word_set("words.hi-Latn", "strong"), *word_set("words.hi-Latn", "shared"), *_romanised())


def _romanised() -> Iterable[str]:
    return (latin.lower() for told in table("romanised").values() for latin in told.values())


def _content() -> list[str]:
    return str(table("shortened")["content"]).split()


@cache
def _by_consonants() -> Mapping[str, tuple[str, ...]]:
    """Known words by their consonants, the likelier first."""
    found: dict[str, dict[str, None]] = {}
    for word in (*_content(), *sorted(_hindi()), *sorted(_english())):
        if len(_VOWELS.findall(word)) and word.isascii():
            found.setdefault(consonants(word), {})[word] = None
    return {letters: tuple(words) for letters, words in found.items()}
