"""Seasons without a year, the occasion beside the question, shame and fear, the way to a town, flights, visas."""

from dataclasses import replace
from datetime import date

import pytest

from agent.compose.composer import compose
from agent.compose.reading.seasons import seasons_in
from agent.compose.topics.meant import with_learnt
from agent.compose.topics.named import topics_in
from agent.facts.ledger import Ledger
from agent.turn import Customer, Entity, Language, Utterance
from tests.llm.samples import LANGUAGES, TODAY, asked, catalogue


def said(text: str, language: Language, trek: str = "", **more: object) -> str:
    turn = asked(text, language, trek=trek or (), **more)  # type: ignore[arg-type]
    return compose(turn, catalogue(), TODAY).text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("rather in spring", date(2027, 3, 1), date(2027, 5, 31)),
        ("mejor en primavera", date(2027, 3, 1), date(2027, 5, 31)),
        ("plutôt au printemps", date(2027, 3, 1), date(2027, 5, 31)),
        ("et en été ?", date(2027, 6, 1), date(2027, 8, 31)),
        ("autumn?", date(2027, 9, 1), date(2027, 11, 30)),
        ("sardiyon me", date(2026, 12, 1), date(2027, 2, 28)),
        ("सर्दियों में", date(2026, 12, 1), date(2027, 2, 28)),
    ],
)
def test_a_season_is_the_next_one_that_is_not_nearly_over(text: str, first: date, last: date) -> None:
    (season,) = seasons_in(text, date(2026, 11, 26))
    assert (season.first, season.last) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "j'ai été malade",
        "the hot springs of Tatopani",
        "in spring water?",
        "sardi kitni hoti hai",
        "garmi lagti hai kya",
        "the monsoon offer of 7%",
        "descuento de verano",
        "",
    ],
)
def test_words_that_look_like_seasons_are_no_time(text: str) -> None:
    assert seasons_in(text, date(2026, 11, 26)) == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [("rather in spring", "en"), ("mejor en primavera", "es"), ("plutôt au printemps", "fr"), ("spring me", "hi-Latn")],
)
def test_a_season_turns_the_question_before(text: str, language: Language) -> None:
    history = (
        Utterance(speaker="U", text="Manaslu circuit price?"),
        Utterance(speaker="S", text="Manaslu Circuit costs ₹89,000 per person."),
    )
    customer = Customer(id="c-1", country="ES", messages=4, history=history, focus=("manaslu-circuit",))
    assert "2027" in said(text, language, customer=customer)


@pytest.mark.parametrize(
    ("text", "asks", "not_of"),
    [
        ("my phone dies fast in the cold, any socket up there?", "charging", ""),
        ("can I get my cash back if I pull out three weeks before", "cancel", "cash"),
        ("dehradun se sankri gadi me kitna time lagta hai", "drive", ""),
    ],
)
def test_the_occasion_is_no_question(text: str, asks: str, not_of: str) -> None:
    topics = with_learnt(topics_in(text), text)
    assert asks in topics
    assert not_of not in topics


def test_who_asks_for_somebodys_number_is_understood_by_the_words_alone() -> None:
    text = "j'ai perdu le numéro de Camille, vous pouvez me donner son numéro ?"
    assert "others_data" in with_learnt(topics_in(text), text)


@pytest.mark.parametrize(
    ("text", "language", "fact"),
    [
        ("me da vergüenza preguntar, ¿cómo son los baños?", "es", "letrina"),
        ("j'ai un peu honte de demander, les toilettes c'est comment ?", "fr", "fosse"),
        ("sharam aa rahi hai, toilet kaisa hai?", "hi-Latn", "toilet"),
    ],
)
def test_who_is_ashamed_to_ask_does_not_complain(text: str, language: Language, fact: str) -> None:
    assert fact in said(text, language, "hampta-pass", intent="complaint", sentiment="negative")


@pytest.mark.parametrize(
    ("text", "language"), [("your toilets were a disgrace", "en"), ("los baños, una vergüenza", "es")]
)
def test_who_was_ashamed_of_us_still_does(text: str, language: Language) -> None:
    turn = asked(text, language, "complaint", sentiment="negative")
    assert compose(turn, catalogue(), TODAY).handoff == "complaint"


@pytest.mark.parametrize(("confidence", "complains"), [(0.9, True), (0.45, False)])
def test_an_unhappy_voice_alone_is_no_complaint_where_nobody_is_sure_of_one(confidence: float, complains: bool) -> None:
    turn = asked("dadi boli pehle puchh", "hi-Latn", "complaint", sentiment="negative")
    assert turn.parsed
    turn = replace(turn, parsed=replace(turn.parsed, intent_confidence=confidence))

    assert (compose(turn, catalogue(), TODAY).handoff == "complaint") is complains


