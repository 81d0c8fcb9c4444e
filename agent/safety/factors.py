"""The seven factors of ban risk, each an intensity of 0–1 with the words that caused it."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from math import prod

import emoji
import regex

from agent.safety.fold import bare, fold
from agent.safety.lexicon import compiled, lexicon
from agent.safety.links import find_links, is_own, suspicion

_WORD = regex.compile(r"[\p{L}\p{M}][\p{L}\p{M}'’]*")
_CASED = regex.compile(r"[\p{Lu}\p{Ll}]")
_NUMERIC_MIX = regex.compile(r"(?<!\w)(?=\w*\d)(?=\w*\p{L})\w{4,}(?!\w)")
_UNIT = regex.compile(r"\d+(?:st|nd|rd|th|km|kms|kg|mts|am|pm|days?|hrs?|hours?|mins?|lakhs?|inr|usd|eur|ml)", regex.I)
_PUNCTUATION = regex.compile(r"[!?]{3,}|[!?]+(?:\s*[!?]){2,}|[$₹€£*#~=_]{3,}|\.{5,}")
_HIDDEN = regex.compile(r"[\u200b\u200c\u2060\ufeff\u202a-\u202e\u2066-\u2069\u00ad]")
_JOINED_SCRIPT = regex.compile(r"[\p{Devanagari}\p{Emoji}]")
_MIXED_SCRIPT = regex.compile(r"(?<!\w)(?=\w*\p{Latin})(?=\w*[\p{Cyrillic}\p{Greek}])\w+")
_SPELT = regex.compile(r"(?<!\w)(?:\p{Latin}[ .*-]){3,}\p{Latin}(?!\w)")

FREE_EMOJI = 2
"""So many in a message are warmth, not noise."""


@dataclass(frozen=True, slots=True)
class Finding:
    """How strongly a factor holds, 0–1, and what it saw, in the text's own words."""

    intensity: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What is the operator's and thus not suspicious: addresses, phones, and codes written in capitals."""

    links: Collection[str] = ()
    phones: Collection[str] = ()
    codes: Collection[str] = ()


def emoji_load(text: str, own: Own) -> Finding:
    """Emoji by grapheme beyond the free ones, against the words they come with."""
    found = [mark["emoji"] for mark in emoji.emoji_list(text)]
    excess = len(found) - FREE_EMOJI
    if excess <= 0:
        return Finding(0.0)
    share = excess / (excess + len(_WORD.findall(text)))
    return Finding(
        max(_ramp(excess, 0, 8), _ramp(share, 0.2, 0.7) * min(1.0, excess / 4)), tuple(found[FREE_EMOJI:][:8])
    )


def capitals(text: str, own: Own) -> Finding:
    """Share of cased letters in shouted words; scripts without capitals cannot shout, short codes do not."""
    words = [word for word in _WORD.findall(_without_links(text)) if len(_CASED.findall(word)) >= 2]
    shouted = shouted_words(words, own.codes)
    cased = sum(map(len, words))
    if cased < 8:
        return Finding(0.0)
    return Finding(_ramp(sum(map(len, shouted)) / cased, 0.1, 0.7), tuple(dict.fromkeys(shouted))[:6])


def shouted_words(words: Collection[str], codes: Collection[str]) -> list[str]:
    """Words all in capitals; up to four letters only where most of the message shouts."""
    names = frozenset(lexicon("spam")["capital_names"].split()) | frozenset(codes)
    upper = [word for word in words if word.isupper() and word not in names]
    long = [word for word in upper if len(word) >= 5]
    return upper if len(long) >= 2 or (len(words) >= 3 and len(upper) > len(words) / 2) else long


def repetition(text: str, own: Own) -> Finding:
    """Content words said more often than a text of this length needs."""
    words = [
        word for word in _WORD.findall(fold(_without_links(text))) if len(word) >= 3 and word not in _function_words()
    ]
    allowed = 2 + len(words) // 12
    excess = {word: count - allowed for word, count in Counter(words).items() if count > allowed}
    if len(words) < 4 or not excess:
        return Finding(0.0)
    return Finding(_ramp(sum(excess.values()) / len(words), 0.0, 0.4), tuple(excess)[:4])


def links(text: str, own: Own) -> Finding:
    """Foreign links by how much each looks like bait, and foreign numbers one is told to call; our own do not count."""
    foreign = [link for link in find_links(text) if not is_own(link, own.links)]
    calls = _foreign_calls(_without_links(text), own.phones)
    return Finding(
        min(1.0, sum(map(suspicion, foreign)) + 0.5 * len(calls)), (*(link.text for link in foreign), *calls)[:4]
    )


def _foreign_calls(text: str, own: Collection[str]) -> list[str]:
    found = [match.group() for match in _calls().finditer(fold(text))]
    ours = [_digits(phone) for phone in own]
    return [words for words in found if not any(phone.endswith(_digits(words)[-8:]) for phone in ours)]


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


@cache
def _calls() -> "regex.Pattern[str]":
    return compiled(lexicon("spam")["calls"], {})


def spam_patterns(text: str, own: Own) -> Finding:
    """Prizes, easy money, loans, crypto, adult, false urgency, premium numbers, hard selling, chain letters."""
    return _matches(text, "spam")


def clickbait(text: str, own: Own) -> Finding:
    """Bait and false scarcity."""
    return _matches(text, "clickbait")


def other(text: str, own: Own) -> Finding:
    """Strings of marks, invisible characters, letters mixed with digits or from two alphabets, spelt-out words."""
    plain = _without_links(text)
    hidden = [] if _JOINED_SCRIPT.search(plain) else _HIDDEN.findall(plain)
    salad = [word for word in _NUMERIC_MIX.findall(plain) if not _UNIT.fullmatch(word)]
    marks = (*_PUNCTUATION.findall(plain), *_MIXED_SCRIPT.findall(plain), *_SPELT.findall(plain), *salad)
    evidence = (*marks, *(["invisible characters"] if hidden else []))
    return Finding(min(1.0, 0.4 * len(marks) + 0.3 * len(hidden)), tuple(evidence)[:5])


FACTORS: Mapping[str, Callable[[str, Own], Finding]] = {
    "emoji": emoji_load,
    "capitals": capitals,
    "repeated_keywords": repetition,
    "links": links,
    "spam_patterns": spam_patterns,
    "clickbait": clickbait,
    "other": other,
}


def _ramp(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))


def _without_links(text: str) -> str:
    for link in reversed(find_links(text)):
        text = f"{text[: link.start]} {text[link.end :]}"
    return text


def _matches(text: str, table: str) -> Finding:
    folded = fold(text)
    hits = [(weight, found.group()) for weight, pattern in _patterns(table) for found in pattern.finditer(folded)]
    distinct = {words: weight for weight, words in hits}
    return Finding(1.0 - prod(1.0 - weight for weight in distinct.values()), tuple(distinct)[:5])


@cache
def _patterns(table: str) -> tuple[tuple[float, "regex.Pattern[str]"], ...]:
    content = lexicon("spam")
    groups = content[table].values()
    return tuple((group["weight"], compiled(group["patterns"], content["macros"])) for group in groups)


@cache
def _function_words() -> frozenset[str]:
    return frozenset(bare(lexicon("spam")["function_words"]).casefold().split())
