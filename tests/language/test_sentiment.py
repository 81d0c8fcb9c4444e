import pytest

from agent.language.sentiment import SentimentModel
from agent.turn import Language


@pytest.mark.parametrize(
    ("text", "language", "feeling"),
    [
        ("great guide, awful tents", "en", "negative"),
        ("The views were wonderful, thank you!", "en", "positive"),
        ("not good at all", "en", "negative"),
        ("How much is the trek in June?", "en", "neutral"),
        ("the camp was cold but the guide was amazing", "en", "positive"),
        ("no está mal, gracias", "es", "positive"),
        ("una experiencia horrible", "es", "negative"),
        ("¿Cuántos kilómetros son?", "es", "neutral"),
        ("le guide était génial", "fr", "positive"),
        ("je suis très déçue de votre agence", "fr", "negative"),
        ("बहुत अच्छा अनुभव रहा", "hi", "positive"),
        ("सेवा घटिया थी", "hi", "negative"),
        ("guide accha nahi tha", "hi-Latn", "negative"),
        ("ekdum zabardast trip thi bhai", "hi-Latn", "positive"),
        ("😡😡", "und", "negative"),
        ("❤️", "und", "positive"),
    ],
)
def test_feelings_are_read_in_every_language(
    sentiment: SentimentModel, text: str, language: Language, feeling: str
) -> None:
    assert sentiment.score(text, language)[0] == feeling


def test_what_follows_but_weighs_more(sentiment: SentimentModel) -> None:
    good_last = sentiment.score("bad food but good guide", "en")[1]
    bad_last = sentiment.score("good guide but bad food", "en")[1]

    assert good_last > 0 > bad_last


def test_emphasis_makes_it_stronger(sentiment: SentimentModel) -> None:
    assert sentiment.score("very good", "en")[1] > sentiment.score("good", "en")[1]


def test_scores_stay_between_minus_one_and_one(sentiment: SentimentModel, nasty: str) -> None:
    assert -1.0 <= sentiment.score(nasty, "en")[1] <= 1.0
