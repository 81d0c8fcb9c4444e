"""What was searched for a message, kept so that it can be ranked again and again with other settings.

Searching embeds and compares with every document; ranking is arithmetic over a few dozen passages. So a setting of the
ranking is tried on hundreds of messages in the time one of the search takes for a few.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from agent.knowledge.rerank import Features, features_of
from agent.knowledge.translations import twins_of
from agent.language.window import windows_of
from agent.ports import Index
from agent.turn import Passage, Scores, Search, Turn

_KEPT = 4
"""Results kept of each search: those of the config in service, and of the last drafts."""

Result = TypeVar("Result")


class Found:
    """One search, its passages with their raw scores, and what was made of them so far."""

    def __init__(self, turn: Turn, search: Search, passages: Sequence[Passage]) -> None:
        """`turn` asks one thing: the whole message, or one question of it."""
        self.turn = turn
        self.search = search
        self.passages = tuple(sorted(passages, key=lambda passage: (-passage.scores.dense, passage.id)))
        self._made: dict[str, dict[Hashable, Any]] = {}

    def once(self, what: str, settings: Hashable, make: Callable[[], Result]) -> Result:
        """What `make` makes with these settings: made once, as long as few others were tried since."""
        made = self._made.setdefault(what, {})
        if settings not in made:
            while len(made) >= _KEPT:
                del made[next(iter(made))]
            made[settings] = make()
        kept: Result = made[settings]
        return kept

    def features(self, candidates: Sequence[Passage]) -> Mapping[str, Features]:
        """By id. They depend on which candidates there are."""
        ids = frozenset(passage.id for passage in candidates)
        return self.once("features", ids, lambda: self._read(candidates))

    def _read(self, candidates: Sequence[Passage]) -> Mapping[str, Features]:
        turn = self.turn
        return features_of(
            candidates,
            question=self.search.words,
            subject=self.search.subject,
            language=turn.language,
            intent=turn.parsed.intent if turn.parsed else None,
            treks=turn.treks,
            today=turn.message.sent_at.date(),
            when=windows_of(turn),
        )


@dataclass(frozen=True, slots=True)
class Gathered:
    """A message's searches: of the whole, and of each question where it asks several.

    `shelf`: passages by id, as the documents have them: all that was found, its translations and the FAQ's entries.
    """

    turn: Turn
    whole: Found
    questions: tuple[Found, ...]
    shelf: Mapping[str, Passage]

    @property
    def searches(self) -> tuple[Search, ...]:
        """The raw scores, as the turn is logged with them."""
        return tuple(found.search for found in (self.whole, *self.questions))


async def shelf_of(turn: Turn, searches: Sequence[Search], index: Index) -> dict[str, Passage]:
    """All passages that ranking these searches may end with."""
    ids = {one for search in searches for one in (*search.found, search.entry) if one}
    known = await index.passages(sorted(ids))
    twins = {twin for p in known for twin in twins_of(p.id, p.language, turn.language)} - ids
    return {passage.id: passage for passage in (*known, *await index.passages(sorted(twins)))}


def scored(search: Search, shelf: Mapping[str, Passage]) -> tuple[Passage, ...]:
    """The passages of a search with the scores it gave them."""
    return tuple(
        shelf[one].scored(dense, Scores(dense=dense, lexical=lexical))
        for one, (dense, lexical) in search.found.items()
        if one in shelf
    )
