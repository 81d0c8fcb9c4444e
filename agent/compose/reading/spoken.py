"""Is this text in that language? Script first, then small words; names and figures in it do not matter."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import regex

from agent.language.plain import plain
from agent.turn import Language
from agent.yaml_file import read_yaml

_FILE = Path(__file__).with_name("function_words.yaml")
_LEAST_DEVANAGARI = 0.4
_MOST_DEVANAGARI = 0.1
_CLEAR = 3
_NO_LANGUAGE = frozenset({"asking", "asking_first", "pronouns", "otherwise", "linking", "supposing", "naming_back"})
"""Lists of the file that tell no language."""


@cache
def _words() -> Mapping[str, frozenset[str]]:
    lists: dict[str, list[str]] = read_yaml(_FILE)
    return {language: frozenset(words) for language, words in lists.items()}


def question_words() -> frozenset[str]:
    """Words by which a sentence asks something, in all languages."""
    return _words()["asking"]


def first_question_words() -> frozenset[str]:
    """Words that ask where they begin a sentence."""
    return _words()["asking_first"]


def pronouns() -> frozenset[str]:
    """Words that stand for what was just named, where they begin a sentence."""
    return _words()["pronouns"]


def otherwise() -> frozenset[str]:
    """Phrases that ask for the other choice, where they begin a sentence."""
    return _words()["otherwise"]


def linking_words() -> frozenset[str]:
    """Words by which a sentence goes on from the one before, where they begin it."""
    return _words()["linking"]


def supposing() -> frozenset[str]:
    """Phrases by which a sentence supposes something that the next one asks about, where they begin it."""
    return _words()["supposing"]


def naming_back() -> frozenset[str]:
    """Words that stand for what was named before, wherever they are."""
    return _words()["naming_back"]


def speaks(text: str, language: Language) -> bool:
    """False when script or small words clearly speak another language; a text too short to tell passes."""
    letters = _letters(text)
    share = sum("\u0900" <= letter <= "\u097f" for letter in letters) / max(len(letters), 1)
    if language == "hi":
        return share >= _LEAST_DEVANAGARI or not letters
    if share > _MOST_DEVANAGARI:
        return False
    counts = _counts(text)
    expected = counts.get("en" if language == "und" else language, 0)
    best = max(counts.values())
    # Romanised Hindi is written with English words in between; other languages are not.
    return best < _CLEAR or expected * (2 if language == "hi-Latn" else 1) >= best


def _letters(text: str) -> list[str]:
    """Its letters, links and addresses left out."""
    return regex.findall(r"\p{L}", regex.sub(r"\S+[@/]\S+", " ", text))


def _counts(text: str) -> dict[str, int]:
    words = plain(text).split()
    lists = ((name, small) for name, small in _words().items() if name not in _NO_LANGUAGE)
    return {language: sum(word in small for word in words) for language, small in lists}
