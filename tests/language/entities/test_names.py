"""Names of which a part was said, in a catalogue of places that share most of their words."""

import pytest

from agent.knowledge.catalogue import Catalogue
from agent.language.entities.names import Names
from agent.language.letters import fold
from tests.language.conftest import trek

PLACES = (
    "Kestrel Inn, a Fernhill House",
    "Tarn Inn",
    "Grey Heron Inn",
    "Grey Heron Hotel",
    "Juniper Hotel",
    "Hotel Meridian",
    "Old Bridge Hotel",
    "Rimwalk Lodge - Harbour",
    "Rimwalk Lodge - Old Bridge",
    "Terrace 47",
    "QT Hotel",
    "Seabreeze Kitchen",
    "StoneOven",
    "The Copper Lantern Bakery & Cafe",
    "Museum of Mountain Maps",
)


@pytest.fixture(scope="module")
def names() -> Names:
    return Names(Catalogue(treks={n: trek(n, n, region="", start="", end="", country="") for n in PLACES}))


def found(names: Names, text: str) -> list[tuple[str, tuple[str, ...]]]:
    folded = fold(text)
    return [(folded[m.start : m.end], m.treks) for m in names.find(folded) if m.strong]


@pytest.mark.parametrize(
    ("text", "said", "place"),
    [
        ("there is the kestrel inn", "kestrel inn", "Kestrel Inn, a Fernhill House"),
        ("it is called the copper lantern", "copper lantern", "The Copper Lantern Bakery & Cafe"),
        ("copper lantern bakery and cafe", "copper lantern bakery and cafe", "The Copper Lantern Bakery & Cafe"),
        ("does juniper take dogs", "juniper", "Juniper Hotel"),
        ("terrace forty seven", "terrace forty seven", "Terrace 47"),
        ("the q. t. hotel", "q. t. hotel", "QT Hotel"),
        ("sea breeze kitchen", "sea breeze kitchen", "Seabreeze Kitchen"),
        ("stone oven", "stone oven", "StoneOven"),
        ("the museum of mountain map", "museum of mountain map", "Museum of Mountain Maps"),
        ("the copper umm lantern", "copper umm lantern", "The Copper Lantern Bakery & Cafe"),
        ("the coper lantern", "coper lantern", "The Copper Lantern Bakery & Cafe"),
    ],
)
def test_a_part_of_a_name_is_enough(names: Names, text: str, said: str, place: str) -> None:
    assert found(names, text) == [(said, (place,))]


def test_a_name_two_share_means_either(names: Names) -> None:
    assert [set(treks) for _, treks in found(names, "the rimwalk lodge")] == [set(PLACES[7:9])]
    assert found(names, "the rimwalk lodge harbour")[0][1] == ("Rimwalk Lodge - Harbour",)


def test_several_names_come_in_the_order_of_the_text(names: Names) -> None:
    assert [treks for _, treks in found(names, "the tarn inn or hotel meridian")] == [
        ("Tarn Inn",),
        ("Hotel Meridian",),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a good hotel",
        "any inn or lodge with a kitchen?",
        "is there a cafe",
        "a bakery house",
        "one two three four",
        "hotel",
        "",
    ],
)
def test_words_many_names_share_name_nothing(names: Names, text: str) -> None:
    assert found(names, text) == []


def test_a_word_from_the_middle_of_a_name_is_only_a_hint(names: Names) -> None:
    assert [mention.strong for mention in names.find("a lantern please")] == [False]


def test_a_catalogue_without_treks_finds_nothing() -> None:
    assert Names(Catalogue()).find("hampta pass") == ()
    assert Names(Catalogue(treks={"x": trek("x", "…")})).find("hampta pass …") == ()


def test_nothing_breaks_it_and_spans_lie_in_the_text(names: Names, nasty: str) -> None:
    assert all(0 <= mention.start < mention.end <= len(nasty) for mention in names.find(fold(nasty)))
