"""What is said of the customer and of theirs asks nothing of us."""

import pytest

from agent.compose.reading.of_their_own import not_of_us
from agent.compose.topics.named import Topic
from agent.turn import Language
from tests.compose.written import reply_to


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("gokyo 29 october 2027, one seat, so that i can talk to my grandmother up there", "en"),
        ("Gokyo, salida del 29 de octubre de 2027: quiero hablar con mi abuela en el lago, hay plaza?", "es"),
        ("gokyo le 29 octobre 2027, de la place ? je dois parler à ma femme d'abord", "fr"),
        ("gokyo 29 october 2027 me jagah hai? mujhe pehle papa se baat karni hai", "hi-Latn"),
        ("गोक्यो 29 अक्टूबर 2027 में सीट है? पहले पत्नी से बात करनी है", "hi"),
    ],
)
def test_who_wants_to_talk_to_their_own_people_is_not_given_to_a_colleague(text: str, language: Language) -> None:
    assert "29" in reply_to(text, language, "availability")
    assert "person" in not_of_us(text)


@pytest.mark.parametrize(
    "text",
    ["can i talk to my guide", "quiero hablar con una persona", "kisi se baat karni hai", "let me talk to someone"],
)
def test_a_wish_for_one_of_us_is_heard(text: str) -> None:
    assert "person" not in not_of_us(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I am a robot when I walk. how many days is hampta pass?", "en"),
        ("soy una máquina andando, ¿cuántos días dura Hampta Pass?", "es"),
        ("mon fils dit que je suis un robot. Hampta Pass, combien de jours ?", "fr"),
        ("main to robot hu. hampta pass kitne din ka hai?", "hi-Latn"),
        ("मैं तो रोबोट हूँ। हम्पता पास कितने दिन का है?", "hi"),
    ],
)
def test_who_calls_themselves_a_robot_does_not_ask_whether_we_are_one(text: str, language: Language) -> None:
    assert "5" in reply_to(text, language, "trek_info")
    assert "bot" in not_of_us(text)


@pytest.mark.parametrize("text", ["are you a robot", "i am talking to a robot?", "kya main robot se baat kar raha hu"])
def test_whether_we_are_a_robot_is_still_a_question(text: str) -> None:
    assert "bot" not in not_of_us(text)


@pytest.mark.parametrize(
    "text",
    [
        "my mum is asking if there is a temple on the way",
        "mi madre pregunta si hay donde ducharse",
        "ma mère demande s'il y a une douche",
        "मम्मी पूछ रही हैं नहाने का क्या इंतज़ाम है",
        "mummy puch rahi h nahane ka kya hai",
    ],
)
def test_a_mother_who_asks_does_not_come(text: str) -> None:
    assert "relatives" in not_of_us(text)


@pytest.mark.parametrize(
    "text", ["my dad asks if he can come", "ma mère demande si elle peut venir", "papa puch rahe h kya wo aa sakte h"]
)
def test_a_father_who_asks_whether_he_may_come_is_asked_about(text: str) -> None:
    assert "relatives" not in not_of_us(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("i'm 4 months pregnant and don't want to cancel kashmir great lakes, may i come?", "en"),
        ("embarazada de 5 meses, no quiero cancelar, puedo ir a poon hill?", "es"),
        ("enceinte de 4 mois et mon mari veut pas annuler les lacs du cachemire, je peux venir ?", "fr"),
        ("main 3 mahine pregnant hu, cancel nahi karna, kuari kar sakti hu?", "hi-Latn"),
        ("मैं पाँच महीने की गर्भवती हूँ, कैंसल नहीं करना चाहती। दयारा चल सकती हूँ?", "hi"),
    ],
)
def test_who_will_not_cancel_is_told_no_refund(text: str, language: Language) -> None:
    assert "90" not in reply_to(text, language, "cancellation")
    assert "cancel" in not_of_us(text)


@pytest.mark.parametrize("text", ["i want to cancel", "cancel karna hai", "हम कैंसल करें तो", "je peux annuler ?"])
def test_who_would_cancel_is_heard(text: str) -> None:
    assert "cancel" not in not_of_us(text)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("can i speak with my travel consultant please", "person"),
        ("i want to talk to my tour operator", "person"),
        ("je veux parler à mon agence", "person"),
        ("booking cancel nahi kar sakte kya?", "cancel"),
        ("can our kids aged 7 and 9 come with their grandparents?", "relatives"),
        ("my mother, 66, wants to come with her sister", "relatives"),
        ("can my 68 year old father come with his diabetes?", "relatives"),
    ],
)
def test_a_wish_of_ones_own_stays_whoever_else_is_in_it(text: str, topic: Topic) -> None:
    assert topic not in not_of_us(text)


def test_a_thing_that_somebody_brings_is_asked_about_and_not_who_brings_it() -> None:
    assert "relatives" in not_of_us("can my father come without his passport")
