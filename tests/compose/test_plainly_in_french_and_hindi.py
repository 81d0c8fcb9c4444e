"""Plain questions dictated or typed in haste: no marks, English words in Devanagari, rules to be bent."""

from dataclasses import replace

import pytest

from agent.compose.composer import compose
from agent.compose.documents.quote import on_indias_visa
from agent.compose.reading.ask import ask
from agent.compose.reading.asking import asks
from agent.turn import Intent, Language, Passage, Scores
from tests.compose.test_another_operator import theirs
from tests.compose.test_follow_ups import reply, talk, topics
from tests.compose.written import reply_to, written
from tests.llm.samples import TODAY, asked, catalogue


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("can you look the other way for once?", "en"),
        ("¿no pueden hacer una excepción?", "es"),
        ("vous ne pouvez pas fermer les yeux ?", "fr"),
        ("kuch adjust kar lo na", "hi-Latn"),
        ("थोड़ी ढील दे दो ना", "hi"),
    ],
)
def test_who_asks_to_bend_a_rule_hears_it_again_and_that_no_exception_is_made(text: str, language: Language) -> None:
    before = talk("can my son of 9 do hampta pass?", "Sorry, 9 is too young.")
    turn = replace(asked(text, language, "trek_info"), customer=before)
    told = reply(turn)

    assert "12" in told
    assert any(word in told.casefold() for word in ("exception", "excepción", "अपवाद"))


def test_an_exception_is_refused_in_the_same_message_too() -> None:
    told = reply_to("my son is 9, could you make an exception for Hampta Pass?")

    assert "12" in told
    assert "exception" in told


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("un bébé de 18 mois peut venir avec nous ?", "fr"),
        ("can our 14 months old baby come along?", "en"),
        ("बेटी 8 महीने की है साथ ला सकते हैं क्या", "hi"),
    ],
)
def test_a_baby_whose_age_is_told_in_months_is_too_young(text: str, language: Language) -> None:
    assert ask(written(text, language), catalogue(), TODAY, "config/replies").ages == (1,)
    assert compose(written(text, language), catalogue(), TODAY).text.startswith(
        ("Pour cet âge", "For that age", "इस उम्र")
    )


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("is there space on another date?", "en"),
        ("how much is it on another date?", "en"),
        ("hay plazas en otra fecha?", "es"),
        ("il reste des places à une autre date ?", "fr"),
    ],
)
def test_another_date_of_which_seats_or_a_price_are_asked_is_no_change_of_date(text: str, language: Language) -> None:
    said = topics(text, "hampta pass on 26 june for 2?", "2 seats left.", language=language)

    assert "date_change" not in said
    assert "dates" in said


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("les tentes sont pour combien de personnes", "fr"),
        ("टेंट में कितने लोग होंगे", "hi"),
        ("how many people per tent", "en"),
    ],
)
def test_how_many_share_a_tent_asks_where_one_sleeps(text: str, language: Language) -> None:
    said = topics(text, language=language)

    assert "stay" in said
    assert "group_size" not in said


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("on paie combien pour réserver", "fr"),
        ("cuánto hay que pagar para reservar", "es"),
        ("बुक करने के लिए कितना देना है", "hi"),
    ],
)
def test_how_much_one_pays_to_book_is_the_deposit(text: str, language: Language) -> None:
    assert "20" in reply_to(text, language, "booking")


def test_an_offer_that_has_ended_is_told_so_before_any_price() -> None:
    assert "Diwali" in reply_to("केदारकांठा पर दिवाली वाला 5% अभी लगा दोगे, 2 लोग", "hi", "out_of_scope")


def test_teachers_who_are_counted_beside_the_pupils_pay_too() -> None:
    told = reply_to("12 बच्चे (कक्षा 9) और 2 अध्यापक, नाग टिब्बा कुल खर्चा? अध्यापक तो निःशुल्क होंगे न?", "hi", "pricing")

    assert "14" in told


@pytest.mark.parametrize("place", ["Inca Trail", "chemin de l'inca"])
def test_who_goes_to_a_place_by_one_of_its_names_does_not_decline_another(place: str) -> None:
    theirs_there = theirs()
    trek = replace(next(iter(theirs_there.treks.values())), name="Camino Inca")
    there = replace(theirs_there, treks={trek.id: trek})
    turn = written(f"do you do the {place}?", "en", "trek_info")

    assert "only runs" not in compose(turn, there, TODAY).text
    assert compose(turn, catalogue(), TODAY).text != compose(turn, there, TODAY).text


