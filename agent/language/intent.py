"""What a message wants, learnt from example messages: sentence vector and words in one kernel machine."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from agent.language.calibration import temperature_of
from agent.language.kernel_machine import Machine, Rows, folds_of, kernel_of, machine_of, solve, unseen_scores
from agent.language.lexical import Lexical
from agent.language.out_of_scope import OUTSIDE, Gate, Numbers, signs
from agent.language.softmax import softmax
from agent.ports import Arrays, Vectors

Label = TypeVar("Label", bound=str)

_SMALL = 6_000  # up to so many examples, folds cost little
_FOLDS, _FOLDS_OF_MANY = 5, 2


@dataclass(frozen=True, slots=True)
class Example(Generic[Label]):
    """A message, entities masked, and what it wants."""

    text: str
    label: Label


@dataclass(frozen=True, slots=True)
class _Learnt:
    machine: Machine
    centres: Rows  # mean vector of each label
    temperature: float
    gate: Gate | None


class IntentModel(Generic[Label]):
    """Kernel ridge regression over [squared cosine of sentence vectors, TF-IDF], with calibrated confidence.

    Each example is also judged by a machine that has not seen it nor its neighbours. From those judgements come the
    temperature of the softmax and, when one of the labels means "none of the others", the gate that decides on it.
    """

    def __init__(self, labels: Sequence[Label], lexical: Lexical, learnt: _Learnt) -> None:
        self.labels = tuple(labels)
        self._lexical = lexical
        self._learnt = learnt
        self._outside = _outside(labels)

    @classmethod
    def fit(cls, examples: Sequence[Example[Label]], vectors: Vectors) -> "IntentModel[Label]":
        """Learn from examples and their sentence vectors (one row each). Raises ValueError below two labels."""
        labels = sorted({example.label for example in examples})
        if len(labels) < 2 or len(examples) != len(vectors):
            raise ValueError(f"{len(examples)} examples, {len(labels)} labels, {len(vectors)} vectors: cannot learn")
        lexical = Lexical.fit([example.text for example in examples])
        table, known = lexical.matrix([example.text for example in examples])
        at = {label: number for number, label in enumerate(labels)}
        classes = np.array([at[example.label] for example in examples])
        dense = np.asarray(vectors, dtype=np.float32)
        centres = _centres(dense, classes, len(labels))
        kernel = kernel_of(dense, table)
        folds = folds_of(dense, classes, _FOLDS if len(examples) <= _SMALL else _FOLDS_OF_MANY)
        unseen = unseen_scores(kernel, classes, len(labels), folds)
        gate = _gate(unseen, classes, _outside(labels), known, (dense @ centres.T))
        temperature = temperature_of(*_inside(unseen, classes, _outside(labels)))
        machine = machine_of(solve(kernel, classes, len(labels)), dense, table)
        return cls(labels, lexical, _Learnt(machine, centres, temperature, gate))

    @classmethod
    def of_arrays(cls, labels: Sequence[Label], arrays: Arrays) -> "IntentModel[Label]":
        """The model that `arrays` was taken from; `labels` in the same order."""
        machine = Machine(arrays["directions"], arrays["strengths"], arrays["words"])
        gate = Gate(*arrays["gate"]) if len(arrays["gate"]) else None
        learnt = _Learnt(machine, arrays["centres"], float(arrays["temperature"][0]), gate)
        return cls(labels, Lexical([str(name) for name in arrays["features"]], arrays["idf"]), learnt)

    def arrays(self) -> Arrays:
        """Everything learnt, as arrays of numbers and text."""
        machine, gate = self._learnt.machine, self._learnt.gate
        return {
            "labels": np.array(self.labels),
            "directions": machine.directions,
            "strengths": machine.strengths,
            "words": machine.words,
            "centres": self._learnt.centres,
            "temperature": np.array([self._learnt.temperature]),
            "gate": np.stack([gate.centre, gate.scale, gate.weights]) if gate else np.zeros((0, 0)),
            "features": np.array(self._lexical.names),
            "idf": self._lexical.idf,
        }

    def predict(self, text: str, vector: Vectors) -> tuple[Label, float]:
        """The likeliest label and its calibrated probability; `text` masked as the examples were."""
        return self.likeliest(self.probabilities(text, vector))

    def likeliest(self, chances: Numbers) -> tuple[Label, float]:
        """The label with the highest of these probabilities, and that probability."""
        best = int(chances.argmax())
        return self.labels[best], float(chances[best])

    def probabilities(self, text: str, vector: Vectors) -> Numbers:
        """One probability per label, in the order of `labels`."""
        dense = np.asarray(vector, dtype=np.float32)
        at, weights, known = self._lexical.row(text)
        scores = self._learnt.machine.scores(dense, at, weights)[None, :]
        like = (dense @ self._learnt.centres.T)[None, :]
        chances: Numbers = self._chances(scores, np.array([known], dtype=np.float32), like)[0]
        return chances

    def _chances(self, scores: Rows, known: Rows, like: Rows) -> Numbers:
        learnt, outside = self._learnt, self._outside
        if outside is None or learnt.gate is None:
            return softmax(scores * learnt.temperature)
        out = learnt.gate.chance(signs(scores, outside, known, _likeness(like, scores, outside)))
        inside = softmax(np.delete(scores, outside, axis=1) * learnt.temperature)
        chances: Numbers = np.insert(inside * (1 - out)[:, None], outside, out, axis=1)
        return chances


def _outside(labels: Sequence[str]) -> int | None:
    found = [number for number, label in enumerate(labels) if label in OUTSIDE]
    return found[0] if found and len(labels) > 2 else None


def _centres(dense: Rows, classes: NDArray[np.int64], labels: int) -> Rows:
    sums = np.stack([dense[classes == label].mean(axis=0) for label in range(labels)])
    return np.asarray(sums / (np.linalg.norm(sums, axis=1, keepdims=True) + 1e-9), dtype=np.float32)


def _likeness(like: Rows, scores: Rows, outside: int) -> Rows:
    """How near the middle of its best label a message is."""
    inside = np.delete(scores, outside, axis=1).argmax(axis=1)
    return np.asarray(np.delete(like, outside, axis=1)[np.arange(len(like)), inside])


def _gate(unseen: Rows, classes: NDArray[np.int64], outside: int | None, known: Rows, like: Rows) -> Gate | None:
    if outside is None:
        return None
    return Gate.fit(signs(unseen, outside, known, _likeness(like, unseen, outside)), classes == outside)


def _inside(unseen: Rows, classes: NDArray[np.int64], outside: int | None) -> tuple[Rows, NDArray[np.int64]]:
    """The judgements of examples in scope, over the labels in scope."""
    if outside is None:
        return unseen, classes
    kept = classes != outside
    return np.delete(unseen[kept], outside, axis=1), np.where(classes[kept] > outside, classes[kept] - 1, classes[kept])


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
