"""Words and character n-grams of a message as weighted features, with names and numbers masked."""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log, sqrt

from agent.language.concepts import concepts_of
from agent.language.letters import fold, words
from agent.turn import Entity

Features = dict[str, float]

_MASKS = {"trek": "TREK", "date": "DATE", "price": "PRICE", "people": "PEOPLE", "phone": "PHONE", "email": "EMAIL"}
_MAX_WORDS = 120  # what somebody wants is said before that
_SIZES = (2, 3, 4, 5)
_CONCEPT_WEIGHT = 1.5  # the only part that reads across languages


def masked(text: str, entities: Iterable[Entity]) -> str:
    """The text with each trek, date, price and party replaced by its kind, so that examples speak for all treks."""
    for entity in sorted(entities, key=lambda e: e.start, reverse=True):
        if entity.type in _MASKS:
            text = f"{text[: entity.start]} {_MASKS[entity.type]} {text[entity.end :]}"
    return text


def _tokens(text: str) -> list[str]:
    found = (word.text for word in words(fold(text))[:_MAX_WORDS])
    return ["#" if token.isdecimal() else token for token in found]


def _counts(text: str) -> Counter[str]:
    tokens = _tokens(text)
    counts = Counter(f"w {token}" for token in tokens)
    counts.update(f"w {first} {second}" for first, second in zip(["<", *tokens], [*tokens, ">"], strict=True))
    for token in tokens:
        edged = f" {token} "
        counts.update(f"c {edged[at : at + n]}" for n in _SIZES for at in range(len(edged) - n + 1))
    for token in tokens:
        counts.update(f"k {concept}" for concept in concepts_of(token))
    if "?" in text or "¿" in text:
        counts["?"] += 1
    return counts


class Lexical:
    """TF-IDF fitted on texts: sublinear counts, smoothed document frequencies, and the domain's concepts."""

    def __init__(self, texts: Sequence[str]) -> None:
        seen = Counter(feature for text in texts for feature in _counts(text))
        kept = {feature: count for feature, count in seen.items() if count > 1 or feature[0] == "w"}
        self.weights = {feature: log((1 + len(texts)) / (1 + count)) + 1 for feature, count in kept.items()}

    @classmethod
    def of_weights(cls, weights: Features) -> "Lexical":
        """As fitted before: feature → inverse document frequency."""
        known = cls(())
        known.weights = weights
        return known

    def features(self, text: str) -> Features:
        """Feature → weight, features unseen in training left out; each half of unit length."""
        raw = {
            feature: (1 + log(count)) * self.weights[feature]
            for feature, count in _counts(text).items()
            if feature in self.weights
        }
        concepts = {feature: _CONCEPT_WEIGHT * weight for feature, weight in _unit(raw, "k").items()}
        halves = _unit(raw, "w") | _unit(raw, "c") | concepts
        return halves | ({"?": 0.3} if "?" in raw else {})


def _unit(raw: Features, half: str) -> Features:
    part = {feature: weight for feature, weight in raw.items() if feature[0] == half}
    length = sqrt(sum(weight * weight for weight in part.values())) or 1.0
    return {feature: weight / length for feature, weight in part.items()}
