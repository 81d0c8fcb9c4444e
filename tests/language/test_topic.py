"""Conversations read for what they are about: U lines are the customer's, S lines ours."""

import pytest

from agent.knowledge.catalogue import Catalogue
from agent.language.topic import Topics
from agent.turn import Utterance
from tests.language.conftest import trek

HAMPTA, KEDAR, LAKES, BHRIGU = "hampta-pass", "kedarkantha", "great-lakes", "bhrigu-lake"
EBC, VOF = "everest-base-camp", "valley-of-flowers"
CHOICE = ("U: somewhere easy in summer?", "S: Two come to mind: Hampta Pass and Bhrigu Lake.")


@pytest.fixture(scope="module")
def topics(catalogue: Catalogue) -> Topics:
    return Topics(catalogue)


def lines(*said: str) -> list[Utterance]:
    return [Utterance(speaker="U" if line.startswith("U") else "S", text=line[3:]) for line in said]


@pytest.mark.parametrize(
    "follow_up",
    [
        "what does it cost?",
        "aur iska price?",
        "¿y cuánto cuesta?",
        "et ça coûte combien ?",
        "और इसका दाम?",
        "do you know if they have tents",
        "how far is it from Manali",
        "is there a lake on the way?",
        "👍",
    ],
)
def test_a_follow_up_without_a_name_stays_with_the_trek(topics: Topics, follow_up: str) -> None:
    assert topics.follow(lines("U: tell me about hampta", "S: Five days.", f"U: {follow_up}")) == (HAMPTA,)


@pytest.mark.parametrize(
    "follow_up",
    ["and for kedarkanta?", "¿y para Kedarkantha?", "et Kedarkantha ?", "kedar kantha ka?", "और केदारकंठा का?"],
)
def test_another_name_switches(topics: Topics, follow_up: str) -> None:
    assert topics.follow(lines("U: Hampta Pass price", "S: ₹10,500.", f"U: {follow_up}")) == (KEDAR,)


def test_the_trek_we_propose_becomes_the_topic(topics: Topics) -> None:
    assert topics.follow(lines("U: snow in january?", "S: Then Kedarkantha is for you.", "U: how cold?")) == (KEDAR,)


def test_a_trek_we_bring_up_stands_beside_the_one_asked_about(topics: Topics) -> None:
    told = lines("U: is hampta open in march", "S: Not yet; Kedarkantha is.", "U: price?")

    assert topics.follow(told) == (HAMPTA, KEDAR)


def test_a_trek_we_mention_as_a_place_stands_beside_the_topic(topics: Topics) -> None:
    told = lines("U: is there snow on hampta", "S: In May. There is more in Kedarkantha.", "U: and in june?")

    assert topics.follow(told) == (HAMPTA, KEDAR)
    assert topics.follow(lines("U: how is snow in kedarkantha?")) == (KEDAR,)


def test_a_long_list_of_ours_does_not_change_the_topic(topics: Topics) -> None:
    listed = "S: We also walk Kedarkantha, Valley of Flowers and Everest Base Camp."

    assert topics.follow(lines("U: is hampta hard?", listed, "U: price?")) == (HAMPTA,)


def test_two_offered_are_both_kept_until_one_is_chosen(topics: Topics) -> None:
    assert topics.follow(lines(*CHOICE, "U: how cold at night?")) == (HAMPTA, BHRIGU)


@pytest.mark.parametrize(
    ("choice", "chosen"),
    [
        ("the first one", HAMPTA),
        ("the second one please, any seats?", BHRIGU),
        ("pehle wala kitne ka hai", HAMPTA),
        ("dusra wala", BHRIGU),
        ("दूसरा वाला", BHRIGU),
        ("el segundo", BHRIGU),
        ("¿la primera es fácil?", HAMPTA),
        ("le deuxième, c'est combien ?", BHRIGU),
        ("the last one", BHRIGU),
        ("what about the lake one", BHRIGU),
        ("lake wala kitne din ka", BHRIGU),
        ("bhrigu then", BHRIGU),
        ("lets take hamta", HAMPTA),
    ],
)
def test_one_of_those_offered_is_chosen(topics: Topics, choice: str, chosen: str) -> None:
    assert topics.follow(lines(*CHOICE, f"U: {choice}")) == (chosen,)
    assert topics.follow(lines(*CHOICE, f"U: {choice}", "S: Gladly.", "U: and in october?")) == (chosen,)


@pytest.mark.parametrize(
    "said",
    [
        "is the first day long?",
        "my first trek ever",
        "third week of june",
        "2 din pehle cancel karu to?",
        "the second night?",
    ],
)
def test_first_and_second_of_something_else_choose_nothing(topics: Topics, said: str) -> None:
    assert topics.follow(lines(*CHOICE, f"U: {said}")) == (HAMPTA, BHRIGU)


def test_the_first_and_second_may_be_those_the_customer_named_one_after_the_other(topics: Topics) -> None:
    talk = ("U: EBC cost?", "S: 14 days.", "U: and hampta?", "S: Five days.")

    assert topics.follow(lines(*talk, "U: pehle wala")) == (EBC,)
    assert topics.follow(lines(*talk, "U: the second one")) == (HAMPTA,)


