"""Whose figure it is: what a reply tells the customers of themselves, it claims of nobody else."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import regex

from agent.facts.ages import is_age_of_the_customers
from agent.facts.context.phrases import Hit, Phrases
from agent.facts.context.said import family_of
from agent.facts.context.segments import Sentence
from agent.facts.found import ADDRESSED, CUSTOMER, GATHERED, POSSESSED, UNTOLD, Found
from agent.yaml_file import read_yaml

_FILE = Path(__file__).with_name("whose.yaml")
_BOUNDS = frozenset({"least", "most", "below"})
_BEHIND = 4
"""Words between a figure and a cue behind it at most."""
_RELATIVE = {"past": 1, "told": 1, "paid": 1}
"""Words between a figure and a cue that otherwise stands ahead of it: `the 3,700 m that you did`."""
_CLOSE = 2
_MOST = 366
_STATURE = (1.2, 2.3)
"""Metres between which a height is somebody's own."""
_THEN = regex.compile(r"\s(?:hai|hain|ho|tha|thi|the|है|हैं|हो|था|थी|थे)\K\s(?:to|toh|तो)\s", regex.IGNORECASE)
"""Where what follows from what they told begins: `aap 8 dost ho to 8% lagega`."""
_YEAR = regex.compile(r"(?:19|20)\d\d")
_ON_DAYS = frozenset(
    {"date", "season", "time", "duration", "notice", "hours", "distance", "quantity", "number", "count"}
)
"""Types that a clause on what is owed may tell of the customers, too: the day by which they pay."""
_FREE = frozenset({"party", "age", "told", "paid", "budget", "experience"})
"""Cues that hold in a clause on what is owed, too."""
_BY_GRAMMAR = {"spoken_to": ADDRESSED, "possessed": POSSESSED}
_SUBJECTS = {
    **_BY_GRAMMAR,
    "coming": UNTOLD,
    "told": UNTOLD,
    "belongings": UNTOLD,
    "booked": UNTOLD,
    "gathered": GATHERED,
}
_ON_THE_WAY = frozenset({"journey", "coming"})
_PEOPLE = frozenset({"people", "group_size"})
_SPOKEN_OF = _ON_DAYS | {"age"}
"""Types that a clause with a second person may tell of the customers."""
_NOT_THEIRS = frozenset({"owed", "sold", "walked"})
_YOU_DID = regex.compile(r"[\p{L}\p{M}]{2,}(?:áis|éis|steis|aste|iste)")
"""Spanish verbs that say "you" by their ending."""
_ASIDES = {"party": "party", "gathered": "party", "age": "aged"}
_LISTED = regex.compile(
    r"[\s,/&()–-]*(?:(?:and|y|et|aur|और|or|o|ou|in|en|to|al|a|au|à|se|से|till|until|hasta|at|sobre|vers|the|el|las|le|du|del|los)\b"
    r"[\s,/&()–-]*){0,3}",
    regex.IGNORECASE,
)
"""What joins a figure to the one before it: `del 3 al 20`, `on the 18th at 14:40`."""


