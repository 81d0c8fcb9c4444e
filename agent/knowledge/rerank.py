"""Ranking by what the message says besides its words, and a choice of passages that do not repeat each other."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pydantic import Field

from agent.knowledge.answering import answer_scores
from agent.knowledge.reading import entry_of, read
from agent.knowledge.validity import periods, valid_until
from agent.knowledge.words import content_words, stems
from agent.language.window import Window
from agent.strict import Strict
from agent.turn import Intent, Language, Passage, Scores

_KINDS: Mapping[str, Mapping[str, float]] = {
    "pricing": {"price": 1.0, "faq": 0.4, "policy": 0.2},
    "availability": {"departure": 1.0, "trek": 0.4, "faq": 0.3},
    "booking": {"policy": 0.6, "faq": 0.6, "departure": 0.6, "price": 0.3},
    "cancellation": {"policy": 1.0, "faq": 0.7},
    "trek_info": {"trek": 1.0, "guide": 0.6, "faq": 0.4},
    "support": {"faq": 0.7, "guide": 0.7, "policy": 0.6},
    "complaint": {"policy": 0.7, "faq": 0.5},
}
_ROWS = ("price", "departure")  # rows of a table differ in the numbers that matter, not in their words
_UNASKED = 0.3  # share of the kind's points for a passage about a trek nobody named


class RerankWeights(Strict):
    """Points a passage gains or loses, relative to `fused`. A weight of 0 switches its feature off."""

    fused: float = Field(default=1.0, gt=0, le=5, description="The fused score of vector and words.")
    title: float = Field(default=0.3, ge=0, le=5, description="Rare words of the question that stand in the title.")
    answer: float = Field(default=0.5, ge=0, le=5, description="How surely the passage answers, taken alone.")
    answer_in_others: float = Field(
        default=1.0, ge=0, le=5, description="The same for questions not in English, which the embedding reads badly."
    )
    cross: float = Field(
        default=1.0, ge=0, le=5, description="How well the cross-encoder thinks the passage fits, where one is named."
    )
    kind: float = Field(default=0.15, ge=0, le=5, description="A kind of document that suits the intent.")
    trek: float = Field(default=0.6, ge=0, le=5, description="The passage is about a trek of the question.")
    other_trek: float = Field(default=0.6, ge=0, le=5, description="Lost by a passage about a trek not asked about.")
    language: float = Field(default=0.15, ge=0, le=5, description="The passage is written in the customer's language.")
    when: float = Field(default=0.3, ge=0, le=5, description="Prices and departures of the time asked about.")
    expired: float = Field(default=0.8, ge=0, le=5, description="Lost by prices, offers and departures of the past.")


@dataclass(frozen=True, slots=True)
class Features:
    """What the rerank looks at in one passage, whatever it weighs: each 0–1."""

    title: float
    answer: float
    kind: float
    trek: bool
    other_trek: bool
    language: float
    when: bool
    expired: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the passages are compared with."""

    question: str
    language: Language
    kinds: Mapping[str, float]
    treks: frozenset[str]
    today: date
    when: tuple[Window, ...]
    rarity: Mapping[str, float]


def features_of(
    passages: Sequence[Passage],
    *,
    question: str,
    subject: str,
    language: Language,
    intent: Intent | None,
    treks: Sequence[str],
    today: date,
    when: Sequence[Window] = (),
) -> dict[str, Features]:
    """By passage id. They depend on which passages are compared, as rare words do, and not on their order.

    `subject` is the question without names and dates: `answer` tells how surely a passage answers that.
    """
    kinds = _KINDS.get(intent or "", {})
    asked = _Asked(question, language, kinds, frozenset(treks), today, tuple(when), _rarity(question, passages))
    answers = answer_scores(subject, passages)
    return {p.id: _features(p, answer, asked) for p, answer in zip(passages, answers, strict=True)}


def rerank(
    passages: Sequence[Passage],
    features: Mapping[str, Features],
    *,
    language: Language,
    weights: RerankWeights,
    cross: Mapping[str, float] | None = None,
) -> tuple[Passage, ...]:
    """By `scores.rerank`, 0–1: the weighted features over the sum of what could be gained. Ties by id.

    `language` is the customer's. `cross` holds the cross-encoder's scores by id; without any, its weight is no part of
    the sum.
    """
    fits = cross or {}
    fixed = weights.fused + weights.title + weights.kind + weights.trek + weights.language + weights.when
    answer_weight = weights.answer if language in ("en", "und") else weights.answer_in_others
    most = fixed + answer_weight + (weights.cross if fits else 0.0)
    found = []
    for passage in passages:
        seen, was = features[passage.id], passage.scores
        points = _points(was.fused, seen, answer_weight, weights) + weights.cross * fits.get(passage.id, 0.0)
        score = min(1.0, max(0.0, points / most))
        now = Scores(dense=was.dense, lexical=was.lexical, fused=was.fused, rerank=score, answer=seen.answer)
        found.append(passage.scored(score, now))
    return tuple(sorted(found, key=lambda p: (-p.scores.rerank, -p.scores.fused, p.id)))