def test_the_third_of_a_long_list_is_chosen_by_its_place(topics: Topics) -> None:
    offer = "S: Hampta Pass, Kedarkantha, Valley of Flowers or Goechala?"

    assert topics.follow(lines("U: ideas?", offer, "U: third one")) == (VOF,)
    assert topics.follow(lines("U: ideas?", offer, "U: option 7")) == ()


@pytest.mark.parametrize(
    "said", ["and the other one?", "¿y el otro?", "et l'autre ?", "volviendo al otro, ¿qué nivel piden?"]
)
def test_the_other_is_the_one_before(topics: Topics, said: str) -> None:
    talk = ("U: hampta?", "S: Five days.", "U: and kedarkantha?", "S: Six days.")

    assert topics.follow(lines(*talk, f"U: {said}")) == (HAMPTA,)


@pytest.mark.parametrize(
    "said",
    [
        "which of the two is easier?",
        "dono me se aasan kaun sa hai",
        "दोनों में आसान कौन सा",
        "¿cuál de los dos?",
        "lequel est plus haut ?",
    ],
)
def test_both_are_the_last_two(topics: Topics, said: str) -> None:
    talk = (
        "U: valley of flowers?",
        "S: Six days.",
        "U: hampta?",
        "S: Five days.",
        "U: and kedarkantha?",
        "S: Six days.",
    )

    assert topics.follow(lines(*talk, f"U: {said}")) == (HAMPTA, KEDAR)


@pytest.mark.parametrize(
    "said",
    [
        "compare it with kedarkantha",
        "is it easier than Kedarkantha?",
        "kedarkantha usse sasta hai?",
        "kedarkantha se kitna alag hai",
        "¿es más fácil que Kedarkantha?",
        "c'est plus dur que Kedarkantha ?",
        "केदारकंठा से आसान है?",
    ],
)
def test_what_is_compared_stands_beside_the_topic(topics: Topics, said: str) -> None:
    assert topics.follow(lines("U: hampta details", "S: Five days.", f"U: {said}")) == (HAMPTA, KEDAR)


def test_more_about_another_trek_is_no_comparison(topics: Topics) -> None:
    assert topics.follow(lines("U: hampta?", "S: Five days.", "U: more info about kedarkantha")) == (KEDAR,)


def test_the_name_in_the_message_outweighs_the_history(topics: Topics) -> None:
    assert topics.follow(lines("U: hampta?", "S: Kedarkantha is snowier.", "U: EBC in october")) == (EBC,)


def test_what_was_known_before_the_lines_holds_until_they_name_something(topics: Topics) -> None:
    assert topics.follow(lines("U: price?"), before=(VOF,)) == (VOF,)
    assert topics.follow(lines("U: price of hampta?"), before=(VOF,)) == (HAMPTA,)


def test_nothing_is_made_up_where_nobody_named_a_trek(topics: Topics) -> None:
    assert topics.follow(lines("U: hi", "S: Namaste! Which trek is it about?", "U: the second one", "U: both")) == ()
    assert topics.follow([]) == ()


def test_never_more_than_asked_for(topics: Topics) -> None:
    told = lines("U: hampta, kedarkantha, goechala or EBC?")

    assert topics.follow(told, at_most=1) == (HAMPTA,)
    assert topics.follow(told, at_most=3) == (HAMPTA, KEDAR, "goechala")


def test_a_name_past_the_part_that_is_read_does_no_harm(topics: Topics) -> None:
    assert topics.follow(lines("U: " + "so " * 1_000 + "hampta")) == ()


def test_nothing_breaks_it(topics: Topics, nasty: str) -> None:
    assert topics.follow(lines("U: hampta", f"S: {nasty}", f"U: {nasty}"))


def branches() -> Topics:
    """One name in several places, as a catalogue without aliases has it."""
    names = (
        "Rimwalk Lodge - Old Bridge",
        "Rimwalk Lodge - Harbour",
        "Old Bridge",
        "Kestrel Inn, a Fernhill House",
        "Tarn Inn",
    )
    more = ("Old Bridge Rooms", "Inn at Old Bridge", "Grey Heron Inn", "Juniper Hostel")
    treks = {name: trek(name, name, region="", start="", end="", country="") for name in names + more}
    return Topics(Catalogue(treks=treks))


def test_of_branches_with_one_name_the_place_spoken_of_decides() -> None:
    topics = branches()

    assert topics.follow(lines("U: a bed near the harbour?", "S: There is the Rimwalk Lodge.")) == (
        "Rimwalk Lodge - Harbour",
    )
    assert len(topics.follow(lines("U: a bed?", "S: There is the Rimwalk Lodge."))) == 2


def test_a_part_of_town_is_not_the_topic_where_something_is_there() -> None:
    told = ("U: a room in old bridge", "S: In Old Bridge I find one, it is called kestrel inn.", "U: parking?")

    assert branches().follow(lines(*told)) == ("Kestrel Inn, a Fernhill House",)
    assert branches().follow(lines(*told[:2], "U: where is that", "S: They are in old bridge.")) == (
        "Kestrel Inn, a Fernhill House",
    )
    assert branches().follow(lines("U: what is there to see?", "S: Go and see Old Bridge.")) == ("Old Bridge",)
