"""Words as they are looked up in lists: one spelling for case, accents and the short forms of texting."""

import unicodedata
from functools import cache, lru_cache
from pathlib import Path

import regex

from agent.language.as_heard import as_heard
from agent.language.kept_pattern import compiled
from agent.language.vowels import with_vowels
from agent.yaml_file import read_yaml

_TEXTING = Path(__file__).with_name("texting.yaml")
_ACCENTS = regex.compile(r"(?<=\p{Latin})\p{Mn}+")
_STRETCHED = regex.compile(r"(\p{L})\1{2,}")
_BETWEEN = regex.compile(r"[^\p{L}\p{M}\p{N}']+")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Lower case, Latin accents removed, Devanagari marks kept, punctuation other than the apostrophe as blanks.

    A letter that is written three times or more stands once: "bonjouuur".
    """
    lower = _STRETCHED.sub(r"\1", text.lower())
    return " ".join(_BETWEEN.sub(" ", lower if lower.isascii() else _without_accents(lower)).split())


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.replace("’", "'"))
    return unicodedata.normalize("NFC", _ACCENTS.sub("", decomposed))


def spelt_out(words: str) -> str:
    """A `plain` text with the spellings of texting written out: "hw mch dayz" as "how much days", "brf" as "barf"."""
    return " ".join(_short_spellings().get(word) or with_vowels(as_heard(word)) for word in words.split())


@cache
def _short_spellings() -> dict[str, str]:
    spellings: dict[str, str] = read_yaml(_TEXTING)
    return spellings


def pattern_of(words: list[str]) -> regex.Pattern[str]:
    """Any of these words or phrases, whole, in a text made `plain` and `spelt_out`.

    A trailing * matches any ending; an … up to four words between, none of them about oneself ("you … cancel").
    """
    longest = sorted(set(words), key=lambda word: (-len(word.rstrip("*")), word))
    forms = dict.fromkeys(_form(word) for word in longest)
    return compiled(rf"(?<![\p{{L}}\p{{M}}\p{{N}}])(?:{'|'.join(forms)})(?![\p{{L}}\p{{M}}\p{{N}}])")


def _form(phrase: str) -> str:
    return _GAP.join(_whole(part.strip()) for part in phrase.split("…"))


_ONESELF = (
    "i|i'm|my|me|we|our|yo|mi|mis|me|nos|je|j|j'|ma|mes|mon|nous|main|mai|mera|meri|mere|mujhe|hum|hamara|hamari|hamare"
    "|मैं|मेरा|मेरी|मेरे|मुझे|हम|हमारा|हमारी|हमारे"
)
_GAP = rf"(?: (?!(?:{_ONESELF})(?:['\s]|$))\S+){{0,4}}? "


_QUE = "(?:que|q)"
"""In texting one letter, which as a word by itself stands for other words in other languages."""


def _whole(word: str) -> str:
    parts = (_QUE if part == "que" else regex.escape(part) for part in spelt_out(plain(word.rstrip("*"))).split())
    stem = " ".join(parts)
    return stem + (r"[\p{L}\p{M}]*" if word.endswith("*") else "")
