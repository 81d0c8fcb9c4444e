"""How a message feels: cues of five languages and the sentence vector, weighed on example messages."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

import numpy as np
from numpy.typing import NDArray

from agent.language.cues import NAMES, Cues
from agent.language.said import WEIGHTS
from agent.language.softmax import fit_softmax, softmax
from agent.ports import Arrays, Vectors
from agent.turn import Language, Sentiment

Matrix = NDArray[np.float64]

CLASSES: tuple[Sentiment, ...] = ("negative", "neutral", "positive")
_NEUTRAL = CLASSES.index("neutral")
_FOLDS = 10
_RIDGE = 3.0
_STRENGTH = 10.0  # how firmly the weights are drawn to what the word lists say
_LEAN = 0.4
_VECTOR_SCALE = 3.0
_VECTOR_TRUST = (1.0, 0.5, 0.5)  # English, its relatives, Hindi: as the embedding model knows them
_GROUPS: dict[str, int] = {"en": 0, "und": 0, "es": 1, "fr": 1, "hi": 2, "hi-Latn": 2}
_LEANING = {"sum": 2.0, "not_good": -1.0, "not_bad": 0.3, "happy_face": 1.0, "unhappy_face": -1.0}


@dataclass(frozen=True, slots=True)
class Opinion:
    """An example message, its language and how it feels."""

    text: str
    language: Language
    label: Sentiment


class SentimentModel:
    """Two voices in one softmax: the cues, and ridge scores of the sentence vector by how well it reads the language.

    The scores of the vector that the fusion learns from come from folds: it learns what they are worth on the unseen.
    """

    def __init__(self, cues: Cues, weights: Matrix, voice: Matrix, *, threshold: float = 0.0) -> None:
        self._cues = cues
        self._weights = weights
        self._voice = voice
        self._threshold = threshold

    @classmethod
    def fit(cls, opinions: Sequence[Opinion], vectors: Vectors, *, threshold: float = 0.0) -> "SentimentModel":
        """Learn from examples and their sentence vectors (one row each)."""
        cues = Cues()
        classes = np.array([CLASSES.index(opinion.label) for opinion in opinions])
        dense = np.asarray(vectors, dtype=np.float64)
        read = [cues.read(opinion.text, opinion.language) for opinion in opinions]
        unseen = _unseen_scores(dense, classes)
        rows = np.array([_row(*one) for one in zip(read, unseen, (o.language for o in opinions), strict=True)])
        weights = fit_softmax(rows, classes, _prior(), _STRENGTH)
        return cls(cues, weights, _ridge(dense, classes), threshold=threshold)

    @classmethod
    def of_arrays(cls, arrays: Arrays, *, threshold: float = 0.0) -> "SentimentModel":
        """The model that `arrays` was taken from."""
        return cls(Cues(), arrays["weights"], arrays["voice"], threshold=threshold)

    def arrays(self) -> Arrays:
        """Everything learnt."""
        return {"weights": self._weights, "voice": self._voice}

    def score(self, text: str, language: Language, vector: Vectors) -> tuple[Sentiment, float]:
        """The likeliest feeling and its calibrated probability; a feeling below the threshold counts as neutral."""
        chances = self.probabilities(text, language, vector)
        best = int(chances.argmax())
        if chances[best] < self._threshold:
            best = _NEUTRAL
        return CLASSES[best], float(chances[best])

    def probabilities(self, text: str, language: Language, vector: Vectors) -> Matrix:
        """One probability for each of CLASSES."""
        scores = np.asarray(vector, dtype=np.float64) @ self._voice
        return softmax(_row(self._cues.read(text, language), scores, language) @ self._weights)


def load_opinions(path: Path) -> list[Opinion]:
    """Read JSON lines of {text, lang, label}. Raises ValueError naming file and line."""
    rows = path.read_text(encoding="utf-8").splitlines()
    return [_opinion(path, number, row) for number, row in enumerate(rows, start=1) if row.strip()]


def _opinion(path: Path, number: int, row: str) -> Opinion:
    try:
        entry = json.loads(row)
        text, language, label = str(entry["text"]), entry["lang"], entry["label"]
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path}: line {number}: expected {{text, lang, label}}: {error!r}") from error
    if language not in get_args(Language) or label not in CLASSES:
        raise ValueError(f"{path}: line {number}: no such language or feeling: {language}, {label}")
    return Opinion(text, cast(Language, language), cast(Sentiment, label))


def _row(cues: Matrix, scores: Matrix, language: Language) -> Matrix:
    """Bias, cues, and the vector's scores in the columns of the language's group."""
    spread = np.zeros((len(_VECTOR_TRUST), len(CLASSES)))
    spread[_GROUPS[language]] = _VECTOR_SCALE * scores
    return np.concatenate([[1.0], cues, spread.ravel()])


def _prior() -> Matrix:
    """The weights before anything is learnt: happy words speak for positive, the vector as it is trusted."""
    leaning = [_LEANING.get(name, float(np.sign(WEIGHTS.get(name, 0.0)))) * _LEAN for name in NAMES]
    plain = [-0.5 * _LEAN * (name in WEIGHTS) for name in NAMES]
    cues = np.column_stack([-np.array(leaning), plain, leaning])
    voice = np.vstack([trust * np.eye(len(CLASSES)) for trust in _VECTOR_TRUST])
    return np.vstack([np.zeros((1, len(CLASSES))), cues, voice])


def _ridge(vectors: Matrix, classes: NDArray[np.int64]) -> Matrix:
    targets = np.where(classes[:, None] == np.arange(len(CLASSES)), 1.0, 0.0)
    kernel = vectors.T @ vectors + _RIDGE * np.eye(vectors.shape[1])
    return np.asarray(np.linalg.solve(kernel, vectors.T @ (targets - targets.mean(axis=0))))


def _unseen_scores(vectors: Matrix, classes: NDArray[np.int64]) -> Matrix:
    """The scores each example gets from a voice that has learnt the other folds only."""
    fold = np.arange(len(classes)) % _FOLDS
    scores = np.zeros((len(classes), len(CLASSES)))
    for number in range(_FOLDS):
        held = fold == number
        scores[held] = vectors[held] @ _ridge(vectors[~held], classes[~held])
    return scores
