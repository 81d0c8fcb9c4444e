"""How loud a text is, whatever it says: emoji, capitals, repetition, strings of marks and disguised letters."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import cache, lru_cache

import emoji
import regex

from agent.safety.aligned import HIDDEN, Span, visible
from agent.safety.finding import WORD, Finding, Own, ramp, without_links
from agent.safety.fold import bare, fold
from agent.safety.lexicon import lexicon

_CASED = regex.compile(r"[\p{Lu}\p{Ll}]")
_NUMERIC_MIX = regex.compile(r"(?<!\w)(?=\w*\d)(?=\w*\p{L})\w{4,}(?!\w)")
_CODE = regex.compile(
    r"\d+(?:st|nd|rd|th|km|kms|kg|mts|am|pm|days?|hrs?|hours?|mins?|lakhs?|inr|usd|eur|ml|gb|mb|bhk)"
    r"|[A-Z]{1,4}\d+[A-Z]?|\d+[A-Z]{1,3}",
    regex.I,
)
_PUNCTUATION = regex.compile(r"[!?]{3,}|[!?]+(?:\s*[!?]){2,}|[$₹€£*#~=_]{3,}|\.{5,}")
_MIXED_SCRIPT = regex.compile(r"(?<!\w)(?=\w*\p{Latin})(?=\w*[\p{Cyrillic}\p{Greek}])\w+")
_SPELT = regex.compile(r"(?<!\w)(?:\p{Latin}(?:[^\S\n]+|[.*-])){3,}\p{Latin}(?!\w)")

_PICTURE = regex.compile(r"[\p{Extended_Pictographic}\u20e3\U0001f1e6-\U0001f1ff]")

FREE_EMOJI = 2
"""So many in a message are warmth, not noise."""
_PER_LINE = 2
_WORDS_PER_EMOJI = 12
"""A longer text carries one more for as many words."""


def emoji_load(text: str, own: Own) -> Finding:
    """Emoji by grapheme beyond the free ones, against the words they come with."""
    found = emoji.emoji_list(text) if _PICTURE.search(text) else []
    words = len(WORD.findall(text)) if len(found) > FREE_EMOJI else 0
    free = FREE_EMOJI + words // _WORDS_PER_EMOJI
    excess = len(found) - free
    if excess <= 0 or not words:  # emoji alone are a feeling
        return Finding(0.0)
    share = excess / (excess + words)
    spans = tuple(Span(mark["match_start"], mark["match_end"]) for mark in found[free:])
    return Finding(max(ramp(excess, 0, 8), ramp(share, 0.2, 0.7) * min(1.0, excess / 4)), spans)


def capitals(text: str, own: Own) -> Finding:
    """Share of cased letters in shouted words; scripts without capitals cannot shout, short codes do not."""
    words = [word for word in WORD.finditer(without_links(text)) if len(_CASED.findall(word.group())) >= 2]
    cased = sum(len(word.group()) for word in words)
    if cased < 8:
        return Finding(0.0)
    loud = set(shouted_words([word.group() for word in words], own.codes))
    shouted = [word for word in words if word.group() in loud]
    share = sum(len(word.group()) for word in shouted) / cased
    return Finding(ramp(share, 0.1, 0.7), tuple(Span(*word.span()) for word in shouted))


def shouted_words(words: Sequence[str], codes: Collection[str]) -> list[str]:
    """Words all in capitals; up to four letters only where most of the message shouts."""
    names = _capital_names() | frozenset(codes)
    upper = [word for word in words if word.isupper() and word not in names]
    long = [word for word in upper if len(word) >= 5]
    return upper if len(long) >= 2 or (len(words) >= 3 and len(upper) > len(words) / 2) else long


def repetition(text: str, own: Own) -> Finding:
    """Content words said more often than a text of this length needs.

    Names of treks and places may come as often as they like. In a list a word that comes once or twice in each line,
    as in a price list or an itinerary, belongs to its form; the same line again does not.
    """
    said = _content_words(text, own)
    total = sum(map(len, said.values()))
    allowed = 2 + total // 12
    excess = [spans[allowed:] for spans in (_beyond_the_form(text, spans) for spans in said.values())]
    spans = tuple(sorted((span for some in excess for span in some), key=lambda span: span.start))
    if total < 4 or not spans:
        return Finding(0.0)
    return Finding(ramp(len(spans) / total, 0.0, 0.4), spans)


def _content_words(text: str, own: Own) -> dict[str, list[Span]]:
    plain = without_links(text)
    told = _function_words() | _words_of(tuple(own.names))
    said: dict[str, list[Span]] = defaultdict(list)
    for word in WORD.finditer(plain):
        folded = _folded(word.group())
        if len(folded) >= 3 and folded not in told:
            said[folded].append(Span(*word.span()))
    return said


def _beyond_the_form(text: str, spans: list[Span]) -> list[Span]:
    """Of a word's places all but the first two of every different line, where at least three lines have it."""
    lines: dict[str, list[Span]] = defaultdict(list)
    for span in spans if "\n" in text and len(spans) > 2 else ():
        start = text.rfind("\n", 0, span.start) + 1
        lines[text[start:].partition("\n")[0].strip()].append(span)
    if len(lines) < 3:
        return spans
    return [span for some in lines.values() for span in some[_PER_LINE:]]


def other(text: str, own: Own) -> Finding:
    """Strings of marks, hidden characters, letters mixed with digits or from two alphabets, spelt-out words."""
    seen = visible(text)
    marks = [seen.original(mark.start, mark.end) for mark in _disguises(without_links(seen.text))]
    hidden = [Span(*found.span()) for found in HIDDEN.finditer(text)]
    spans = tuple(sorted({*marks, *hidden}, key=lambda span: (span.start, span.end)))
    return Finding(min(1.0, 0.4 * len(marks) + 0.3 * len(hidden)), spans)


def _disguises(plain: str) -> list[Span]:
    patterns = (_PUNCTUATION, _MIXED_SCRIPT, _SPELT, _NUMERIC_MIX)
    marks = [Span(*found.span()) for pattern in patterns for found in pattern.finditer(plain)]
    return [span for span in marks if not _CODE.fullmatch(plain[span.start : span.end])]


@lru_cache(maxsize=10_000)
def _folded(word: str) -> str:
    return fold(word)


@cache
def _function_words() -> frozenset[str]:
    return frozenset(bare(lexicon("spam")["function_words"]).casefold().split())


@cache
def _capital_names() -> frozenset[str]:
    return frozenset(lexicon("spam")["capital_names"].split())


@cache
def _words_of(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for name in names for word in WORD.findall(fold(name)))
