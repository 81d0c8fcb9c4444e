"""Entries of the FAQ that ask what the customer asks, among the passages that a search found."""

from collections.abc import Sequence
from dataclasses import replace

from agent.turn import Passage


def with_entries(found: Sequence[Passage], entries: Sequence[Passage], keep: int) -> tuple[Passage, ...]:
    """The passages, those that ask the same marked as such; ones not found so far take the places of the last others.

    One that asks the same as one question of the message answers that question, not all of them.
    """
    surest = {entry.id: entry for entry in sorted(entries, key=lambda entry: (entry.question != "", entry.scores.same))}
    room = max(keep - len(surest), 0)
    others = [passage.id for passage in found if passage.id not in surest][:room]
    kept = [passage for passage in found if passage.id in surest or passage.id in others]
    marked = [_marked(passage, surest[passage.id]) if passage.id in surest else passage for passage in kept]
    return (*marked, *(entry for entry in surest.values() if entry.id not in {passage.id for passage in kept}))


def _marked(passage: Passage, entry: Passage) -> Passage:
    """Found for one question and the same as another one, it is read with both."""
    question = passage.question if passage.question == entry.question else ""
    return replace(passage, question=question, scores=replace(passage.scores, same=entry.scores.same))


def as_asked(entry: Passage, question: str, sure: float) -> Passage:
    """The entry as found for one question of the message, "" for all of it. `sure`: how surely it asks the same."""
    return replace(entry, question=question, score=sure, scores=replace(entry.scores, same=sure), also=())
