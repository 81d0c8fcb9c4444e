"""A vote learnt from example messages: weights of concepts, pairs of them, words, sounds and pieces of words."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import exp, sqrt
from pathlib import Path

import numpy as np
import regex

from agent.language.letters import romanised
from agent.safety.fold import fold
from agent.safety.signs import Signs, plain, signs
from agent.safety.sounds import latin

_FOLDER = Path(__file__).parent / "votes"
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}']+|\?")
_MOST_WORDS = 80  # a danger or a wish is said before that
_PIECES = (3, 4, 5)
_SIGN, _PAIR = 0.5, 0.25  # beside the words, sounds and pieces, each of which have length 1 together

Features = Mapping[str, float]


@lru_cache(maxsize=64)
def features(text: str, concepts: Signs) -> Features:
    """Words, two words in a row, the same as they sound, pieces of words, concepts and pairs of concepts, by name.

    Sounds are one spelling for Hindi in either script: what is learnt of one is known of the other. Kept for a moment,
    because the votes read the same message one after the other.
    """
    said = [_number(word) for word in _WORD.findall(plain(fold(text)))[:_MOST_WORDS]]
    words = _in_a_row("w", said)
    sounds = _in_a_row("r", [romanised(latin(word)) for word in said])
    pieces = [f"c {f' {word} '[at : at + size]}" for word in said for size in _PIECES for at in _starts(word, size)]
    there = sorted(concepts.found(text))
    pairs = {f"p {one} {two}": _PAIR for place, one in enumerate(there) for two in there[place + 1 :]}
    return _unit(words) | _unit(sounds) | _unit(pieces) | {f"s {name}": _SIGN for name in there} | pairs


def _in_a_row(kind: str, said: Sequence[str]) -> list[str]:
    """Each word, and each two in a row."""
    pairs = zip(["<", *said], [*said, ">"], strict=True)
    return [f"{kind} {word}" for word in said] + [f"{kind}2 {one} {two}" for one, two in pairs]


def _number(word: str) -> str:
    return "#" if word.isdecimal() else word


def _starts(word: str, size: int) -> range:
    return range(len(word) + 3 - size)


def _unit(names: Iterable[str]) -> dict[str, float]:
    """Each name once, all of them together of length 1."""
    once = Counter(names).keys()
    return dict.fromkeys(once, 1 / sqrt(len(once) or 1))


@dataclass(frozen=True, slots=True)
class Vote:
    """How sure it is, 0–1, that a message is of a kind. The same message always gets the same answer."""

    concepts: Signs
    weights: Mapping[str, float]
    bias: float

    def of(self, text: str) -> float:
        """The chance that the message is of the kind."""
        known = self.weights
        score = sum(known.get(name, 0.0) * value for name, value in features(text, self.concepts).items())
        return 1 / (1 + exp(-max(-30.0, min(30.0, score + self.bias))))


def path_of(name: str) -> Path:
    """Where the weights of a vote are kept."""
    return _FOLDER / f"{name}.npz"


@cache
def read_vote(name: str, lexicon: str) -> Vote:
    """The vote of that name as `python -m agent.safety.learn` wrote it. Raises OSError where the file is missing."""
    with np.load(path_of(name), allow_pickle=False) as kept:
        names, weights = kept["names"].tolist(), kept["weights"].astype(np.float64).tolist()
        return Vote(signs(lexicon), dict(zip(names, weights, strict=True)), float(kept["bias"]))
