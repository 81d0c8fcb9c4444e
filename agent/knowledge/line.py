"""One sentence of a document, as the readers of statements see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import regex

from agent.facts.mentions import Mention, Mentions
from agent.language.letters import AFTER, BEFORE, fold
from agent.yaml_file import read_yaml


@dataclass(frozen=True, slots=True)
class Line:
    """`folded` is `text` letter by letter. `above` heads it, `asked` is its question, `own` the document's trek."""

    text: str
    folded: str
    above: str
    asked: str
    own: str

    @classmethod
    def of(cls, text: str, *, above: str, asked: str, own: str) -> "Line":
        """Above and question are folded too: only words are looked for in them."""
        return cls(text, fold(text), fold(above), fold(asked), own)

    def named(self, mentions: Mentions) -> tuple[Mention, ...]:
        """Treks the sentence names."""
        return mentions.find(self.text)

    def subject(self, mentions: Mentions) -> str:
        """The one trek the sentence is about: named in it, else in its question; "" for none or several."""
        for treks in ({m.trek for m in self.named(mentions)}, {m.trek for m in mentions.find(self.asked)}):
            if treks:
                return treks.pop() if len(treks) == 1 else ""
        return ""

    def label(self) -> str:
        """What stands before the colon of `Length: 6 days`."""
        before, colon, _ = self.folded.partition(":")
        return before if colon and len(before) <= 40 else ""


@cache
def _lists() -> dict[str, list[str]]:
    loaded: dict[str, list[str]] = read_yaml(Path(__file__).with_name("statements.yaml"))
    return loaded


@cache
def cue(*names: str) -> "regex.Pattern[str]":
    """Finds any word of these lists of `statements.yaml` in a folded text."""
    return regex.compile(rf"{BEFORE}(?:{any_word(*names)}){AFTER}")


@cache
def any_word(*names: str) -> str:
    """The lists as an alternation, longest first."""
    words: Sequence[str] = sorted({fold(word) for name in names for word in _lists()[name]}, key=len, reverse=True)
    return "|".join(map(regex.escape, words))
