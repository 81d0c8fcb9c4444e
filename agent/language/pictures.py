"""What emoji and typed faces feel, read from the names Unicode gives them."""

from functools import cache

import emoji
import regex

from agent.language.lexicon import table

_NAME_LISTS = {"faces_of_joy": 1.0, "very_bad": -2.0, "bad": -1.0, "very_good": 2.0, "good": 1.0}
_VARIATION = "\ufe0f"
_EDGE = r"(?<![\p{L}\p{N}])"
_MOST = 4.0


@cache
def _named() -> list[tuple[regex.Pattern[str], float]]:
    lists = table("emoji")
    return [
        (regex.compile(r"\b(?:" + "|".join(_names(str(lists[key]))) + r")\b"), value)
        for key, value in _NAME_LISTS.items()
    ]


def _names(listed: str) -> list[str]:
    return [regex.escape(name.strip()) for name in listed.split("|")]


@cache
def _valence(character: str) -> float:
    known = emoji.EMOJI_DATA.get(character) or emoji.EMOJI_DATA.get(character + _VARIATION)
    if not known:
        return 0.0
    name = str(known["en"]).strip(":").replace("_", " ").lower()
    return next((value for pattern, value in _named() if pattern.search(name)), 0.0)


@cache
def _typed() -> tuple[regex.Pattern[str], dict[str, float]]:
    lists = table("emoji")
    faces = dict.fromkeys(str(lists["typed_good"]).split(), 1.0) | dict.fromkeys(str(lists["typed_bad"]).split(), -1.0)
    longest_first = sorted(faces, key=len, reverse=True)
    return regex.compile(_EDGE + "(?:" + "|".join(map(regex.escape, longest_first)) + r")(?![\p{L}\p{N}/])"), faces


def pictures(text: str) -> tuple[float, float]:
    """Strength of the happy and of the unhappy emoji and faces, 0 to 4 each."""
    found = [] if text.isascii() else [_valence(character) for character in text if ord(character) > 0x203B]
    pattern, faces = _typed()
    found += [faces[face] for face in pattern.findall(text)]
    happy, unhappy = sum(value for value in found if value > 0), -sum(value for value in found if value < 0)
    return min(happy, _MOST), min(unhappy, _MOST)
