"""Whether a passage answers: absolute, in every language, and not fooled by a word in passing."""

import pytest

from agent.knowledge.answering import answer_scores, answers, evidence_for
from agent.knowledge.glossary import in_english
from agent.knowledge.reading import units
from agent.turn import Passage, Scores

SLEEPING_BAG = Passage(
    id="faq.en.yaml#sleeping-bag",
    source="faq.en.yaml",
    title="Do I have to bring a sleeping bag?",
    text="No, a warm sleeping bag is included. Bring a thin liner if you like extra warmth.",
    scores=Scores(dense=0.5),
    kind="faq",
)
INSURANCE = Passage(
    id="faq.en.yaml#insurance",
    source="faq.en.yaml",
    title="Do I need travel insurance?",
    text="For all Nepal treks and above 4,000 m, yes: with cover for helicopter evacuation.",
    scores=Scores(dense=0.5),
    kind="faq",
)
EXTRAS = Passage(
    id="faq.en.yaml#extras",
    source="faq.en.yaml",
    title="What is not included in the price?",
    text="Travel to the start town, personal gear, travel insurance and tips are extra.",
    scores=Scores(dense=0.5),
    kind="faq",
)
ALL = (SLEEPING_BAG, INSURANCE, EXTRAS)
QUOTED_FROM = 0.45


def surely(question: str, passage: Passage) -> float:
    return answer_scores(question, ALL)[ALL.index(passage)]


@pytest.mark.parametrize(
    "question",
    [
        "is insurance needed?",
        "¿Es obligatorio el seguro?",
        "Faut-il une assurance ?",
        "क्या बीमा ज़रूरी है?",
        "bima lena padega kya",
    ],
)
def test_the_passage_that_answers_is_known_in_every_language(question: str) -> None:
    assert surely(question, INSURANCE) >= QUOTED_FROM
    assert surely(question, INSURANCE) > surely(question, SLEEPING_BAG)


@pytest.mark.parametrize(
    "question",
    ["Can I bring my dog", "¿Puedo llevar a mi perro?", "puis-je emmener mon chien ?", "kutta la sakta hu kya"],
)
def test_the_best_of_passages_that_do_not_answer_scores_low(question: str) -> None:
    assert max(answer_scores(question, ALL)) < QUOTED_FROM


def test_a_passage_that_names_the_matter_in_passing_scores_less_than_the_one_about_it() -> None:
    assert surely("do I need insurance?", INSURANCE) > surely("do I need insurance?", EXTRAS)


def test_a_title_that_says_not_is_no_answer_to_a_question_that_does_not() -> None:
    plain, turned = "what is included in the price?", "what is not included in the price?"
    assert surely(turned, EXTRAS) > surely(plain, EXTRAS)


def test_small_words_alone_prove_nothing() -> None:
    assert units("can I please have it?") == ()
    assert max(answer_scores("can I please have it?", ALL)) < QUOTED_FROM


@pytest.mark.parametrize("question", ["", "???", "🙏", "\u200b", "١٢٣"])
def test_a_question_without_words_breaks_nothing(question: str) -> None:
    assert all(0 <= answers(evidence) <= 1 for evidence in evidence_for(question, ALL))
    assert answer_scores(question, ()) == []


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("¿Puedo pagar a plazos?", "instalments"),
        ("combien je récupère si j'annule ?", "refund"),
        ("क्या किस्तों में भुगतान हो सकता है?", "instalments"),
        ("kya main EMI me pay kar sakta hu", "instalments"),
        ("dois-je prendre mon sac de couchage ?", "sleeping bag"),
        ("बीमा", "insurance"),
    ],
)
def test_the_glossary_says_in_english_what_was_asked(said: str, meant: str) -> None:
    assert meant in in_english(said)


def test_the_longest_form_counts_and_accents_do_not() -> None:
    assert "backpack" not in in_english("sac de couchage")
    assert in_english("poliza") == in_english("póliza")
