"""Passages that stand twice: two answers to one question, of which one will be forgotten when things change."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from agent.knowledge.finding import Finding
from agent.turn import Passage

_END = re.compile(r"[.!?।\n]+")  # rough and fast: every passage is split at every run
_SHORTEST = 40  # characters; shorter sentences recur by nature
_SHARED = 0.7  # of the shorter passage's text


def lint_copies(passages: Sequence[Passage]) -> Iterator[Finding]:
    """Pairs of files in which a passage repeats most of another one; each pair once.

    An answer of the FAQ that repeats a page or a policy is meant to: the one is asked for, the other read.
    """
    told = [_sentences(passage) for passage in passages]
    pairs: dict[tuple[str, str], list[tuple[Passage, Passage]]] = defaultdict(list)
    for (first, second), shared in _overlaps(told).items():
        one, two = passages[first], passages[second]
        most = _SHARED * min(sum(map(len, told[first])), sum(map(len, told[second])))
        if one.source != two.source and (one.kind == "faq") == (two.kind == "faq") and shared >= most:
            pairs[one.source, two.source].append((one, two))
    for (source, other), copies in pairs.items():
        one, two = copies[0]
        more = f" and {len(copies) - 1} passages more" if len(copies) > 1 else ""
        text = f"“{one.title[:60]}”{more} says the same as another document; keep one"
        yield Finding(level="warning", source=source, message=text, where=_anchor(one), also=f"{other}, {_anchor(two)}")


def _sentences(passage: Passage) -> set[str]:
    return {one for one in map(str.strip, _END.split(passage.text.casefold())) if len(one) >= _SHORTEST}


def _overlaps(told: list[set[str]]) -> Counter[tuple[int, int]]:
    """Characters of whole sentences shared, by pair of passages."""
    places: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(told):
        for sentence in one:
            places[sentence].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for sentence, numbers in places.items():
        for pair in pairwise(numbers):
            shared[pair] += len(sentence)
    return shared


def _anchor(passage: Passage) -> str:
    return passage.id.partition("#")[2]
