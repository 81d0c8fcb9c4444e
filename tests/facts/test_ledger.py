from datetime import date
from itertools import product
from typing import Any

import pytest

from agent.compose.composer import compose
from agent.facts.judge import claims_of
from agent.facts.ledger import Ledger
from agent.turn import Claim, Intent, Language, Passage
from tests.llm.samples import LANGUAGES, TODAY, asked, catalogue

LEDGER = Ledger(catalogue())


def claims(text: str, *, today: date = TODAY, **known: Any) -> list[Claim]:
    return [one.claim for one in LEDGER.check(text, today=today, **known)]


def statuses(text: str, *, trek: str = "hampta-pass", people: tuple[int, ...] = (), today: date = TODAY) -> list[str]:
    return [claim.status for claim in claims(text, today=today, treks=(trek,), people=people)]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Hampta Pass costs ₹11,500 per person.", "supported"),
        ("Hampta Pass cuesta 145 € por persona.", "supported"),
        ("हम्प्टा पास ₹११,५०० प्रति व्यक्ति है।", "supported"),
        ("Hampta Pass costs ₹11,600 per person.", "contradicted"),
        ("Hampta Pass costs €159 per person.", "contradicted"),
        ("Hampta Pass costs ₹9,900 per person.", "stale"),
        ("Kedarkantha costs ₹11,500 per person.", "contradicted"),
        ("Offloading costs ₹350 per day.", "supported"),
        ("Hampta Pass rises to 4,270 m.", "supported"),
        ("Hampta Pass rises to 4,720 m.", "contradicted"),
        ("It takes 5 days.", "supported"),
        ("It takes 7 days.", "contradicted"),
        ("It is 26 km long.", "supported"),
        ("It is 62 km long.", "contradicted"),
        ("Open to people aged 12 and older, 12 years.", "supported"),
        ("The minimum age is 8 years.", "contradicted"),
        ("Groups have at most 18 people.", "supported"),
        ("Groups have at most 25 people.", "contradicted"),
        ("The deposit is 20%.", "supported"),
        ("The deposit is 90%.", "contradicted"),
        ("You get a discount of 6%.", "supported"),
        ("You get a discount of 7%.", "stale"),
        ("You get a discount of 40%.", "contradicted"),
        ("Call +91 98160 00142.", "supported"),
        ("Call +91 98160 00143.", "contradicted"),
        ("Book on https://saffronridge.example/book", "supported"),
        ("Book on https://saffronridge-pay.example/book", "contradicted"),
        ("Write to hello@saffronridge.example", "supported"),
        ("Hampta Pass runs in June.", "supported"),
        ("Hampta Pass runs in January.", "contradicted"),
        ("No, Hampta Pass does not run in January.", "supported"),
        ("Balance is due 21 days before departure.", "supported"),
        ("Balance is due 12 days before departure.", "contradicted"),
    ],
)
def test_a_claim_is_ruled_on_by_the_catalogue_of_the_day(text: str, status: str) -> None:
    assert statuses(text)[0] == status


def test_swapped_prices_of_two_treks_are_both_false() -> None:
    right = "Hampta Pass costs ₹11,500 and Kedarkantha ₹9,900."
    swapped = "Hampta Pass costs ₹9,900 and Kedarkantha ₹11,500."
    assert statuses(right) == ["supported", "supported"]
    assert set(statuses(swapped)) <= {"contradicted", "stale"}


def test_a_price_beside_the_wrong_month_is_false() -> None:
    assert statuses("₹11,500 per person for June 2027")[0] == "supported"
    assert statuses("₹11,500 per person for September 2027")[0] == "contradicted"


def test_a_group_total_needs_the_people_and_is_no_price_per_person() -> None:
    assert statuses("That is ₹57,500 in total.", people=(5,)) == ["supported"]
    assert statuses("For 5 people ₹57,500 in total.")[1] == "supported"
    assert statuses("₹57,500 in total.")[0] == "contradicted"
    assert statuses("₹57,500 per person.", people=(5,))[0] == "contradicted"


