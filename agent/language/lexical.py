"""Words, character n-grams, concepts and English glosses of a message as weighted features, with names masked."""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from agent.knowledge.glossary import glosses
from agent.language.concepts import concepts_of
from agent.language.letters import fold, romanised, words
from agent.turn import Entity

Indices = NDArray[np.int64]
Weights = NDArray[np.float32]

_MASKS = {"trek": "TREK", "date": "DATE", "price": "PRICE", "people": "PEOPLE", "phone": "PHONE", "email": "EMAIL"}
_MAX_WORDS = 120  # what somebody wants is said before that
_SIZES = (2, 3, 4, 5)
_PARTS = {"w": 1.0, "c": 1.0, "k": 1.0, "?": 0.3}  # length of each part: words, characters, meaning, asking
_SEEN_ONCE_KEPT = ("w ", "k ")


def masked(text: str, entities: Iterable[Entity]) -> str:
    """The text with each trek, date, price and party replaced by its kind, so that examples speak for all treks."""
    for entity in sorted(entities, key=lambda e: e.start, reverse=True):
        if entity.type in _MASKS:
            text = f"{text[: entity.start]} {_MASKS[entity.type]} {text[entity.end :]}"
    return text


def tokens(text: str) -> list[str]:
    """Folded words of a message, every number the same."""
    found = (word.text for word in words(fold(text))[:_MAX_WORDS])
    return ["#" if token.isdecimal() else token for token in found]


def _counts(text: str) -> Counter[str]:
    said = tokens(text)
    counts = Counter(f"w {token}" for token in said)
    counts.update(f"w2 {first} {second}" for first, second in zip(["<", *said], [*said, ">"], strict=True))
    for token in said:
        edged = f" {token} "
        counts.update(f"c {edged[at : at + n]}" for n in _SIZES for at in range(len(edged) - n + 1))
    counts.update(f"k {meaning}" for meaning in _meanings(said))
    if "?" in text or "¿" in text:
        counts["?"] += 1
    return counts


def _meanings(said: Sequence[str]) -> Iterable[str]:
    """What reads across languages and spellings: concepts, English for what the glossary knows, sound of the rest."""
    for token in said:
        yield from concepts_of(token)
        yield f"~{romanised(token)}"
    for gloss in glosses(" ".join(said)):
        yield from (f"={word}" for phrase in gloss.english for word in phrase)


class Lexical:
    """TF-IDF fitted on texts: sublinear counts, smoothed document frequencies, each part of fixed length."""

    def __init__(self, names: Sequence[str], idf: Weights) -> None:
        self.names = tuple(names)
        self.idf = idf
        self._at = {name: number for number, name in enumerate(self.names)}

    @classmethod
    def fit(cls, texts: Sequence[str]) -> "Lexical":
        """Learn which features there are and how rare each is."""
        seen = Counter(feature for text in texts for feature in _counts(text))
        kept = {feature: count for feature, count in seen.items() if count > 1 or feature.startswith(_SEEN_ONCE_KEPT)}
        idf = np.array([log((1 + len(texts)) / (1 + count)) + 1 for count in kept.values()], dtype=np.float32)
        return cls(list(kept), idf)

    def row(self, text: str) -> tuple[Indices, Weights, float]:
        """Columns, their weights, and the share of the words that was seen in training."""
        counts = _counts(text)
        raw = [(self._at[name], name[0], 1 + log(n)) for name, n in counts.items() if name in self._at]
        at = np.array([column for column, _, _ in raw], dtype=np.int64)
        weights = np.array([weight for _, _, weight in raw], dtype=np.float32) * self.idf[at]
        parts = np.array([part for _, part, _ in raw])
        for part, length in _PARTS.items():
            own = parts == part
            weights[own] *= length / (float(np.linalg.norm(weights[own])) or 1.0)
        return at, weights, self._known(counts)

    def matrix(self, texts: Sequence[str]) -> tuple[csr_matrix, Weights]:
        """One row per text, and each text's share of known words."""
        rows = [self.row(text) for text in texts]
        ends = np.cumsum([0, *(len(at) for at, _, _ in rows)])
        data = np.concatenate([weights for _, weights, _ in rows])
        at = np.concatenate([at for at, _, _ in rows])
        table = csr_matrix((data, at, ends), shape=(len(texts), len(self.names)), dtype=np.float32)
        return table, np.array([known for _, _, known in rows], dtype=np.float32)

    def _known(self, counts: Counter[str]) -> float:
        said = [name for name in counts if name.startswith("w ")]
        return sum(name in self._at for name in said) / max(len(said), 1)
