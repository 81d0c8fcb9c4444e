"""Terms that are told in their case only, and what is asked once more."""

import pytest

from agent.facts.ledger import Ledger
from agent.turn import Language
from tests.compose.written import reply_to
from tests.llm.samples import TODAY, catalogue


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("can my 17 year old come without us to Hampta Pass?", "en"),
        ("mi hija de 16 años puede ir sola a Hampta Pass?", "es"),
        ("mon fils de 17 ans peut venir sans ses parents au Hampta Pass ?", "fr"),
        ("meri 16 saal ki beti akeli aa sakti hai Hampta Pass?", "hi-Latn"),
        ("मेरा 17 साल का बेटा हमारे बिना हम्पता पास आ सकता है?", "hi"),
    ],
)
def test_a_minor_without_parents_hears_from_which_age(text: str, language: Language) -> None:
    assert "16" in reply_to(text, language)


def test_a_grown_up_who_comes_alone_hears_that_many_do() -> None:
    told = reply_to("can I come alone, I am 34?")
    assert "many people" in told
    assert "16" not in told


def test_another_account_is_asked_about_only_of_money_that_comes_back() -> None:
    assert "third person" in reply_to("can the refund go to my brother's account?", "en", "cancellation")
    assert "third person" not in reply_to("can I pay with another card?", "en", "booking")


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("is Kedarkantha safe? is it safe", "en", "first aid"),
        ("¿es seguro el Kedarkantha?", "es", "primeros auxilios"),
        ("le Kedarkantha, c'est dangereux ?", "fr", "premiers secours"),
        ("kedarkantha safe hai kya?", "hi-Latn", "first aid"),
    ],
)
def test_safe_asks_for_what_we_do_and_not_for_an_insurance(text: str, language: Language, told: str) -> None:
    assert told in reply_to(text, language)


def test_a_second_change_of_date_is_told_with_the_first() -> None:
    assert "second change" in reply_to("can I change my date?", "en", "booking")


def test_a_pet_told_of_in_passing_is_not_what_is_asked() -> None:
    aside = reply_to("my wife and I walk our dog every day. we are 63 and 61, ok for Poon Hill?")
    assert "70" in aside
    assert "don't say" in reply_to("can I bring my dog to Poon Hill?") or "don't know" in reply_to(
        "can I bring my dog?"
    )


def test_the_age_from_which_minors_come_alone_is_not_put_right_to_the_minimum_age_of_the_trek() -> None:
    told = "From 16 years a teenager may come without a parent."

    rulings = Ledger(catalogue()).check(told, today=TODAY, treks=["kedarkantha"])

    assert [(one.found.value, one.ruling.status) for one in rulings if one.found.type == "age"] == [("16", "supported")]


def test_weather_feared_takes_no_answer_from_what_we_do_for_safety() -> None:
    told = reply_to("is Kedarkantha safe in February with all the avalanches?")

    assert "first aid" in told


@pytest.mark.parametrize(
    "text", ["is Goechala up to the pass or only the viewpoint?", "goechala me pass tak jate ho ya sirf view point?"]
)
def test_how_far_a_trek_leads_is_told_by_its_highest_point(text: str) -> None:
    assert "View Point 1" in reply_to(text)


@pytest.mark.parametrize(
    ("text", "language", "consent"),
    [
        ("My elder one is 16. Can she come on Hampta with her friends, without me and my wife?", "en", "consent"),
        ("My younger one is 15, can he join Dayara without us?", "en", "written consent of a parent"),
        ("La pequeña tiene 16, ¿puede ir a Hampta con sus amigas sin nosotros?", "es", "consentimiento"),
        ("Ma fille a 16 ans, peut-elle faire Hampta sans nous ?", "fr", "autorisation"),
        ("meri badi wali 16 ki hai, hampta hamare bina aa sakti hai?", "hi-Latn", "sehmati"),
        ("मेरी बड़ी वाली 16 की है, हम्पता हमारे बिना आ सकती है?", "hi", "सहमति"),
    ],
)
def test_a_minor_who_comes_without_the_parents_needs_their_consent(text: str, language: Language, consent: str) -> None:
    assert consent in reply_to(text, language)


@pytest.mark.parametrize("trek", ["dayara-bugyal", "nag-tibba", "hampta-pass"])
def test_the_age_below_which_consent_is_needed_is_no_limit_of_the_trek(trek: str) -> None:
    told = f"The minimum age for {catalogue().treks[trek].name} is {catalogue().treks[trek].min_age} years."
    consent = "Under 18 years of age we need the written consent of a parent or guardian."
    claims = Ledger(catalogue()).check(f"{told} {consent}", today=TODAY, treks=[trek])
    assert [claim for claim in claims if claim.ruling.status != "supported"] == []
