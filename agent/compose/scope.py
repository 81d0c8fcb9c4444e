"""Whether a message is about nothing of ours, whatever word of ours stands in it: school sums, freezers, love."""

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agent.compose.asked import Asked
from agent.compose.questions import content
from agent.compose.topic_model import surely_learnt
from agent.compose.topics import MANNERS
from agent.language.meaning import meaning_about

MODEL = Path(__file__).with_name("scope_model.npz")
Vector = NDArray[np.float32]
_NEAR = 0.8  # how far from an example its say reaches
BIAS = 0.3
"""What every message has in common."""
STEPS = 400
"""Parts of the meanings are kept as whole numbers of this part of 1."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Kernel ridge regression over meanings: 1 for what is about nothing of ours, 0 for what is."""

    centre: Vector
    meanings: Vector
    shares: Vector

    def strange(self, about: Vector) -> float:
        """How much a meaning is like what is about nothing of ours."""
        return float((nearness(about[None], self.meanings) + BIAS)[0] @ self.shares)


def nearness(some: Vector, others: Vector) -> Vector:
    """How much meanings say of one another: a Gaussian of the distance, wide enough to reach what is new."""
    return np.asarray(np.exp((some @ others.T - 1) / _NEAR), dtype=np.float32)


@cache
def scope() -> Scope:
    """The model as `python -m agent.compose.learn_scope` wrote it. Raises OSError where the file is missing."""
    with np.load(MODEL, allow_pickle=False) as kept:
        return Scope(kept["centre"], kept["meanings"].astype(np.float32) / STEPS, kept["shares"].astype(np.float32))


@lru_cache(maxsize=4096)
def strangeness(text: str) -> float:
    """About 1 for what is nothing of ours and 0 for what is; 0 where meanings cannot be had."""
    about = meaning_about(text, scope().centre)
    return 0.0 if about is None else scope().strange(about)


def is_nothing_of_ours(asked: Asked) -> bool:
    """Whether somebody without a booking, of no trek by name, surely wants something that has nothing to do with us.

    Where the classifier says so too, less is taken for that, and much where nothing is asked: "write me a poem". Never
    what goes on from the lines before, tells how many come, names things of our trade, or is known well by our topics.
    """
    if asked.bookings or asked.named or asked.follows or asked.people or _OURS & set(asked.topics):
        return False
    strange = strangeness(asked.text)
    if len(content(asked.text)) < _LEAST_WORDS or not _may_be_strange(asked.text, strange):
        return False
    named = len(set(asked.topics) - MANNERS - _SAID_OF_ANYTHING)
    if named > 1 or (named and asked.about("refund")):
        return False
    if not (asked.questioning or asked.about("general") or asked.about("suggest")):
        return asked.intent == "out_of_scope" and strange >= _UNASKED
    return strange >= (_RATHER if asked.intent == "out_of_scope" else _DESPITE_A_WORD if named else _SURELY)


def _may_be_strange(text: str, strange: float) -> bool:
    """Whether our topics know nothing of it, or only what is said of any text or goods: "translate this into Hindi"."""
    known = set(surely_learnt(text))
    return not known or (strange >= _BEYOND_DOUBT and known <= _SAID_OF_ANYTHING | _ASKED_OF_ANYTHING)


_ASKED_OF_ANYTHING = frozenset({"languages", "suggest", "insurance"})
_OURS = frozenset({"trade", "unsaid", "code_asked", "own_data", "person", "bot", "pregnancy", "drone"})
_LEAST_WORDS = 3
_RATHER, _SURELY, _DESPITE_A_WORD, _UNASKED, _BEYOND_DOUBT = 0.35, 0.48, 0.55, 0.8, 0.6
"""Who asks nothing greets, or tells what they would like: "two girls from Valencia, keen on mountains" are guests."""
_SAID_OF_ANYTHING = frozenset(
    {"price", "dates", "booking", "discount", "payment", "deposit", "group_size", "snow", "temperature"}
)
"""What one says of a freezer too: nothing in it is ours."""
