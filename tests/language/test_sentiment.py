from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from agent.language.sentiment import CLASSES, Opinion, SentimentModel, load_opinions
from agent.turn import Language, Sentiment
from tests.language.conftest import NO_VECTOR

Feels = Callable[[str, Language], Sentiment]


@pytest.mark.parametrize(
    ("text", "language", "feeling"),
    [
        ("great guide, awful tents", "en", "negative"),
        ("The views were wonderful, thank you!", "en", "positive"),
        ("not good at all", "en", "negative"),
        ("How much is the trek in June?", "en", "neutral"),
        ("the camp was cold but the guide was amazing", "en", "positive"),
        ("no está nada mal, gracias", "es", "positive"),
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
def test_feelings_are_read_in_every_language(feels: Feels, text: str, language: Language, feeling: str) -> None:
    assert feels(text, language) == feeling


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("nobody picks up the phone", "en"),
        ("my refund has not come, this is the fourth message", "en"),
        ("nadie responde al teléfono desde ayer", "es"),
        ("personne ne répond depuis hier", "fr"),
        ("kal se koi phone nahi utha raha", "hi-Latn"),
        ("कल से कोई फोन नहीं उठा रहा", "hi"),
    ],
)
def test_a_complaint_needs_no_feeling_word(feels: Feels, text: str, language: Language) -> None:
    assert feels(text, language) == "negative"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("What is the best month for good views?", "en"),
        ("Is it dangerous when it rains, what if I get sick?", "en"),
        ("can we get warm sleeping bags and hot water?", "en"),
        ("¿Cuál es la mejor época y hace mucho frío?", "es"),
        ("quel est le meilleur mois, c'est difficile ?", "fr"),
        ("sabse accha mahina kaunsa hai, mushkil hai kya", "hi-Latn"),
        ("सबसे अच्छा महीना कौन सा है?", "hi"),
        ("12", "und"),
        ("ok", "en"),
    ],
)
def test_a_plain_question_is_neutral_whatever_words_it_needs(feels: Feels, text: str, language: Language) -> None:
    assert feels(text, language) == "neutral"


def test_what_follows_but_weighs_more(sentiment: SentimentModel) -> None:
    good_last = sentiment.probabilities("bad food but good guide", "en", NO_VECTOR)
    bad_last = sentiment.probabilities("good guide but bad food", "en", NO_VECTOR)

    assert good_last[CLASSES.index("positive")] > bad_last[CLASSES.index("positive")]
    assert bad_last[CLASSES.index("negative")] > good_last[CLASSES.index("negative")]


def test_a_feeling_too_unlikely_counts_as_neutral() -> None:
    opinions = [
        Opinion("awful", "en", "negative"),
        Opinion("lovely", "en", "positive"),
        Opinion("june", "en", "neutral"),
    ]
    vectors = np.zeros((3, 8), dtype=np.float32)

    bold = SentimentModel.fit(opinions, vectors)
    careful = SentimentModel.fit(opinions, vectors, threshold=0.99)

    assert bold.score("a lovely awful mess", "en", NO_VECTOR)[0] == "negative"
    assert careful.score("a lovely awful mess", "en", NO_VECTOR)[0] == "neutral"


def test_the_vector_speaks_where_words_are_silent() -> None:
    words = ("stone", "river", "bread") * 20
    labels: tuple[Sentiment, ...] = ("negative", "neutral", "positive") * 20
    opinions = [Opinion(word, "en", label) for word, label in zip(words, labels, strict=True)]
    vectors = np.tile(np.eye(3, dtype=np.float32), (20, 1))
    learnt = SentimentModel.fit(opinions, vectors)

    assert learnt.score("paper", "en", vectors[0])[0] == "negative"
    assert learnt.score("paper", "en", vectors[2])[0] == "positive"


def test_what_was_kept_reads_as_what_was_learnt(sentiment: SentimentModel) -> None:
    kept = SentimentModel.of_arrays(sentiment.arrays())
    text = "the porters were lovely, the food was cold"

    assert np.array_equal(kept.probabilities(text, "en", NO_VECTOR), sentiment.probabilities(text, "en", NO_VECTOR))


def test_probabilities_add_up_whatever_comes(sentiment: SentimentModel, nasty: str) -> None:
    chances = sentiment.probabilities(nasty, "en", NO_VECTOR)

    assert chances.sum() == pytest.approx(1.0)
    assert (chances >= 0).all()


@pytest.mark.parametrize(
    "row",
    ["not json", '{"text": "hi", "label": "neutral"}', '{"text": "hi", "lang": "de", "label": "neutral"}',
     '{"text": "hi", "lang": "en", "label": "glad"}'],
)  # fmt: skip
def test_a_broken_example_is_named(tmp_path: Path, row: str) -> None:
    path = tmp_path / "opinions.jsonl"
    path.write_text('{"text": "fine", "lang": "en", "label": "neutral"}\n' + row + "\n")

    with pytest.raises(ValueError, match=r"opinions\.jsonl: line 2"):
        load_opinions(path)
