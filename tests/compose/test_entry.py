"""An entry of the FAQ that asks the same goes before a general rule, and never before what was counted for somebody."""

from dataclasses import replace

import pytest

from agent.compose.composer import compose
from agent.compose.documents.yes_or_no import is_the_same_yes
from agent.turn import Passage, Scores
from tests.llm.samples import TODAY, asked, catalogue

PREGNANT = "We do not take pregnant guests above 3,500 m."


def entry(same: float, *, title: str = "Can I trek while pregnant?", language: str = "en") -> Passage:
    return Passage(
        id=f"faq.{language}.yaml#pregnancy",
        source=f"faq.{language}.yaml",
        title=title,
        text=PREGNANT,
        kind="faq",
        language=language,
        scores=Scores(same=same),
    )


@pytest.mark.parametrize(("same", "quoted"), [(0.9, True), (0.55, False)])
def test_it_goes_before_the_rule_on_health_where_it_surely_asks_the_same(same: float, quoted: bool) -> None:
    found = entry(same, title="May I come with a thyroid condition?")
    turn = asked("my doctor says I have thyroid, may I come?", "en", "trek_info", evidence=(found,))

    assert (PREGNANT in compose(turn, catalogue(), TODAY).text) is quoted


def test_it_answers_where_nothing_else_does() -> None:
    turn = asked("zumba while expecting?", "en", "trek_info", evidence=(entry(0.55),))

    assert compose(turn, catalogue(), TODAY).text.startswith(PREGNANT)


def test_one_that_perhaps_asks_the_same_is_quoted_with_a_doubt_instead_of_an_i_do_not_know() -> None:
    text = "would you take me along while expecting?"
    perhaps = compose(asked(text, "en", "trek_info", evidence=(entry(0.4),)), catalogue(), TODAY)
    hardly = compose(asked(text, "en", "trek_info", evidence=(entry(0.2),)), catalogue(), TODAY)

    assert perhaps.text.startswith(PREGNANT)
    assert "a colleague can tell you" in perhaps.text
    assert PREGNANT not in hardly.text


def test_one_that_perhaps_asks_the_same_is_no_answer_to_what_nobody_wrote_down() -> None:
    turn = asked("may my labrador come while expecting?", "en", "trek_info", evidence=(entry(0.4),))

    assert PREGNANT not in compose(turn, catalogue(), TODAY).text


def test_a_document_that_does_say_what_operators_seldom_say_is_quoted() -> None:
    dogs = Passage(id="camps.md#dogs", source="camps.md", title="Dogs", text="Dogs stay at home.", kind="policy")
    turn = asked("our labrador is gentle, may he sleep in the tent with us?", "en", "trek_info", evidence=(dogs,))

    assert compose(turn, catalogue(), TODAY).text.startswith("Dogs stay at home")


@pytest.mark.parametrize(("same", "begins"), [(0.9, "No. We do not"), (0.5, "We do not")])
def test_its_yes_or_no_is_told_only_to_who_asks_the_same(same: float, begins: str) -> None:
    found = replace(entry(same), text=f"No. {PREGNANT}")
    turn = asked("zumba while expecting?", "en", "trek_info", evidence=(found,))

    assert compose(turn, catalogue(), TODAY).text.startswith(begins)


@pytest.mark.parametrize(
    ("text", "the_same"),
    [
        ("do I bring a sleeping bag?", True),
        ("do you provide a sleeping bag?", False),
        ("do you provide a sleeping bag or should I bring one?", False),
        ("sleeping bag dete ho ya lana padega?", False),
    ],
)
def test_a_no_to_who_would_bring_a_thing_is_none_to_who_asks_whether_we_give_it(text: str, the_same: bool) -> None:
    assert is_the_same_yes(text, entry(0.9, title="Do I bring a sleeping bag?")) is the_same


@pytest.mark.parametrize(
    "text", ["No-show guests get nothing.", "Non-refundable in May.", "No. 5 is the bus.", "Sí pero no."]
)
def test_what_only_begins_like_a_no_stays_whole(text: str) -> None:
    turn = asked("zumba while expecting?", "en", "trek_info", evidence=(replace(entry(0.5), text=text),))

    assert compose(turn, catalogue(), TODAY).text.startswith(text)


@pytest.mark.parametrize(
    ("title", "told"), [("Is the road to Leh open?", False), ("Is the road to Manali open?", True)]
)
def test_one_on_a_place_where_the_trek_does_not_lead_is_no_answer(title: str, told: bool) -> None:
    turn = asked("is the hampta pass highway open?", "en", "trek_info", evidence=(entry(0.9, title=title),))

    assert (PREGNANT in compose(turn, catalogue(), TODAY).text) is told


def test_no_price_makes_room_for_it() -> None:
    turn = asked("price for a pregnant lady", "en", "pricing", trek="hampta-pass", evidence=(entry(0.9),))
    reply = compose(turn, catalogue(), TODAY).text

    assert "US$159" in reply
    assert PREGNANT not in reply


def test_one_in_a_language_that_the_customer_does_not_write_is_not_quoted_as_the_answer() -> None:
    turn = asked("¿puedo ir embarazada?", "es", "trek_info", evidence=(entry(0.9),))

    assert PREGNANT not in compose(turn, catalogue(), TODAY).text


def test_beside_a_price_it_answers_what_no_price_speaks_of_and_only_that() -> None:
    other = entry(0.4, title="What about periods on the trek?")
    beside = asked("price please, and my periods are due then", "en", "pricing", trek="hampta-pass", evidence=(other,))
    alone = asked("what is the price for us two", "en", "pricing", trek="hampta-pass", evidence=(other,))

    reply = compose(beside, catalogue(), TODAY).text
    assert "US$159" in reply
    assert reply.index("US$159") < reply.index(PREGNANT)
    assert PREGNANT not in compose(alone, catalogue(), TODAY).text


def test_the_overview_of_a_trek_makes_room_for_it() -> None:
    turn = asked("hampta pass while expecting, tell me", "en", "trek_info", trek="hampta-pass", evidence=(entry(0.55),))

    assert compose(turn, catalogue(), TODAY).text.startswith(PREGNANT)


def test_it_does_not_take_the_place_of_what_words_and_examples_both_say_is_asked() -> None:
    other = entry(0.9, title="What about periods on the trek?")
    turn = asked("do I need insurance for it?", "en", "trek_info", evidence=(other,))

    assert compose(turn, catalogue(), TODAY).text.startswith("You need travel insurance")
