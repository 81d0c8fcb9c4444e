"""How much a text reads like the spam of `eval/spam_examples.jsonl`: one weight per sign, so each word answers for it.

A logistic regression whose weights lie in `lexicons/spam_signs.tsv`; `python -m eval.fit_spam` fits them anew.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from math import exp, sqrt
from pathlib import Path

import regex

from agent.language.letters import Word, fold, romanised, words
from agent.safety.aligned import Span
from agent.safety.lexicon import lexicon
from agent.safety.links import find_links
from agent.safety.sounds import latin

TABLE = Path(__file__).parent / "lexicons" / "spam_signs.tsv"
_BIAS = "bias"
_STEM = 5
_FEW = 20
_MASKS = (
    ("PERCENT", regex.compile(r"\d+(?:[.,]\d+)? ?(?:%|percent|per cent|pratishat|प्रतिशत|por ciento|pour cent)")),
    (
        "MONEY",
        regex.compile(
            r"(?:₹|rs\.?|inr|\$|usd|€|eur|£) ?\d[\d,.]*"
            r"|\d[\d,.]* ?(?:₹|€|\$|£|rupees?|rupaye|rs|euros?|dollars?|lakhs?|crores?|रुपये|रुपए|लाख|करोड़)"
        ),
    ),
    ("PHONE", regex.compile(r"\+?\d[\d -]{7,}\d")),
    ("TIME", regex.compile(r"\d{1,2}[:.h]\d{2}|\d{1,2} ?(?:am|pm|baje|बजे)")),
    ("NUMBER", regex.compile(r"\d[\d,.]*")),
)
_MARKS = regex.compile(r"[?¿]|!")


@dataclass(frozen=True, slots=True)
class Sign:
    """Something a text has, and where; a pair of words spans both."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """`chance` 0–1 that the text is spam, as among the examples; `signs` with what each added to the log-odds."""

    chance: float
    signs: tuple[tuple[Sign, float], ...] = ()

    def spans(self, at_least: float) -> list[tuple[Span, float]]:
        """Places that spoke for spam, each with all that was said for it, the strongest first."""
        added: dict[Span, float] = {}
        for sign, weight in self.signs:
            place = Span(sign.start, sign.end)
            added[place] = added.get(place, 0.0) + weight
        strong = [(place, weight) for place, weight in added.items() if weight >= at_least]
        return sorted(strong, key=lambda one: (-one[1], one[0].start))


@lru_cache(maxsize=16)
def read(text: str) -> Reading:
    """By the shipped weights; two factors ask about one text."""
    return weigh(text, _table())


def weigh(text: str, table: Mapping[str, float]) -> Reading:
    """Every sign counts once, divided by the root of their number, so that long texts are not spam for their length."""
    found = signs_of(text)
    first = {sign.name: sign for sign in reversed(found)}
    share = share_of(len(first))
    said = tuple((sign, table[sign.name] * share) for sign in found if sign.name in table)
    total = table.get(_BIAS, 0.0) + sum(table[name] * share for name in first if name in table)
    return Reading(1 / (1 + exp(-total)), said)


def share_of(signs: int) -> float:
    """What one sign of so many counts; `_FEW` unseen ones are added, because a text of three words proves little."""
    return 1 / sqrt(signs + _FEW)


def signs_of(text: str) -> list[Sign]:
    """Words, pairs, stems and meanings, with links, sums and figures by their kind."""
    tokens = list(_tokens(text))
    found: list[Sign] = []
    for token in tokens:
        found += (Sign(name, token.start, token.end) for name in _names(token.text))
    for one, other in pairwise(tokens):
        found.append(Sign(f"2 {_sound(one.text)} {_sound(other.text)}", one.start, other.end))
    return found


def _tokens(text: str) -> Iterator[Word]:
    """Words in order; what has a kind goes by its kind in capitals."""
    plain = fold(text)
    kinds: list[Word] = [Word("LINK", link.start, link.end) for link in find_links(text)]
    plain = _blanked(plain, kinds)
    for kind, pattern in _MASKS:
        found = [Word(kind, match.start(), match.end()) for match in pattern.finditer(plain)]
        plain = _blanked(plain, found)
        kinds += found
    kinds += (Word("ASKS" if match.group() in "?¿" else "SHOUTS", *match.span()) for match in _MARKS.finditer(plain))
    yield from sorted([*words(plain), *kinds], key=lambda word: word.start)


def _blanked(text: str, places: list[Word]) -> str:
    for place in places:
        text = f"{text[: place.start]}{' ' * (place.end - place.start)}{text[place.end :]}"
    return text


@cache
def _names(token: str) -> tuple[str, ...]:
    if token.isupper():
        return (f"1 {token}",)
    sound = _sound(token)
    stem = (f"s {sound[:_STEM]}",) if len(sound) > _STEM else ()
    return (f"1 {sound}", *stem, *(f"k {concept}" for concept in _meanings(token)))


@cache
def _sound(token: str) -> str:
    return token if token.isupper() else romanised(latin(token))


@cache
def _meanings(token: str) -> tuple[str, ...]:
    whole, stems = _concepts()
    found = set(whole.get(token, ()))
    for length in range(3, len(token) + 1):
        found |= stems.get(token[:length], set())
    return tuple(sorted(found))


@cache
def _concepts() -> tuple[Mapping[str, set[str]], Mapping[str, set[str]]]:
    whole: dict[str, set[str]] = {}
    stems: dict[str, set[str]] = {}
    for concept, listed in lexicon("spam_concepts").items():
        for word in fold(str(listed)).split():
            table, key = (stems, word[:-1]) if word.endswith("*") else (whole, word)
            table.setdefault(key, set()).add(concept)
    return whole, stems


@cache
def _table() -> Mapping[str, float]:
    rows = (line.rsplit("\t", 1) for line in TABLE.read_text(encoding="utf-8").splitlines() if line)
    return {name: float(weight) for name, weight in rows}
