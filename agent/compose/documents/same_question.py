"""Which entry of the FAQ asks what a customer asks, whatever else they name: a search ranks all documents by all words.

Question and entries are compared among the entries alone, in the customer's language and in English, with names,
dates and figures left out: a trek's name in the question would favour the pages of that trek.
"""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import get_args

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from agent.compose.documents.entry_topics import About, about
from agent.compose.documents.spelling import Columns, Numbers, Spelt, Weighed
from agent.compose.topics.model import features
from agent.knowledge.answering import Evidence, evidence_for
from agent.knowledge.reading import entry_of
from agent.turn import Language, Passage

_READ: Mapping[Language, tuple[str, ...]] = {"hi-Latn": ("hi-Latn", "hi", "en"), "hi": ("hi", "hi-Latn", "en")}
_COMPARED = 12
"""Entries most alike by spelling, of which the rest is worth looking at."""
_PLACES = 9
_READ_OF_EACH = 3
"""Wordings of an entry that are read beside its own, over all of its languages."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What speaks for an entry, each 0–1. `spelling`: cosine of words and their pieces with the whole entry.

    `lead`: how much more the entry's question is spelt alike than any other's, below 0 for all but the first. `text`,
    `focus`, `whole`, `unknown`: as in `Evidence`. `subject`: cosine of the learnt topics. `near`: the cosine
    of the meaning, where the search found the entry. `meant`: how much nearer in meaning the nearest of the entry's
    wordings is than any other entry's, below 0 for all but the first.
    """

    spelling: float
    lead: float
    text: float
    focus: float
    whole: float
    unknown: float
    subject: float
    near: float
    meant: float


# By `python -m eval.fitting.same_question`, on judged questions, on questions that our documents do not answer, and on
# wordings of entries that were left out of them.
_BIAS = -6.2
_WEIGHTS = {
    "spelling": 3.3,
    "lead": 1.5,
    "text": 0.9,
    "focus": 0.3,
    "whole": 0.4,
    "unknown": -0.7,
    "subject": 5.2,
    "near": 2.4,
    "meant": 3.9,
}


def sameness(likeness: Likeness) -> float:
    """0–1: how surely the entry answers. Logistic regression over the likeness."""
    points = _BIAS + sum(weight * getattr(likeness, name) for name, weight in _WEIGHTS.items())
    return 1 / (1 + math.exp(-points))


class SameQuestion:
    """The entries of one FAQ, read once; a customer's question is compared with all of them.

    `known`: what the entries' wordings are about, as in `entry_topics`; those not in it are read.
    """

    def __init__(self, passages: Iterable[Passage], known: Mapping[str, About] | None = None):
        self._passages = tuple(passages)
        self._known = known or {}
        self._entries = lru_cache(maxsize=8)(self._entries_in)
        self._told: dict[str, _Told] = {}
        self._texts: dict[str, Spelt] = {}
        self._columns = Columns()

    def read(self) -> None:
        """Read all entries in every language now, which the first question of each would otherwise wait for."""
        for language in get_args(Language):
            self._entries(_languages_of(language))

    def best(
        self,
        question: str,
        language: Language,
        treks: Sequence[str],
        found: Iterable[Passage] = (),
        but: Collection[str] = (),
    ) -> tuple[Passage, float] | None:
        """The entry that asks this most surely, in the customer's language where it exists, and how surely, 0–1.

        `question` without names and dates. Entries about another trek than `treks` are left out, and those named in
        `but`. `found`: what a search by meaning found for it.
        """
        likest = self.likest(question, language, treks, found, but)
        best = max(likest, key=lambda one: sameness(one[1]), default=None)
        return (best[0], sameness(best[1])) if best else None

    def likest(
        self,
        question: str,
        language: Language,
        treks: Sequence[str],
        found: Iterable[Passage] = (),
        but: Collection[str] = (),
    ) -> list[tuple[Passage, Likeness]]:
        """The entries spelt most like the question, each with its likeness."""
        return self._entries(_languages_of(language)).compared(question, treks, _nearness(found), but)

    def _entries_in(self, languages: tuple[str, ...]) -> "_Entries":
        """Those of other languages too where none of these has the entry."""
        read_by = sorted(
            (p for p in self._passages if p.language in languages), key=lambda p: languages.index(p.language)
        )
        there = {entry_of(passage) for passage in read_by}
        others = (p for p in self._passages if p.language not in languages and entry_of(p) not in there)
        ranked = [*read_by, *others]
        worded = [one for passage in ranked for one in _wordings(passage)]
        return _Entries(worded, [self._read_once(passage) for passage in worded], self._columns)

    def _read_once(self, passage: Passage) -> "_Told":
        """English entries stand in everybody's list."""
        key = f"{passage.id} {passage.title}"
        known = self._told.get(key)
        if known is None:
            if passage.id not in self._texts:
                self._texts[passage.id] = self._columns.of(features(passage.text))
            told = self._known.get(passage.title) or about(passage.title)
            known = self._told[key] = _Told(self._columns.of(features(passage.title)), self._texts[passage.id], told)
        return known


@dataclass(frozen=True, slots=True)
class _Told:
    """What an entry says, for the comparison: spelling of its question and answer, and what the question is about."""

    title: Spelt
    text: Spelt
    about: About


