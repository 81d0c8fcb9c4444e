"""Sentences and clauses of a text, with the words in them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import regex

from agent.facts.context.lexicon import hits, phrases_of
from agent.facts.context.phrases import Hit, key_of
from agent.facts.context.weekdays import AXIS as WEEKDAY
from agent.facts.context.weekdays import spread

_END = regex.compile(r"[.!?।]+(?=[\s\"'»)*]|$)|\n")
_SHORT = frozenset(
    [
        "rs",
        "re",
        "approx",
        "no",
        "nos",
        "max",
        "min",
        "mr",
        "mrs",
        "ms",
        "dr",
        "st",
        "vs",
        "incl",
        "excl",
        "am",
        "pm",
        "aprox",
        "pers",
        "env",
        "p.m",
        "a.m",
        "p.p",
        "e.g",
        "i.e",
        "etc",
        "tel",
        "tél",
        "av",
        "ej",
        "p.ej",
        "máx",
        "mín",
        "n.º",
        "रु",
        "रू",
        "डॉ",
        "कि.मी",
        "hrs",
        "hr",
    ]
)
_CLOSING = frozenset({"pers", "p.p", "hrs", "hr", "p.m", "a.m", "pm", "am", "etc"})
"""Short forms that stand behind what they belong to: a capital behind them begins a sentence."""
_CLAUSE = regex.compile(
    r"[,;:](?=\s)|\s[–—|·•/](?=\s)|\s(?:but|while|whereas|vs\.?|e|pero|mientras|mais|tandis|alors|लेकिन|जबकि|lekin|jabki)\s"
    r"|(?<!(?<!\p{L})(?:kisi|koi|किसी|कोई))\s(?:and|y|et|और|aur)\s(?!(?:back|retour|vuelta|regreso)(?!\p{L})|(?:per|par|por|prati|प्रति)\s(?:person|group|day|night|pers|jour|nuit|día|noche|grupo|din|raat|दिन|रात|व्यक्ति)"
    r"|(?:persona|person|personne|grupo|group|groupe|ग्रुप|व्यक्ति)(?=\s*[.,;)]|$))"
    r"|(?<=\p{L}[\p{L}\p{M}])\s(?:or|o|ou|या|ya)\s(?=[₹$€£]?\d)"
    r"|(?<=\s(?:hai|hain|tha|thi|the|hoga|hogi|nahi|nahin|sakte|sakta))\spar\s",  # not the French `par personne`
    regex.IGNORECASE,
)
_QUE = "que"
_OF = frozenset({"of", "de"})
_FROM_MORE = 4
"""Words that may lead from "more" to what it is chosen from."""
_AND, _IS = (frozenset(map(key_of, words)) for words in (("और", "aur"), ("है", "हैं", "हो", "hai", "hain", "ho")))
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+|/(?=\p{L})")


class Token(NamedTuple):
    """A word of the text; `key` is how lists compare it. A tuple, for a passage holds hundreds."""

    text: str
    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """text[start:end], the clause bounds in it, its words and the listed phrases among them. `line` counts lines.

    `stops` are the bounds that part more than a comma does: behind semicolons.
    """

    start: int
    end: int
    line: int
    cuts: tuple[int, ...]
    tokens: tuple[Token, ...]
    hits: tuple[Hit, ...] = ()
    stops: tuple[int, ...] = ()

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """The clause that holds [start, end)."""
        before = max((cut for cut in self.cuts if cut <= start), default=self.start)
        after = min((cut for cut in self.cuts if cut >= end), default=self.end)
        return before, after

    def span(self, hit: Hit) -> tuple[int, int]:
        """Start and end of a phrase in the text."""
        return self.tokens[hit.start].start, self.tokens[hit.end - 1].end

    def within(self, hits: Iterable[Hit], start: int, end: int) -> list[Hit]:
        """Those of the hits that begin in [start, end)."""
        return [hit for hit in hits if start <= self.tokens[hit.start].start < end]


@lru_cache(maxsize=4)
def sentences(text: str) -> tuple[Sentence, ...]:
    """In the order of the text; a line break always ends one, "Rs. 500" and "4.270" do not."""
    found: list[Sentence] = []
    line = 0
    for start, end, breaks in _spans(text):
        if text[start:end].strip():
            found.append(_sentence(text, start, end, line))
        line += breaks
    return tuple(found)


def indented(text: str, position: int) -> bool:
    """Whether the line there is indented: it tells more of the item above it."""
    return text[text.rfind("\n", 0, position) + 1 :].startswith("  ")


def _spans(text: str) -> Iterator[tuple[int, int, int]]:
    start = 0
    for match in _END.finditer(text):
        if match.group() == "\n":
            yield start, match.start(), 1
            start = match.end()
        elif not _is_short(text, start, match):
            yield start, match.end(), 0
            start = match.end()
    yield start, len(text), 0


def _is_short(text: str, start: int, match: "regex.Match[str]") -> bool:
    """Whether the full stop belongs to a short form, such as `Rs. 500` or `J. Rana`; behind `2.500 m` it ends."""
    if match.group() != ".":
        return False
    words = text[start : match.start()].split()
    last = words[-1].lstrip("(") if words else ""
    measured = len(words) > 1 and words[-2][-1].isdigit()
    initial = len(last) == 1 and last.isupper()
    following = text[match.end() : match.end() + 2].strip()
    if last.casefold().rpartition("/")[2] in _CLOSING and following[:1].isupper():
        return False
    return not measured and (last.casefold().rpartition("/")[2] in _SHORT or initial)


def _sentence(text: str, start: int, end: int, line: int) -> Sentence:
    tokens = tuple(
        Token(word.group(), key_of(word.group()), word.start(), word.end()) for word in _WORD.finditer(text, start, end)
    )
    cuts = tuple(match.start() + 1 for match in _CLAUSE.finditer(text, start, end))
    stops = tuple(cut for cut in cuts if text[cut - 1] == ";")
    keys = [token.key for token in tokens]
    found = [hit for hit in _undenied(hits(keys)) if _means_it(keys, hit)]
    if any(hit.axis == WEEKDAY for hit in found):
        found = list(spread(text, found, [(token.start, token.end) for token in tokens]))
    return Sentence(start, end, line, cuts, tokens, tuple(found), stops)


def _means_it(keys: Sequence[str], hit: Hit) -> bool:
    """Whether "than" is not "that" (`así que`, `je pense que`), nor "more" the "and" behind a verb (`₹9,900 है और`)."""
    if hit.axis in ("basis", "several") and _is_one_of_them(keys, hit):
        return False
    if hit.axis == "added":
        return not (keys[hit.start] in _AND and hit.start and keys[hit.start - 1] in _IS)
    if hit.axis != "than":
        return True
    return keys[hit.start] != _QUE or hit.end - hit.start > 1 or not _comparatives().isdisjoint(keys[: hit.start])


def _is_one_of_them(keys: Sequence[str], hit: Hit) -> bool:
    """`El más tranquilo de los dos`: two things to choose from, and nobody who pays together."""
    if not hit.start or keys[hit.start - 1] not in _OF:
        return False
    ahead = keys[max(0, hit.start - _FROM_MORE) : hit.start - 1]
    return hit.start == 1 or not _comparatives().isdisjoint(ahead)


@cache
def _comparatives() -> frozenset[str]:
    """One of these stands before `que` where that means "than"."""
    return frozenset(map(key_of, phrases_of("comparatives")))


def _undenied(found: Sequence[Hit]) -> Iterator[Hit]:
    """Without the basis that a price does not have: `once, not per day`."""
    denied = {hit.end for hit in found if hit.axis == "negation"}
    yield from (hit for hit in found if hit.axis != "basis" or hit.start not in denied)
