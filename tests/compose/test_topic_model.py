"""What questions are about, learnt from examples."""

import numpy as np
import pytest

from agent.compose.topics.learn import digest, examples, learn, without_topic
from agent.compose.topics.model import MODEL, is_ruled_out, learnt_topics, topic_model
from agent.compose.topics.named import topics_in
from agent.language.meaning import meaning
from agent.ports import Vectors


def test_the_kept_model_was_learnt_from_the_examples_as_they_stand() -> None:
    with np.load(MODEL, allow_pickle=False) as kept:
        assert str(kept["digest"]) == digest(), "run: python -m agent.compose.topics.learn"


def test_the_same_examples_give_the_same_model() -> None:
    some = [*examples()[::40], *without_topic()[::40]]
    one, other = learn(some), learn(some)
    assert list(one.rows) == list(other.rows)
    assert np.array_equal(one.weights, other.weights)


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("my phone dies in the cold, anything up there to plug into?", "charging"),
        ("wo loo kaisa hota hai udhar", "toilets"),
        ("y los bichos de dos patas, hay sitio para dormir bajo techo?", "stay"),
        ("on met combien d'heures de route depuis la gare ?", "drive"),
        ("अगर बीच में चोट लग जाए तो नीचे कैसे लाते हो", "exit"),
    ],
)
def test_a_question_in_words_of_no_list_is_known_by_its_likeness(said: str, topic: str) -> None:
    assert topic in learnt_topics(said)


@pytest.mark.parametrize("said", ["hello", "merci beaucoup", "🙏", "", "मेरी बिल्ली का नाम मोती है"])
def test_small_talk_is_about_nothing(said: str) -> None:
    assert learnt_topics(said) == ()


def test_hindi_reads_alike_in_both_scripts() -> None:
    model = topic_model()
    devanagari, latin = model.scores("पानी साफ मिलता है"), model.scores("paani saaf milta hai")
    best = max(devanagari, key=lambda topic: devanagari[topic])
    assert best == max(latin, key=lambda topic: latin[topic])


def test_a_text_without_letters_has_scores_all_the_same() -> None:
    assert set(topic_model().scores("???")) == set(topic_model().topics)


def test_a_word_is_no_topic_where_the_whole_message_asks_for_something_else() -> None:
    message = "battery of my hearing aid dies in the cold, can i plug it in somewhere on goechala"
    assert is_ruled_out(message, "temperature")
    assert topics_in(message) == ("charging",)


@pytest.mark.parametrize("message", ["price?", "price for a pregnant lady", "distance?"])
def test_few_words_rule_nothing_out(message: str) -> None:
    assert not is_ruled_out(message, "price")
    assert not is_ruled_out(message, "distance")


def test_without_meanings_words_still_tell_the_topic_and_rule_nothing_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.compose.topics.model.meaning", lambda text: None)
    scores = topic_model().scores("can i charge my power bank at the campsite")
    assert max(scores, key=lambda topic: scores[topic]) == "charging"
    assert not is_ruled_out("battery of my hearing aid dies in the cold, can i plug it in there", "temperature")


@pytest.mark.parametrize("said", ["IS THERE A SOCKET UP THERE", "is   there a socket\nup there"])
def test_capitals_and_spaces_change_no_meaning(said: str) -> None:
    assert (
        topic_model().taught.scores(_meant(said)).tolist() == topic_model().taught.scores(_meant(said.lower())).tolist()
    )


def _meant(text: str) -> Vectors:
    row = meaning(text)
    assert row is not None
    return row
