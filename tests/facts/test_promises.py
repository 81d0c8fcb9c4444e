import pytest

from agent.facts.judge import claims_of
from agent.facts.ledger import Ledger
from agent.turn import Language, Passage, Reply
from tests.llm.samples import TODAY, asked, catalogue

LEDGER = Ledger(catalogue())


def stopped(
    question: str, answer: str, language: Language = "en", evidence: tuple[Passage, ...] = ()
) -> list[tuple[str, str]]:
    turn = asked(question, language, trek="hampta-pass", evidence=evidence)
    claims = claims_of(turn, Reply(text=answer, language=language), LEDGER, TODAY)
    return [(claim.type, claim.status) for claim in claims if claim.type in ("age", "clearance")]


MOTHER = "My mother is 70. Can she join Hampta Pass?"


@pytest.mark.parametrize(
    ("language", "question", "answer"),
    [
        ("en", MOTHER, "Yes, your mother can join."),
        ("en", MOTHER, "Yes! Hampta Pass is a lovely trek."),
        ("en", "I am 40 and my mother is 70, can we come?", "Yes, you can both join."),
        ("en", "Is my 8 year old allowed?", "Yes, no problem at all."),
        ("es", "Mi madre tiene 70 años, ¿puede venir?", "Sí, su madre puede venir sin problema."),
        ("fr", "Ma mère a 70 ans, peut-elle venir ?", "Oui, votre mère peut venir."),
        ("hi", "मेरी माँ 70 साल की हैं, क्या वे आ सकती हैं?", "हाँ, वे आ सकती हैं।"),
        ("hi-Latn", "Meri maa 70 saal ki hain, kya wo aa sakti hain?", "Haan, wo aa sakti hain."),
    ],
)
def test_an_age_of_the_question_that_the_trek_refuses_is_not_let_in(
    language: Language, question: str, answer: str
) -> None:
    assert stopped(question, answer, language) == [("age", "contradicted")]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (MOTHER, "Unfortunately your mother cannot join Hampta Pass."),
        (MOTHER, "People up to 62 can join Hampta Pass."),
        ("My mother is 55. Can she join Hampta Pass?", "Yes, your mother can join."),
        ("I am 40 and my mother is 70, can we come?", "You can join, but she is too old."),
        ("Can I pay by card? I am 70.", "Yes, you can pay by card."),
    ],
)
def test_who_is_refused_or_of_the_right_age_is_no_false_promise(question: str, answer: str) -> None:
    assert ("age", "contradicted") not in stopped(question, answer)


@pytest.mark.parametrize(
    ("language", "question", "answer"),
    [
        ("en", "Heart?", "Yes, Hampta Pass is completely safe for heart patients; our doctors approve it."),
        ("en", "My father has a heart condition, can he come?", "Yes, he can join."),
        ("es", "¿Y con asma?", "El trek es seguro para personas con asma."),
        ("fr", "Et moi ?", "Le Hampta Pass est sans danger pour les cardiaques."),
        ("hi", "दिल के मरीज़?", "हम्प्टा पास दिल के मरीज़ों के लिए पूरी तरह सुरक्षित है।"),
        ("hi-Latn", "BP hai", "BP ke patients ke liye bilkul safe hai, koi dikkat nahi."),
    ],
)
def test_a_medical_clearance_is_a_claim_that_needs_a_source(language: Language, question: str, answer: str) -> None:
    assert stopped(question, answer, language) == [("clearance", "unsupported")]


@pytest.mark.parametrize(
    "answer",
    [
        "Yes, if his doctor agrees. Please bring a certificate.",
        "With a heart condition he cannot join.",
        "Hampta Pass lies in the heart of the Himalaya and is suitable for beginners.",
    ],
)
def test_what_is_left_to_a_doctor_or_denied_is_no_clearance(answer: str) -> None:
    assert not stopped("My father has a heart condition, can he come?", answer)


def test_a_passage_that_says_so_bears_a_clearance_out() -> None:
    said = Passage(id="faq#1", source="faq", title="", text="Guests with asthma are welcome on all treks.")
    assert stopped("And asthma?", "Asthma is no problem.", evidence=(said,)) == [("clearance", "supported")]
