"""How much a text reads like the spam of `eval/spam_examples.jsonl`: one weight per sign, so each word answers for it.

A logistic regression whose weights lie in `lexicons/spam_signs.tsv`; `python -m eval.fitting.spam` fits them
anew. It is no `Vote`: that weighs a whole message and points at nothing, this one has to say which words to leave out.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from math import exp, fsum, sqrt
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
_PIECES = (3, 4)
_FEW = 20
_LISTED = 2
_MASKS = (  # a row of figures is tried from its beginning only: from each of them would take as long as their square
    ("PERCENT", regex.compile(r"(?<!\d)\d+(?:[.,]\d+)? ?(?:%|percent|per cent|pratishat|प्रतिशत|por ciento|pour cent)")),
    (
        "MONEY",
        regex.compile(
            r"(?:₹|rs\.?|inr|\$|usd|€|eur|£) ?\d[\d,.]*"
            r"|(?<!\d[,.]*)\d[\d,.]* ?(?:₹|€|\$|£|rupees?|rupaye|rs|euros?|dollars?|lakhs?|crores?|रुपये|रुपए|लाख|करोड़)"
        ),
    ),
    ("PHONE", regex.compile(r"\+?\d[\d -]{7,}\d")),
    ("TIME", regex.compile(r"\d{1,2}[:.h]\d{2}|\d{1,2} ?(?:am|pm|baje|बजे)")),
    ("NUMBER", regex.compile(r"\d[\d,.]*")),
)
_ELIDED = regex.compile(r"^(?:[cdjlmnst]|qu)'(?=\p{L}{2})")
"""French: l'argent is argent too."""
_MARKS = regex.compile(r"[?¿]|!")


URGING = frozenset({"k hurry", "k buy", "k reach", "k share", "1 SHOUTS"})
"""Signs that urge; the others say what is sold."""


@dataclass(frozen=True, slots=True)
class Said:
    """A word of the text, how much it spoke for spam (log-odds, below 0 against it), and whether it urges."""

    span: Span
    weight: float
    urges: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """`chance` 0–1 that the text is spam, as among the examples; `words` in their order."""

    chance: float
    words: tuple[Said, ...] = ()


@lru_cache(maxsize=16)
def read(text: str) -> Reading:
    """Every sign counts once, divided by the root of their number, so that long texts are not spam for their length."""
    table = _table()
    tokens = list(_tokens(text))
    names: set[str] = set()
    known: dict[str, float] = {}
    for token in tokens:
        names |= _names(token.text)
        known |= _weights(token.text)
    around = {*_pairs(tokens), *_manner(text, tokens)}
    share = share_of(len(names) + len(around))
    total = table[_BIAS] + share * fsum((*known.values(), *(table.get(name, 0.0) for name in around)))
    words = tuple(
        Said(Span(token.start, token.end), share * _weight(token.text), not URGING.isdisjoint(_names(token.text)))
        for token in tokens
    )
    return Reading(1 / (1 + exp(-total)), words)


def chance_of(signs: Collection[str], table: Mapping[str, float]) -> float:
    """The same for signs and weights at hand, as when weights are fitted."""
    total = table[_BIAS] + share_of(len(signs)) * fsum(table.get(name, 0.0) for name in signs)
    return 1 / (1 + exp(-total))


def share_of(signs: int) -> float:
    """What one sign of so many counts; `_FEW` unseen ones are added, because a text of three words proves little."""
    return 1 / sqrt(signs + _FEW)


def signs_of(text: str) -> frozenset[str]:
    """Words, their pieces, pairs, stems and meanings, with links, sums and figures by their kind; then the manner."""
    tokens = list(_tokens(text))
    return frozenset().union(*(_names(token.text) for token in tokens), _pairs(tokens), _manner(text, tokens))


def _pairs(tokens: Sequence[Word]) -> Iterator[str]:
    return (f"2 {_sound(one.text)} {_sound(other.text)}" for one, other in pairwise(tokens))


def _manner(text: str, tokens: Sequence[Word]) -> Iterator[str]:
    """What the whole text is like: how long, whether anybody speaks of themselves or asks, how carefully it is set."""
    yield f"long {min(6, len(tokens).bit_length())}"
    if not any("k i" in _names(token.text) for token in tokens):
        yield "nobody speaks"
    if not any(token.text == "ASKS" for token in tokens):
        yield "nothing asked"
    if text.lstrip()[:1].isupper():
        yield "capital first"
    if text.rstrip()[-1:] in tuple(".!।"):
        yield "closed"
    if text.count(",") >= _LISTED:
        yield "listed"


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


@lru_cache(maxsize=20_000)
def _names(token: str) -> frozenset[str]:
    if token.isupper():
        return frozenset({f"1 {token}"})
    sound = _sound(token)
    edged = f" {sound} "
    names = {f"c {edged[at : at + size]}" for size in _PIECES for at in range(len(edged) - size + 1)}
    names |= {f"1 {sound}", *(f"k {concept}" for concept in _meanings(token))}
    if len(sound) > _STEM:
        names.add(f"s {sound[:_STEM]}")
    return frozenset(names | _names(_ELIDED.sub("", token)) if _ELIDED.match(token) else names)


@lru_cache(maxsize=20_000)
def _weights(token: str) -> Mapping[str, float]:
    table = _table()
    return {name: table[name] for name in _names(token) if name in table}


@lru_cache(maxsize=20_000)
def _weight(token: str) -> float:
    return fsum(_weights(token).values())


@lru_cache(maxsize=20_000)
def _sound(token: str) -> str:
    return token if token.isupper() else romanised(latin(token))


@lru_cache(maxsize=20_000)
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
    lines = TABLE.read_text(encoding="utf-8").split("\n")
    rows = (line.rsplit("\t", 1) for line in lines if line and not line.startswith("# "))
    return {name: float(weight) for name, weight in rows}
