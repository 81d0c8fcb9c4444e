import pytest

from agent.language.cues import NAMES, Cues
from agent.language.said import Listener
from agent.turn import Language


def heard(text: str, language: Language) -> list[tuple[str, float]]:
    return [(one.kind, round(one.weight, 2)) for one in Listener(language).hear(text).said]


def test_a_negated_word_is_less_than_its_opposite() -> None:
    assert heard("not awful", "en") == [("not_bad", 1.4)]
    assert heard("not wonderful", "en") == [("not_good", -1.4)]


def test_hindi_negates_after_the_word() -> None:
    assert heard("khana swadisht nahi tha", "hi-Latn")[0][0] == "not_good"
    assert heard("swadisht khana nahi tha", "en") == []


def test_negation_ends_with_the_clause() -> None:
    assert heard("no, wonderful", "en") == [("very_good", 2.0)]


def test_emphasis_makes_a_word_stronger_and_doubt_weaker() -> None:
    [plain], [strong], [weak] = heard("dirty", "en"), heard("very dirty", "en"), heard("slightly dirty", "en")

    assert strong[1] < plain[1] < weak[1] < 0


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("sooo goooood", "en", "good"),
        ("#BestTrekEver", "en", "very_good"),
        ("j'adore", "fr", "very_good"),
        ("qu'horrible", "fr", "very_bad"),
        ("bahoot zabardust", "hi-Latn", "very_good"),
        ("we're fed up", "en", "bad_phrase"),
        ("nobody ever answers", "en", "bad_phrase"),
    ],
)
def test_words_are_found_however_they_are_written(text: str, language: Language, kind: str) -> None:
    assert kind in [found for found, _ in heard(text, language)]


def test_words_of_a_plain_phrase_say_nothing() -> None:
    assert heard("what is the best time to trek", "en") == []
    assert heard("first aid, hot water", "en") == []


def test_a_listed_exception_beats_its_stem() -> None:
    assert heard("our mission statement", "en") == []
    assert heard("we miss you", "en") != []


def test_links_and_mentions_are_not_words() -> None:
    assert heard("https://awful.example/terrible @horrible", "en") == []


def test_cues_are_finite_for_whatever_comes(nasty: str) -> None:
    row = Cues().read(nasty, "hi-Latn")

    assert row.shape == (len(NAMES),)
    assert abs(row).max() < 10


def test_an_unknown_language_is_read_as_english() -> None:
    cues = Cues()

    assert (cues.read("terrible food", "und") == cues.read("terrible food", "en")).all()
