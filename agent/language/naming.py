"""One line of a conversation read by itself: the treks it names or may name, and how it points at others."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from agent.knowledge.catalogue import Catalogue
from agent.language.entities.heard import singular
from agent.language.entities.name_forms import content
from agent.language.entities.names import Mention, Names
from agent.language.entities.spans import without_overlaps
from agent.language.entities.treks import Treks
from agent.language.letters import fold
from agent.language.pointing import Pointing, is_announced, is_area, is_placed, pointing

_MAX_CHARS = 1_200
_LINES_KEPT = 1_024  # of about a hundred conversations
_FEW = 3  # treks a single word may hint at

Choices = tuple[str, ...]
"""Treks one name may mean, the likeliest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Names of a line by how much they tell.

    `named` is what the line is about, `shared` stands in the names of other treks too, `placed` only says where
    (`in …`), `elsewhere` is both; `hinted` is a word of a name that somebody may have meant.
    """

    named: tuple[Choices, ...] = ()
    shared: tuple[Choices, ...] = ()
    placed: tuple[Choices, ...] = ()
    elsewhere: tuple[Choices, ...] = ()
    hinted: tuple[Choices, ...] = ()
    unnamed: str
    """The line without the names in it."""
    words: tuple[str, ...]
    pointing: Pointing


class LineReader:
    """Built once per catalogue; remembers lines, as every turn of a conversation brings the same ones again."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.names = Names(catalogue)
        self._treks = Treks(catalogue)
        self._known = lru_cache(maxsize=_LINES_KEPT)(self._read)

    def read(self, text: str) -> Line:
        """A line, of which the first 1,200 characters are read."""
        return self._known(text[:_MAX_CHARS])

    def _read(self, text: str) -> Line:
        folded = fold(text)
        mentions = self._mentions(folded)
        kinds: dict[str, list[Choices]] = defaultdict(list)
        for mention in mentions:
            kinds[self._kind(mention, folded)].append(mention.treks)
        return Line(
            **{kind: tuple(choices) for kind, choices in kinds.items() if kind},
            unnamed=_blanked(text, [mention for mention in mentions if mention.strong]),
            words=tuple(singular(word.text) for word in content(folded)),
            pointing=pointing(folded),
        )

    def _kind(self, mention: Mention, folded: str) -> str:
        announced = is_announced(folded, mention.start)
        if not mention.strong and not (announced and len(mention.treks) == 1):
            return "hinted" if len(mention.treks) <= _FEW else ""
        shared = not announced and self.names.is_shared(mention.treks)
        if is_placed(folded, mention.start) or (shared and is_area(folded, mention.end)):
            return "elsewhere" if shared else "placed"
        return "shared" if shared else "named"

    def _mentions(self, folded: str) -> list[Mention]:
        """Whole names as `parse` reads them, and parts of names; of those that overlap the surer, then the longer."""
        spans = without_overlaps(self._treks.find(folded))
        exact = [Mention(span.start, span.end, (str(span.value),), True) for span in spans]
        kept: list[Mention] = []
        for found in sorted((*exact, *self.names.find(folded)), key=lambda m: (not m.strong, m.start - m.end)):
            if all(found.end <= other.start or found.start >= other.end for other in kept):
                kept.append(found)
        return sorted(kept, key=lambda mention: mention.start)


def _blanked(text: str, mentions: Iterable[Mention]) -> str:
    for mention in mentions:
        text = text[: mention.start] + " " * (mention.end - mention.start) + text[mention.end :]
    return text
