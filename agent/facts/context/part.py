"""A sentence with the claims, names and listed phrases in it."""

from collections.abc import Iterator
from dataclasses import dataclass

from agent.facts.context.names import Name
from agent.facts.context.phrases import Hit
from agent.facts.context.segments import Sentence
from agent.facts.found import Found


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence with what it holds."""

    sentence: Sentence
    claims: tuple[Found, ...]
    names: tuple[Name, ...]
    hits: tuple[Hit, ...]
    meant: tuple[tuple[int, str], ...] = ()

    def hits_in(self, start: int, end: int) -> Iterator[Hit]:
        """Phrases that lie in text[start:end]."""
        tokens = self.sentence.tokens
        return (hit for hit in self.hits if start <= tokens[hit.start].start and tokens[hit.end - 1].end <= end)

    def says(self, axis: str) -> bool:
        """Whether any phrase of the sentence is of that axis."""
        return any(hit.axis == axis for hit in self.hits)
