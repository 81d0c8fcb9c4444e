"""The entry of the FAQ that asks what a customer asks, among the shipped entries."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import pytest
import yaml

from agent.compose.documents.entry_topics import About, entry_topics
from agent.compose.documents.same_question import SameQuestion
from agent.knowledge.faiss_index import FaissIndex
from agent.knowledge.settings import IndexSettings
from agent.settings import ROOT, find
from agent.turn import Language, Passage, Scores

LANGUAGES = ("en", "hi", "es", "fr", "hi-Latn")


@cache
def entries() -> SameQuestion:
    return SameQuestion(passages(), known())


@cache
def without_other_wordings() -> SameQuestion:
    return SameQuestion([replace(passage, also=()) for passage in passages()], known())


@cache
def known() -> Mapping[str, About]:
    """What is kept with the shipped index: to read it anew takes half a minute."""
    return asyncio.run(entry_topics(passages(), FaissIndex.open(ROOT / ".cairn", IndexSettings())))


@cache
def passages() -> tuple[Passage, ...]:
    return tuple(
        Passage(
            id=f"documents/faq/faq.{language}.yaml#{entry['id']}",
            source=f"documents/faq/faq.{language}.yaml",
            title=entry["question"],
            text=entry["answer"],
            kind="faq",
            trek="chadar" if entry["id"].startswith("chadar") else None,
            language=language,
            also=tuple(entry.get("also", ())),
        )
        for language in LANGUAGES
        for entry in yaml.safe_load(find(f"data/documents/faq/faq.{language}.yaml").read_text("utf-8"))
    )


@pytest.mark.parametrize(
    ("question", "language", "entry"),
    [
        ("am i allowed to come on the trek while expecting a baby, i am pregnant", "en", "pregnancy"),
        ("soy diabética y uso insulina, me dejáis ir al", "es", "asthma-diabetes"),
        ("faut des bâtons de marche ou vous en prêtez ?", "fr", "poles"),
        ("drone le ja sakte hai kya", "hi-Latn", "drone"),
        ("रेनकोट लाना है या पोंचो?", "hi", "rain-gear"),
    ],
)
def test_the_entry_that_asks_the_same_is_found_in_the_customers_language(
    question: str, language: Language, entry: str
) -> None:
    found = entries().best(question, language, ())

    assert found
    assert found[0].id == f"documents/faq/faq.{language}.yaml#{entry}"


def test_a_question_that_no_entry_asks_is_unlike_all_of_them() -> None:
    for question in ("is my labrador welcome", "est-ce que je peux garer ma moto chez vous"):
        found = entries().best(question, "en", ())
        assert found
        assert found[1] < 0.3


@pytest.mark.parametrize(
    ("question", "language", "entry"),
    [
        ("would a mule or some porter take our rucksacks", "en", "backpack-offloading"),
        ("my brother shoots films, could he bring a quadcopter", "en", "drone"),
        ("khachchar pe saman bhej sakte hain kya", "hi-Latn", "backpack-offloading"),
        ("मेरा वजन 105 किलो है, चलेगा?", "hi", "weight-limit"),
        ("se puede llevar a un médico con el grupo", "es", "guides-trained"),
        ("l'hélico, c'est qui qui paie", "fr", "helicopter-rescue"),
    ],
)
def test_other_wordings_of_an_entry_find_it_without_a_word_of_its_question(
    question: str, language: Language, entry: str
) -> None:
    found = entries().best(question, language, ())
    before = without_other_wordings().best(question, language, ())

    assert found
    assert found[0].id == f"documents/faq/faq.{language}.yaml#{entry}"
    assert before
    assert before[0].id != found[0].id or before[1] < found[1]
    assert found[0].title == next(one.title for one in passages() if one.id == found[0].id)


def test_an_entry_found_by_its_meaning_is_surer_than_by_its_spelling_alone() -> None:
    question, drone = "may I film from the sky", next(one for one in passages() if one.id.endswith("en.yaml#drone"))

    alone = dict(entries().likest(question, "en", ()))
    found = dict(entries().likest(question, "en", (), [replace(drone, scores=Scores(dense=0.7))]))

    assert found[drone].near == pytest.approx(0.7)
    assert drone not in alone or alone[drone].near == 0


def test_an_entry_about_another_trek_is_left_out() -> None:
    asked = "what boots do we wear on the ice"

    of_chadar = entries().best(asked, "en", ("chadar",))
    elsewhere = entries().best(asked, "en", ("kedarkantha",))

    assert of_chadar
    assert of_chadar[0].id.endswith("#chadar-boots")
    assert elsewhere
    assert elsewhere[0].trek is None


def test_without_entries_there_is_none() -> None:
    assert SameQuestion(()).best("what now?", "en", ()) is None


def test_words_that_no_entry_holds_find_none_surely() -> None:
    found = entries().best("zzz qqq", "en", ())

    assert found is None or found[1] < 0.3
