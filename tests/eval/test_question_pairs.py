"""The pairs of questions that one answer serves, or must not serve."""

from collections import Counter

from agent.llm.question import normal
from agent.turn import Language
from benchmarks.answers import pairs

LANGUAGES: tuple[Language, ...] = ("en", "hi", "es", "fr", "hi-Latn")


def test_every_language_has_pairs_of_both_kinds() -> None:
    counts = Counter((pair.lang, pair.same) for pair in pairs())

    assert set(counts) == {(language, same) for language in LANGUAGES for same in (True, False)}
    assert min(counts[language, False] for language in LANGUAGES) >= 5


def test_no_pair_stands_there_twice_and_ids_are_their_own() -> None:
    found = pairs()

    assert len({pair.id for pair in found}) == len(found)
    assert len({(normal(pair.a), normal(pair.b)) for pair in found}) == len(found)


def test_questions_that_differ_differ_in_their_normal_form() -> None:
    assert [pair.id for pair in pairs() if not pair.same and normal(pair.a) == normal(pair.b)] == []
