"""`python -m eval.fitting.same_question`: the constants of `compose.documents.same_question`, fitted anew and printed.

Needed after the examples of the topics, the word lists or the features have changed. Learnt on judged questions, and
on the entries' own other wordings, each put to entries that lack it: customers word things in yet other ways. Beside
half of them stands something said aside, as in customers' messages.
"""

import asyncio
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from typing import cast
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from agent.bootstrap import DEFAULT_CONFIG
from agent.compose.documents.entry_topics import About, entry_topics
from agent.compose.documents.same_question import Likeness, SameQuestion, sameness
from agent.compose.topics.learn import examples
from agent.knowledge.faiss_index import FaissIndex
from agent.knowledge.glossary import in_english
from agent.knowledge.query import Query
from agent.pipeline import Pipeline
from agent.ports import Ports
from agent.settings import Environment, find
from agent.steps.retrieve import Retrieve
from agent.turn import Language, Passage
from eval.fitting.answering import Asked, asked, read_turn
from eval.job import Job, ports_over

_UNJUDGED = 0.4  # weight of an entry nobody judged for a question that we do answer: some of those answer it too
_OF_A_WORDING = 0.15  # weight of a wording beside a judged question: there are many, and of few is there no answer
_LEFT_OUT = 5  # parts of the wordings, each left out in its turn
_HALF = 0.5
_FOLDS = 10
_SHOWN = (0.5, 0.6, 0.7, 0.8)

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry compared with question number `question`; `answerable`: whether any entry answers it."""

    question: int
    likeness: Likeness
    answers: bool
    weight: float
    answerable: bool


def main() -> None:
    """Figures of the constants in force and of new ones on questions they were not fitted on, then the new ones."""
    console = Console()
    questions = asked()
    found = asyncio.run(candidates(questions))
    for name, scores in (
        ("in force", np.array([sameness(one.likeness) for one in found])),
        ("held out", held_out(found)),
    ):
        for kind, of_kind in (("judged", True), ("reworded", False)):
            kept = [n for n, one in enumerate(found) if (one.question < len(questions)) is of_kind]
            console.print(name, kind, _figures([found[n] for n in kept], scores[kept]))
    model = _learnt(found)
    names = [field.name for field in fields(Likeness)]
    weights = {name: round(float(weight), 1) for name, weight in zip(names, model.coef_[0], strict=True)}
    console.print(f"_BIAS = {float(model.intercept_[0]):.1f}\n_WEIGHTS =", weights)


async def candidates(questions: Sequence[Asked]) -> list[Candidate]:
    """The entries that are compared with each question. One that answers in part teaches nothing."""
    folder = Environment().cairn_data
    job = Job(pipeline=Pipeline.load(find(str(DEFAULT_CONFIG))), folder=folder)
    index = await asyncio.to_thread(FaissIndex.open, folder, job.settings)
    try:
        ports = ports_over(index)
        faq = await index.of_kind("faq")
        known = await entry_topics(faq, index)
        entries = SameQuestion(faq, known)
        judged = [
            one
            for number, question in enumerate(questions)
            for one in await _candidates(job, number, question, entries, ports)
        ]
        worded = [
            one
            for number, (wording, asks) in enumerate(_put_to(faq, known), start=len(questions))
            for one in await _reworded(job, number, wording, asks, ports)
        ]
        return [*judged, *worded]
    finally:
        await index.aclose()


@dataclass(frozen=True, slots=True)
class Wording:
    """A message that asks what `entry` does; "" for one that asks nothing of ours."""

    text: str
    language: Language
    entry: str
    trek: str | None = None


def _put_to(faq: Sequence[Passage], known: Mapping[str, About]) -> Iterator[tuple[Wording, SameQuestion]]:
    """Each other wording with the entries as they are without it, and what is said aside with all of them."""
    aside = [Wording(one.text, cast(Language, one.language), "") for one in examples() if not one.topics]
    dice = random.Random(7)
    for part in range(_LEFT_OUT):
        entries = SameQuestion([replace(p, also=_also(p, part, kept=True)) for p in faq], known)
        for passage in faq:
            language = cast(Language, passage.language)
            said = [one.text for one in aside if one.language == language]
            for text in _also(passage, part, kept=False):
                yield Wording(text, language, _name(passage), passage.trek), entries
                longer = f"{dice.choice(said)}. {text}" if dice.random() < _HALF else f"{text}. {dice.choice(said)}"
                yield Wording(longer, language, _name(passage), passage.trek), entries
    entries = SameQuestion(faq, known)
    yield from ((one, entries) for one in aside)


def _also(passage: Passage, part: int, *, kept: bool) -> tuple[str, ...]:
    """The other wordings without those of this part, or those alone."""
    return tuple(text for text in passage.also if (crc32(text.encode()) % _LEFT_OUT != part) is kept)


async def _reworded(job: Job, number: int, wording: Wording, entries: SameQuestion, ports: Ports) -> list[Candidate]:
    words = f"{wording.text} {in_english(wording.text)}"
    found = await ports.index.search(words, meaning=wording.text, top_k=job.step(Retrieve).top_k)
    treks = (wording.trek,) if wording.trek else ()
    return [
        Candidate(number, likeness, _name(passage) == wording.entry, _OF_A_WORDING, bool(wording.entry))
        for passage, likeness in entries.likest(wording.text, wording.language, treks, found)
    ]


async def _candidates(job: Job, number: int, question: Asked, entries: SameQuestion, ports: Ports) -> list[Candidate]:
    turn = await read_turn(job, question, ports)
    query = Query.of(turn, ports.index.catalogue, glossary=True)
    found = await ports.index.search(query.words, meaning=query.meaning, top_k=job.step(Retrieve).top_k)
    judged = {_entry(name): answers for name, answers in question.judged.items() if "/faq/" in name}
    likest = entries.likest(query.subject, turn.language, turn.treks, found)
    labelled = [(likeness, judged.get(_name(passage), False)) for passage, likeness in likest]
    others = _UNJUDGED if question.judged else 1.0
    return [
        Candidate(number, likeness, told, 1.0 if told else others, any(judged.values()))
        for likeness, told in labelled
        if told is not None
    ]


def _name(passage: Passage) -> str:
    return _entry(passage.id)


def _entry(name: str) -> str:
    return name.partition("#")[2]


def held_out(found: Sequence[Candidate]) -> Numbers:
    """Each entry scored by a fit that has not seen its question."""
    scores = np.zeros(len(found))
    for seen, unseen in _folds(found):
        model = _learnt([found[n] for n in seen])
        scores[unseen] = model.predict_proba(_table([found[n] for n in unseen]))[:, 1]
    return scores


def _folds(found: Sequence[Candidate]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    groups = [one.question for one in found]
    yield from GroupKFold(_FOLDS).split(found, groups=groups)


def _learnt(found: Sequence[Candidate]) -> LogisticRegression:
    """With an L2 penalty of a third."""
    truth, weights = [one.answers for one in found], [one.weight for one in found]
    return LogisticRegression(max_iter=5000, C=3.0).fit(_table(found), truth, sample_weight=weights)


def _table(found: Sequence[Candidate]) -> Numbers:
    return np.array([astuple(one.likeness) for one in found], dtype=np.float64)


def _figures(found: Sequence[Candidate], scores: Numbers) -> str:
    """Of the best entry of each question: how often it answers, and of how many that one does answer it is found."""
    best: dict[int, int] = {}
    for n, one in enumerate(found):
        if one.question not in best or scores[n] > scores[best[one.question]]:
            best[one.question] = n
    chosen = list(best.values())
    answerable = sum(found[n].answerable for n in chosen)
    told = []
    for least in _SHOWN:
        right = [found[n].answers for n in chosen if scores[n] >= least]
        told.append(f"from {least}: {len(right)}, precision {np.mean(right):.3f} recall {sum(right) / answerable:.3f}")
    return "; ".join(told)


if __name__ == "__main__":
    main()
