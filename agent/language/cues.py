"""Signs of feeling in a message as a row of numbers: what is said, emoji, how it asks, how it is written."""

from collections.abc import Sequence
from math import log, tanh

import numpy as np
from numpy.typing import NDArray

from agent.language.feelings import KINDS
from agent.language.pictures import pictures
from agent.language.said import LANGUAGES, LINK, MENTION, STRETCHED, Listener, Said, Speech
from agent.turn import Language

_SAID = (*KINDS, "good_phrase", "bad_phrase", "not_good", "not_bad")
_FEELING = ("happy_face", "unhappy_face", "sum", "last", "after_contrast", "mixed", "silent", "courteous_only")
_ASKING = ("question", "asks", "asked_trouble", "asked_good")
_WRITTEN = ("exclaims", "trails", "link", "mention", "hashtag", "shouts", "stretched", "length", "numbers")
_ABOUT = ("about_me", "reports", "negates")
NAMES = (*_SAID, *_FEELING, *_ASKING, *_WRITTEN, *_ABOUT)

_MOST = 4.0
_CLEAR = 0.5
_MAX_CHARS = 1_500

Counts = dict[str, float]


class Cues:
    """Reads messages into rows, one column for each of NAMES."""

    def __init__(self) -> None:
        self._listeners = {language: Listener(language) for language in LANGUAGES}

    def read(self, text: str, language: Language) -> NDArray[np.float64]:
        """The row of a message; an unknown language is read as English."""
        text = text[:_MAX_CHARS]
        listener = self._listeners.get(language) or self._listeners["en"]
        speech = listener.hear(text)
        words = [token for token in speech.tokens if token[0].isalnum()]
        counts = (
            _counted(speech.said)
            | _feeling(speech, pictures(text))
            | _asking(speech, bool(words) and words[0] in listener.modifiers["ask"])
            | _written(text, speech.tokens, words)
            | {
                "about_me": _share(words, listener.modifiers["self"]),
                "reports": _share(words, listener.modifiers["report"]),
                "negates": _share(words, listener.modifiers["negation"]),
            }
        )
        return np.array([counts.get(name, 0.0) for name in NAMES])


def _counted(said: Sequence[Said]) -> Counts:
    counts: Counts = {}
    for one in said:
        counts[one.kind] = min(counts.get(one.kind, 0.0) + abs(one.weight), _MOST)
    return counts


def _feeling(speech: Speech, faces: tuple[float, float]) -> Counts:
    weights = [one.weight for one in speech.said]
    after = [one.weight for one in speech.said if one.at > speech.turn]
    return {
        "happy_face": faces[0],
        "unhappy_face": faces[1],
        "sum": tanh(sum(weights) / 2),
        "last": tanh(weights[-1]) if weights else 0.0,
        "after_contrast": tanh(sum(after) / 2) if speech.turn > 0 else 0.0,
        "mixed": float(max(weights, default=0.0) > _CLEAR and min(weights, default=0.0) < -_CLEAR),
        "silent": float(not weights and not any(faces)),
        "courteous_only": float(bool(weights) and all(one.kind == "courtesy" for one in speech.said)),
    }


def _asking(speech: Speech, begins: bool) -> Counts:
    question = "?" in speech.tokens
    asks = float(question or begins)
    troubles = sum(one.kind in ("trouble", "bad_news") for one in speech.said)
    return {
        "question": float(question),
        "asks": asks,
        "asked_trouble": asks * min(troubles, 2),
        "asked_good": asks * min(sum(one.weight > 0 for one in speech.said), 2),
    }


def _written(text: str, tokens: Sequence[str], words: Sequence[str]) -> Counts:
    return {
        "exclaims": min(tokens.count("!"), 3) / 3,
        "trails": float(".." in text or "…" in text),
        "link": float(bool(LINK.search(text))),
        "mention": float(bool(MENTION.search(text))),
        "hashtag": min(text.count("#"), 4) / 4,
        "shouts": float(sum(word.isupper() and len(word) > 3 for word in text.split()) >= 2),
        "stretched": float(bool(STRETCHED.search(text))),
        "length": log(1 + len(words)) / 4,
        "numbers": min(sum(word.isdecimal() for word in words), 3) / 3,
    }


def _share(words: Sequence[str], wanted: frozenset[str]) -> float:
    return min(sum(word in wanted for word in words), 3) / 3
