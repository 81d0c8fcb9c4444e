from dataclasses import replace

from agent.steps.build_context import BuildContext
from agent.turn import Entity, Parsed, Turn, Utterance
from tests.steps.safety_world import said, world


def heard(text: str) -> Utterance:
    return Utterance(speaker="U", text=text)


def told(text: str) -> Utterance:
    return Utterance(speaker="S", text=text)


async def test_an_unknown_contact_becomes_a_customer_with_nothing_known() -> None:
    after = await BuildContext().run(said("hello"), world())
    assert after.customer is not None
    assert (after.customer.id, after.customer.messages, after.customer.history) == ("c-1", 0, ())


async def test_history_that_came_with_the_message_is_used_and_cut_to_the_last_lines() -> None:
    lines = tuple(heard(f"line {number}") for number in range(15))
    after = await BuildContext(messages=4).run(said("and?", history=lines), world())
    assert after.customer is not None
    assert after.customer.history == lines[-4:]


async def test_no_history_where_none_is_wanted() -> None:
    after = await BuildContext(messages=0).run(said("and?", history=(heard("Hampta"),)), world())
    assert after.customer is not None
    assert after.customer.history == ()


async def test_the_talk_is_about_the_trek_named_last() -> None:
    history = (heard("Tell me about Annapurna Circuit"), told("Gladly."), heard("and hampta?"), told("Five days."))
    after = await BuildContext().run(said("what does it cost?", history=history), world())
    assert after.treks == ("hampta-pass",)


async def test_a_list_of_ours_does_not_change_the_subject() -> None:
    history = (heard("Is Hampta hard?"), told("Moderate. We also walk ABC, Annapurna Circuit and Hampta Pass."))
    after = await BuildContext().run(said("price?", history=history), world())
    assert after.treks == ("hampta-pass",)


async def test_a_name_inside_a_longer_one_does_not_count() -> None:
    after = await BuildContext().run(said("price?", history=(heard("annapurna circuit"),)), world())
    assert after.treks == ("annapurna-circuit",)


async def test_names_count_as_whole_words_in_any_script() -> None:
    after = await BuildContext().run(said("दाम?", history=(heard("हम्प्टा कितने दिन का है? HAMPTA!"),)), world())
    assert after.treks == ("hampta-pass",)
    after = await BuildContext().run(said("price?", history=(heard("alphabc hamptaish"),)), world())
    assert after.treks == ()


async def test_a_trek_named_to_compare_stands_beside_the_one_talked_about() -> None:
    asked = said("is it easier than ABC?", history=(heard("hampta?"), told("Five days.")))
    after = await BuildContext().run(named(asked, "ABC", "abc"), world())
    assert after.treks == ("hampta-pass", "abc")


async def test_a_trek_named_alone_is_the_topic() -> None:
    asked = said("and ABC?", history=(heard("hampta?"), told("Five days.")))
    after = await BuildContext().run(named(asked, "ABC", "abc"), world())
    assert after.treks == ("abc",)


async def test_more_treks_named_than_the_talk_may_be_about_all_count() -> None:
    asked = named(
        named(named(said("ABC, hampta, circuit"), "ABC", "abc"), "hampta", "hampta-pass"),
        "circuit",
        "annapurna-circuit",
    )
    after = await BuildContext().run(asked, world())
    assert after.treks == ("abc", "hampta-pass", "annapurna-circuit")


async def test_lines_before_those_brought_along_still_tell_the_topic() -> None:
    history = (heard("hampta?"), *(told(f"line {number}") for number in range(12)))
    after = await BuildContext(messages=3).run(said("price?", history=history), world())
    assert after.customer is not None
    assert len(after.customer.history) == 3
    assert after.treks == ("hampta-pass",)


def named(turn: Turn, text: str, trek: str) -> Turn:
    """As `parse` would have read it."""
    start = turn.message.text.index(text)
    found = Entity(type="trek", text=text, start=start, end=start + len(text), value=trek)
    known = turn.parsed or Parsed()
    return replace(turn, parsed=replace(known, entities=(*known.entities, found)))
