"""What a question is about, learnt from examples: for words that no list holds. Which examples: `topics/learn.py`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agent.knowledge.glossary import glosses, plain_words
from agent.knowledge.reading import fillers
from agent.language.features import Features, figure, in_a_row, pieces, unit
from agent.language.letters import romanised
from agent.language.loanwords import lent_by_english
from agent.language.meaning import meaning, meaning_about
from agent.language.plain import plain, spelt_out
from agent.safety.sounds import latin

MODEL = Path(__file__).with_name("topic_model.npz")
_MOST_WORDS = 60  # a question is asked before that
_MEANT = 0.7  # what the English of the glossary counts beside the words themselves, each group having length 1


def features(text: str) -> Features:
    """Words, two in a row, pieces of words and their English, by name. Hindi reads alike in both scripts."""
    said = [_sound(word) for word in spelt_out(plain(text)).split()[:_MOST_WORDS]]
    meant = [f"g {word}" for gloss in glosses(text) for phrase in gloss.english for word in phrase]
    return (
        unit(in_a_row("w", said)) | unit(pieces(said)) | {name: _MEANT * value for name, value in unit(meant).items()}
    )


@lru_cache(maxsize=20_000)
def _sound(word: str) -> str:
    return romanised(lent_by_english(word) or latin(figure(word)))


_NEAR = 0.5
"""The cosine, of meanings less what all have in common, by which an example loses a factor e of its say."""

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Taught:
    """What examples say by their meaning. `meanings`: a row of length 1 each, the mean `centre` taken off before.

    `shares`: what each adds to each topic.
    """

    centre: Vector
    meanings: Vector
    shares: Vector

    def scores(self, about: Vector) -> Vector:
        """What all add, each by how near it is to a row about `centre`.

        Without BLAS, whose second thread spins longer than this takes.
        """
        cosines = np.einsum("ij,j->i", self.meanings, about)
        return np.asarray(np.einsum("i,ij->j", np.exp((cosines - 1) / _NEAR), self.shares), dtype=np.float32)


def nearness(some: Vector, others: Vector) -> Vector:
    """1 for equal meanings, near 0 for unlike ones: a Gaussian of the distance."""
    return np.asarray(np.exp((some @ others.T - 1) / _NEAR), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class TopicModel:
    """One ridge regression for each topic, over words and meaning together.

    `weights`: a row for each feature, a column for each topic.
    """

    topics: tuple[str, ...]
    rows: Mapping[str, int]
    weights: Vector
    bias: Vector
    taught: Taught

    def scores(self, text: str) -> Mapping[str, float]:
        """How much the text asks about each topic: about 0 for not at all, 1 for just like the examples."""
        return dict(zip(self.topics, self.read(text).tolist(), strict=True))

    def read(self, text: str) -> Vector:
        """The scores in the order of `topics`; of words alone where meanings cannot be had."""
        known = [(self.rows[name], value) for name, value in features(text).items() if name in self.rows]
        scores = self.bias
        if known:
            rows, values = zip(*known, strict=True)
            scores = scores + np.asarray(values, dtype=np.float32) @ self.weights[list(rows)]
        about = meaning_about(text, self.taught.centre)
        return scores if about is None else scores + self.taught.scores(about)


@cache
def topic_model() -> TopicModel:
    """The model as `python -m agent.compose.topics.learn` wrote it. Raises OSError where the file is missing."""
    with np.load(MODEL, allow_pickle=False) as kept:
        return TopicModel(
            topics=tuple(kept["topics"].tolist()),
            rows={name: row for row, name in enumerate(kept["names"].tolist())},
            weights=kept["weights"].astype(np.float32),
            bias=kept["bias"].astype(np.float32),
            taught=Taught(
                centre=kept["centre"],
                meanings=kept["meanings"].astype(np.float32) / _STEPS,
                shares=kept["shares"].astype(np.float32),
            ),
        )


_STEPS = 400
"""Parts of the meaning are kept as whole numbers of this part of 1: none of a unit vector's 384 is above 0.3."""


def in_steps(meanings: Vector) -> NDArray[np.int8]:
    """As the file keeps them."""
    return np.clip(np.rint(meanings * _STEPS), -127, 127).astype(np.int8)


def is_met(word: str) -> bool:
    """Whether a `plain` word, or one that sounds like it, stands in more than one of the examples."""
    return f"w {_sound(word)}" in topic_model().rows


_CLEAR = 0.3
"""In cross-validation three of four topics from here on were asked about, and four of ten just below."""


@lru_cache(maxsize=4096)
def _scores(text: str) -> Mapping[str, float]:
    return topic_model().scores(text)


def learnt_topics(text: str) -> tuple[str, ...]:
    """Topics the text clearly asks about, as the examples do, the surest first."""
    ranked = sorted(_scores(text).items(), key=lambda pair: -pair[1])
    return tuple(topic for topic, score in ranked if score >= _CLEAR)


def surely_learnt(text: str) -> tuple[str, ...]:
    """Topics to be told even beside those that words name, the surest first."""
    return tuple(topic for topic in learnt_topics(text) if _scores(text)[topic] >= _SURE)


_SURE = 0.4
"""In cross-validation 87 of 100 topics from here on were asked about beside those that words named."""


UNLIKE = 0.1
"""In cross-validation 99 of 100 topics below, named beside one surely asked about, were not asked about."""


def likeness(text: str, topic: str) -> float:
    """How much the text asks about this topic, as in `TopicModel.scores`; 1 of a topic not learnt."""
    return _scores(text).get(topic, 1.0)


def is_ruled_out(text: str, topic: str) -> bool:
    """Whether the text surely asks about something else, whatever word of this topic stands in it.

    "My hearing aid dies in the cold" asks for no temperature. In cross-validation 98 of 100 topics ruled out so were
    not asked about. Words alone, where meanings cannot be had, rule nothing out.
    """
    if _words_that_tell(text) < _LEAST_WORDS or meaning(text) is None:
        return False
    scores = _scores(text)
    clear = any(score >= _CLEAR for other, score in scores.items() if other != topic)
    return scores.get(topic, 1.0) < (_OUT_BESIDE_ANOTHER if clear else _OUT)


_LEAST_WORDS = 4  # fewer that tell something say too little beside the word
_OUT, _OUT_BESIDE_ANOTHER = 0.02, 0.07


def _words_that_tell(text: str) -> int:
    return sum(word not in fillers() for word in plain_words(text))
