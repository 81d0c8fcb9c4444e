"""`python -m agent.compose.topics.learn`: learns from examples what questions are about, and keeps it beside the code.

Examples: `topic_examples/*.tsv`, a line each: topics (commas between, `none` for none of them), language, message.
Kernel ridge regression towards 1 for the topics asked about and 0 for the others, all topics at once, over words and
the meaning of the sentence; greetings and other trades among the exemplars of intents ask about none.
"""

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from agent.compose.topics.model import MODEL, Taught, TopicModel, features, in_steps, nearness
from agent.language.feature_table import feature_table
from agent.language.meaning import centred, meanings

EXAMPLES = Path(__file__).with_name("topic_examples")
_INTENTS = Path(__file__).parents[3] / "eval/intents.jsonl"
_WITHOUT = frozenset({"greeting", "out_of_scope", "oos"})
_NONE = "none"
_COLUMNS = 3
_HELD_BACK = 0.7  # how strongly weights are held towards 0
_MEANING = 4.0  # what two sentences that mean the same have in common, squared, beside 2.5 for their words
_BIAS = 0.3  # what every message has in common, squared
_SMALL = 0.03  # features that weigh less for every topic are not kept


@dataclass(frozen=True, slots=True)
class Example:
    """A message and what it asks about."""

    text: str
    topics: frozenset[str]
    language: str = ""


def examples() -> list[Example]:
    """Every line of the examples, each message once. Raises ValueError naming the line that is none."""
    found: dict[str, Example] = {}
    for file in sorted(EXAMPLES.glob("*.tsv")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip():
                one = _example(line, f"{file.name}:{number}")
                found.setdefault(one.text, one)
    return list(found.values())


def _example(line: str, where: str) -> Example:
    parts = line.split("\t")
    if len(parts) != _COLUMNS:
        raise ValueError(f"{where}: wants topics, language and message with tabs between")
    named = frozenset(topic.strip() for topic in parts[0].split(",")) - {_NONE, ""}
    return Example(parts[2].strip(), named, parts[1].strip())


def without_topic() -> list[Example]:
    """Greetings and messages about other trades: every second one, so that they do not outweigh the examples."""
    rows = (json.loads(line) for line in _INTENTS.read_text(encoding="utf-8").splitlines())
    return [Example(row["text"], frozenset()) for row in rows if row["label"] in _WITHOUT][::2]


def learn(lesson: Sequence[Example]) -> TopicModel:
    """The weights with the least squared error plus `_HELD_BACK` times their squared length, for each topic.

    Raises PortError where meanings cannot be had.
    """
    topics = tuple(sorted({topic for one in lesson for topic in one.topics}))
    read = [features(one.text) for one in lesson]
    times = Counter(name for row in read for name in row)
    names = sorted(name for name, seen in times.items() if seen > 1)
    rows = feature_table(read, names)
    wanted = np.array([[topic in one.topics for topic in topics] for one in lesson], dtype=np.float64)
    spoken = meanings([one.text for one in lesson])
    centre = np.asarray(spoken.mean(axis=0), dtype=np.float32)
    meant = centred(spoken, centre)
    alike = (rows @ rows.T).toarray() + _BIAS + _MEANING * nearness(meant, meant)
    alike[np.diag_indices(len(lesson))] += _HELD_BACK
    shares = cho_solve(cho_factor(alike, overwrite_a=True), wanted)
    weights, bias = np.asarray(rows.T @ shares), _BIAS * shares.sum(axis=0)
    heavy = np.abs(weights).max(axis=1) > _SMALL
    kept = [name for name, keep in zip(names, heavy, strict=True) if keep]
    return TopicModel(
        topics,
        {name: row for row, name in enumerate(kept)},
        weights[heavy].astype(np.float32),
        bias.astype(np.float32),
        Taught(centre, meant, (_MEANING * shares).astype(np.float32)),
    )


def digest() -> str:
    """Changes with every example."""
    files = [*sorted(EXAMPLES.glob("*.tsv")), _INTENTS]
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def write() -> Path:
    """Learn and keep."""
    model = learn([*examples(), *without_topic()])
    np.savez_compressed(
        MODEL,
        names=np.array(list(model.rows)),
        topics=np.array(model.topics),
        weights=model.weights.astype(np.float16),
        bias=model.bias,
        centre=model.taught.centre,
        meanings=in_steps(model.taught.meanings),
        shares=model.taught.shares.astype(np.float16),
        digest=np.array(digest()),
    )
    return MODEL


if __name__ == "__main__":
    sys.stdout.write(f"{write()}\n")
