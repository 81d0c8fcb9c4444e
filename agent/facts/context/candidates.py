"""What in one text may be a name, by its capitals, its label or the noun beside it; all texts together tell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from agent.facts.context.distinctive import is_distinctive, may_be_name, place_nouns
from agent.facts.context.segments import Sentence, Token
from agent.facts.context.spelling import spelling

_RUN = regex.compile(r"\p{Lu}\p{Ll}+(?:\s(?:of\s|de\s|des\s|du\s)?\p{Lu}\p{Ll}+){2,3}")
_LABEL_ENDS = regex.compile(r"[:|–—]|\s-\s")
_LABEL = regex.compile(r"^[\s*•\-–#>\d.)]*((?:[^:|,\n\s]+\s?){1,5}?)\s*(?::(?=\s|$)|\||(?<=\s)[–—]|[–—](?=\s)|\s-\s)")

DAY = regex.compile(
    r"(?<![\p{L}\p{M}\d])(?<!\d\s)(?:day|jour|d[ií]a|din|दिन|stage|étape|etapa)\s(\d{1,2})"
    r"(?![\d.,:]\d|\d)(?!\s(?:to|à|a|से|-|–)\s?-?\d+\s?°)"
    r"(?!\s?(?:km|m|h|kil[oó]m\p{L}*|किमी|किलो[\p{L}\p{M}]*|मीटर|hours?|heures?|horas?|ghante|घंटे|°C?|raat|nights?|रात)(?![\p{L}\p{M}]))",
    regex.IGNORECASE,
)
"""A day of an itinerary, of which things are said as of a name."""

Candidate = tuple[str, str]
"""The word that must stand nowhere in small letters, "" where it may, and its spelling."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """What one text holds: `runs` are words in capitals side by side, `indic` whether any word is in Devanagari,
    `days` those of an itinerary."""

    small: frozenset[str]
    spelt: frozenset[Candidate]
    spellings: frozenset[str]
    capitals: frozenset[str]
    runs: tuple[tuple[str, ...], ...]
    indic: bool
    days: frozenset[str] = frozenset()


def candidates(text: str, parts: Sequence[Sentence]) -> Candidates:
    """Those of a text cut into sentences."""
    tokens = [token for part in parts for token in part.tokens]
    runs = (tuple(word for word in run.group().split() if word[0].isupper()) for run in _RUN.finditer(text))
    return Candidates(
        small=frozenset(token.key for token in tokens if _is_small(text, token)),
        spelt=frozenset(one for part in parts for one in _in_sentence(text, part)),
        spellings=frozenset(spelling(token.key) for token in tokens),
        capitals=frozenset(token.text for token in tokens if token.text.isupper()),
        runs=tuple(runs),
        indic=any(is_indic(token.text) for token in tokens),
        days=frozenset(str(int(day[1])) for day in DAY.finditer(text)),
    )


def is_indic(word: str) -> bool:
    """Whether it begins in Devanagari."""
    return "\u0900" <= word[0] <= "\u097f"


def _in_sentence(text: str, sentence: Sentence) -> Iterator[Candidate]:
    yield from _capitals(sentence)
    yield from _beside_places(sentence)
    yield from _labels(text, sentence)


def _is_small(text: str, token: Token) -> bool:
    """In small letters, and not in a slug or a link, where names are written so too."""
    slug = text[token.end : token.end + 1] in ("-", "/", ".", "_") and text[token.end + 1 : token.end + 2].strip()
    return token.text[0].islower() and not slug and text[token.start - 1 : token.start] not in ("-", "/", ".", "@", "_")


def _capitals(sentence: Sentence) -> Iterator[Candidate]:
    tokens = sentence.tokens
    for place, token in enumerate(tokens):
        telling = may_be_name(token.key) if place else is_distinctive(token.key)
        if not token.text[0].isupper() or not telling:
            continue
        follows = place + 1 < len(tokens) and tokens[place + 1].text[0].isupper()
        if place > 0 or follows or _is_place(tokens, place + 1):
            yield token.key, spelling(token.key)


def _beside_places(sentence: Sentence) -> Iterator[Candidate]:
    """The word before a noun such as ट्रेक or झील; in Devanagari there are no capitals."""
    for place, token in enumerate(sentence.tokens[1:], start=1):
        before = sentence.tokens[place - 1]
        if token.key in place_nouns() and is_indic(before.text) and is_distinctive(before.key):
            yield "", spelling(before.key)


def _is_place(tokens: Sequence[Token], place: int) -> bool:
    return place < len(tokens) and tokens[place].key in place_nouns()


def _labels(text: str, sentence: Sentence) -> Iterator[Candidate]:
    """Words of a label in front of a colon or a bar that no list knows: `Zanskar: 12 days`."""
    said = text[sentence.start : sentence.end]
    label = _LABEL.match(said) if _LABEL_ENDS.search(said) else None
    if not label:
        return
    end = sentence.start + label.end(1)
    for token in sentence.tokens:
        indic = is_indic(token.text)
        if token.end <= end and (indic or token.text[0].isupper()) and is_distinctive(token.key):
            yield "" if indic else token.key, spelling(token.key)
