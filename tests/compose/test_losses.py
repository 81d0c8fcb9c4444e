"""Money lost through illness, tickets bought elsewhere, a child to come: the rule that was asked for is told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from agent.compose.composer import compose
from agent.turn import Customer, Language, Utterance
from tests.compose.written import reply_to, written
from tests.llm.samples import TODAY, catalogue


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("I broke my arm before the trek, do I get everything back?", "en", "normal refund table"),
        ("si me rompo la pierna antes de salir, ¿me devuelven todo?", "es", "tabla normal"),
        ("je me suis fait une entorse, je perds tout ?", "fr", "barème normal"),
        ("dengue ho gaya, pura refund milega kya?", "hi-Latn", "wahi table"),
        ("पापा अस्पताल में भर्ती हैं, पैसे वापस मिलेंगे क्या?", "hi", "वही तालिका"),
    ],
)
def test_illness_before_the_start_is_told_by_its_own_rule(text: str, language: Language, told: str) -> None:
    assert told in reply_to(text, language, "cancellation")


def test_an_illness_on_the_way_is_not_one_before_the_start() -> None:
    assert "normal refund table" not in reply_to("if I fall sick and turn back halfway, is there a refund?", "en")


def test_an_illness_with_no_word_of_money_asks_for_no_refund() -> None:
    assert "refund" not in reply_to("I had dengue in August, can I do Hampta Pass?")


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("if you cancel, who pays for my flights?", "en", "We do not pay for flights"),
        ("si cancelan ustedes, ¿y el vuelo desde Madrid quién lo paga?", "es", "No pagamos los vuelos"),
        ("vous annulez, et mes billets de train sont remboursés ?", "fr", "Nous ne payons pas"),
        ("aap cancel karo to meri flight ka paisa kaun dega?", "hi-Latn", "paisa hum nahi dete"),
    ],
)
def test_tickets_bought_elsewhere_are_not_paid(text: str, language: Language, told: str) -> None:
    assert told in reply_to(text, language, "cancellation")


def test_tickets_alone_ask_right_after_our_cancelling_who_pays_them() -> None:
    turn = written("et mes billets d'avion ?", "fr", "cancellation")
    history = (Utterance(speaker="U", text="si vous annulez, je récupère tout ?"),)
    asked = replace(turn, customer=Customer(id="c-1", country="FR", messages=4, history=history))

    assert "Nous ne payons pas" in compose(asked, catalogue(), TODAY).text


def test_a_flight_that_is_part_of_the_trek_was_not_bought_elsewhere() -> None:
    assert "booked yourself" not in reply_to("Everest Base Camp: if the Lukla flight is cancelled, is it paid back?")


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("Everest Base Camp: if you cancel, do you pay my flight from Rome to Kathmandu?", "en", "We do not pay"),
        ("si cancelan el campo base del Everest, ¿me pagan el vuelo Bogotá-Katmandú?", "es", "No pagamos los vuelos"),
        ("si vous annulez l'Everest Base Camp, mon billet Lyon-Katmandou est remboursé ?", "fr", "Nous ne payons pas"),
        ("EBC aap cancel karo to meri Mumbai Kathmandu flight ka paisa kaun dega?", "hi-Latn", "paisa hum nahi dete"),
        ("आप एवरेस्ट बेस कैंप कैंसल करें तो मेरी काठमांडू की फ्लाइट का पैसा मिलेगा?", "hi", "हम नहीं देते"),
    ],
)
def test_the_flight_to_where_a_trek_starts_was_bought_elsewhere_though_the_trek_has_its_own(
    text: str, language: Language, told: str
) -> None:
    assert told in reply_to(text, language, "cancellation")


def test_a_child_to_come_is_told_the_rule_and_how_high_the_trek_goes() -> None:
    told = reply_to("I am four months pregnant, can I do Dayara Bugyal?")

    assert "2,500 m" in told
    assert "3,640 m" in told


def test_what_was_said_of_health_just_before_holds_for_which_trek_it_may_be() -> None:
    turn = written("koi aasan trek bata do, Nag Tibba jaisa", "hi-Latn")
    before = Utterance(
        speaker="U", text="paanch mahine ki pregnant hoon", at=turn.message.sent_at - timedelta(minutes=1)
    )
    asked = replace(turn, customer=Customer(id="c-1", country="IN", messages=4, history=(before,)))

    assert "2,500 m" in compose(asked, catalogue(), TODAY).text


def test_an_illness_and_the_money_may_stand_in_different_sentences() -> None:
    told = reply_to("my son has chickenpox. we can't go anymore, what about our money?", "en", "cancellation")

    assert "normal refund table" in told
    assert "90%" in told
