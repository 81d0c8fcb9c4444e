"""Statements without a figure that affirm what a source denies: `poles are there`, where poles are not provided.

No list says what can be affirmed or denied. A clause of a source denies the words beside its negation; a clause of
the reply that says one of these without any negation, and in no question, condition or stance, is contradicted,
unless some source says the word without a negation too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from agent.facts.context.lexicon import Hit
from agent.facts.context.mark import keys_of
from agent.facts.context.meanings import meaning
from agent.facts.context.names import Names
from agent.facts.context.segments import Sentence, clauses
from agent.facts.context.stance import TYPES as STANCES
from agent.facts.context.text import Text
from agent.facts.found import Found

TYPE = "statement"
_BEFORE, _BEHIND = 3, 5
"""Words that a negation denies: behind it, and right before it."""
_SHORTEST = 4
_FRAGMENT = 4
"""Words below which a clause states nothing by itself."""
_NEGATIVE = frozenset({"negation", "barred", "nothing", "unapplied"})
_OPEN = frozenset({"supposed", "hedge", "custom", "included", "need", "handled", *STANCES})
"""Judged as stances and customs, or under a condition."""
_FRAMING = frozenset(
    {"side", "edge", "until", "exclusive", "daypart", "basis", "extreme", "places", "landmarks", "of_age"}
)
"""Words of when, where and by what something is counted: everything is told beside them."""
_UNSAID = frozenset({"unasserted", "than", "wrong_time", "except_for", "left_out"})
_RESTRICTS = frozenset(
    {"only", "except", "solo", "sólo", "solamente", "salvo", "excepto", "seulement", "uniquement", "sauf"}
)
_STILL = 40
"""Characters behind a clause within which a negation may still be of it: `a hot shower, there is none`."""


@dataclass(frozen=True, slots=True)
class _Denied:
    """Words beside a negation, in the sentence text[start:end] of a source."""

    words: frozenset[str]
    start: int
    end: int


def wrongly_affirmed(ours: Text, texts: Sequence[Text], names: Names) -> Iterator[tuple[Found, int]]:
    """Each such clause of the reply, with the number of the source that denies it."""
    told = [(place, text, denied) for place, text in enumerate(texts) for denied in _denied(text)]
    if not told:
        return
    affirmed = frozenset[str]().union(*map(_affirmed, texts))
    for sentence, start, end, words in _statements(ours):
        against = (
            place
            for place, text, denied in told
            if words & denied.words - affirmed and not _of_others(names, ours, sentence, text, denied)
        )
        if (place := next(against, -1)) >= 0:
            yield Found(TYPE, ours.text[start:end].strip(), start, end, "affirmed"), place


def _of_others(names: Names, ours: Text, sentence: Sentence, text: Text, denied: _Denied) -> bool:
    """Whether both sentences name somebody, and not the same."""
    mine = keys_of(one for one in names.named(ours) if sentence.start <= one.start < sentence.end)
    theirs = keys_of(one for one in names.in_source(text) if denied.start <= one.start < denied.end)
    return bool(mine and theirs and not mine & theirs)


def _statements(text: Text) -> Iterator[tuple[Sentence, int, int, frozenset[str]]]:
    for sentence in text.parts:
        if text.text[sentence.start : sentence.end].rstrip().endswith("?"):
            continue
        for start, end in clauses(sentence):
            near = sentence.within(sentence.hits, start, end + _STILL)
            inside = {hit.axis for hit in sentence.within(sentence.hits, start, end)}
            tokens = [token for token in sentence.tokens if start <= token.start < end]
            negative = any(hit.axis in _NEGATIVE for hit in near) or any(token.key in _RESTRICTS for token in tokens)
            if len(tokens) >= _FRAGMENT and not negative and not inside & (_OPEN | _UNSAID):
                yield sentence, start, end, _words(sentence, 0, len(sentence.tokens), start, end)


@lru_cache(maxsize=1024)
def _denied(text: Text) -> tuple[_Denied, ...]:
    return tuple(
        _Denied(_beside(sentence, hits, start, end), sentence.start, sentence.end)
        for sentence, start, end, hits in _clauses_with_hits(text)
        if any(hit.axis == "negation" for hit in hits) and not {hit.axis for hit in hits} & _OPEN
    )


@lru_cache(maxsize=1024)
def _affirmed(text: Text) -> frozenset[str]:
    """Words of the clauses that deny nothing."""
    told = (
        _words(sentence, 0, len(sentence.tokens), start, end)
        for sentence, start, end, hits in _clauses_with_hits(text)
        if not any(hit.axis in _NEGATIVE for hit in hits)
    )
    return frozenset[str]().union(*told)


def _clauses_with_hits(text: Text) -> Iterator[tuple[Sentence, int, int, list[Hit]]]:
    for sentence in text.parts:
        for start, end in clauses(sentence):
            yield sentence, start, end, sentence.within(sentence.hits, start, end)


def _beside(sentence: Sentence, hits: Sequence[Hit], start: int, end: int) -> frozenset[str]:
    """Words around the negations, but for one that only closes its clause: that answers what a list asks."""
    last = max((place for place, token in enumerate(sentence.tokens) if token.start < end), default=0)
    denying = [hit for hit in hits if hit.axis == "negation" and hit.end - 1 < last]
    spans = [(hit.start - _BEFORE, hit.start) for hit in denying] + [(hit.end, hit.end + _BEHIND) for hit in denying]
    found = (_words(sentence, low, high, start, end) for low, high in spans)
    return frozenset[str]().union(*found)


def _words(sentence: Sentence, low: int, high: int, start: int, end: int) -> frozenset[str]:
    """Meanings of the words number `low` to `high` that stand in [start, end), but for those of time and place."""
    framing = {place for hit in sentence.hits if hit.axis in _FRAMING for place in range(hit.start, hit.end)}
    told = (
        meaning(token.key)
        for place, token in enumerate(sentence.tokens[:high])
        if place >= low and place not in framing and start <= token.start < end
    )
    return frozenset(word for words in told for word in words.split() if len(word) >= _SHORTEST)
