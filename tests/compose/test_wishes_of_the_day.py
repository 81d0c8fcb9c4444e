"""What customers ask around a trek: thanks brought, hours of the road, a birthday, a class, a booking given up."""

import pytest

from agent.agent import VISITOR, Agent
from agent.compose.reading.children import teachers_beside
from agent.compose.reading.thanks import brings_thanks
from agent.safety.emergency import may_be_danger
from agent.turn import Language
from tests.compose.conversation import last_of
from tests.compose.written import reply_to


@pytest.mark.parametrize(
    "text",
    [
        "no question this time, I only wanted to say thank you for Hampta",
        "please thank the whole team for us",
        "solo queríamos dar las gracias al guía",
        "je voulais juste vous remercier pour Rupin Pass",
        "guide bhaiya ko hamara shukriya boliyega",
        "bas dhanyavaad kehna tha, bali pass zindagi bhar yaad rahega",
        "हम्पता से कल ही लौटे, पूरी टीम को शुक्रिया कहिए",
    ],
)
def test_who_brings_thanks_wants_nothing_else(text: str) -> None:
    assert brings_thanks(text)


@pytest.mark.parametrize(
    "text", ["thanks, what does Hampta cost?", "solo decir que llegamos mañana", "shukriya, kitne din ka hai"]
)
def test_thanks_beside_something_else_are_not_all_that_is_said(text: str) -> None:
    assert not brings_thanks(text)


@pytest.mark.parametrize(
    ("text", "language", "says"),
    [
        # the altitude of a camp is not that of the pass
        ("Markha Valley me Thachungtse ka camp kitni unchai par hai", "hi-Latn", "4,250"),
        ("How high is the camp at Nimaling on Markha Valley?", "en", "4,800"),
        ("Markha Valley : à quelle altitude est le camp de Nimaling ?", "fr", "4 800"),
        # when one must be there, and is back
        ("bhrigu lake ke liye manali me kitne baje haazir hona hai", "hi-Latn", "09:00"),
        ("sandakphu ke liye njp se kitne baje uthaoge", "hi-Latn", "10:00"),
        ("केदारकांठा के बाद देहरादून कितने बजे तक उतारोगे", "hi", "17:00"),
        ("what time do you drop us in Dehradun after Kedarkantha?", "en", "20:00"),
        ("¿a qué hora nos dejan en Dehradun después de Kedarkantha?", "es", "20:00"),
        # spelt as it is heard
        ("हम्पता पास कितने दीन का टरेक हे", "hi", "5 दिन"),
        ("वेली ऑफ फलावर में बारिश कब होती है", "hi", "फूलों की घाटी"),
        ("रूपिन पास जून में पर हेड कितना है", "hi", "₹"),
        # somebody who will be a year older by then
        ("meri beti 10 may 2027 ko 15 ki ho jayegi, 5 june wale rupin pass me aa sakti hai?", "hi-Latn", "Haan, 15"),
        ("my son is 14 and turns 15 on 10 May 2027, can he join Rupin Pass on 5 June 2027?", "en", "at 15"),
        ("my son is 14 and turns 15 on 20 June 2027, can he join Rupin Pass on 5 June 2027?", "en", "too young"),
        ("our kids will be 14 and 15 in June, can they join Rupin Pass?", "en", "too young"),
        # trades that are none of ours
        ("कार लोन के लिए कौन सा बैंक अच्छा है", "hi", "सिर्फ़"),
        ("delhi me 1bhk kiraye ka ghar dilwa do", "hi-Latn", "sirf"),
        ("nifty kal upar jayega kya", "hi-Latn", "sirf"),
        ("¿en qué conviene invertir en bolsa este mes?", "es", "Solo"),
    ],
)
def test_a_question_in_chats_own_words_hears_its_fact(text: str, language: Language, says: str) -> None:
    assert says.casefold() in reply_to(text, language).casefold()


@pytest.mark.parametrize(
    ("text", "counted", "many"),
    [
        ("18 students and 2 teachers", 18, 2),
        ("18 students and 2 teachers", 20, 0),
        ("somos 20 alumnos y 3 profesores", 20, 3),
        ("25 élèves et 2 professeurs", 25, 2),
        ("15 bachche aur 2 teacher", 15, 2),
        ("20 students including 2 teachers", 20, 0),
        ("we are 2 teachers", 2, 0),
    ],
)
def test_teachers_who_come_with_a_class_are_counted_once_beside_it(text: str, counted: int, many: int) -> None:
    assert teachers_beside(text, counted) == many


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("contact", "messages", "says", "never"),
    [
        # teachers pay as their pupils do, and are counted once
        (VISITOR, ("we are 13 students and 2 teachers, nag tibba, 9 May 2027", "total for all?"), "646.80", ""),
        # who cancelled and wants to come after all
        ("c-0018", ("I had cancelled my Buran Ghati in June", "can I join the 6 June one after all?"), "20%", "refund"),
        ("c-0094", ("markha valley cancel karwaya tha maine", "ab 9 july ko wapas aana hai, kaise hoga"), "20%", "90%"),
        # a deposit is not enough where it leaves so soon
        (VISITOR, ("langtang 14 december", "20% now and the rest in cash on arrival, ok?"), "530", ""),
        # three people, and no teenager
        (VISITOR, ("hampta june me", "agar sirf teen hi log nikle to trek hoga?"), "guaranteed", "umar"),
        # what it is about is no call for a person
        (
            "c-0059",
            ("great lakes wali booking ke baare me baat karni thi", "kitna dena baaki hai"),
            "42,960",
            "",
        ),
        # one of two treks for a child
        (VISITOR, ("bhrigu lake or beas kund for my daughter of 10?",), "Beas Kund", "Chadar"),
    ],
)
async def test_a_conversation_hears_what_was_asked_last(
    agent: Agent, contact: str, messages: tuple[str, ...], says: str, never: str
) -> None:
    reply = (await last_of(agent, *messages, contact=contact)).reply
    text = reply.text if reply else ""
    assert says in text
    assert not never or never not in text


@pytest.mark.parametrize(
    "text",
    [
        "markha valley me jo nimaling wali raat hai wo camp kitni unchai pe lagta hai",
        "how high is the camp where we sleep on the third night?",
    ],
)
def test_a_question_that_names_no_danger_brings_no_line_on_whom_to_call(text: str) -> None:
    assert not may_be_danger(text, 0.15)
