"""English words in Devanagari are the English words, whichever way they are spelt."""

import pytest

from agent.compose.topics.model import features
from agent.knowledge.glossary import in_english
from agent.language.loanwords import lent_by_english


@pytest.mark.parametrize(
    ("written", "english"),
    [("रिफ़ंड", "refund"), ("रिफंड", "refund"), ("डॉक्टर", "doctor"), ("कैंसिल", "cancel"), ("ग्रुप", "group")],
)
def test_a_word_lent_by_english_is_known_with_and_without_its_marks(written: str, english: str) -> None:
    assert lent_by_english(written) == english


@pytest.mark.parametrize("word", ["पास", "बस", "पानी", "पहाड़"])
def test_hindi_words_stay_hindi(word: str) -> None:
    assert not lent_by_english(word)


def test_both_scripts_read_alike_where_the_word_is_english() -> None:
    assert _spelt("एक्स्ट्रा बैग") == _spelt("extra bag")


def _spelt(text: str) -> set[str]:
    return {name for name in features(text) if not name.startswith("g ")}


def test_what_the_glossary_lacks_is_told_to_the_search_in_english() -> None:
    assert in_english("हार्ट") == "heart"
