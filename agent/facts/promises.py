"""Promises of the reply that somebody may come: in spite of an illness, or of an age that the trek does not take."""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import regex

from agent.facts.context.segments import sentences
from agent.facts.found import Found
from agent.language.plain import pattern_of, plain
from agent.yaml_file import read_yaml

CLEARANCE = "clearance"
_FILE = Path(__file__).with_name("promises.yaml")
_APPROVED, _ANY = "approved", "any"
_LEADING = 4
"""Words within which a sentence begins with yes."""


def clearances(text: str, asked: str = "") -> Iterator[Found]:
    """Sentences that call the trek safe for people with an illness, left to no doctor. `value` names the illness.

    `asked` is the customer's message: where the sentence names no illness, those of the message are meant.
    """
    before, left = _conditions(asked), any(_has("left_open", _stated(words)) for _, _, words in _told(text))
    for start, end, words in _told(text):
        if _has("approval", words):
            yield _promise(CLEARANCE, text, start, end, ", ".join(_conditions(words) or before) or _APPROVED)
        elif not _is_open(words):
            own = _conditions(words) if _has("assured", words) else ()
            theirs = before if _lets_join(words, asked) and not left else ()
            if meant := own or theirs:
                yield _promise(CLEARANCE, text, start, end, ", ".join(meant))


def admissions(text: str, asked: str) -> Iterator[tuple[int, int]]:
    """Sentences of the reply that let somebody of the message join, where no other sentence refuses anybody."""
    told = list(_told(text))
    if any(_is_refusal(words) for _, _, words in told):
        return
    yield from ((start, end) for start, end, words in told if _lets_join(words, asked))


def _told(text: str) -> Iterator[tuple[int, int, str]]:
    """Sentences that state something."""
    for one in sentences(text):
        if not text[one.start : one.end].rstrip().endswith("?"):
            yield one.start, one.end, _words(text[one.start : one.end])


def _promise(kind: str, text: str, start: int, end: int, value: str) -> Found:
    start += len(text[start:end]) - len(text[start:end].lstrip())
    return Found(kind, text[start:end].rstrip(), start, end, value)


def _lets_join(words: str, asked: str) -> bool:
    """`She can join`; or `yes`, where that was the question."""
    if _is_refusal(words):
        return False
    agreed = _pattern("yes").search(" ".join(words.split()[:_LEADING]))
    return _has("joining", words) or bool(agreed and _has("asks_to_join", _words(asked)))


def _is_refusal(words: str) -> bool:
    """Whether it says no: not in `no problem`."""
    return _has("denied", _pattern("assured").sub(" ", _pattern("joining").sub(" ", words)))


def _is_open(words: str) -> bool:
    """Left to somebody else, or denied. The Spanish `sí` that a sentence begins with is no `si`."""
    return _has("left_open", _stated(words)) or _is_refusal(words)


def _stated(words: str) -> str:
    return _leading_yes().sub("", words)


def _conditions(words: str) -> Sequence[str]:
    told = _words(words)
    named = tuple(name for name, pattern in _illnesses().items() if pattern.search(told))
    return tuple(name for name in named if name != _ANY) or named


def _has(name: str, words: str) -> bool:
    return _pattern(name).search(words) is not None


def _words(text: str) -> str:
    return plain(text).replace("'", " ")


@cache
def _illnesses() -> dict[str, "regex.Pattern[str]"]:
    return {name: pattern_of(words) for name, words in read_yaml(_FILE)["conditions"].items()}


@cache
def _leading_yes() -> "regex.Pattern[str]":
    return regex.compile(rf"^{_pattern('yes').pattern}")


@cache
def _pattern(name: str) -> "regex.Pattern[str]":
    return pattern_of(read_yaml(_FILE)[name])
