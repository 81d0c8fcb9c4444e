"""Does this passage answer this question? One absolute score: 0–1 and comparable between questions.

What a search gives is relative: the best of many passages that do not answer still comes first.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache, reduce
from operator import and_, or_
from pathlib import Path

import yaml

from agent.knowledge.glossary import glosses, in_english, plain_words
from agent.knowledge.words import ALGORITHMS, stem, stems
from agent.turn import Passage

_FILE = Path(__file__).with_name("fillers.yaml")
_KEPT = 16384

Unit = tuple[frozenset[str], ...]
"""One thing a question names: alternatives, each the stems of which a passage should hold all."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a passage, each 0–1; shares are weighted by rarity.

    A thing is known when the glossary or any of the passages knows it. `title` and `text`: share of the known things
    of the question found in the title and in the whole passage; `named`: 1 when the title holds one of the glossary's.
    `focus`: share of the title's things that the question names, times `text`; `whole`: the same times the share of
    all things found. `near`: the cosine; `title_near`: it times `title`. `unknown`: share of things nobody knows.
    `turned`: 1 when the title says "not" and the question does not.
    """

    title: float
    text: float
    focus: float
    near: float
    turned: float
    unknown: float
    whole: float
    named: float
    title_near: float


# Fitted on eval/retrieval_questions.jsonl, which our documents answer, and eval/unanswered.jsonl, which they do not.
_BIAS = -2.4
_WEIGHTS = {
    "title": -1.0,
    "text": 1.1,
    "focus": 2.5,
    "near": 1.3,
    "turned": -1.0,  # by hand: too few titles say "not" to learn from
    "unknown": -3.9,
    "whole": 0.3,
    "named": 1.3,
    "title_near": 2.4,
}


def rated(question: str, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The same passages with `scores.answer`; `question` without names and dates."""
    found = zip(passages, evidence_for(question, passages), strict=True)
    return tuple(replace(p, scores=replace(p.scores, answer=answers(evidence))) for p, evidence in found)


def answers(evidence: Evidence) -> float:
    """Logistic regression over the evidence."""
    points = _BIAS + sum(weight * getattr(evidence, name) for name, weight in _WEIGHTS.items())
    return 1 / (1 + math.exp(-points))


def evidence_for(question: str, passages: Sequence[Passage]) -> tuple[Evidence, ...]:
    """For each passage; words that many of the passages hold weigh little. `question` without names and dates."""
    asked = units(question)
    bags = [_bag(f"{passage.title}\n{passage.text}", passage.language) for passage in passages]
    titles = [units(passage.title) for passage in passages]
    rarity = _rarity({*asked, *(unit for title in titles for unit in title)}, bags)
    read = _Question.read(question, asked, rarity, bags)
    return tuple(
        _evidence(read, passage, bag, title) for passage, bag, title in zip(passages, bags, titles, strict=True)
    )


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
        cls, text: str, asked: tuple[Unit, ...], rarity: Mapping[Unit, float], bags: Sequence[frozenset[str]]
    ) -> "_Question":
        glossed = frozenset(tuple(_stemmed(phrase) for phrase in gloss.english) for gloss in glosses(text))
        known = tuple(unit for unit in asked if unit in glossed or any(_held(unit, bag) >= 1 for bag in bags))
        said = frozenset(stem for unit in asked for alternative in unit for stem in alternative)
        return cls(asked, known, glossed, said, not _negated(text), rarity)


def _evidence(question: _Question, passage: Passage, bag: frozenset[str], title: Sequence[Unit]) -> Evidence:
    heading = _bag(passage.title, passage.language)
    text = _share(question.known, question.rarity, bag)
    in_title = _share(question.known, question.rarity, heading)
    aim = _share(title, question.rarity, question.said)
    near = max(0.0, passage.scores.dense)
    return Evidence(
        title=in_title,
        text=text,
        focus=text * aim,
        near=near,
        turned=float(question.plain and _negated(passage.title)),
        unknown=1 - len(question.known) / len(question.asked) if question.asked else 1.0,
        whole=_share(question.asked, question.rarity, bag) * aim,
        named=float(any(_held(unit, heading) >= 1 for unit in question.glossed)),
        title_near=in_title * near,
    )


@lru_cache(maxsize=_KEPT)
def _negated(text: str) -> bool:
    return not _lists()["negations"].isdisjoint({*plain_words(text), *in_english(text).split()})


@lru_cache(maxsize=_KEPT)
def units(text: str) -> tuple[Unit, ...]:
    """Things a text names, in order: what the glossary knows, and every other word that is no filler."""
    said = plain_words(text)
    known = glosses(text)
    taken = {place for gloss in known for place in range(gloss.start, gloss.end)}
    found = [tuple(_stemmed(phrase) for phrase in gloss.english) for gloss in known]
    rest = [word for place, word in enumerate(said) if place not in taken and word not in fillers()]
    return tuple(dict.fromkeys([*found, *(_variants(word) for word in rest if len(word) > 1)]))


@cache
def _lists() -> Mapping[str, frozenset[str]]:
    lists = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    forms = [f"{root}{ending}" for verb in lists.pop("verbs") for root in verb["stems"] for ending in verb["endings"]]
    told: dict[str, list[str]] = {**lists, "verbs": forms}
    return {name: frozenset(word for text in entry for word in plain_words(str(text))) for name, entry in told.items()}


@cache
def fillers() -> frozenset[str]:
    """Words that any question may hold, in the form of `plain_words`."""
    return frozenset[str]().union(*_lists().values())


def _stemmed(phrase: tuple[str, ...]) -> frozenset[str]:
    """Content stems of an English phrase; all of its words when it holds nothing else."""
    kept = [word for word in phrase if word not in fillers()] or phrase
    return frozenset(stem(word, "en") for word in kept)


def _variants(word: str) -> Unit:
    """The stems a word may have, as alternatives: the language of a word need not be known."""
    return tuple(dict.fromkeys(frozenset({stem(word, language)}) for language in ALGORITHMS))


@lru_cache(maxsize=_KEPT)
def _bag(text: str, language: str) -> frozenset[str]:
    """Stems of a passage in its own language and of its gloss in English."""
    plain = " ".join(plain_words(text))
    return frozenset((*stems(plain, language), *stems(in_english(text), "en")))


def _held(unit: Unit, bag: frozenset[str]) -> float:
    return max(len(alternative & bag) / len(alternative) for alternative in unit)


def _rarity(asked: Iterable[Unit], bags: Sequence[frozenset[str]]) -> Mapping[Unit, float]:
    """log((N + 1) / (1 + passages that hold it)), at least 0.1; passages are bits of an integer, to be quick."""
    wanted = set(asked)
    needed = {stem for unit in wanted for alternative in unit for stem in alternative}
    where = dict.fromkeys(needed, 0)
    for place, bag in enumerate(bags):
        for known in needed & bag:
            where[known] |= 1 << place
    return {unit: math.log((len(bags) + 1) / (1 + _holders(unit, where).bit_count())) + 0.1 for unit in wanted}


def _holders(unit: Unit, where: Mapping[str, int]) -> int:
    alternatives = (reduce(and_, (where[stem] for stem in alternative)) for alternative in unit)
    return reduce(or_, alternatives, 0)


def _share(asked: Sequence[Unit], rarity: Mapping[Unit, float], bag: frozenset[str]) -> float:
    total = sum(rarity[unit] for unit in asked)
    return sum(rarity[unit] * _held(unit, bag) for unit in asked) / total if total else 0.0
