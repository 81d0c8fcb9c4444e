"""`python -m agent.safety.learn`: learns the votes from the example messages and writes them beside the code.

Logistic regression, the kinds balanced. Ordinary messages to an operator (the exemplars of intents, feelings and
routes, and where a task says so what teaches the topics) stand against the examples written for each vote, save those
in which the rules hear something: nobody has looked at them for this. Some are joined to long ones: people tell a story
before they ask, and that is no wish. Beside it a support vector machine learns from the meanings of the same messages,
where a task says so.
"""

import hashlib
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack
from sklearn.svm import SVC

from agent.compose.topics.learn import EXAMPLES as TOPIC_EXAMPLES
from agent.compose.topics.learn import examples as topic_examples
from agent.language.feature_table import feature_table
from agent.language.meaning import centred, meanings
from agent.ports import Vectors
from agent.safety.danger_rules import ruled_danger
from agent.safety.lexicon import EXEMPLARS
from agent.safety.likeness import NEAR, Likeness
from agent.safety.signs import signs
from agent.safety.vote import GRAIN, Meant, Vote, features, path_of
from agent.safety.wish_rules import ruled_wish
from agent.turn import EmergencyKind
from agent.yaml_file import read_yaml

_HERE = Path(__file__).parent
_ORDINARY = tuple(_HERE.parents[1] / f"eval/{name}.jsonl" for name in ("intents", "sentiment", "route_examples"))
_JOINED = 4  # every so many ordinary messages, one is joined with others
_STRIDE = 1009  # how far apart the joined ones stand, so that their topics and languages differ
_LOOSE = 30.0  # how freely weights may grow: the C of scikit-learn
_STEPS = 400
_SPREAD = 12  # messages made of one line with alternatives
_PRICE = 3.0  # of an example on the wrong side, for the reader by meaning
_LOUD = 3.0  # its margins as log-odds: they spread as widely as those of the words on files left out
_SMALL = 0.01  # lighter weights are not kept: they are most of the names and next to none of the answer

Weights = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Task:
    """A vote: examples `exemplars/<examples>.*.yaml`, concepts, the rules beside it, and the labels of its kind.

    Meaning is read where it helped on files left out and on rows nobody had read (docs/safety.md): among the words
    (`by_meaning`), or by a reader of its own that shares no mistake with them (`by_likeness`).
    """

    examples: str
    lexicon: str
    heard: Callable[[str], object]
    kinds: frozenset[str]
    by_meaning: bool = False
    by_likeness: bool = False
    asked_of: frozenset[str] | None = None
    """Topics whose examples (`agent/compose/topics/topic_examples`) may be of the kind; those of all others stand
    against it. None: no examples of topics are read."""
    every: int = 1
    """One in so many of those examples is read: all of them take long to learn from."""


_DANGERS = frozenset({*get_args(EmergencyKind), "emergency"})
_NEAR_DANGER = frozenset({"health", "altitude_sickness", "exit", "emergency_contact", "insurance", "person", "upset"})
_OF_ONES_DATA = frozenset({"own_data"})
TASKS: Mapping[str, Task] = {
    "emergency": Task(
        "danger",
        "danger",
        ruled_danger,
        _DANGERS,
        by_meaning=True,
        by_likeness=True,
        asked_of=_NEAR_DANGER,
        every=3,
    ),
    "opt_out": Task("wish", "wish", ruled_wish, frozenset({"optout"}), by_likeness=True, asked_of=_OF_ONES_DATA),
    "opt_in": Task("wish", "wish", ruled_wish, frozenset({"optin"})),
}


@dataclass(frozen=True, slots=True)
class Lesson:
    """Messages, and whether each is of the kind."""

    texts: Sequence[str]
    wanted: NDArray[np.bool_]


def lesson_of(task: Task) -> Lesson:
    """The task's own examples, and ordinary messages against them."""
    own = [(text, kind in task.kinds) for kind, text in examples(task.examples)]
    seen = {text for text, _ in own}
    ordinary = [text for text in _ordinary(task) if text not in seen and not task.heard(text)]
    against = [*ordinary, *_long(ordinary)]
    texts = [text for text, _ in own] + against
    wanted = np.array([kind for _, kind in own] + [False] * len(against))
    return Lesson(texts, wanted)


def examples(name: str) -> list[tuple[str, str]]:
    """Label and message of every example written for a task, in five languages, each message once."""
    files = sorted(EXEMPLARS.glob(f"{name}.*.yaml"))
    read = (read_yaml(file) for file in files)
    listed = ((label, str(text)) for found in read for label, texts in found.items() for text in texts)
    return list(dict.fromkeys((label, text) for label, line in listed for text in spread(line)))


