"""The feeling words of one language: kinds of words, and phrases that mean something else than their words."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.language.letters import fold, romanised
from agent.language.lexicon import table

KINDS = ("very_good", "good", "courtesy", "good_news", "bad", "very_bad", "trouble", "bad_news")
MODIFIERS = ("negation", "boost", "soften", "contrast", "self", "ask", "report")
_PHRASES = {"good_phrases": "good_phrase", "bad_phrases": "bad_phrase", "neutral_phrases": ""}
_IGNORED = "nothing"
_GAP = "~"
_GAP_WORDS = 3
_SHORTEST_STEM = 3
_SHORTEST_SOUND = 4

Pattern = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words `start` to `end` of a message and the kind they are of; "" is nothing."""

    start: int
    end: int
    kind: str


class Feelings:
    """Word lists of `lexicons/sentiment.<language>.yaml`, folded."""

    def __init__(self, language: str) -> None:
        entry = table(f"sentiment.{language}")
        self._whole: dict[str, str] = {}
        self._stems: dict[str, str] = {}
        for kind in (_IGNORED, *KINDS):
            for word in fold(str(entry[kind])).split():
                target, key = (self._stems, word[:-1]) if word.endswith("*") else (self._whole, word)
                target.setdefault(key, kind)
        self.modifiers = {name: frozenset(fold(str(entry[name])).split()) for name in MODIFIERS}
        self._sounds = self._by_sound() if language == "hi-Latn" else {}
        self._phrases = _phrases(entry)

    def kind(self, word: str) -> str:
        """One of KINDS, or "" for a word without feeling."""
        found = self._whole.get(word) or self._stem(word)
        if not found and len(word) >= _SHORTEST_SOUND and self._sounds:
            found = self._sounds.get(romanised(word), "")
        return "" if found == _IGNORED else found

    def lists(self, word: str) -> bool:
        """Whether the word is listed, be it as one that means nothing."""
        return word in self._whole

    def phrases(self, tokens: Sequence[str]) -> list[Phrase]:
        """Phrases in the words of a message, none overlapping: plain ones before feelings, then the longest."""
        every = [phrase for at in range(len(tokens)) for phrase in self._phrases_at(tokens, at)]
        every.sort(key=lambda phrase: (bool(phrase.kind), phrase.start - phrase.end))
        found: list[Phrase] = []
        for phrase in every:
            if all(phrase.end <= other.start or other.end <= phrase.start for other in found):
                found.append(phrase)
        return found

    def _phrases_at(self, tokens: Sequence[str], at: int) -> list[Phrase]:
        ends = [(_matched(pattern, tokens, at), kind) for pattern, kind in self._phrases.get(tokens[at], ())]
        return [Phrase(at, end, kind) for end, kind in ends if end]

    def _stem(self, word: str) -> str:
        lengths = range(len(word), _SHORTEST_STEM - 1, -1)
        return next((self._stems[word[:n]] for n in lengths if word[:n] in self._stems), "")

    def _by_sound(self) -> dict[str, str]:
        long_enough = (word for word in self._whole if len(word) >= _SHORTEST_SOUND)
        return {romanised(word): self._whole[word] for word in long_enough}


def _phrases(entry: dict[str, object]) -> dict[str, list[tuple[Pattern, str]]]:
    """First word → phrases that begin with it."""
    known: dict[str, list[tuple[Pattern, str]]] = {}
    for key, kind in _PHRASES.items():
        for phrase in fold(str(entry[key])).split(","):
            pattern = tuple(phrase.split())
            if pattern:
                known.setdefault(pattern[0].removesuffix("*"), []).append((pattern[1:], kind))
    return known


def _matched(pattern: Pattern, tokens: Sequence[str], at: int) -> int:
    """Where the phrase ends whose first word stands at `at`; 0 when it is another."""
    position = at + 1
    for index, wanted in enumerate(pattern):
        if wanted == _GAP:
            rest = pattern[index + 1 :]
            ends = (_matched(rest, tokens, position - 1 + gap) for gap in range(_GAP_WORDS + 1))
            return next((end for end in ends if end), 0)
        if position >= len(tokens) or not _same(wanted, tokens[position]):
            return 0
        position += 1
    return position


def _same(wanted: str, word: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted
