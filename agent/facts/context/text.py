"""A text, cut into sentences and read for claims."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agent.facts.asides import with_asides
from agent.facts.context.candidates import Candidates, candidates
from agent.facts.context.segments import Sentence, sentences
from agent.facts.context.tables import unfolded
from agent.facts.context.town_names import names_town
from agent.facts.context.whose import attributed
from agent.facts.extract import read
from agent.facts.found import Found
from agent.facts.mentions import readable
from agent.facts.permits import NAME
from agent.facts.towns import towns_in


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A text cut into sentences, with its claims and what may be a name. Compared by identity: it is read once."""

    text: str
    parts: tuple[Sentence, ...]
    claims: tuple[Found, ...]
    candidates: Candidates

    @property
    def vocabulary(self) -> frozenset[str]:
        """Its folded words."""
        return frozenset(token.key for part in self.parts for token in part.tokens)

    @property
    def names_town(self) -> bool:
        """Whether any of its words is a known town."""
        return names_town(self.vocabulary)

    @classmethod
    def reply(cls, text: str, today: date | None = None) -> "Text":
        """`today` lets "tomorrow" be a date."""
        plain = readable(text)
        claims = with_asides(plain, [*read(plain, today), *towns_in(plain)], counts=True)
        return cls._read(plain, attributed(plain, sentences(plain), claims))

    @classmethod
    def source(cls, text: str) -> "Text":
        """With its tables written out and every number read; offsets are those of the text kept here."""
        plain = readable(unfolded(text))
        claims = [one for one in read(plain, bare_from=1) if one.note != NAME]
        return cls._read(plain, with_asides(plain, claims, counts=False))

    @classmethod
    def _read(cls, plain: str, claims: Sequence[Found]) -> "Text":
        parts = tuple(sentences(plain))
        return cls(plain, parts, tuple(claims), candidates(plain, parts))
