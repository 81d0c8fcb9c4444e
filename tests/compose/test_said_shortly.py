"""Plain questions put tersely, misspelt or right after another one are answered with the thing asked, and no more."""

from dataclasses import replace

import pytest

from agent.compose.composer import compose
from agent.compose.documents.quote import is_narrower
from agent.turn import Language, Passage, Scores
from tests.compose.test_follow_ups import topics
from tests.compose.test_sums import after, heard, told
from tests.compose.written import reply_to, written
from tests.llm.samples import TODAY, asked, catalogue

TIERS = {"en": "90%", "hi": "90%", "es": "90 %", "fr": "90 %", "hi-Latn": "90%"}


def entry(title: str, text: str, language: Language) -> Passage:
    """One of the FAQ that surely asks the same."""
    scores = Scores(answer=0.9, same=0.9)
    return Passage(
        id=f"faq.{language}.yaml#one",
        source=f"faq.{language}.yaml",
        title=title,
        text=text,
        kind="faq",
        language=language,
        scores=scores,
    )


@pytest.mark.parametrize(
    ("text", "title", "language"),
    [
        ("what is ur cancellation policy", "How do I cancel my booking?", "en"),
        ("cancelation rules plz", "How do I cancel my booking?", "en"),
        ("कैंसिलेशन पॉलिसी क्या है", "बुकिंग कैंसल कैसे करूँ?", "hi"),
        ("normas de cancelación", "¿Cómo cancelo mi reserva?", "es"),
        ("conditions d'annulation", "Comment annuler ma réservation ?", "fr"),
        ("refund ka kya rule hai", "Refund kitne din mein aata hai?", "hi-Latn"),
    ],
)
def test_the_rules_of_cancelling_are_not_how_to_cancel_nor_when_money_arrives(
    text: str, title: str, language: Language
) -> None:
    turn = asked(text, language, "cancellation", evidence=(entry(title, "Write to us.", language),))
    reply = compose(turn, catalogue(), TODAY).text.replace("\u202f", " ").replace("\xa0", " ")
    assert TIERS[language] in reply
    assert "Write to us." not in reply


@pytest.mark.parametrize(
    ("text", "narrower"),
    [("how do i cancel", False), ("what must I do to cancel", False), ("cancellation terms", True)],
)
def test_an_entry_on_how_to_cancel_is_for_who_asks_how(text: str, narrower: bool) -> None:
    found = entry("How do I cancel my booking?", "Write to us.", "en")
    assert is_narrower(heard(asked(text, "en", "cancellation")), found) is narrower


@pytest.mark.parametrize(
    ("text", "title", "language", "word"),
    [
        ("veg hi milta hai na? jain khana ho jayega kya", "Trek par khana kaisa hota hai?", "hi-Latn", "Jain"),
        ("il y a de la viande ?", "Servez-vous de la viande ou de l'alcool ?", "fr", "viande"),
        ("hay carne?", "¿Sirven carne o alcohol?", "es", "carne"),
    ],
)
def test_an_entry_without_the_very_thing_asked_gives_way_to_the_rule_that_holds_it(
    text: str, title: str, language: Language, word: str
) -> None:
    found = entry(title, "Roz dal, sabzi, soup.", language)
    reply = compose(asked(text, language, "trek_info", evidence=(found,)), catalogue(), TODAY).text
    assert word in reply
    assert "sabzi" not in reply


@pytest.mark.parametrize(
    ("text", "before", "language"),
    [
        ("how much per day", "is there a porter for manaslu", "en"),
        ("how much", "is there a porter for manaslu", "en"),
        ("cuanto cuesta al día?", "en el Manaslu alguien puede llevarnos la mochila?", "es"),
        ("c'est combien par jour ?", "un porteur pour mon sac sur le Manaslu ?", "fr"),
        ("kitna", "manaslu pe porter milega?", "hi-Latn"),
        ("रोज़ का कितना", "मनास्लु पर पोर्टर मिलेगा?", "hi"),
    ],
)
def test_what_it_costs_a_day_is_asked_of_the_porter_talked_about(text: str, before: str, language: Language) -> None:
    assert "offloading" in topics(text, before, "…", language=language)


def test_a_party_named_after_a_porter_asks_for_the_price_of_the_trek() -> None:
    assert "offloading" not in topics("how much for 2 people in april", "is there a porter for manaslu", "…")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("any later batch?", "en"),
        ("uske baad wali date?", "hi-Latn"),
        ("agle batch me?", "hi-Latn"),
        ("उसके बाद वाली तारीख?", "hi"),
        ("hay otra salida posterior?", "es"),
        ("et la date d'après ?", "fr"),
    ],
)
def test_a_later_date_right_after_departures_moves_no_booking_where_there_is_none(
    text: str, language: Language
) -> None:
    said = topics(text, "hampta pass 26 june 2027, is there a seat?", "…", language=language)
    assert "dates" in said
    assert "date_change" not in said


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("any later date in october?", "2027-10-11", "2027-10-31"),
        ("and the one after that? it must be before december", "2027-10-11", "2027-11-30"),
    ],
)
def test_of_a_longer_time_the_later_one_lies_behind_the_day_talked_about(text: str, first: str, last: str) -> None:
    (window,) = heard(after(text, "Gokyo Lakes 10 october 2027?", trek="gokyo-lakes")).windows
    assert (window.first.isoformat(), window.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("is there a child discount", "en"),
        ("tienen descuento los niños?", "es"),
        ("tarif réduit enfants ?", "fr"),
        ("बच्चों को छूट मिलती है क्या", "hi"),
    ],
)
def test_a_discount_for_children_asks_what_children_pay(text: str, language: Language) -> None:
    reply = reply_to(text, language, "pricing")
    assert "%" not in reply


@pytest.mark.parametrize(
    ("text", "language", "best"),
    [
        ("wich month is gud 4 sandakphu", "en", "The best time is"),
        ("tarsar marsar ke liye best mahina", "hi-Latn", "Sabse achha samay"),
    ],
)
def test_a_month_that_is_not_named_asks_for_the_season(text: str, language: Language, best: str) -> None:
    assert best in reply_to(text, language)


@pytest.mark.parametrize(
    "text", ["my youngest is 9, ok for hampta?", "la pequeña tiene 9, puede hacer el hampta pass?"]
)
def test_the_age_of_the_youngest_is_held_against_the_trek(text: str) -> None:
    assert "12" in reply_to(text)


def test_a_line_that_was_said_is_not_said_again() -> None:
    reply = reply_to("how much advance to book", intent="booking")
    lines = [line for line in reply.split("\n") if line]
    assert len(lines) == len(set(lines))


def test_who_asks_the_way_hears_when_to_be_there() -> None:
    assert "arrive the day before" in reply_to("how do i get to hampta pass from delhi")


def test_two_treks_are_weighed_though_an_entry_names_one_of_them() -> None:
    found = entry("Which trek is good for a first trek, for beginners?", "Kedarkantha is good for beginners.", "en")
    turn = replace(written("kedarkantha or brahmatal, which trek is good for beginners"), evidence=(found,))
    assert "Brahmatal" in told(turn)
