"""`python -m agent.compose.scope.learn`: learns from examples what is about nothing of ours, and keeps it.

Examples: `scope_examples.tsv`, a line each: `outside` or `inside`, language, message; beside them the exemplars of
intents, of ours every few. Those of the file count three times: they are the near misses.
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from agent.compose.scope.model import BIAS, MODEL, STEPS, Scope, nearness
from agent.language.meaning import centred, meanings

NEAR_MISSES = Path(__file__).with_name("scope_examples.tsv")
_INTENTS = Path(__file__).parents[3] / "eval/intents.jsonl"
_OUTSIDE = frozenset({"out_of_scope", "oos"})
_EVERY = 3
_HELD_BACK = 0.3  # how strongly shares are held towards 0
_COUNTS = 3.0


def lesson() -> list[tuple[str, float, float]]:
    """Each message once: whether it is outside, 1 or 0, and how much it counts."""
    lines = NEAR_MISSES.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line.strip()]
    intents = [json.loads(line) for line in _INTENTS.read_text(encoding="utf-8").splitlines()]
    outside = [row["text"] for row in intents if row["label"] in _OUTSIDE]
    ours = [row["text"] for row in intents if row["label"] not in _OUTSIDE][::_EVERY]
    told = [(text, float(kind == "outside"), _COUNTS) for kind, _, text in rows]
    told += [(text, 1.0, 1.0) for text in outside]
    told += [(text, 0.0, 1.0) for text in ours]
    return list({text: (text, wanted, counts) for text, wanted, counts in reversed(told)}.values())


def learn() -> Scope:
    """The shares with the least squared error. Raises PortError where meanings cannot be had."""
    texts, wanted, counts = zip(*lesson(), strict=True)
    spoken = meanings(texts)
    centre = np.asarray(spoken.mean(axis=0), dtype=np.float32)
    meant = centred(spoken, centre)
    alike = nearness(meant, meant).astype(np.float64) + BIAS
    alike[np.diag_indices(len(texts))] += _HELD_BACK / np.array(counts)
    shares = cho_solve(cho_factor(alike, overwrite_a=True), np.array(wanted))
    return Scope(centre, meant, np.asarray(shares, dtype=np.float32))


def digest() -> str:
    """Changes with every example."""
    return hashlib.sha256(NEAR_MISSES.read_bytes() + _INTENTS.read_bytes()).hexdigest()


def write() -> Path:
    """Learn and keep."""
    model = learn()
    np.savez_compressed(
        MODEL,
        centre=model.centre,
        meanings=np.clip(np.rint(model.meanings * STEPS), -127, 127).astype(np.int8),
        shares=model.shares,
        digest=np.array(digest()),
    )
    return MODEL


if __name__ == "__main__":
    sys.stdout.write(f"{write()}\n")