def test_a_refund_share_must_belong_to_its_tier() -> None:
    right = "Refund: 30 days or more before departure: 90%\nRefund 15–29 days before departure: 50%"
    wrong = "Refund: 30 days or more before departure: 50%\nRefund 15–29 days before departure: 90%"
    assert "contradicted" not in statuses(right)
    assert statuses(wrong).count("contradicted") == 2


def test_a_table_of_shares_belongs_to_the_line_above_it_whatever_came_before() -> None:
    text = "The deposit is 20%, the balance is due 21 days before departure.\n\nIf you cancel you get back:\n• 90%"
    assert set(statuses(text)) == {"supported"}


def test_a_departure_that_is_full_or_gone_is_not_offered() -> None:
    assert statuses("Brahmatal starts on 20 December 2026.", trek="brahmatal") == ["supported"]
    assert statuses("Brahmatal starts on 12 December 2026.", trek="brahmatal") == ["contradicted"]
    late = date(2026, 12, 25)
    assert statuses("Brahmatal starts on 20 December 2026.", trek="brahmatal", today=late) == ["stale"]


def test_seats_are_those_of_the_departure_on_the_line() -> None:
    assert statuses("5–10 December 2026: 8 seats left", trek="kedarkantha")[-1] == "supported"
    assert statuses("5–10 December 2026: 6 seats left", trek="kedarkantha")[-1] == "contradicted"


def passage(text: str, trek: str | None = None) -> Passage:
    return Passage(id="doc#1", source="doc", title="Guide", text=text, trek=trek)


def test_a_document_supports_what_the_catalogue_does_not_know() -> None:
    text = "The first camp is at 3,150 m."
    found = claims(text, treks=("hampta-pass",), evidence=(passage(text, "hampta-pass"),))
    assert [(c.status, c.source) for c in found] == [("supported", "doc#1")]


def test_the_document_of_another_trek_supports_nothing() -> None:
    text = "The first camp is at 3,150 m."
    found = claims(text, treks=("hampta-pass",), evidence=(passage(text, "kedarkantha"),))
    assert [c.status for c in found] == ["contradicted"]


def test_a_page_quoted_word_by_word_says_what_it_says_of_its_own_season() -> None:
    text = "The park below opens from April to November."
    assert statuses(text) == ["contradicted", "contradicted"]
    told = claims(text, treks=("hampta-pass",), evidence=(passage(text, "hampta-pass"),))
    assert [c.status for c in told] == ["supported", "supported"]
    elsewhere = claims(text, treks=("hampta-pass",), evidence=(passage(text, "kedarkantha"),))
    assert "contradicted" in [c.status for c in elsewhere]


def test_an_old_page_quoted_word_by_word_revives_no_offer() -> None:
    text = "Book this week and you get a discount of 7%."
    told = claims(text, treks=("hampta-pass",), evidence=(passage(text, "hampta-pass"),))
    assert "supported" not in [c.status for c in told if c.type == "percentage"]


def test_the_number_that_begins_the_next_paragraph_is_no_day_of_the_month_before_it() -> None:
    assert "--06-60" not in [
        c.value for c in claims("It runs in June.\n\n60 is the highest age.", treks=("hampta-pass",))
    ]


def test_a_day_in_hindi_is_none_where_a_share_follows() -> None:
    text = "4 se 6 logon ko 5%, 7 se 9 ko 8%, aur 10 ya zyada ko 12%. 30 November 2027 tak book karne par."
    assert {c.value for c in claims(text, treks=("hampta-pass",)) if c.type == "date"} == {"2027-11-30"}


def test_the_day_for_the_balance_is_counted_from_the_departure_beside_it() -> None:
    line = "For the departure on 26 June 2027 the balance is due by {}."
    assert statuses(line.format("5 June 2027"))[-1] == "supported"
    assert statuses(line.format("15 June 2027"))[-1] == "contradicted"


