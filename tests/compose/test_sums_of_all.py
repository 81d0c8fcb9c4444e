"""Totals, deposits and discounts of all who come, and departures that take nobody, whatever else is asked."""

import pytest

from agent.turn import Intent, Language
from tests.compose.test_sums import after, told
from tests.compose.written import reply_to


@pytest.mark.parametrize(
    ("text", "language", "total"),
    [
        ("kedarkantha 24 jan, me + gf, total in rupees?", "en", "₹19,800"),
        ("mummy papa behen aur main, kedarkantha 7 feb ko, sabka milake kitna", "hi-Latn", "₹33,820"),
        ("kedarkantha 7 fév, mon mec et moi, ça fait combien en tout ?", "fr", "220 €"),
        ("somos mis padres mi hermana y yo, markha 24 julio, ¿cuánto nos sale?", "es", "1.102 €"),
    ],
)
def test_the_total_is_that_of_all_who_are_named(text: str, language: Language, total: str) -> None:
    assert total in reply_to(text, language, "pricing")


@pytest.mark.parametrize(
    ("text", "language", "deposit", "rest", "day"),
    [
        (
            "brahmatal 6 feb, 3 people, advance in rupees and the rest by when?",
            "en",
            "₹5,940",
            "₹23,760",
            "16 January 2027",
        ),
        (
            "goechala 3 abril, 2 personas: anticipo, el resto y hasta qué día",
            "es",
            "122 €",
            "488 €",
            "13 de marzo de 2027",
        ),
        ("pin parvati 8 août à 4, acompte et solde pour quand ?", "fr", "368,60 €", "1 474,40 €", "18 juillet 2027"),
        ("brahmatal 6 feb 3 log, advance kitna aur baaki kab tak", "hi-Latn", "₹5,940", "₹23,760", "16 January 2027"),
    ],
)
def test_a_deposit_is_of_the_total_with_the_rest_and_its_day(
    text: str, language: Language, deposit: str, rest: str, day: str
) -> None:
    reply = reply_to(text, language, "booking")
    assert all(figure in reply for figure in (deposit, rest, day))


def test_no_day_is_told_for_the_rest_where_none_leaves_then() -> None:
    reply = reply_to("brahmatal in february, 3 people, how much deposit?", "en", "booking")
    assert "The deposit for Brahmatal is" in reply
    assert "the balance is due by" not in reply


def test_total_and_deposit_are_both_told() -> None:
    reply = reply_to("Brahmatal 3 jan, me and wife, rupees. total n how much advance now?", "en", "pricing")
    assert "₹19,800 in total" in reply
    assert "₹3,960 for 2 people" in reply


def test_who_comes_alone_hears_what_is_left_after_the_discount_and_not_how_people_come_alone() -> None:
    reply = reply_to("Just me on Hampta 4 july. final price after the early bird, in INR", "en", "pricing")
    assert "₹10,810 per person" in reply
    assert "join our groups alone" not in reply


def test_who_asks_whether_one_may_come_alone_still_hears_so() -> None:
    assert "alone" in reply_to("can I come alone on Hampta?", "en")


@pytest.mark.parametrize(
    ("text", "language", "intent", "word"),
    [
        ("set our hearts on Ghorepani 22 Feb 2027, what permits do we need?", "en", "trek_info", "cancelled"),
        ("dayara 12 march, temperature kitna hota hai?", "hi-Latn", "trek_info", "batch full hai"),
        ("dayara le 12 mars, il fait froid ?", "fr", "trek_info", "complet"),
        ("la salida del Everest del 12 d abril, ¿hace frío?", "es", "trek_info", "complet"),
    ],
)
def test_a_departure_that_takes_nobody_is_said_so_whatever_is_asked(
    text: str, language: Language, intent: Intent, word: str
) -> None:
    assert word in reply_to(text, language, intent).partition("\n")[0].lower()


def test_the_day_talked_about_is_said_to_be_full_beside_the_others_of_its_month() -> None:
    before = "march me dayara karna hai 12 tarikh"
    reply = told(
        after("wo wali full hai kya? aur kaunsi hai march me", before, language="hi-Latn", trek="dayara-bugyal")
    )
    assert "12 March" in reply
    assert "26 March" in reply


def test_of_a_wide_time_and_a_narrow_one_in_it_the_narrow_one_is_meant() -> None:
    reply = reply_to(
        "chadar this winter, which dates? I am only free in the first half of february", "en", "availability"
    )
    assert "5 February" in reply
    assert "January" not in reply


def test_the_whole_bill_of_a_party_is_its_total_and_no_invoice() -> None:
    reply = told(
        after(
            "aur agar 12 ladke aaye to poora bill", "Nag tibba 7 feb per person", language="hi-Latn", trek="nag-tibba"
        )
    )
    assert "₹35,904" in reply


def test_a_currency_behind_a_trek_and_a_party_asks_for_the_price() -> None:
    assert "765 US$" in reply_to(
        "et pour 2 collègues et moi au bali pass le 17 sept, en dollars US ?", "fr", "trek_info"
    )


def test_a_notice_that_is_named_counts_and_not_the_days_until_the_departure() -> None:
    reply = reply_to("Buran ghati 4 june, what comes back if we cancel 10 days before?", "en", "cancellation")
    assert "you get back 25%" in reply.partition("\n")[0]


def test_who_names_two_currencies_hears_the_price_in_both() -> None:
    reply = reply_to("price for EBC in EUR and USD both please, 26 april", "en", "pricing")
    assert "€1,095" in reply
    assert "US$1,190" in reply


def test_who_is_indian_and_asks_in_dollars_hears_dollars_alone() -> None:
    assert "₹" not in reply_to("we are indians, EBC 26 april in USD?", "en", "pricing")


def test_who_books_late_hears_what_all_of_them_pay_at_once() -> None:
    reply = reply_to("Kedarkantha 5 dec for two, deposit or full amount now? rupees", "en", "booking")
    assert "₹19,800 in total" in reply


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("we'd like to book this week, hampta 18 july, 2 of us. what would it be in rupees", "₹21,620"),
        ("hampta 18 july for two in rupees, how much if we book before the end of december?", "₹21,620"),
    ],
)
def test_the_day_on_which_one_books_is_not_the_day_on_which_one_goes(text: str, total: str) -> None:
    assert total in reply_to(text, "en", "pricing")