def spread(line: str) -> list[str]:
    """`{one|other}` written out: some of the combinations, every alternative among them, always the same ones."""
    parts = [part.split("|") for part in re.split(r"[{}]", line)]
    if len(parts) == 1:
        return [line]
    # Steps of different size through each slot, so that neighbours meet in many ways.
    rounds = range(max(_SPREAD, *map(len, parts)))
    chosen = (
        "".join(part[(n * (place + 1) + n // len(part)) % len(part)] for place, part in enumerate(parts))
        for n in rounds
    )
    return list(dict.fromkeys(chosen))


def _ordinary(task: Task) -> list[str]:
    lines = (line for file in _ORDINARY for line in file.read_text(encoding="utf-8").splitlines())
    asked = topic_examples()[:: task.every] if task.asked_of is not None else []
    beside = [one.text for one in asked if not one.topics & (task.asked_of or frozenset())]
    return list(dict.fromkeys([*(json.loads(line)["text"] for line in lines), *beside]))


def _long(ordinary: Sequence[str]) -> list[str]:
    """Two and three of them in a row, always the same ones."""
    size = len(ordinary)
    return [
        ". ".join(ordinary[(at + step * _STRIDE) % size] for step in range(2 + at // _JOINED % 2))
        for at in range(0, size, _JOINED)
    ]


def learn(lesson: Lesson, task: Task) -> Vote:
    """The vote with the least log-loss plus half the squared length of its weights."""
    concepts = signs(task.lexicon)
    read = [features(text, concepts) for text in lesson.texts]
    names = sorted({name for row in read for name in row})
    rows = feature_table(read, names)
    meant = meanings(lesson.texts) if task.by_meaning or task.by_likeness else None
    if meant is not None and task.by_meaning:
        middle = meant.mean(axis=0).astype(np.float64)  # to the digits that the file holds
        rows = hstack([rows, csr_matrix(centred(meant.astype(np.float64), middle))]).tocsr()
    weights, bias = _fit(rows, lesson)
    worded = zip(names, weights[: len(names)], strict=True)
    kept = {name: float(np.float32(one)) for name, one in worded if abs(one) > _SMALL}
    meaning = Meant(middle, weights[len(names) :]) if task.by_meaning else None
    like = _like(meant, lesson.wanted) if meant is not None and task.by_likeness else None
    return Vote(concepts, kept, bias, meaning, like)


def _like(meant: Vectors, wanted: NDArray[np.bool_]) -> Likeness:
    """A reader by meaning alone, of the same messages."""
    middle = meant.mean(axis=0)
    rows = np.rint(centred(meant, middle) * GRAIN) / GRAIN  # as the file holds them
    found = SVC(C=_PRICE, gamma=NEAR, class_weight="balanced", cache_size=600).fit(rows, wanted)
    pulls = (_LOUD * found.dual_coef_[0]).astype(np.float32)
    return Likeness(middle, rows[found.support_], pulls, float(found.intercept_[0]) * _LOUD)


def _fit(rows: csr_matrix, lesson: Lesson) -> tuple[Weights, float]:
    sides = np.where(lesson.wanted, 1.0, -1.0)
    shares = np.full(len(sides), _LOOSE)
    for side in (lesson.wanted, ~lesson.wanted):
        shares[side] *= shares.sum() / (2 * shares[side].sum())
    turned = rows.T.tocsr()

    def loss(point: Weights) -> tuple[float, Weights]:
        weights, bias = point[:-1], point[-1]
        margins = sides * (rows @ weights + bias)
        slopes = -shares * sides / (1 + np.exp(np.minimum(margins, 500)))
        value = float(shares @ np.logaddexp(0, -margins)) + 0.5 * float(weights @ weights)
        return value, np.append(turned @ slopes + weights, slopes.sum())

    found = minimize(loss, np.zeros(rows.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    return found.x[:-1], float(found.x[-1])


def digest(task: Task) -> str:
    """Changes with everything a vote is learnt from but the code."""
    files = [*sorted(EXEMPLARS.glob(f"{task.examples}.*.yaml")), _HERE / f"lexicons/{task.lexicon}.yaml"]
    if task.asked_of is not None:
        files += sorted(TOPIC_EXAMPLES.glob("*.tsv"))
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in [*files, *_ORDINARY])).hexdigest()


def write(name: str) -> Path:
    """Learn one vote and keep it."""
    task = TASKS[name]
    found = learn(lesson_of(task), task)
    target = path_of(name)
    target.parent.mkdir(exist_ok=True)
    kept = {
        "names": np.array(list(found.weights)),
        "weights": np.array(list(found.weights.values()), dtype=np.float32),
        "bias": np.array(found.bias),
        "digest": np.array(digest(task)),
    }
    if found.meant:
        kept["meant"] = np.array([found.meant.middle, found.meant.weights], dtype=np.float32)
    if found.likeness:
        like = found.likeness
        kept["like"] = np.rint(like.examples * GRAIN).astype(np.int8)
        kept |= {"like_middle": like.middle, "like_pulls": like.pulls, "like_bias": np.array(like.bias)}
    np.savez_compressed(target, **kept)  # type: ignore[arg-type]  # its stub takes the names for its own options
    return target


if __name__ == "__main__":
    for name in sys.argv[1:] or TASKS:
        sys.stdout.write(f"{write(name)}\n")
