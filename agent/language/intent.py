"""What a message wants, learnt from example messages: sentence vector and words in one linear model."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from agent.language.lexical import Features, Lexical
from agent.ports import Arrays, Vectors

Matrix = NDArray[np.float64]
Label = TypeVar("Label", bound=str)

_RIDGES = (0.3, 1.0, 3.0)
_DENSE_WEIGHTS = (1.0, 2.0, 4.0)
_NEIGHBOURS = 4  # an exemplar set in five languages holds most messages up to five times
_TEMPERATURES = np.geomspace(1.0, 40.0, 40)


@dataclass(frozen=True, slots=True)
class Example(Generic[Label]):
    """A message, entities masked, and what it wants."""

    text: str
    label: Label


@dataclass(frozen=True, slots=True)
class _Settings:
    dense: float
    ridge: float


class IntentModel(Generic[Label]):
    """One-against-rest ridge regression over [sentence vector, TF-IDF], with softmax confidence.

    Ridge tells in closed form what it would have said without some of its examples: their dual weights over their
    block of the inverse kernel (Rasmussen and Williams, Gaussian Processes for Machine Learning, 5.4.2). Each example
    is judged without itself and its nearest neighbours, which are mostly its translations; the weight of the vector,
    the ridge and the temperature of the softmax are chosen on that, in about a second and without folds.
    """

    def __init__(
        self, labels: Sequence[Label], lexical: Lexical, dense: Matrix, words: dict[str, Matrix], temperature: float
    ) -> None:
        self.labels = tuple(labels)
        self.temperature = temperature
        self._lexical = lexical
        self._dense = dense  # (vector length + 1) × labels; the last row is the bias
        self._words = words  # feature → one weight per label

    @classmethod
    def fit(cls, examples: Sequence[Example[Label]], vectors: Vectors) -> "IntentModel[Label]":
        """Learn from examples and their sentence vectors (one row each). Raises ValueError below two labels."""
        labels = sorted({example.label for example in examples})
        if len(labels) < 2 or len(examples) != len(vectors):
            raise ValueError(f"{len(examples)} examples, {len(labels)} labels, {len(vectors)} vectors: cannot learn")
        lexical = Lexical([example.text for example in examples])
        features = [lexical.features(example.text) for example in examples]
        classes = np.array([labels.index(example.label) for example in examples])
        targets = np.where(classes[:, None] == np.arange(len(labels)), 1.0, 0.0)
        dense = np.asarray(vectors, dtype=np.float64)
        lexical_kernel, dense_kernel = _kernel(features), dense @ dense.T
        settings, temperature = _choose(dense_kernel, lexical_kernel, targets, classes)
        weights = _solve(settings.dense * dense_kernel + lexical_kernel + 1.0, targets, settings.ridge)
        stacked = np.vstack([settings.dense * (dense.T @ weights), weights.sum(axis=0)])
        return cls(labels, lexical, stacked, _word_weights(features, weights), temperature)

    @classmethod
    def of_arrays(cls, labels: Sequence[Label], arrays: Arrays) -> "IntentModel[Label]":
        """The model that `arrays` was taken from; `labels` in the same order."""
        weights = {str(name): float(weight) for name, weight in zip(arrays["seen"], arrays["idf"], strict=True)}
        words = {str(name): row for name, row in zip(arrays["features"], arrays["weights"], strict=True)}
        return cls(labels, Lexical.of_weights(weights), arrays["dense"], words, float(arrays["temperature"][0]))

    def arrays(self) -> Arrays:
        """Everything learnt, as arrays of numbers and text."""
        return {
            "labels": np.array(self.labels),
            "temperature": np.array([self.temperature]),
            "dense": self._dense,
            "features": np.array(list(self._words)),
            "weights": np.array(list(self._words.values())),
            "seen": np.array(list(self._lexical.weights)),
            "idf": np.array(list(self._lexical.weights.values())),
        }

    def predict(self, text: str, vector: Vectors) -> tuple[Label, float]:
        """The likeliest label and its calibrated probability; `text` masked as the examples were."""
        chances = self.probabilities(text, vector)
        best = int(chances.argmax())
        return self.labels[best], float(chances[best])

    def probabilities(self, text: str, vector: Vectors) -> Matrix:
        """One probability per label, in the order of `labels`."""
        scores = np.asarray(vector, dtype=np.float64) @ self._dense[:-1] + self._dense[-1]
        for feature, weight in self._lexical.features(text).items():
            if feature in self._words:
                scores = scores + weight * self._words[feature]
        chances: Matrix = _softmax(scores[None, :] * self.temperature)[0]
        return chances


def load_examples(path: Path) -> list[Example[str]]:
    """Read JSON lines of {text, label}. Raises ValueError naming file and line."""
    rows = path.read_text(encoding="utf-8").splitlines()
    return [_example(path, number, row) for number, row in enumerate(rows, start=1) if row.strip()]


def _example(path: Path, number: int, row: str) -> Example[str]:
    try:
        entry = json.loads(row)
        return Example(str(entry["text"]), str(entry["label"]))
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path}: line {number}: expected {{text, label}}: {error!r}") from error


def _kernel(features: Sequence[Features]) -> Matrix:
    """Inner products of all pairs, by postings: only features two texts share are touched."""
    kernel = np.zeros((len(features), len(features)))
    postings: dict[str, list[tuple[int, float]]] = {}
    for row, entry in enumerate(features):
        for feature, weight in entry.items():
            postings.setdefault(feature, []).append((row, weight))
    for posted in postings.values():
        rows = np.array([row for row, _ in posted])
        weights = np.array([weight for _, weight in posted])
        kernel[np.ix_(rows, rows)] += np.outer(weights, weights)
    return kernel


def _solve(kernel: Matrix, targets: Matrix, ridge: float) -> Matrix:
    return np.asarray(np.linalg.solve(kernel + ridge * np.eye(len(kernel)), targets), dtype=np.float64)


def _choose(dense: Matrix, lexical: Matrix, targets: Matrix, classes: NDArray[np.int64]) -> tuple[_Settings, float]:
    """Settings and temperature with the least log-loss on examples judged without their neighbourhood."""
    near = np.argsort(-lexical, axis=1)[:, : min(_NEIGHBOURS + 1, len(classes))]
    near = np.where((near == np.arange(len(near))[:, None]).any(axis=1, keepdims=True), near, _with_itself(near))
    best: tuple[float, _Settings, float] | None = None
    for weight, ridge in product(_DENSE_WEIGHTS, _RIDGES):
        kernel = weight * dense + lexical + 1.0
        loss, temperature = _calibrate(_left_out(kernel, targets, ridge, near), classes)
        if best is None or loss < best[0]:
            best = (loss, _Settings(weight, ridge), temperature)
    assert best is not None
    return best[1], best[2]


def _with_itself(near: NDArray[np.int64]) -> NDArray[np.int64]:
    own = near.copy()
    own[:, -1] = np.arange(len(near))
    return own


def _left_out(kernel: Matrix, targets: Matrix, ridge: float, near: NDArray[np.int64]) -> Matrix:
    """What each example would be given by a model that had seen neither it nor its neighbours (`near`, itself too)."""
    inverse = np.linalg.inv(kernel + ridge * np.eye(len(kernel)))
    weights = inverse @ targets
    missing = np.linalg.solve(inverse[near[:, :, None], near[:, None, :]], weights[near])
    own = near == np.arange(len(near))[:, None]
    unseen: Matrix = targets - missing[np.arange(len(near)), own.argmax(axis=1)]
    return unseen


def _calibrate(scores: Matrix, classes: NDArray[np.int64]) -> tuple[float, float]:
    """Least log-loss over temperatures, and the temperature."""
    rows = np.arange(len(classes))
    losses = [-np.log(_softmax(scores * t)[rows, classes] + 1e-12).mean() for t in _TEMPERATURES]
    best = int(np.argmin(losses))
    return float(losses[best]), float(_TEMPERATURES[best])


def _softmax(scores: Matrix) -> Matrix:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _word_weights(features: Sequence[Features], weights: Matrix) -> dict[str, Matrix]:
    built: dict[str, Matrix] = {}
    for entry, row in zip(features, weights, strict=True):
        for feature, weight in entry.items():
            built[feature] = built.get(feature, 0.0) + weight * row
    return built
