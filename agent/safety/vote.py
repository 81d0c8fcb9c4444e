"""A vote learnt from example messages: weights of concepts, pairs of them, words, sounds, pieces of words, meaning."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from math import exp, fsum
from pathlib import Path
from typing import Any

import numpy as np
import regex
from numpy.typing import NDArray

from agent.language.features import Features, figure, in_a_row, pieces, unit
from agent.language.letters import romanised
from agent.language.meaning import meaning_about
from agent.safety.fold import fold
from agent.safety.likeness import Likeness
from agent.safety.signs import Signs, plain, signs
from agent.safety.sounds import latin

_FOLDER = Path(__file__).parent / "votes"
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}']+|\?")
_ALONE_LESS = 0.7
"""Log-odds taken from the words where the second reader is silent: alone they were believed from so much more."""
_MOST_WORDS = 80  # a danger or a wish is said before that
GRAIN = np.float32(127)
"""Vectors of examples are kept as bytes: this is 1."""
_SIGN, _PAIR = 0.5, 0.25  # beside the words, sounds and pieces, each of which have length 1 together


@lru_cache(maxsize=64)
def features(text: str, concepts: Signs) -> Features:
    """Words, two words in a row, the same as they sound, pieces of words, concepts and pairs of concepts, by name.

    Sounds are one spelling for Hindi in either script: what is learnt of one is known of the other. Kept for a moment,
    because the votes read the same message one after the other.
    """
    said = [figure(word) for word in _WORD.findall(plain(fold(text)))[:_MOST_WORDS]]
    words = in_a_row("w", said)
    sounds = in_a_row("r", [romanised(latin(word)) for word in said])
    there = sorted(concepts.found(text))
    pairs = {f"p {one} {two}": _PAIR for place, one in enumerate(there) for two in there[place + 1 :]}
    return unit(words) | unit(sounds) | unit(pieces(said)) | {f"s {name}": _SIGN for name in there} | pairs


Direction = NDArray[np.float64]
"""384 numbers in the space of `agent.language.meaning`."""


@dataclass(frozen=True, slots=True)
class Meant:
    """What a message's meaning says of its kind, beside its words."""

    middle: Direction
    weights: Direction

    def of(self, text: str) -> float:
        """Log-odds; 0, as for a message in the middle of the examples, without words or where there is no model."""
        about = meaning_about(text, self.middle)
        return 0.0 if about is None else fsum(about * self.weights)


@dataclass(frozen=True, slots=True)
class Vote:
    """How sure it is, 0–1, that a message is of a kind. The same message always gets the same answer."""

    concepts: Signs
    weights: Mapping[str, float]
    bias: float
    meant: Meant | None = None
    likeness: Likeness | None = None

    def of(self, text: str) -> float:
        """The chance that the message is of the kind; with a likeness, the mean of what it and the words say.

        Where the likeness is silent, the words must be surer by themselves.
        """
        score = self.of_words(text) + (self.meant.of(text) if self.meant else 0.0)
        like = self.likeness.of(text) if self.likeness else None
        return 1 / (1 + exp(-max(-30.0, min(30.0, self._both(score, like)))))

    def _both(self, score: float, like: float | None) -> float:
        if like is not None:
            return (score + like) / 2
        return score - _ALONE_LESS if self.likeness else score

    def of_words(self, text: str) -> float:
        """Log-odds of the words alone."""
        known = self.weights
        return fsum(known.get(name, 0.0) * value for name, value in features(text, self.concepts).items()) + self.bias


def path_of(name: str) -> Path:
    """Where the weights of a vote are kept."""
    return _FOLDER / f"{name}.npz"


@cache
def read_vote(name: str, lexicon: str) -> Vote:
    """The vote of that name as `python -m agent.safety.learn` wrote it. Raises OSError where the file is missing."""
    with np.load(path_of(name), allow_pickle=False) as kept:
        names, weights = kept["names"].tolist(), kept["weights"].astype(np.float64).tolist()
        meant = Meant(*kept["meant"].astype(np.float64)) if "meant" in kept else None
        known = dict(zip(names, weights, strict=True))
        return Vote(signs(lexicon), known, float(kept["bias"]), meant, _likeness(kept))


def _likeness(kept: Mapping[str, NDArray[Any]]) -> Likeness | None:
    if "like" not in kept:
        return None
    examples = kept["like"].astype(np.float32) / GRAIN
    return Likeness(kept["like_middle"], examples, kept["like_pulls"], float(kept["like_bias"]))
