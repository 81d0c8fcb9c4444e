"""A follow-up that leans on the line before it is read as one message with it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from agent.compose.composer import compose
from agent.compose.follow_up.as_one import as_one, not_again, only_repeats
from agent.compose.section import Section
from agent.compose.topics.telling import Part
from agent.turn import Customer, Entity, Language, Together, Turn, Utterance
from tests.llm.samples import TODAY, asked, catalogue


def behind(before: str, answer: str, text: str, language: Language = "en") -> Turn:
    """`text` behind `before`, which was answered, both parsed; a trek that both may name is Hampta Pass."""
    turn = asked(text, language, "trek_info")
    at = turn.message.sent_at - timedelta(minutes=5)
    lines = (Utterance(speaker="U", text=before, at=at), Utterance(speaker="S", text=answer, at=at))
    whole = f"{before}\n{text}"
    assert turn.parsed is not None
    together = Together(text=whole, entities=tuple(_named(whole)))
    customer = Customer(id="c-1", country="IN", messages=2, history=lines, focus=("hampta-pass",))
    return replace(turn, parsed=replace(turn.parsed, together=together), customer=customer)


def _named(text: str) -> list[Entity]:
    start = text.find("Hampta")
    return [Entity(type="trek", text="Hampta", start=start, end=start + 6, value="hampta-pass")] if start >= 0 else []


@pytest.mark.parametrize(
    ("before", "text", "language", "told"),
    [
        ("do we need a visa for nepal", "we're Spanish, if that matters", "en", "visa"),
        ("¿hace falta visado para Nepal?", "somos de Valencia, pasaporte español", "es", "visa"),
        ("faut-il une assurance pour Hampta ?", "on est déjà couverts par la carte de la banque", "fr", "assurance"),
    ],
)
def test_who_they_are_belongs_to_what_they_asked(before: str, text: str, language: Language, told: str) -> None:
    assert told in compose(behind(before, "…", text, language), catalogue(), TODAY).text.casefold()


def test_the_names_found_stand_where_both_lines_have_them() -> None:
    turn = as_one(behind("is insurance a must on Hampta", "Yes.", "and if my bank card covers me"))
    assert [turn.message.text[entity.start : entity.end] for entity in turn.entities] == ["Hampta"]
    assert turn.message.text.count("\n") == 1


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("is insurance a must on Hampta", "perfect, thanks a lot"),
        ("let me talk to a real person", "who pays for the porters"),
        ("someone asks me for the code you sent", "it sounded like your office"),
    ],
)
def test_what_is_settled_is_not_read_into_the_next_message(before: str, text: str) -> None:
    turn = behind(before, "…", text)
    assert as_one(turn) is turn


def test_a_message_that_was_not_joined_stands_alone() -> None:
    turn = asked("how high is Hampta", "en", "trek_info")
    assert as_one(turn) is turn


def test_what_was_just_told_is_not_told_again_beside_the_answer() -> None:
    first = compose(asked("how many days is Hampta", trek="hampta-pass"), catalogue(), TODAY).text
    days = first.split("\n")[0]
    turn = behind("how many days is Hampta", first, "who sleeps with whom in the tents, and what do we eat")
    assert days not in compose(turn, catalogue(), TODAY).text


def test_what_was_told_goes_only_where_one_question_follows_another() -> None:
    told, new = Part("solo", Section("Women share with women."), "solo"), Part("stay", Section("In tents."), "stay")
    question = behind("who sleeps with whom?", told.section.text, "and where do we sleep?")
    statement = behind("I come alone, I'm a woman", told.section.text, "who would I share the tent with?")
    assert not_again([told, new], question) == [new]
    assert not_again([told, new], statement) == [told, new]
    assert not_again([told], question) == [told]


def test_an_answer_to_both_with_nothing_new_gives_way_to_one_that_has_something() -> None:
    told, new = Part("packing", Section("Two fleeces."), "packing"), Part("quote", Section("15 kg on the plane."))
    question = behind("I am packing", told.section.text, "how much may it weigh on the plane?")
    suggested = Part("suggest", Section("These treks would suit."))
    assert only_repeats([told, suggested], [new], question)
    assert not only_repeats([told, new], [new], question)
    assert not only_repeats([told], [told, suggested], question)
    assert not only_repeats([told], [new], behind("what do I pack?", told.section.text, "I see, thank you"))


def test_what_changes_by_the_hour_in_another_trade_is_declined_too() -> None:
    turn = asked("who will win the cricket match tomorrow?", "en", "out_of_scope")
    assert "only" in compose(turn, catalogue(), TODAY, live=True).text


def test_another_trade_is_declined_behind_any_question() -> None:
    first = compose(asked("how many days is Hampta", trek="hampta-pass"), catalogue(), TODAY).text
    turn = behind("how many days is Hampta", first, "can you write my java homework for tomorrow?")
    assert "only" in compose(turn, catalogue(), TODAY).text


def test_what_lasts_is_answered_though_it_is_asked_of_today() -> None:
    turn = asked("if I cancel Hampta today, what do I get back?", "en", "cancellation", trek="hampta-pass")
    assert "see from here" not in compose(turn, catalogue(), TODAY, live=True).text


def test_what_lies_months_ahead_is_no_matter_of_the_hour() -> None:
    turn = asked("how is the snow on Hampta in September 2027?", trek="hampta-pass", when="2027-09")
    assert "see from here" not in compose(turn, catalogue(), TODAY, live=True).text
    today = asked("how is the snow on Hampta right now?", trek="hampta-pass")
    assert "see from here" in compose(today, catalogue(), TODAY, live=True).text
