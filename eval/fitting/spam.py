"""`python -m eval.fitting.spam`: weights of `agent.safety.spam_reading`, fitted anew, written, and how they carry over.

Learns from `spam_examples.jsonl`, beside every fourth intent example as honest messages and replies that the composer
wrote (`honest_replies.jsonl`). Needed after those, the concepts or the signs have changed.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from rich.console import Console
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from agent.safety.spam_reading import TABLE, chance_of, share_of, signs_of
from agent.settings import find
from eval.figures.report import Floats
from eval.rows import MessageRow, read_rows

EXAMPLES, HONEST, REPLIES = "eval/spam_examples.jsonl", "eval/intents.jsonl", "eval/honest_replies.jsonl"
_EVERY = 4
_HONEST_WEIGHT = 0.5  # one of theirs beside one written as honest here: they are all of one kind
_SEEN = 2
_C = 20.0
_FOLDS = 10
_DIGITS = 2


class ExampleRow(MessageRow):
    """A message written for learning; `topic` is what it is about, so that a fold can leave a topic out."""

    label: Literal["spam", "ham"]
    topic: str


class HonestRow(MessageRow):
    """A customer's message written for another purpose."""

    label: str


@dataclass(frozen=True, slots=True)
class Example:
    """The signs of a text, whether it is spam, its topic, and how much it counts."""

    signs: frozenset[str]
    spam: bool
    topic: str
    weight: float


def main() -> None:
    """Write the table, and say how well topics are told whose examples were not seen."""
    found = list(examples())
    console = Console(highlight=False)
    for name, value in held_out(found).items():
        console.print(f"{name}: AUC {value:.3f}, each topic told by the others")
    weights = fitted(found)
    rows = [f"{name}\t{weight:.{_DIGITS}f}\n" for name, weight in sorted(weights.items())]
    TABLE.write_text("".join([f"# fitted on {sources()}\n", *rows]), encoding="utf-8")
    console.print(f"{TABLE.name}: {len(rows)} weights from {len(found)} examples")


def sources() -> str:
    """Changes with the examples and with the concepts; the table bears it, so that a test sees it grow stale."""
    files = (find(EXAMPLES), find(HONEST), find(REPLIES), TABLE.with_name("spam_concepts.yaml"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]


def examples() -> Iterator[Example]:
    """All there are, in a fixed order."""
    for row in read_rows(find(EXAMPLES), ExampleRow):
        yield Example(signs_of(row.text), row.label == "spam", f"{row.label} {row.topic}", 1.0)
    for other in read_rows(find(HONEST), HonestRow)[::_EVERY]:
        yield Example(signs_of(other.text), False, f"intent {other.label}", _HONEST_WEIGHT)
    for reply in read_rows(find(REPLIES), MessageRow):
        yield Example(signs_of(reply.text), False, f"reply {reply.lang}", _HONEST_WEIGHT)


def fitted(found: Sequence[Example]) -> Mapping[str, float]:
    """Log-odds of every sign seen often enough, and the bias; both classes weigh the same."""
    seen = Counter(sign for one in found for sign in one.signs)
    names = sorted(sign for sign, count in seen.items() if count >= _SEEN)
    spam = np.array([one.spam for one in found])
    weights = np.array([one.weight for one in found])
    weights[spam] *= weights[~spam].sum() / weights[spam].sum()
    model = LogisticRegression(C=_C, max_iter=1000, tol=1e-6)
    model.fit(_table(found, names), spam, sample_weight=weights)
    rounded = {name: round(float(weight), _DIGITS) for name, weight in zip(names, model.coef_[0], strict=True)}
    return {name: weight for name, weight in rounded.items() if weight} | {"bias": float(model.intercept_[0])}


def held_out(found: Sequence[Example]) -> Mapping[str, float]:
    """AUC over the examples written here, and beside the intents, in folds that never share a topic."""
    chances: Floats = np.zeros(len(found))
    topics = [one.topic for one in found]
    for shown, held in GroupKFold(_FOLDS).split(topics, groups=topics):
        weights = fitted([found[n] for n in shown])
        chances[held] = [chance_of(found[n].signs, weights) for n in held]
    spam = np.array([one.spam for one in found])
    own = np.array([one.weight == 1.0 for one in found])
    return {
        "examples": float(roc_auc_score(spam[own], chances[own])),
        "with intents": float(roc_auc_score(spam, chances)),
    }


def _table(found: Sequence[Example], names: Sequence[str]) -> csr_matrix:
    places = {name: place for place, name in enumerate(names)}
    rows = [[places[sign] for sign in sorted(one.signs) if sign in places] for one in found]
    data = [share_of(len(one.signs)) for one, row in zip(found, rows, strict=True) for _ in row]
    ends = np.cumsum([0, *map(len, rows)])
    columns = np.array([column for row in rows for column in row], dtype=np.int64)
    return csr_matrix((data, columns, ends), (len(rows), len(names)))


if __name__ == "__main__":
    main()
