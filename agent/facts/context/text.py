"""A text, cut into sentences and read for claims."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from agent.facts.context.segments import Sentence, sentences
from agent.facts.context.tables import unfolded
from agent.facts.extract import read
from agent.facts.found import Found
from agent.facts.mentions import readable


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A text cut into sentences, with its claims. Compared by identity: a source is read once and kept."""

    text: str
    parts: tuple[Sentence, ...]
    claims: tuple[Found, ...]

    @property
    def vocabulary(self) -> frozenset[str]:
        """Its folded words."""
        return frozenset(token.key for part in self.parts for token in part.tokens)

    @classmethod
    def reply(cls, text: str, today: date | None = None) -> "Text":
        """`today` lets "tomorrow" be a date."""
        plain = readable(text)
        return cls(plain, tuple(sentences(plain)), tuple(read(plain, today)))

    @classmethod
    @lru_cache(maxsize=2048)
    def source(cls, text: str) -> "Text":
        """With its tables written out and every number read; offsets are those of the text kept here."""
        plain = readable(unfolded(text))
        return cls(plain, tuple(sentences(plain)), tuple(read(plain, bare_from=1)))
