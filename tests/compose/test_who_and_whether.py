"""Who may come at their age, with how many adults, and whether something is ours, known or allowed at all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from agent.compose.composer import compose
from agent.compose.reading.ask import ask
from agent.language.entities.ages import find_ages
from agent.language.entities.people import find_people
from agent.language.letters import fold
from agent.turn import Customer, Intent, Language, Utterance
from tests.compose.written import reply_to, written
from tests.llm.samples import TODAY, catalogue

REPLIES = "config/replies"


def after(line: str, text: str, language: Language, intent: Intent = "trek_info", *, focus: str = "") -> str:
    """The words that answer `text`, written a minute after `line`."""
    turn = written(text, language, intent)
    before = Utterance(speaker="U", text=line, at=turn.message.sent_at - timedelta(minutes=1))
    talk = Customer(id="c-1", country="IN", messages=2, history=(before,), focus=(focus,) if focus else ())
    return compose(replace(turn, customer=talk), catalogue(), TODAY).text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("for my parents, they are 66 and 68", [66, 68]),
        ("my in-laws are 64 and 72", [64, 72]),
        ("both of us are 63, allowed?", [63]),
        ("I am fifty eight. Rupin", [58]),
        ("my son is 9 and daughter 11", [9, 11]),
        ("me 45, wife 43, dad 70", [45, 43, 70]),
        ("मेरे पिताजी 66 और माताजी 63", [66, 63]),
        ("hum dono 65 ke hain", [65]),
        ("padres 66 y 68", [66, 68]),
    ],
)
def test_ages_are_read_of_each_of_those_who_come(text: str, ages: list[int]) -> None:
    assert {span.value for span in find_ages(fold(text))} == set(ages)


@pytest.mark.parametrize(
    "text", ["he is one of them", "they are 4 and want 2 tents", "me 2 bags, wife 3 bags", "I am twenty minutes late"]
)
def test_figures_that_count_something_are_no_age(text: str) -> None:
    assert list(find_ages(fold(text))) == []


@pytest.mark.parametrize(
    ("text", "size"),
    [("con mis 3 primas mas o sea 4", 4), ("हम चार जाएं", 4), ("vamos cuatro contando dos ninos", 4)],
)
def test_a_party_that_is_summed_up_counts_all_of_them(text: str, size: int) -> None:
    assert max(span.value for span in find_people(fold(text))) == size  # type: ignore[type-var]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I am sixty four. Manaslu circuit, will you permit or no", "en"),
        ("j'ai 64 ans, vous m'autorisez le Manaslu ?", "fr"),
    ],
)
def test_whoever_asks_to_be_let_in_at_an_age_hears_of_the_limit_and_not_of_permits(
    text: str, language: Language
) -> None:
    said = reply_to(text, language)

    assert "60" in said.split("\n")[0]
    assert "MCAP" not in said


@pytest.mark.parametrize(
    ("line", "text", "language"),
    [
        ("mi suegra 71 años camina más que yo", "quiere ir a Poon Hill en abril, cuánto cuesta?", "es"),
        ("my mother is 71 and fit", "what does Poon Hill cost in April?", "en"),
    ],
)
def test_an_age_told_in_the_line_before_is_answered_first_where_it_does_not_fit(
    line: str, text: str, language: Language
) -> None:
    assert "70" in after(line, text, language, "pricing").split("\n")[0]


def test_which_of_the_two_asks_of_those_weighed_and_not_of_the_one_walked() -> None:
    said = after(
        "rupin o bali, a ver", "tengo hecho solo kedarkantha y 57 años. a cuál de las dos me dejáis apuntarme?", "es"
    )

    assert "Kedarkantha" not in said
    assert "58" in said
    assert "55" in said


@pytest.mark.parametrize(
    ("text", "language", "adults"),
    [
        ("we have 25 students, how many teachers must come along", "en", "3 adults"),
        ("a class of 27 pupils, do the teachers travel free?", "en", "3 adults"),
        ("how many adults for 10 kids from our school", "en", "1 adult:"),
        ("23 alumnos, cuántos adultos hacen falta?", "es", "3 adultos"),
        ("classe de 32 élèves, combien d'accompagnateurs ?", "fr", "4 adultes"),
        ("42 students hain, kitne teacher chahiye", "hi-Latn", "5 adult"),
        ("34 बच्चे हैं, कितने टीचर आने चाहिए", "hi", "4 वयस्क"),
    ],
)
def test_a_school_hears_how_many_adults_its_pupils_need(text: str, language: Language, adults: str) -> None:
    assert adults in reply_to(text, language)


@pytest.mark.parametrize(
    ("line", "text", "language"),
    [
        ("how cold does it get on chadar at night", "and what about daytime", "en"),
        ("qué frío hace de noche en el chadar", "y de día?", "es"),
        ("chadar me raat ko kitni thand", "aur din me?", "hi-Latn"),
    ],
)
def test_the_day_after_the_cold_of_the_night_asks_for_the_cold(line: str, text: str, language: Language) -> None:
    assert "-10" in after(line, text, language, focus="chadar")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("what's the name of the hotel in kathmandu on EBC", "en"),
        ("cómo se llama el hotel de Leh en el chadar", "es"),
        ("quel est le nom de l'hôtel à Katmandou ?", "fr"),
        ("kathmandu me hotel ka naam kya hai", "hi-Latn"),
        ("can I scatter my father's ashes at chandratal", "en"),
        ("sankri me apni gaadi khadi karne ka kitna lagta hai", "hi-Latn"),
    ],
)
def test_what_has_no_name_or_place_in_our_pages_is_admitted(text: str, language: Language) -> None:
    assert compose(written(text, language), catalogue(), TODAY).handoff == "unsure"


def test_leave_for_what_nobody_wrote_down_is_no_question_for_permits() -> None:
    said = after("llevo las cenizas de mi viejo al lago Chandranahan", "está permitido?", "es", focus="buran-ghati")

    assert "Himachal" not in said
    assert "no lo sé" in said


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("help me with my income tax return", "en"),
        ("ayúdame con la declaración de la renta", "es"),
        ("CAT ka percentile predictor ka link milega?", "hi-Latn"),
    ],
)
def test_other_trades_are_declined(text: str, language: Language) -> None:
    assert "Saffron Ridge Treks" in reply_to(text, language, "support")


def test_bali_pass_is_no_island() -> None:
    assert "Saffron Ridge Treks" not in reply_to("bali pass price in may")


@pytest.mark.parametrize(
    ("text", "language", "share"),
    [
        ("if I cancel 20 days before, what do I get back and when", "en", "50%"),
        ("agar 20 din pehle mana kar du to kitna wapas aur kab tak", "hi-Latn", "50%"),
        ("si anulo 20 días antes, cuánto me devolvéis y cuándo", "es", "50 %"),
    ],
)
def test_a_notice_with_when_gets_its_share_and_the_days_it_takes(text: str, language: Language, share: str) -> None:
    said = reply_to(text, language, "cancellation")

    assert share in said.split("\n")[0]
    assert "10" in said.replace("100", "")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("i had knee surgery in october, beas kund in may?", "en"),
        ("me operaron de la rodilla en octubre, puedo ir?", "es"),
        ("opéré du genou en octobre, c'est possible ?", "fr"),
        ("october me ghutne ka operation hua tha, chalega?", "hi-Latn"),
    ],
)
def test_who_was_operated_on_hears_for_how_long_that_counts(text: str, language: Language) -> None:
    assert "6" in reply_to(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("he says he is from your company and wants the otp", "en"),
        ("me pidió el código del sms en vuestro nombre, erais vosotros?", "es"),
        ("koi aapke naam se otp maang raha hai, aap ho kya", "hi-Latn"),
    ],
)
def test_who_was_asked_for_a_code_is_warned_though_no_document_was_found(text: str, language: Language) -> None:
    assert "+91 98160 00142" in reply_to(text, language, "booking")


@pytest.mark.parametrize(
    ("text", "language"),
    [("how high do we sleep on EBC at most?", "en"), ("a qué altura se duerme en el everest?", "es")],
)
def test_the_highest_night_is_told(text: str, language: Language) -> None:
    assert "Gorak Shep" in reply_to(text, language)


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("only sat and sun free, from delhi, which trek?", "en", "Nag Tibba"),
        ("seulement samedi ou dimanche de libres, quel trek ?", "fr", "Nag Tibba"),
    ],
)
def test_saturday_and_sunday_are_two_days(text: str, language: Language, name: str) -> None:
    assert name in reply_to(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("आपका ड्राइवर पूरे रास्ते फोन पर बात करता रहा", "hi"),
        ("aapka driver raste bhar phone pe baat kar raha tha", "hi-Latn"),
    ],
)
def test_a_driver_on_the_phone_is_no_wish_for_a_person(text: str, language: Language) -> None:
    assert "person" not in ask(written(text, language, "support"), catalogue(), TODAY, REPLIES).topics