def test_a_day_that_no_calendar_has_is_false_and_stops_nothing() -> None:
    line = "For the departure on 31 June 2027 the balance is due by 30 February 2027, 17 days before."
    assert "supported" not in [c.status for c in claims(line, treks=("hampta-pass",)) if c.type == "date"]


def test_days_are_counted_from_the_day_the_customer_named_too() -> None:
    line = "Your trek starts on 26 June 2027: cancelling on that day, 17 days before, you get 50%."
    named = claims(line, treks=("hampta-pass",), said=[("date", "2027-06-09")])
    assert [c.status for c in named if c.type == "notice"] == ["supported"]
    assert [c.status for c in claims(line, treks=("hampta-pass",)) if c.type == "notice"] != ["supported"]


def test_an_old_price_list_among_the_documents_does_not_revive_a_price() -> None:
    old = passage("Hampta Pass costs ₹9,900.", "hampta-pass")
    found = claims("It costs ₹9,900.", treks=("hampta-pass",), evidence=(old,))
    assert [c.status for c in found] == ["stale"]


QUESTIONS: tuple[tuple[str, Intent], ...] = (
    ("price", "pricing"),
    ("price, discount", "pricing"),
    ("dates", "availability"),
    ("tell me about", "trek_info"),
    ("altitude duration distance age group size permits season temperature difficulty start network", "trek_info"),
    ("book", "booking"),
    ("cancel", "cancellation"),
    ("office hours", "support"),
)


WHEN = ("", "2027-04", "2027-09-12")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("when", WHEN)
def test_every_reply_of_the_composer_passes_the_ledger(language: Language, when: str) -> None:
    """In each language each question about each trek once, for one of the times; each time with each trek and with
    each question (a Latin square)."""
    asked_now = [
        (trek, *question)
        for (row, trek), (column, question) in product(enumerate(catalogue().treks), enumerate(QUESTIONS))
        if (row + column) % len(WHEN) == WHEN.index(when)
    ]
    for trek, text, intent in asked_now:
        turn = asked(text, language, intent, trek=trek, when=when, people=5 if when else 0)
        reply = compose(turn, catalogue(), TODAY)
        wrong = [c for c in claims_of(turn, reply, LEDGER, TODAY) if c.status != "supported"]
        assert not wrong, (reply.text, wrong)


def test_discounted_amounts_are_checked_to_the_cent() -> None:
    exact = "For 2 people with 6% discount: US$149.46 per person, US$298.92 in total."
    wrong = "For 2 people with 6% discount: US$149.46 per person, US$298.29 in total."
    assert {c.status for c in claims(exact, treks=["hampta-pass"], people=[2])} == {"supported"}
    found = claims(wrong, treks=["hampta-pass"], people=[2])
    assert [c.status for c in found if c.value == "USD 298.29"] == ["contradicted"]


def test_an_indented_line_tells_more_of_the_item_above_it_whatever_was_asked_about() -> None:
    text = (
        "• Hampta Pass : 145 € par personne (1er juin – 31 juillet 2027)\n"
        "   Pour 4 personnes avec 6 % de remise : 136,30 € par personne, 545,20 € au total.\n"
    )
    found = claims(text, treks=("bhrigu-lake",), people=[4])
    assert {claim.subject for claim in found if claim.type == "price"} == {"hampta-pass"}


def test_the_sum_of_hired_things_holds_for_the_things_its_line_names() -> None:
    (claim,) = [
        one for one in LEDGER.check("Boots and poles to hire: ₹1,200.", today=TODAY) if one.found.type == "price"
    ]
    assert claim.ruling.status == "supported"


