"""A message with several questions is taken apart, and put together where it is one."""

from dataclasses import replace

import pytest

from agent.compose.composer import compose
from agent.compose.reading.questions import questions_in
from tests.llm.samples import TODAY, asked, catalogue


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("How do I pay? And what about toilets?", 2),
        ("¿cuánto cuesta y hay duchas?", 2),
        ("c'est combien et faut-il une assurance", 2),
        ("kitne ka hai aur network milega kya", 2),
        ("कीमत क्या है और टॉयलेट कैसे हैं", 2),
        ("we are two, my wife and me, and want to go in June", 1),
        ("Hampta or Kedarkantha", 1),
        ("ok", 1),
        ("", 1),
        ("???", 1),
        ("Price? dates? permits? network? age? food? insurance?", 4),
    ],
)
def test_questions_are_told_apart(text: str, parts: int) -> None:
    found = questions_in(text)
    assert len(found) == parts
    assert all(text[q.start : q.end] == q.text for q in found)


def test_a_name_alone_is_not_a_question_of_its_own() -> None:
    text = "what is the difference between Everest and Annapurna?"
    subject = text.replace("Everest", " " * 7).replace("Annapurna", " " * 9)
    assert len(questions_in(text, subject)) == 1


def test_each_question_is_about_its_own_trek() -> None:
    turn = asked("how high is Hampta Pass and how cold is Kedarkantha?", trek=("hampta-pass", "kedarkantha"))
    assert turn.parsed
    placed = tuple(entity for entity in turn.parsed.entities if entity.end)
    turn = replace(turn, parsed=replace(turn.parsed, entities=placed))
    text = compose(turn, catalogue(), TODAY).text
    assert "4,270 m" in text
    assert "-10 to 0 °C" in text
    assert "3,810" not in text


def test_what_nobody_can_say_is_admitted_beside_what_is_known() -> None:
    reply = compose(asked("how high is Hampta Pass? are campfires allowed?", trek="hampta-pass"), catalogue(), TODAY)
    assert "4,270 m" in reply.text
    assert "can't say for certain" in reply.text
    assert [button.id for button in reply.buttons] == ["person"]


@pytest.mark.parametrize(
    "message",
    [
        "agar barf gir gayi aur aap trek rok do to paisa?",
        "if it snows too much, do we get our money?",
        "si nieva mucho y no se puede subir, qué pasa?",
    ],
)
def test_what_is_supposed_belongs_to_what_is_asked_of_it(message: str) -> None:
    assert len(questions_in(message)) == 1


def test_one_word_more_asks_about_what_was_asked_before_it() -> None:
    assert len(questions_in("gaadi office ke paas khadi kar sakte hain kya, safe hai?")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "how heavy may my bag be, and would anybody be there to lift it for me?",
        "बैग कितने किलो का रखें और कोई उठाने वाला मिलेगा तो रोज का कितना",
        "छूट कितनी मिलेगी? और सब अलग अलग पैसे भेज सकते हैं क्या",
    ],
)
def test_a_whole_sentence_asks_for_itself_though_one_word_of_it_tells_something(text: str) -> None:
    assert len(questions_in(text)) == 2


def test_a_sentence_that_points_back_is_asked_of_what_was_named() -> None:
    assert len(questions_in("may 30 scouts walk it? how many leaders have to come with them")) == 1
