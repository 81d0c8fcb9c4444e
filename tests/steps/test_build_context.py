from agent.steps.build_context import BuildContext, named_treks
from agent.turn import Utterance
from tests.steps.safety_world import catalogue, said, world

TREKS = tuple(catalogue().treks.values())


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


def test_a_name_inside_a_longer_one_does_not_count() -> None:
    assert named_treks("Annapurna Circuit or Annapurna?", TREKS) == ("annapurna-circuit", "abc")
    assert named_treks("annapurna circuit", TREKS) == ("annapurna-circuit",)


def test_names_count_as_whole_words_in_any_script() -> None:
    assert named_treks("हम्प्टा कितने दिन का है? HAMPTA!", TREKS) == ("hampta-pass",)
    assert named_treks("alphabc hamptaish", TREKS) == ()