def diversify(passages: Sequence[Passage], *, keep: int, diversity: float) -> tuple[Passage, ...]:
    """At most `keep`, best first: maximal marginal relevance (Carbonell & Goldstein 1998) over shared words.

    `diversity` 0 takes the best as they come, 1 looks at novelty alone after the first. Of translations of one entry
    only the best is a candidate.
    """
    left = _one_of_each(sorted(passages, key=lambda p: (-p.score, p.id)))
    chosen: list[Passage] = []
    likeness = dict.fromkeys((passage.id for passage in left), 0.0)
    while left and len(chosen) < keep:
        if chosen:
            likeness = {p.id: max(likeness[p.id], _likeness(p, chosen[-1])) for p in left}
        best = max(left, key=lambda p: (1 - diversity) * p.score - diversity * likeness[p.id])
        left.remove(best)
        chosen.append(best)
    return tuple(sorted(chosen, key=lambda p: (-p.score, p.id)))


def _one_of_each(best_first: Sequence[Passage]) -> list[Passage]:
    """No two translations of one entry, whose ids differ in the language only."""
    found: dict[str, Passage] = {}
    for passage in best_first:
        found.setdefault(entry_of(passage), passage)
    return list(found.values())


def _features(passage: Passage, answer: float, asked: _Asked) -> Features:
    until = valid_until(passage)
    return Features(
        title=_title(passage, asked),
        answer=answer,
        kind=_kind(passage, asked),
        trek=passage.trek in asked.treks,
        other_trek=bool(asked.treks) and passage.trek is not None and passage.trek not in asked.treks,
        language=_language(passage, asked),
        when=_in_time(passage, asked.when),
        expired=until is not None and until < asked.today,
    )


def _points(fused: float, seen: Features, answer_weight: float, weights: RerankWeights) -> float:
    gained = (
        weights.fused * fused
        + weights.title * seen.title
        + answer_weight * seen.answer
        + weights.kind * seen.kind
        + weights.trek * seen.trek
        + weights.language * seen.language
        + weights.when * seen.when
    )
    return gained - weights.other_trek * seen.other_trek - weights.expired * seen.expired


def _in_time(passage: Passage, when: Sequence[Window]) -> bool:
    return bool(when) and any(window.meets(*period) for period in periods(passage) for window in when)


def _kind(passage: Passage, asked: _Asked) -> float:
    share = 1.0 if passage.trek is None or passage.trek in asked.treks else _UNASKED
    return asked.kinds.get(passage.kind, 0.0) * share


def _language(passage: Passage, asked: _Asked) -> float:
    """English is what most documents exist in: half a match for everybody, a whole one for those who write Latin."""
    if passage.language == asked.language or (asked.language == "hi-Latn" and passage.language == "en"):
        return 1.0
    return 0.5 if passage.language == "en" else 0.0


def _title(passage: Passage, asked: _Asked) -> float:
    """Share of the question's words in the title, each as heavy as it is rare among the candidates."""
    said = _said(asked.question, passage.language)
    total = math.fsum(asked.rarity.get(stem, 0.0) for stem in said)  # exact: a set has another order in each process
    shared = math.fsum(asked.rarity.get(stem, 0.0) for stem in said & read(passage).own_title)
    return shared / total if total else 0.0


def _rarity(question: str, passages: Sequence[Passage]) -> dict[str, float]:
    """log((N + 1) / (1 + passages that hold the word)): near 0 for words that all candidates share."""
    asked = frozenset[str]().union(*(_said(question, passage.language) for passage in passages))
    held = Counter(stem for passage in passages for stem in read(passage).words & asked)
    return {stem: math.log((len(passages) + 1) / (1 + count)) + 0.01 for stem, count in held.items()}


def _likeness(one: Passage, two: Passage) -> float:
    """Jaccard of their words."""
    first, second = read(one), read(two)
    shared = len(first.words & second.words)
    alike = shared / max(1, len(first.words) + len(second.words) - shared)
    return alike / 2 if one.kind in _ROWS and one.kind == two.kind else alike


@lru_cache(maxsize=64)
def _said(question: str, language: str) -> frozenset[str]:
    return frozenset(stems(" ".join(content_words(question)), language))
