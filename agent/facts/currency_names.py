"""Currencies by their names in the languages of Unicode's tables: Icelandic krónur, couronnes danoises, श्रीलंकाई रुपये."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache

import regex
from babel import Locale
from babel.core import get_global
from babel.numbers import get_territory_currencies

from agent.facts.words import listed
from agent.language.letters import fold

_LOCALES = ("en", "es", "fr", "hi")
_WORD = regex.compile(r"[\p{L}\p{M}]+")
_GAP = regex.compile(r"[ \u00a0\u202f](?:de |of )?")
_JOINING = regex.compile(r"(?:y|e|et|and|और)(?![\p{L}\p{M}])", regex.IGNORECASE)
"""Behind one of these a new thought begins, although some names have it in them: Trinidad and Tobago."""
_LETTERS = 4
_LETTERS_INDIC = 3
_DEVANAGARI = regex.compile(r"\p{Devanagari}")
_LONGEST = 3


def currency_named(text: str, start: int) -> tuple[tuple[str, ...], int] | None:
    """The currencies that the words at `start` may mean, and where their name ends: several for a bare `couronnes`."""
    words = list(_words(text, start))
    for count in range(len(words), 0, -1):
        said = [_stem(word.group()) for word in words[:count]]
        codes = frozenset.intersection(*(_by_stem().get(stem, frozenset()) for stem in said))
        if codes and (any(stem in _nouns() for stem in said) if count > 1 else _is_noun(words[0].group())):
            return tuple(sorted(codes)), words[count - 1].end()
    return None


@cache
def shared_names() -> tuple[frozenset[str], ...]:
    """Currencies that bear one name in several countries."""
    shared = {codes for stem, codes in _by_stem().items() if stem in _nouns() and len(codes) > 1}
    return tuple(sorted(shared, key=sorted))


def _words(text: str, start: int) -> Iterator["regex.Match[str]"]:
    place = start
    for _ in range(_LONGEST):
        word = _WORD.match(text, place)
        if not word:
            return
        yield word
        gap = _GAP.match(text, word.end())
        place = gap.end() if gap and not _JOINING.match(text, gap.end()) else len(text)


def _stem(word: str) -> str:
    """Enough of a word to know it in the plural."""
    return fold(word)[: _LETTERS_INDIC if _DEVANAGARI.match(word) else _LETTERS]


@cache
def _by_stem() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for code, name in _names():
        for word in _WORD.findall(name):
            found.setdefault(_stem(word), set()).add(code)
    return {stem: frozenset(codes) for stem, codes in found.items()}


@cache
def _nouns() -> frozenset[str]:
    """What a currency is called without its country: the words of names that stand for no territory."""
    countries = {_stem(word) for code in _LOCALES for word in _WORD.findall(_territories(code))}
    first_or_last = (
        _WORD.findall(name)[-1 if locale in ("en", "hi") else 0] for locale, _, name in _told() if _WORD.search(name)
    )
    return frozenset({_stem(word) for word in first_or_last if len(word) >= _LETTERS_INDIC} - countries)


def _is_noun(word: str) -> bool:
    """Whether the word alone names a currency: in full, and as no other word is written."""
    key = fold(word)
    return len(key) >= _LETTERS and any(one in _whole_nouns() for one in (key, key.removesuffix("s")))


@cache
def _whole_nouns() -> frozenset[str]:
    words = {fold(word) for _, name in _names() for word in _WORD.findall(name) if _stem(word) in _nouns()}
    words |= {fold(name) for _, name in _names() if _WORD.fullmatch(name)}  # boliviano: like its country, yet a name
    return frozenset(words - {fold(word) for word in listed("no_currencies")["alone"]})


def _territories(locale: str) -> str:
    return " ".join(map(str, Locale.parse(locale).territories.values()))


def _names() -> Iterator[tuple[str, str]]:
    yield from ((code, name) for _, code, name in _told())


@cache
def _told() -> tuple[tuple[str, str, str], ...]:
    tender = _tender()
    return tuple(
        (locale, code, str(name))
        for locale in _LOCALES
        for code, name in Locale.parse(locale).currencies.items()
        if code in tender
    )


@cache
def _tender() -> frozenset[str]:
    """Currencies that a territory uses today, not those of the past."""
    today = date.today()
    territories = get_global("territory_currencies")
    return frozenset(code for one in territories for code in get_territory_currencies(one, today, today))