@pytest.mark.parametrize(("total", "status"), [("2,500", "supported"), ("3,100", "unknown")])
def test_a_sum_of_hired_things_that_are_counted_holds_for_so_many(total: str, status: str) -> None:
    text = f"Hire in total (2 × down jacket ₹800, 3 × pair of poles ₹300): ₹{total} per trek."
    found = [one for one in LEDGER.check(text, today=TODAY) if one.found.type == "price"]
    assert [one.ruling.status == "supported" for one in found] == [True, True, status == "supported"]


def test_the_sum_of_other_things_is_not_borne_out() -> None:
    (claim,) = [
        one for one in LEDGER.check("Boots and poles to hire: ₹1,700.", today=TODAY) if one.found.type == "price"
    ]
    assert claim.ruling.status != "supported"


def test_what_is_the_customers_is_told_so_and_not_held_against_the_catalogue() -> None:
    told, owed = claims("You land on 3 June, Hampta Pass starts on 3 June 2027.", treks=("hampta-pass",))
    assert (told.subject, told.status) == ("customer", "supported")
    assert (owed.subject, owed.status) != ("customer", "supported")


@pytest.mark.parametrize(
    "text",
    [
        "Shea Goru camp is at {}.",
        "We sleep at 4,270 m at Shea Goru.",
        "Day 2: on foot to Balu ka Ghera; the night is in tents at {}.",
        "El campamento de Shea Goru está a {}.",
        "Le camp de Shea Goru est à {}.",
        "Shea Goru कैंप {} पर है।",
        "Shea Goru camp {} par hai.",
        "Manali is at {}.",
    ],
)
def test_the_height_of_the_pass_is_not_that_of_a_camp(text: str) -> None:
    assert statuses(text.format("4,270 m")) == ["contradicted"]


@pytest.mark.parametrize(
    "text",
    [
        "Shea Goru camp is at 3,900 m.",
        "From Balu ka Ghera you climb to 4,270 m.",
        "Balu ka Ghera – Hampta Pass (4,270 m) – Shea Goru.",
        "De Balu ka Ghera a 4.270 m.",
        "Day 3: Hampta Pass (4,270 m) and the night at 3,900 m.",
        "The trek leads from Jobra to Chika and on, 26 km in all.",
    ],
)
def test_the_way_over_the_pass_may_name_the_camps_beside_it(text: str) -> None:
    assert set(statuses(text)) == {"supported"}


@pytest.mark.parametrize(
    "text",
    [
        "Day 7: on foot Nundkol → Naranag, {} m down",
        "Día 7: a pie Nundkol → Naranag, {} m de bajada",
        "Jour 7 : à pied Nundkol → Naranag, {} m de descente",
        "Din 7: paidal Nundkol → Naranag, {} m utraai",
        "दिन 7: पैदल नुंदकोल → नारानाग, {} मीटर उतराई",
    ],
)
def test_how_far_a_day_goes_down_is_that_of_its_walk(text: str) -> None:
    heading = "Kashmir Great Lakes:\n• "
    assert statuses(heading + text.format("1230"), trek="kashmir-great-lakes") == ["supported"]
    assert statuses(heading + text.format("2230"), trek="kashmir-great-lakes") != ["supported"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Jobra to Chika is 26 km.", "contradicted"),
        ("Day 2 is 26 km.", "contradicted"),
        ("A porter costs ₹11,500.", "contradicted"),
        ("Boots to hire cost ₹11,500.", "contradicted"),
        ("Un porteador cuesta ₹11.500.", "contradicted"),
        ("Le porteur coûte 145 €.", "contradicted"),
        ("पोर्टर ₹11,500 का है।", "contradicted"),
        ("Porter ₹11,500 ka hai.", "contradicted"),
        ("The price with permits and jeep is ₹11,500 per person.", "supported"),
        ("Hampta Pass with a guide costs ₹11,500 per person.", "supported"),
    ],
)
def test_what_the_trek_has_is_not_what_a_day_or_a_thing_of_it_has(text: str, status: str) -> None:
    assert statuses(text)[0] == status
