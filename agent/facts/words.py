"""Word lists of the ledger, read once from `words.yaml` and turned into patterns."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import regex
from babel import Locale

from agent.language.entities.patterns import phrases
from agent.language.kept_pattern import compiled
from agent.language.lexicon import table
from agent.yaml_file import read_yaml

_FILE = Path(__file__).with_name("words.yaml")
_LETTER = r"[\p{L}\p{M}\p{N}]"
_ENDING = r"[\p{L}\p{M}]*"
_DEVANAGARI = regex.compile("[क-ह]")
_NASAL = regex.compile("[ँं]")
_LOCALES = ("en", "es", "fr", "hi")


@cache
def _lists() -> dict[str, Any]:
    loaded: dict[str, Any] = read_yaml(_FILE)
    return loaded


def any_of(words: Sequence[str]) -> str:
    """A pattern matching one of the words whole, the longest first."""
    return "|".join(_form(word) for word in sorted(words, key=len, reverse=True))


def _form(word: str) -> str:
    """Nuktas and the two signs for a nasal are written or left out as people like."""
    bare = word.rstrip("*")
    stem = _DEVANAGARI.sub("\\g<0>\u093c?", regex.escape(bare.replace("\u093c", "")))
    stem = _NASAL.sub("[ँं]", stem)
    stem = stem.replace(regex.escape("*"), _ENDING)  # franc* suisse*
    tail = _ENDING if word.endswith("*") else ""
    return stem + tail + (rf"(?!{_LETTER})" if regex.match(_LETTER, bare[-1]) else "")


def just_before(words: Sequence[str]) -> regex.Pattern[str]:
    """Finds one of the words at the end of what stands before a figure."""
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}])(?:{any_of(words)})\s$", regex.IGNORECASE)


def just_behind(words: Sequence[str]) -> regex.Pattern[str]:
    """Matches one of the words right behind a figure."""
    return regex.compile(rf"\s(?:{any_of(words)})", regex.IGNORECASE)


def listed(section: str) -> Mapping[str, Sequence[str]]:
    """The lists of a section as they are written."""
    found: Mapping[str, Sequence[str]] = _lists()[section]
    return found


@cache
def grouped(section: str) -> Mapping[str, regex.Pattern[str]]:
    """Every list of a section as a pattern that matches at a position: `currencies`, `units`."""
    return {name: compiled(f"(?i){any_of(words)}") for name, words in _lists()[section].items()}


@cache
def united(section: str) -> regex.Pattern[str]:
    """All lists of a section as one pattern, in their order; the name of the list is `match.lastgroup`."""
    parts = (f"(?P<{name}>{any_of(words)})" for name, words in _lists()[section].items())
    return compiled("(?i)" + "|".join(parts))


@cache
def searched(section: str) -> Mapping[str, regex.Pattern[str]]:
    """Every list of a section as a pattern that finds its words anywhere: `context`, `topics`."""
    return {name: compiled(rf"(?i)(?<!{_LETTER})(?:{any_of(words)})") for name, words in _lists()[section].items()}


def told_in(section: str, text: str) -> Iterator[tuple[str, "regex.Match[str]"]]:
    """What stands in the text of all lists of a section, the longest at a place, with the name of its list."""
    for match in at_words(_any_in(section), _starts(section), text):
        yield next(name for name, words in grouped(section).items() if words.fullmatch(match.group())), match


def at_words(pattern: regex.Pattern[str], starts: frozenset[str], text: str) -> Iterator["regex.Match[str]"]:
    """As `pattern.finditer(text)`, where all that matches begins a word, and with one of `starts` (`starts_of`).

    A pattern of a hundred words is tried at few places of a text so, not at each letter.
    """
    end = 0
    for place, first in _word_starts(text):
        begins = first in starts or first[:2] in starts or first[0] in starts
        if begins and place >= end and (match := pattern.match(text, place)):
            yield match
            end = match.end()


def starts_of(words: Iterable[str]) -> frozenset[str]:
    """What words begin with, in small letters: three letters at most, or one where a nukta may stand behind it."""
    return frozenset(word.rstrip("*")[: 1 if _DEVANAGARI.match(word) else _LONGEST_START].lower() for word in words)


_LONGEST_START = 3


@lru_cache(maxsize=256)
def _word_starts(text: str) -> tuple[tuple[int, str], ...]:
    lowered = text.lower()
    small = lowered if len(lowered) == len(text) else text
    return tuple(
        (match.start(), small[match.start() : match.start() + _LONGEST_START]) for match in _WORD_START.finditer(text)
    )


_WORD_START = regex.compile(r"(?<![\p{L}\p{M}])\S")


@cache
def _starts(section: str) -> frozenset[str]:
    return starts_of(word for said in _lists()[section].values() for word in said)


@cache
def _any_in(section: str) -> regex.Pattern[str]:
    words = [word for said in _lists()[section].values() for word in said]
    return compiled(rf"(?i)(?<!{_LETTER})(?:{any_of(words)})")


def speaks_of(context: str, text: str) -> bool:
    """Whether the text has a word of that context list."""
    return searched("context")[context].search(text) is not None


@cache
def month_names() -> Mapping[str, int]:
    """Full and short names of the months in all languages, lower case, to their number."""
    names = {name: month for month, said in table("calendar")["months"].items() for name in phrases(said)}
    for code in _LOCALES:
        months = Locale.parse(code).months
        for style in ("abbreviated", "wide"):
            for context in ("format", "stand-alone"):
                names |= {str(n).lower().rstrip(".॰"): number for number, n in months[context][style].items()}
    return {**names, **{name: month for said in _lists()["months"].values() for name, month in said.items()}}


@cache
def full_month_names() -> frozenset[str]:
    """Names that mean a month even without a day beside them."""
    wide = {str(n).lower() for code in _LOCALES for n in Locale.parse(code).months["stand-alone"]["wide"].values()}
    return frozenset(wide | {name for said in _lists()["months"].values() for name in said})
