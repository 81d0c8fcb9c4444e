"""Does this passage answer this question? One absolute score: 0–1 and comparable between questions.

What a search gives is relative: the best of many passages that do not answer still comes first.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from agent.knowledge.glossary import glosses
from agent.knowledge.reading import Reading, Unit, negated, read, unit_of, units
from agent.turn import Passage


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a passage, each 0–1; shares are weighted by rarity.

    A thing is known when the glossary or any of the passages knows it. `text`: share of the question's known things
    found in the passage; `named`: 1 when the title holds one of the glossary's. `focus`: share of the title's things
    that the question names, times `text`; `whole`: the same times the share of all things found. `near`: the cosine.
    `unknown`: share of things nobody knows. `turned`: 1 when the title says "not" and the question does not.
    """

    text: float
    focus: float
    near: float
    turned: float
    unknown: float
    whole: float
    named: float


# By `python -m eval.fitting.answering`, on questions that our documents answer and questions that they do not.
_BIAS = -4.7
_WEIGHTS = {
    "text": 2.0,
    "focus": 2.8,
    "near": 4.7,
    "turned": -1.0,  # by hand: too few titles say "not" to learn from
    "unknown": -2.2,
    "whole": 0.8,
    "named": 0.4,
}


def answer_scores(question: str, passages: Sequence[Passage]) -> list[float]:
    """0–1 for each passage; `question` without names and dates."""
    return [answers(evidence) for evidence in evidence_for(question, passages)]


def answers(evidence: Evidence) -> float:
    """Logistic regression over the evidence."""
    points = _BIAS + sum(weight * getattr(evidence, name) for name, weight in _WEIGHTS.items())
    return 1 / (1 + math.exp(-points))


def evidence_for(question: str, passages: Sequence[Passage]) -> tuple[Evidence, ...]:
    """For each passage; words that many of the passages hold weigh little. `question` without names and dates."""
    asked = units(question)
    readings = [read(passage) for passage in passages]
    rarity = _rarity({*asked, *(unit for reading in readings for unit in reading.named)}, readings)
    asks = _Question.read(question, asked, rarity, readings)
    return tuple(_evidence(asks, p.scores.dense, reading) for p, reading in zip(passages, readings, strict=True))


@dataclass(frozen=True, slots=True)
class _Question:
    """A question as its passages are compared with it."""

    asked: tuple[Unit, ...]
    known: tuple[Unit, ...]
    glossed: frozenset[Unit]
    said: frozenset[str]
    plain: bool
    rarity: Mapping[Unit, float]

    @classmethod
    def read(
        cls, text: str, asked: tuple[Unit, ...], rarity: Mapping[Unit, float], readings: Sequence[Reading]
    ) -> "_Question":
        meant = frozenset(unit_of(gloss.english) for gloss in glosses(text))
        known = tuple(unit for unit in asked if unit in meant or any(_held(unit, one.words) >= 1 for one in readings))
        said = frozenset(stem for unit in asked for alternative in unit for stem in alternative)
        return cls(asked, known, meant, said, not negated(text), rarity)


def _evidence(question: _Question, cosine: float, passage: Reading) -> Evidence:
    held, held_in_title = passage.words & question.said, passage.title & question.said
    text = _share(question.known, question.rarity, held)
    aim = _share(passage.named, question.rarity, question.said)
    return Evidence(
        text=text,
        focus=text * aim,
        near=max(0.0, cosine),
        turned=float(question.plain and passage.turned),
        unknown=1 - len(question.known) / len(question.asked) if question.asked else 1.0,
        whole=_share(question.asked, question.rarity, held) * aim,
        named=float(any(_held(unit, held_in_title) >= 1 for unit in question.glossed)),
    )


def _held(unit: Unit, stems: frozenset[str]) -> float:
    """The largest share of an alternative's stems; most alternatives are one word."""
    best = 0.0
    for alternative in unit:
        if alternative <= stems:
            return 1.0
        if len(alternative) > 1:
            best = max(best, len(alternative & stems) / len(alternative))
    return best


def _rarity(wanted: Iterable[Unit], readings: Sequence[Reading]) -> Mapping[Unit, float]:
    """log((N + 1) / (1 + passages that hold it)), at least 0.1; passages are bits of an integer, to be quick."""
    units_wanted = set(wanted)
    where = dict.fromkeys((stem for unit in units_wanted for alternative in unit for stem in alternative), 0)
    needed = frozenset(where)
    for place, reading in enumerate(readings):
        for known in needed & reading.words:
            where[known] |= 1 << place
    total = len(readings) + 1
    return {unit: math.log(total / (1 + _holders(unit, where).bit_count())) + 0.1 for unit in units_wanted}


def _holders(unit: Unit, where: Mapping[str, int]) -> int:
    alternatives = (reduce(and_, (where[stem] for stem in alternative)) for alternative in unit)
    return reduce(or_, alternatives, 0)


def _share(asked: Sequence[Unit], rarity: Mapping[Unit, float], stems: frozenset[str]) -> float:
    total = found = 0.0
    for unit in asked:
        weight = rarity[unit]
        total += weight
        found += weight * _held(unit, stems)
    return found / total if total else 0.0
