"""Passages in the language of who asks, where the documents have them in it: `faq.en.yaml` as `faq.es.yaml`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from agent.turn import Language, Passage

_READ: Mapping[Language, tuple[str, ...]] = {"hi-Latn": ("hi-Latn", "hi"), "und": ("en",)}


def twins_of(passage_id: str, passage_language: str, language: Language) -> tuple[str, ...]:
    """Ids under which a passage may stand in the languages a customer reads, the likeliest first."""
    return tuple(passage_id.replace(f".{passage_language}.", f".{one}.", 1) for one in _read(language))


def in_their_language(
    passages: Sequence[Passage], language: Language, told: Mapping[str, Passage]
) -> tuple[Passage, ...]:
    """Each passage as its twin in `told`, by id, with the scores it was found with; nothing twice.

    Who writes Hindi in Latin letters gets it in these, else the Hindi one.
    """
    swapped = [_told_in(language, passage, told) for passage in passages]
    return tuple({passage.id: passage for passage in reversed(swapped)}.values())[::-1]


def _read(language: Language) -> tuple[str, ...]:
    return _READ.get(language, (language,))


def _told_in(language: Language, passage: Passage, told: Mapping[str, Passage]) -> Passage:
    """The first of the wanted languages that a passage exists in, else itself."""
    twins = (told.get(one) for one in twins_of(passage.id, passage.language, language))
    twin = next(filter(None, twins), passage)
    return _as_found(twin, passage) if twin.id != passage.id else passage


def _as_found(twin: Passage, found: Passage) -> Passage:
    return replace(twin, score=found.score, scores=found.scores, question=found.question)