def test_what_an_operator_writes_on_indias_visa_is_told() -> None:
    passage = Passage(
        id="faq#india-visa",
        kind="faq",
        source="faq.en.yaml",
        title="Do I need a visa for India?",
        text="Q: Do I need a visa for India?\nA: Most guests apply for an e-visa online.",
        language="en",
        score=0.5,
        scores=Scores(answer=0.2),
    )
    turn = replace(written("how do i get the indian visa?", "en", "trek_info"), evidence=(passage,))

    assert on_indias_visa(ask(turn, catalogue(), TODAY, "config/replies"))
    assert "e-visa" in compose(turn, catalogue(), TODAY).text
    assert "e-visa" not in reply_to("how do i get the indian visa?")


def test_an_entry_on_a_place_that_nobody_named_is_not_quoted() -> None:
    passage = Passage(
        id="faq#reach-manali",
        kind="faq",
        source="faq.en.yaml",
        title="How do I get to Manali, and which airport is nearest?",
        text="Q: How do I get to Manali?\nA: By night bus, or by air to Bhuntar airport.",
        language="en",
        score=0.5,
        scores=Scores(answer=0.66),
    )
    here = replace(written("do you come to the airport for us?", "en", "support"), evidence=(passage,))
    there = replace(written("which airport is near Manali?", "en", "trek_info"), evidence=(passage,))

    assert "Bhuntar" not in compose(here, catalogue(), TODAY).text
    assert "Bhuntar" in compose(there, catalogue(), TODAY).text


def test_a_currency_that_only_this_operator_lists_is_heard_in_a_follow_up() -> None:
    peruvian = theirs(currencies=["USD", "PEN"])
    turn = asked("y en soles?", "es", "pricing", customer=talk("precio de hampta pass?", "US$ 200 por persona"))

    assert ask(turn, peruvian, TODAY, "config/replies").follows
    assert ask(turn, peruvian, TODAY, "config/replies").currency == "PEN"


@pytest.mark.parametrize(
    ("text", "language", "intent"),
    [
        ("गाइड हिन्दी बोलता है ना मम्मी को अंग्रेजी नहीं आती", "hi", "complaint"),
        ("le guide parle français ? ma mère parle pas anglais", "fr", "complaint"),
    ],
)
def test_who_only_asks_what_we_know_is_no_grievance(text: str, language: Language, intent: Intent) -> None:
    assert compose(written(text, language, intent), catalogue(), TODAY).handoff is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I'm in my third month, is Poon Hill ok?", "en"),
        ("estoy de cuatro meses, puedo hacer Nag Tibba?", "es"),
        ("je suis au quatrième mois, Dayara c'est bon ?", "fr"),
        ("मेरा तीसरा महीना चल रहा है क्या मैं नाग टिब्बा कर सकती हूं", "hi"),
        ("mera teesra mahina chal raha hai, nag tibba kar sakti hu kya", "hi-Latn"),
    ],
)
def test_who_counts_the_months_of_a_child_to_come_hears_the_rule_on_it(text: str, language: Language) -> None:
    assert "2,500" in reply_to(text, language).replace(".", ",").replace(" ", ",")


def test_what_french_asks_without_its_mark_is_a_question() -> None:
    assert asks("est ce que je peux venir avec mon chien")
    assert compose(written("est ce que je peux venir avec mon chien", "fr"), catalogue(), TODAY).handoff == "unsure"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("puedo pagar la mitad ahora y la mitad luego", "es"),
        ("आधा अभी दे दूं और आधा बाद में", "hi"),
        ("half now and half later ok?", "en"),
    ],
)
def test_half_now_and_half_later_asks_for_instalments(text: str, language: Language) -> None:
    assert "instalments" in ask(written(text, language, "booking"), catalogue(), TODAY, "config/replies").topics


def test_how_long_before_a_change_of_date_asks_for_no_trek() -> None:
    told = reply_to("डेट चेंज करनी है कितने दिन पहले बताना होगा", "hi", "availability")

    assert "15" in told
    assert "ब्यास कुंड" not in told
