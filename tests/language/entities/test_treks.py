"""Trek names in one message, as people type, dictate and misspell them."""

import pytest

from agent.knowledge.catalogue import Catalogue
from agent.language.entities.spans import without_overlaps
from agent.language.entities.treks import Treks
from agent.language.letters import fold
from tests.language.conftest import trek

TREKS = (
    trek("hampta-pass", "Hampta Pass", "Hampta", "हम्प्टा पास"),
    trek("kedarkantha", "Kedarkantha", "KDK", "केदारकंठा"),
    trek("kuari-pass", "Kuari Pass", "Kuari", "col de Kuari"),
    trek("rupin-pass", "Rupin Pass", "Rupin"),
    trek("buran-ghati", "Buran Ghati", "Buran"),
    trek("valley-of-flowers", "Valley of Flowers with Hemkund", "VOF", "Valley of Flowers", "वैली ऑफ फ्लावर्स"),
    trek("har-ki-dun", "Har Ki Dun", "Harkidun"),
    trek("chadar", "Chadar frozen river", "Chadar"),
    trek("markha-valley", "Markha Valley"),
    trek("great-lakes", "Kashmir Great Lakes", "KGL", "Kashmeer Great Lakes", region="Jammu and Kashmir"),
    trek("annapurna-circuit", "Annapurna Circuit"),
    trek("annapurna-base-camp", "Annapurna Base Camp", "ABC"),
)


@pytest.fixture(scope="module")
def treks() -> Treks:
    return Treks(Catalogue(treks={known.id: known for known in TREKS}))


def found(treks: Treks, text: str) -> list[object]:
    return [span.value for span in without_overlaps(treks.find(fold(text)))]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("hmpta pass kab hai", "hampta-pass"),
        ("hampata kitne din", "hampta-pass"),
        ("hamptapass", "hampta-pass"),
        ("#HamptaPass", "hampta-pass"),
        ("hp trek ka price", "hampta-pass"),
        ("kedarkanta", "kedarkantha"),
        ("kedar kantha", "kedarkantha"),
        ("KEDARKANTHAA", "kedarkantha"),
        ("केदार कंठा", "kedarkantha"),
        ("vly of flowers", "valley-of-flowers"),
        ("valleyofflowers", "valley-of-flowers"),
        ("वैली ऑफ़ फ्लावर्स", "valley-of-flowers"),
        ("harki dun", "har-ki-dun"),
        ("har ki doon", "har-ki-dun"),
        ("kuwari pass", "kuari-pass"),
        ("col de kuari", "kuari-pass"),
        ("marka valley", "markha-valley"),
        ("kashmeer great lakes", "great-lakes"),
        ("kashmir grate lakes", "great-lakes"),
        ("anapurna circuit", "annapurna-circuit"),
        ("annapoorna base camp", "annapurna-base-camp"),
        ("rupin paas in june", "rupin-pass"),
    ],
)
def test_however_it_is_spelt(treks: Treks, text: str, meant: str) -> None:
    assert found(treks, text) == [meant]


@pytest.mark.parametrize(
    "text",
    [
        "500 rupees ka discount",
        "one rupee more",
        "mujhe bura laga",
        "the wood did not burn well",
        "please mark it as paid",
        "Ms Kumari will join us",
        "I want him to pass the test",
        "hum to pass ho gaye",
        "how many flavours of ice cream",
        "we are from kashmeer",
        "kari patta in the dal",
        "a black jacket and a flask",
        "curry for dinner?",
        "her ki done",
        "el valle de los ríos es verde",
        "une rivière gelée en hiver",
        "बहुत बुरा मौसम था",
        "झील के पास टेंट",
    ],
)
def test_everyday_words_are_no_treks(treks: Treks, text: str) -> None:
    assert found(treks, text) == []


def test_a_short_word_near_a_name_counts_beside_a_noun_of_names(treks: Treks) -> None:
    assert found(treks, "kari") == []
    assert found(treks, "kari pass") == ["kuari-pass"]


def test_what_two_names_share_names_neither(treks: Treks) -> None:
    assert found(treks, "is annapurna cold") == []
    assert found(treks, "annapurna circuit or abc") == ["annapurna-circuit", "annapurna-base-camp"]
