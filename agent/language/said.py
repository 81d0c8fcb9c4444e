"""The words and phrases of a message that carry feeling, weighed by negation, emphasis and contrast."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from agent.language.feelings import MODIFIERS, Feelings
from agent.language.letters import fold
from agent.language.lexicon import table
from agent.turn import Language

WEIGHTS = {
    "very_good": 2.0,
    "good": 1.0,
    "courtesy": 0.4,
    "good_news": 0.6,
    "good_phrase": 1.6,
    "bad": -1.0,
    "very_bad": -2.0,
    "trouble": -0.7,
    "bad_news": -0.7,
    "bad_phrase": -1.8,
}
LANGUAGES: tuple[Language, ...] = ("en", "es", "fr", "hi", "hi-Latn")
STRETCHED = regex.compile(r"(\p{L})\1{2,}")
LINK = regex.compile(r"https?\S*|www\.\S+|\bhttp\b")
MENTION = regex.compile(r"(?<!\S)@\w+")

_NEGATION_REACH = 3  # words
_FLIPPED = -0.7  # "not great" is less than bad
_BOOST, _SOFTEN = 1.5, 0.6
_BEFORE_CONTRAST = 0.6  # what follows "but" is what the writer means
_COMPANIONS: dict[str, tuple[str, ...]] = {"hi-Latn": ("hi-Latn", "en"), "hi": ("hi", "hi-Latn", "en")}
_TOKEN = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:'[\p{L}\p{M}]+)*|[.!?;:,…।\n¿¡\"]")
_HUMP = regex.compile(r"(?<=\p{Ll})(?=\p{Lu})|_")
_HASHTAG = regex.compile(r"#([\p{L}\p{M}\p{N}_]+)")
_ELISION = regex.compile(r"(?<!\p{L})(qu|jusqu|lorsqu|puisqu|[ldjcnmts])'(?=\p{L})")


@dataclass(frozen=True, slots=True)
class Said:
    """One word or phrase with feeling, and where it stands. A negated one is of kind `not_good` or `not_bad`."""

    kind: str
    weight: float
    at: int


@dataclass(frozen=True, slots=True)
class Speech:
    """A message in words and marks, what it says, and the place of its last "but", −1 without one."""

    tokens: tuple[str, ...]
    said: tuple[Said, ...]
    turn: int


class Listener:
    """Hears feelings in one language; who writes Hindi mixes in English."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._lists = [Feelings(name) for name in _COMPANIONS.get(language, (language,))]
        self.modifiers: dict[str, frozenset[str]] = {
            name: frozenset(word for lists in self._lists for word in lists.modifiers[name]) for name in MODIFIERS
        }
        self._kind = lru_cache(maxsize=20_000)(self._look_up)

    def hear(self, text: str) -> Speech:
        """What is said, in the order of the text."""
        tokens = _tokens(text, self._language)
        turn = max((at for at, token in enumerate(tokens) if token in self.modifiers["contrast"]), default=-1)
        said = sorted(self._said(tokens), key=lambda one: one.at)
        return Speech(tuple(tokens), tuple(_before_contrast(one, turn) for one in said), turn)

    def _said(self, tokens: Sequence[str]) -> list[Said]:
        phrases = [phrase for lists in self._lists for phrase in lists.phrases(tokens)]
        covered = {at for phrase in phrases for at in range(phrase.start, phrase.end)}
        said = [Said(phrase.kind, WEIGHTS[phrase.kind], phrase.start) for phrase in phrases if phrase.kind]
        for at, token in enumerate(tokens):
            kind = "" if at in covered else self._kind(token)
            if kind:
                said.append(self._modified(kind, tokens, at))
        return said

    def _look_up(self, token: str) -> str:
        for spelling in dict.fromkeys((token, STRETCHED.sub(r"\1\1", token), STRETCHED.sub(r"\1", token))):
            for lists in self._lists:
                kind = lists.kind(spelling)
                if kind or lists.lists(spelling):
                    return kind
        return ""

    def _modified(self, kind: str, tokens: Sequence[str], at: int) -> Said:
        before = _clause(tokens[max(0, at - _NEGATION_REACH) : at])
        near = before + (_ahead(tokens[at + 1 : at + 3]) if self._language.startswith("hi") else [])
        weight = WEIGHTS[kind]
        if not self.modifiers["boost"].isdisjoint(before[-2:]):
            weight *= _BOOST
        if not self.modifiers["soften"].isdisjoint(before[-2:]):
            weight *= _SOFTEN
        if not self.modifiers["negation"].isdisjoint(near):
            return Said("not_bad" if weight < 0 else "not_good", weight * _FLIPPED, at)
        return Said(kind, weight, at)


def lexicon_digest() -> str:
    """Names the word lists: what was learnt over other lists is learnt again."""
    lists = [table(name) for name in ("emoji", *(f"sentiment.{language}" for language in LANGUAGES))]
    return hashlib.sha256(json.dumps(lists, ensure_ascii=False).encode()).hexdigest()[:16]


def _before_contrast(one: Said, turn: int) -> Said:
    return replace(one, weight=one.weight * _BEFORE_CONTRAST) if one.at < turn else one


def _tokens(text: str, language: str) -> list[str]:
    plain = MENTION.sub(" ", LINK.sub(" ", text))
    if "#" in plain:
        plain = _HASHTAG.sub(lambda tag: f" {_HUMP.sub(' ', tag.group(1))} ", plain)
    folded = fold(plain)
    if language == "fr":
        folded = _ELISION.sub(r"\1 ", folded)
    return list(_TOKEN.findall(folded))


def _clause(before: Sequence[str]) -> list[str]:
    """The words since the last mark."""
    kept: list[str] = []
    for token in before:
        kept = [*kept, token] if token[0].isalnum() else []
    return kept


def _ahead(after: Sequence[str]) -> list[str]:
    """The words up to the next mark."""
    marks = (at for at, token in enumerate(after) if not token[0].isalnum())
    return list(after[: next(marks, len(after))])
