"""How a message feels: word lists of five languages, emoji, negation, emphasis and contrast."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import tanh

import regex

from agent.language.letters import WORD, fold, romanised
from agent.language.lexicon import table
from agent.turn import Language, Sentiment

_POLARITY = {"very_good": 2.0, "good": 1.0, "bad": -1.0, "very_bad": -2.0}
_NEGATION_REACH = 3  # words
_FLIPPED = -0.7  # "not great" is less than bad
_BOOST, _SOFTEN, _SHOUT = 1.4, 0.6, 1.25
_BEFORE_CONTRAST = 0.6  # what follows "but" is what the writer means
_COMPANIONS: dict[Language, tuple[Language, ...]] = {"hi-Latn": ("hi-Latn", "en"), "hi": ("hi", "hi-Latn", "en")}
_NEGATION_AFTER: frozenset[Language] = frozenset({"hi", "hi-Latn"})
_CLAUSE = regex.compile(r"[.!?;,…।\n]+")
_FACE = regex.compile(r"(?<!\w)(?:[:;=]['-]?[)(DdPp/]|<3|\^\^|xD|[()]:)(?!\w)")


@dataclass(frozen=True, slots=True)
class _Words:
    whole: dict[str, float]
    stems: dict[str, float]
    negation: frozenset[str]
    boost: frozenset[str]
    soften: frozenset[str]
    contrast: frozenset[str]

    def polarity(self, word: str) -> float:
        """Weight of a folded word, −2 to 2."""
        if word in self.whole:
            return self.whole[word]
        return next((self.stems[word[:n]] for n in range(len(word), 2, -1) if word[:n] in self.stems), 0.0)


class SentimentModel:
    """Stateless after building; `threshold` is the score, 0–1, from which a message counts as positive or negative."""

    def __init__(self, *, threshold: float = 0.2) -> None:
        self._threshold = threshold
        self._lists = {language: _read(language) for language in ("en", "es", "fr", "hi", "hi-Latn")}
        self._emoji, self._faces = _emoji()
        self._polarity = lru_cache(maxsize=20_000)(self._look_up)

    def score(self, text: str, language: Language) -> tuple[Sentiment, float]:
        """The class, and a score from −1 to 1."""
        spoken: tuple[Language, ...] = _COMPANIONS.get(language, (language if language in self._lists else "en",))
        clauses = _CLAUSE.split(text)
        weights = [weight for clause in clauses for weight in self._clause(clause, spoken)]
        pictures = [self._emoji[c] for c in text if c in self._emoji] + [
            self._faces.get(face, 0.0) for face in _FACE.findall(text)
        ]
        total = sum(weights) + 0.8 * sum(pictures[:6])
        value = tanh(total * _emphasis(text) / 2.5)
        return self._named(value), value

    def _named(self, value: float) -> Sentiment:
        if value >= self._threshold:
            return "positive"
        return "negative" if value <= -self._threshold else "neutral"

    def _clause(self, clause: str, spoken: tuple[Language, ...]) -> list[float]:
        tokens = WORD.findall(fold(clause))
        weights = [self._polarity(token, spoken) for token in tokens]
        after = bool(_NEGATION_AFTER & set(spoken))
        modified = [
            weight * self._modified(tokens, at, spoken, after) if weight else 0.0 for at, weight in enumerate(weights)
        ]
        turn = self._contrast_at(tokens, spoken)
        return [weight * (_BEFORE_CONTRAST if at < turn else 1.0) for at, weight in enumerate(modified)]

    def _look_up(self, token: str, spoken: tuple[Language, ...]) -> float:
        for language in spoken:
            found = self._lists[language].polarity(token)
            if found:
                return found
        if "hi-Latn" in spoken:
            return self._lists["hi-Latn"].whole.get(romanised(token), 0.0)
        return 0.0

    def _modified(self, tokens: Sequence[str], at: int, spoken: tuple[Language, ...], after: bool) -> float:
        before = tokens[max(0, at - _NEGATION_REACH) : at]
        near = [*before, *tokens[at + 1 : at + 3]] if after else before
        factor = _FLIPPED if any(self._is(token, "negation", spoken) for token in near) else 1.0
        previous = before[-2:]
        if any(self._is(token, "boost", spoken) for token in previous):
            factor *= _BOOST
        if any(self._is(token, "soften", spoken) for token in previous):
            factor *= _SOFTEN
        return factor

    def _is(self, token: str, kind: str, spoken: tuple[Language, ...]) -> bool:
        return any(token in getattr(self._lists[language], kind) for language in spoken)

    def _contrast_at(self, tokens: Sequence[str], spoken: tuple[Language, ...]) -> int:
        return max((at for at, token in enumerate(tokens) if self._is(token, "contrast", spoken)), default=-1)


def _read(language: str) -> _Words:
    entry = table(f"sentiment.{language}")
    whole: dict[str, float] = {}
    stems: dict[str, float] = {}
    for name, weight in _POLARITY.items():
        for word in fold(str(entry[name])).split():
            if word.endswith("*"):
                stems[word[:-1]] = weight
            else:
                whole[word] = weight
    modifiers = (frozenset(fold(str(entry[key])).split()) for key in ("negation", "boost", "soften", "contrast"))
    return _Words(whole, stems, *modifiers)


def _emoji() -> tuple[dict[str, float], dict[str, float]]:
    pictures: dict[str, float] = {}
    faces: dict[str, float] = {}
    for weight, listed in table("emoji").items():
        typed = str(weight).endswith("t")
        value = float(str(weight).removesuffix("t"))
        (faces if typed else pictures).update(dict.fromkeys(str(listed).split(), value))
    return {picture: value for picture, value in pictures.items() if len(picture) == 1}, faces


def _emphasis(text: str) -> float:
    shouted = sum(word.isupper() and len(word) > 3 for word in text.split()) >= 2
    return _SHOUT if shouted or "!!" in text else 1.0