@dataclass(frozen=True, slots=True)
class _Cue:
    """A way in which something is the customers': the types it may govern, also with a bound, only where asked."""

    types: frozenset[str]
    bounded: bool
    question: bool


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence with the cues in it."""

    text: str
    sentence: Sentence
    hits: Sequence[Hit]
    question: bool

    def within(self, start: int, end: int, axes: frozenset[str]) -> Iterator[tuple[Hit, int, int]]:
        """Cues of these axes that lie in text[start:end], with their place."""
        for hit in self.hits:
            low, high = self.sentence.span(hit)
            if hit.axis in axes and start <= low and high <= end:
                yield hit, low, high

    def words_between(self, start: int, end: int) -> int:
        return sum(start <= token.start < end for token in self.sentence.tokens)


def attributed(text: str, sentences: Sequence[Sentence], claims: Sequence[Found]) -> list[Found]:
    """The claims in their order, those of the customers as theirs: how many and how old they are as asides."""
    told: list[Found] = []
    for sentence in sentences:
        own = [one for one in claims if sentence.start <= one.start < sentence.end]
        told += _in_sentence(text, sentence, own) if own else ()
    return told


def _in_sentence(text: str, sentence: Sentence, claims: Sequence[Found]) -> Iterator[Found]:
    question = text[sentence.start : sentence.end].rstrip().endswith("?")
    read = _Read(text, sentence, _phrases().hits([token.key for token in sentence.tokens]), question)
    kinds: list[str] = []
    for place, claim in enumerate(claims):
        kind = _kind(read, claim, claims) or (_goes_on(read, claim, claims[place - 1], kinds[-1]) if place else "")
        kinds.append(kind or _by_grammar(read, claim))
    for place, (claim, kind) in enumerate(zip(claims, kinds, strict=True)):
        ahead = "age" in kinds[place + 1 : place + 2] and _goes_on(read, claims[place + 1], claim, "age")
        told = kind or ("age" if ahead and _may_be(read, claim, "age") else "")
        yield _of_customer(claim, told) if told else claim


def _of_customer(claim: Found, kind: str) -> Found:
    if claim.type in ("count", "party", "aged"):
        return claim
    if kind == "gathered" and claim.type in _PEOPLE:
        return replace(claim, subject=GATHERED)
    if kind in _ASIDES or (kind in _BY_GRAMMAR and claim.type == "age"):
        return replace(claim, type=_ASIDES.get(kind, "aged"))
    return replace(claim, subject=_SUBJECTS.get(kind, CUSTOMER))


def _kind(read: _Read, claim: Found, claims: Sequence[Found]) -> str:
    """How it is theirs; "" where it is not."""
    if is_age_of_the_customers(read.text, claim):
        return "age"
    start, end = _clause(read, claim)
    owed = any(read.within(start, end, frozenset({"owed"})))
    for hit, low, high in read.within(start, end, frozenset({"whose"})):
        kind, _, place = hit.value.partition(" ")
        if _may_be(read, claim, kind) and (kind in _FREE or not owed or claim.type not in _ON_DAYS):
            if place == "ahead" and high <= claim.start and _leads_to(read, claim, claims, kind, (low, high)):
                near = kind == "belongings" and read.words_between(high, claim.start) < _CLOSE
                return "own" if near else kind
            reach = _BEHIND if place == "behind" else _RELATIVE.get(kind, -1)
            if claim.end <= low and read.words_between(claim.end, low) <= reach:
                return kind
    return ""


def _clause(read: _Read, claim: Found) -> tuple[int, int]:
    """Its clause, up to what follows from it."""
    start, end = read.sentence.clause(claim.start, claim.end)
    then = _THEN.search(read.text, claim.end, end)
    return start, then.end() if then else end


def _by_grammar(read: _Read, claim: Found) -> str:
    """A second person, or a verb of one, ahead of the figure, and no word for what is owed, sold or walked."""
    start, end = _clause(read, claim)
    barred = _NOT_THEIRS - ({"walked"} if read.question else set())
    if not _may_be_told(claim) or (any(read.within(start, end, barred)) and not _is_surely_theirs(claim)):
        return ""
    told = {hit.axis for hit, low, _ in read.within(start, end, frozenset(_BY_GRAMMAR)) if low < claim.start}
    ahead = (token for token in read.sentence.tokens if start <= token.start < claim.start)
    if "possessed" in told:
        return "possessed"
    return "spoken_to" if told or any(_YOU_DID.fullmatch(token.text.lower()) for token in ahead) else ""


def _may_be_told(claim: Found) -> bool:
    """No amount: a bare number is a small one, or a year."""
    if claim.bound in _BOUNDS or claim.type not in _SPOKEN_OF:
        return _is_surely_theirs(claim)
    return claim.type != "number" or float(claim.value) <= _MOST or _is_surely_theirs(claim)


def _is_surely_theirs(claim: Found) -> bool:
    """A year, or how tall somebody is."""
    if claim.type == "altitude":
        return _STATURE[0] < float(claim.value) < _STATURE[1]
    return claim.type == "number" and _YEAR.fullmatch(claim.value) is not None


def _may_be(read: _Read, claim: Found, kind: str) -> bool:
    if kind in _BY_GRAMMAR:
        return _may_be_told(claim)
    cue = _cues()[kind]
    bounded = claim.bound in _BOUNDS or (kind in _ASIDES and bool(claim.first or claim.last))
    return claim.type in cue.types and (cue.bounded or not bounded) and (read.question or not cue.question)


def _leads_to(read: _Read, claim: Found, claims: Sequence[Found], kind: str, cue: tuple[int, int]) -> bool:
    """Nothing of what is sold goes on from the cue, stands between or right behind, and no other figure of the kind.

    Of a way that somebody comes, nothing up to the end of the clause: `you will be there at 21:00 on the last day`.
    """
    between = (one for one in claims if cue[1] <= one.start and one.end <= claim.start)
    if any(family_of(one.type) == family_of(claim.type) for one in between):
        return False
    if _YEAR.fullmatch(claim.value):
        return True  # `you did the tour in 2019`
    end = read.sentence.clause(claim.start, claim.end)[1]
    for _, low, high in read.within(cue[0], end, frozenset({"sold"})):
        near = low < claim.start or kind in _ON_THE_WAY or read.words_between(claim.end, low) < _CLOSE
        if near and high > cue[1]:
            return False
    return kind != "coming" or not _joins(read, claim, claims)


def _joins(read: _Read, claim: Found, claims: Sequence[Found]) -> bool:
    """`If you come on 3 October, you join a group`: the day is that of a start, where no other one is told."""
    if any(family_of(one.type) == "time" for one in claims if one is not claim) or family_of(claim.type) != "time":
        return False
    return any(read.within(claim.end, read.sentence.end, frozenset({"joined"})))


def _goes_on(read: _Read, claim: Found, last: Found, kind: str) -> str:
    """What the figure right before is, where this one is listed with it."""
    if not kind or not _may_be(read, claim, kind):
        return ""
    between = read.text[last.end : claim.start]
    return kind if last.end > claim.start or _LISTED.fullmatch(between) else ""


@cache
def _cues() -> Mapping[str, _Cue]:
    return {
        kind: _Cue(frozenset(told["types"]), bool(told.get("bounded")), bool(told.get("question")))
        for kind, told in _lists()["own"].items()
    }


@cache
def _phrases() -> Phrases:
    return Phrases(_entries())


def _entries() -> Iterator[tuple[str, str, str]]:
    for kind, told in _lists()["own"].items():
        for place in ("ahead", "behind"):
            yield from (("whose", f"{kind} {place}", text) for text in told.get(place, ()))
    for axis in (*_NOT_THEIRS, *_BY_GRAMMAR, "joined"):
        yield from ((axis, axis, text) for text in _lists()[axis])


@cache
def _lists() -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = read_yaml(_FILE)
    return loaded
