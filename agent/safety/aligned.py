"""Text made comparable that knows where its characters stood, so that what is found in it can be shown and removed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import regex

from agent.safety.fold import _INVISIBLE, _QUOTES, _SPELT_OUT, _STRETCHED, bare

_CLUSTER = regex.compile(r"\X")


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` up to `end` of the text as it was written."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Aligned:
    """`text` is made of the original; `places` says where each of its characters, and its end, stood there."""

    text: str
    places: tuple[int, ...]

    def original(self, start: int, end: int) -> Span:
        """Where text[start:end] comes from, with what was left out behind it."""
        return Span(self.places[start], self.places[end])


HIDDEN = regex.compile(
    r"[\u00ad\u200b\u2060-\u2064\ufeff\u202a-\u202e\u2066-\u206f]"
    r"|(?<=[\p{Latin}\p{Greek}\p{Cyrillic}\p{Nd}][\p{Cf}]*)[\u200c\u200d]"
)
"""Nobody sees them. Joiners shape Indic letters and emoji; after a letter of Europe or a digit they only hide."""


@lru_cache(maxsize=16)
def visible(text: str) -> Aligned:
    """What a reader sees: the text without its hidden characters, with places."""
    hidden = {match.start() for match in HIDDEN.finditer(text)}
    places = tuple(n for n in range(len(text)) if n not in hidden)
    return Aligned("".join(text[n] for n in places), (*places, len(text)))


@lru_cache(maxsize=16)
def align(text: str) -> Aligned:
    """The same text as `fold(text)`, with places."""
    folded = _Characters(list(_clusters(text)))
    folded.replace(_SPELT_OUT, lambda match: [n for n in range(*match.span()) if match.string[n] not in " .-*"])
    folded.replace(_STRETCHED, lambda match: [match.start()])
    left = len(folded.text) - len(folded.text.lstrip())
    kept = folded.characters[left : left + len(folded.text.strip())]
    return Aligned("".join(character for character, _ in kept), (*(at for _, at in kept), len(text.rstrip())))


def _clusters(text: str) -> Iterator[tuple[str, int]]:
    """What each grapheme becomes. Invisible characters are gone, as in `fold`, before graphemes are told apart."""
    if text.isascii() and text.isprintable():
        yield from ((character, n) for n, character in enumerate(text.translate(_QUOTES).lower()))
        return
    places = [n for n, character in enumerate(text) if not _INVISIBLE.match(character)]
    plain = "".join(text[n] for n in places).translate(_QUOTES)
    for found in _CLUSTER.finditer(plain):
        yield from ((character, places[found.start()]) for character in bare(found.group()).casefold())


class _Characters:
    """Characters with their places, and substitutions that keep some of them."""

    def __init__(self, characters: list[tuple[str, int]]) -> None:
        self.characters = characters

    @property
    def text(self) -> str:
        return "".join(character for character, _ in self.characters)

    def replace(self, pattern: "regex.Pattern[str]", kept: "Callable[[regex.Match[str]], list[int]]") -> None:
        """Of each match keep the characters at these places."""
        gone: set[int] = set()
        for match in pattern.finditer(self.text):
            gone.update(set(range(*match.span())) - set(kept(match)))
        self.characters = [one for n, one in enumerate(self.characters) if n not in gone]