class _Entries:
    """Translations of the entries in the languages that one customer reads, theirs first."""

    def __init__(self, passages: Sequence[Passage], told: Sequence[_Told], columns: Columns):
        self._passages = passages
        names = [entry_of(passage) for passage in passages]
        self._names, self._numbers = tuple(dict.fromkeys(names)), _numbered(names)
        said: dict[int, list[Spelt]] = {}
        for number, one in zip(self._numbers, told, strict=True):
            said.setdefault(number, []).extend((one.title, one.text))
        self._weighed = Weighed(columns, said)
        self._titles = self._weighed.rows([one.title for one in told])
        self._texts = self._of_wordings([one.text for one in told])
        self._topics = self._of_entries([one.about.topics for one in told])
        self._meanings = np.array([one.about.meaning for one in told], dtype=np.float32)

    def compared(
        self, question: str, treks: Sequence[str], near: Mapping[str, float], but: Collection[str]
    ) -> list[tuple[Passage, Likeness]]:
        if not self._passages:
            return []
        asked = self._weighed.row(features(question))
        there = np.array([name not in but for name in self._names])[self._numbers]
        allowed = there & np.array([p.trek is None or p.trek in treks for p in self._passages])
        titles, texts = (self._alike(told, asked) * allowed for told in (self._titles, self._texts))
        title, text = self._likest(titles), self._likest(texts)
        closest = np.array([near.get(name, 0.0) for name in self._names])
        told = about(question)
        meant = self._likest(np.einsum("ij,j->i", self._meanings, told.meaning) * allowed)
        order = np.argsort(-(title + text + closest + meant), kind="stable")[:_COMPARED].tolist()
        evidence = self._evidence(question, self._worth_reading(order, titles, allowed))
        alike = _Alike(title, text, closest, meant)
        return [
            (first, _likeness(number, alike, evidence[number], told.topics, self._topics[number]))
            for number in order
            if number in evidence and (first := self._first(number))
        ]

    def _worth_reading(self, order: Sequence[int], titles: Numbers, allowed: NDArray[np.bool_]) -> list[int]:
        """Of each entry the wordings most alike: to read all of them takes long, and the others say less.

        And its own in the customer's letters, which may hold words that no other wording spells so.
        """
        wordings: dict[int, list[int]] = {number: [] for number in order}
        own = [self._numbers.index(number) for number in order]
        for n in [*own, *np.argsort(-titles, kind="stable").tolist()]:
            number = self._numbers[n]
            if n not in wordings.get(number, [n]) and allowed[n] and len(wordings[number]) <= _READ_OF_EACH:
                wordings[number].append(n)
        return [n for found in wordings.values() for n in found]

    def _evidence(self, question: str, kept: Sequence[int]) -> dict[int, list[Evidence]]:
        found: dict[int, list[Evidence]] = {}
        told = evidence_for(question, [self._passages[n] for n in kept])
        for n, evidence in zip(kept, told, strict=True):
            found.setdefault(int(self._numbers[n]), []).append(evidence)
        return found

    def _first(self, number: int) -> Passage:
        return self._passages[self._numbers.index(number)]

    def _of_wordings(self, texts: Sequence[Spelt]) -> csr_matrix:
        """A row for each wording; the text, which all wordings of a translation share, is taken once: a start waits."""
        each = {id(text): text for text in texts}
        place = {text: row for row, text in enumerate(each)}
        return csr_matrix(self._weighed.rows(list(each.values()))[[place[id(text)] for text in texts]])

    def _alike(self, told: csr_matrix, asked: csr_matrix) -> Numbers:
        """The cosine with each, to so many places that the order in which languages were read cannot show."""
        return np.asarray(np.round((told @ asked.T).toarray()[:, 0], _PLACES))

    def _likest(self, of_passages: Numbers) -> Numbers:
        """Of an entry's translations the one most alike."""
        most = np.zeros(max(self._numbers) + 1)
        np.maximum.at(most, self._numbers, of_passages)
        return most

    def _of_entries(self, of_passages: Sequence[Numbers]) -> list[Numbers]:
        """The mean over an entry's translations."""
        told: dict[int, list[Numbers]] = {}
        for number, topics in zip(self._numbers, of_passages, strict=True):
            told.setdefault(number, []).append(topics)
        return [np.mean(topics, axis=0) for topics in told.values()]


def _languages_of(language: Language) -> tuple[str, ...]:
    return _READ.get(language, (language, "en"))


def _numbered(names: Sequence[str]) -> list[int]:
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    return [numbers[name] for name in names]


def _wordings(passage: Passage) -> Iterator[Passage]:
    """The entry as it stands, and as if its question were put in each of its other wordings."""
    yield passage
    for wording in passage.also:
        yield replace(passage, title=wording, also=())


def _nearness(found: Iterable[Passage]) -> dict[str, float]:
    """The largest cosine of an entry's translations, by the entry's name."""
    told: dict[str, float] = {}
    for passage in found:
        if passage.kind == "faq":
            told[entry_of(passage)] = max(told.get(entry_of(passage), 0.0), passage.scores.dense)
    return told


@dataclass(frozen=True, slots=True)
class _Alike:
    """How like the question each entry is: by the spelling of its question, of its text, and by meaning."""

    title: Numbers
    text: Numbers
    near: Numbers
    meant: Numbers


def _likeness(number: int, alike: _Alike, evidence: Sequence[Evidence], asked: Numbers, told: Numbers) -> Likeness:
    lengths = float(np.linalg.norm(asked) * np.linalg.norm(told))
    return Likeness(
        spelling=float(alike.text[number]),
        lead=_lead(alike.title, number),
        text=max(one.text for one in evidence),
        focus=max(one.focus for one in evidence),
        whole=max(one.whole for one in evidence),
        unknown=evidence[0].unknown,
        subject=float(asked @ told) / lengths if lengths else 0.0,
        near=float(alike.near[number]),
        meant=_lead(alike.meant, number),
    )


def _lead(alike: Numbers, number: int) -> float:
    """How much more than any other."""
    return float(alike[number] - np.delete(alike, number).max(initial=0.0))
