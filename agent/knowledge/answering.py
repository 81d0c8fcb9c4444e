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

    `title` and `text`: share of the question's things found in the title and in the whole passage.
    `focus`: share of the title's things that the question names, times `text`. `near`: the cosine.
    `turned`: 1 when the title says "not" and the question does not.
    """

    title: float
    text: float
    focus: float
    near: float
    turned: float


# Fitted on questions our documents answer and questions they do not: docs/evaluation.md.
_BIAS = -4.7
_WEIGHTS = {"title": 0.9, "text": 2.2, "focus": 5.4, "near": 3.1, "turned": -2.5}


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
    said = frozenset(stem for unit in asked for alternative in unit for stem in alternative)
    plain = not _negated(question)
    found = []
    for passage, title, bag in zip(passages, titles, bags, strict=True):
        text = _share(asked, rarity, bag)
        found.append(
            Evidence(
                title=_share(asked, rarity, _bag(passage.title, passage.language)),
                text=text,
                focus=text * _share(title, rarity, said),
                near=max(0.0, passage.scores.dense),
                turned=float(plain and _negated(passage.title)),
            )
        )
    return tuple(found)


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
    lists: dict[str, list[str]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {name: frozenset(word for text in entry for word in plain_words(str(text))) for name, entry in lists.items()}


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
