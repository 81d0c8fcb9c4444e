"""Tone: no shouting, no pressure; and whether a reply honestly says that it does not know."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import emoji
import regex

from agent.language.plain import plain
from agent.yaml_file import read_yaml

_FILE = Path(__file__).with_name("manners.yaml")
_SHOUTING = regex.compile(r"(?:\b\p{Lu}{4,}\b[\s,!.]*){3,}|[!?！]{2,}|(?:\b\p{Lu}{2,}\b\s+){5,}")
_MOST_EMOJI = 3


@cache
def _patterns() -> Mapping[str, regex.Pattern[str]]:
    lists: dict[str, list[str]] = read_yaml(_FILE)
    return {name: regex.compile("|".join(map(_form, words))) for name, words in lists.items()}


def _form(word: str) -> str:
    tail = r"[\p{L}\p{M}]*" if word.endswith("*") else ""
    return rf"(?<![\p{{L}}\p{{M}}]){regex.escape(plain(word.rstrip('*')))}{tail}(?![\p{{L}}\p{{M}}])"


def tone_faults(text: str) -> tuple[str, ...]:
    """What a courteous clerk would not write."""
    found = []
    if _SHOUTING.search(text):
        found.append("it shouts")
    if match := _patterns()["pressure"].search(plain(text)):
        found.append(f"it presses the customer ({match.group()!r})")
    if emoji.emoji_count(text) > _MOST_EMOJI:
        found.append("too many emoji")
    return tuple(found)


def admits_ignorance(text: str) -> bool:
    """Whether the reply says that it does not know, or that a colleague will answer."""
    return _patterns()["unsure"].search(plain(text)) is not None