@pytest.mark.parametrize("language", LANGUAGES)
def test_flights_of_a_trek_pass_the_ledger(language: Language) -> None:
    ledger = Ledger(catalogue())
    words = {"en": "do we fly?", "es": "¿hay que volar?", "fr": "faut-il voler ?", "hi-Latn": "plane me jana hai?"}
    for trek in ("langtang-valley", "everest-base-camp"):
        text = said(words.get(language, "हवाई जहाज से जाना है?"), language, trek)
        told = ledger.check(text, today=TODAY, treks=[trek])
        assert [claim for claim in told if claim.ruling.status != "supported"] == [], text
        assert "Syabrubesi" in text or "स्याब्रुबेसी" in text or "Lukla" in text or "लुकला" in text, text


def test_treks_from_one_town_share_the_way_there() -> None:
    text = said("how do I get there from Delhi?", "en", "pin-parvati")
    assert "Delhi (13 hours)" in text
    told = Ledger(catalogue()).check(text, today=TODAY, treks=["pin-parvati"])
    assert [claim for claim in told if claim.ruling.status != "supported"] == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("how much is the indian visa and how long does it take?", "en"),
        ("¿cuánto cuesta el visado de la India?", "es"),
        ("le visa pour l'Inde, c'est combien ?", "fr"),
    ],
)
def test_of_indias_visa_we_tell_nothing(text: str, language: Language) -> None:
    reply = compose(asked(text, language), catalogue(), TODAY)
    assert reply.handoff == "unsure"


@pytest.mark.parametrize(
    ("text", "language", "share"),
    [
        ("10 jours avant le départ, combien vous remboursez ?", "fr", "25 %"),
        ("20 days before departure, how much do you refund?", "en", "50%"),
        ("dos semanas antes de la salida, ¿cuánto me devuelven?", "es", "25 %"),
        ("15 din pehle, kitna refund milega", "hi-Latn", "50%"),
    ],
)
def test_days_before_the_start_belong_to_what_is_asked_of_them(text: str, language: Language, share: str) -> None:
    days = {"10 jours": 10, "20 days": 20, "dos semanas": 14, "15 din": 15}
    turn = asked(text, language, "cancellation")
    words = next(words for words in days if text.startswith(words))
    notice = Entity(type="duration", text=words, start=0, end=len(words), value=days[words])
    assert turn.parsed is not None
    turn = replace(turn, parsed=replace(turn.parsed, entities=(*turn.parsed.entities, notice)))
    first = compose(turn, catalogue(), TODAY).text.replace("\u00a0", " ").replace("\u202f", " ").splitlines()[0]
    assert share in first


@pytest.mark.parametrize(("text", "language"), [("and the cheapest?", "en"), ("et le moins cher ?", "fr")])
def test_what_comes_next_weighs_the_two_again(text: str, language: Language) -> None:
    history = (
        Utterance(speaker="U", text="which is easier, Hampta Pass or Rupin Pass?"),
        Utterance(speaker="S", text="Side by side: Hampta Pass, Rupin Pass. The easiest: Hampta Pass."),
    )
    customer = Customer(id="c-1", country="IN", messages=4, history=history, focus=("hampta-pass",))
    told = said(text, language, customer=customer)
    assert "Hampta Pass" in told
    assert "Rupin Pass" in told


def test_the_price_of_a_porter_is_no_price_of_the_trek() -> None:
    told = said("le porteur pour mon sac, ça coûte combien au poon hill ?", "fr", "poon-hill")
    assert "12" in told
    assert "315" not in told


def test_the_last_departure_is_the_last_before_the_pause() -> None:
    found = {departure.start for departure in catalogue().departures_of("sandakphu-phalut", after=TODAY)}
    told = said("which is the last departure?", "en", "sandakphu-phalut")
    coming = sorted(found)
    ends = next((n for n, day in enumerate(coming[:-1]) if (coming[n + 1] - day).days > 60), len(coming) - 1)
    assert f"{coming[ends].day} {coming[ends]:%B}" in told


def test_what_is_asked_after_weighing_two_is_asked_of_both() -> None:
    history = (
        Utterance(speaker="U", text="lequel est mieux, Hampta ou Rupin Pass ?"),
        Utterance(speaker="S", text="En comparaison : Hampta Pass, Rupin Pass."),
    )
    focus = ("hampta-pass", "rupin-pass")
    customer = Customer(id="c-1", country="FR", messages=4, history=history, focus=focus)
    told = said("et il fait froid la nuit ?", "fr", customer=customer)
    assert "Hampta Pass" in told
    assert "Rupin Pass" in told
