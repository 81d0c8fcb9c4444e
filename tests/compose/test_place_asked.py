"""A place named in the question: the way between two of them, and what the page says of one."""

import pytest

from agent.compose.composer import compose
from agent.compose.documents.place_asked import or_place
from agent.compose.manner import REPLIES
from agent.compose.reading.ask import ask
from agent.compose.section import Section
from agent.compose.topics.telling import Part
from agent.knowledge.place_names import PlaceNames
from agent.turn import Language, Passage
from tests.llm.samples import TODAY, asked, catalogue


def test_places_are_heard_in_every_script_and_with_a_slip() -> None:
    names = PlaceNames.of(catalogue())
    assert names.find("from Jobra to Balu ka Ghera?") == ("Jobra", "Balu ka Ghera")
    assert names.find("जोबरा से बालू का घेरा") == ("Jobra", "Balu ka Ghera")
    assert names.find("is chandrataal open, chandratl?") == ("Chandratal",)
    assert names.find("the pass, the lake and a camp") == ()


def test_a_trek_is_no_place_and_a_town_names_no_trek() -> None:
    names = PlaceNames.of(catalogue())
    assert names.find("Hampta Pass in June") == ()
    assert names.trek_of(("Janglik",)) == "buran-ghati"
    assert names.trek_of(("Manali",)) == ""
    assert names.trek_of(()) == ""
    assert names.trek_of(("Shimla", "Janglik")) == "buran-ghati"


def said(text: str, language: Language = "en", trek: str | tuple[str, ...] = ()) -> str:
    reply = compose(asked(text, language, trek=trek), catalogue(), TODAY).text
    return reply.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("text", "language", "fact"),
    [
        ("How many hours by car from Shimla to Janglik?", "en", "Shimla → Janglik, 150 km, 8 hours"),
        ("cuántas horas de coche son de Shimla a Janglik", "es", "Shimla → Janglik, 150 km, 8 horas"),
        ("Combien d'heures de marche entre Chika et Balu ka Ghera ?", "fr", "Chika → Balu ka Ghera, 7 km, 5 heures"),
        ("How long is the drive from Dehradun to Sankri?", "en", "Dehradun → Sankri, 190 km"),
    ],
)
def test_the_way_between_two_places_is_told_though_no_trek_was_named(text: str, language: Language, fact: str) -> None:
    assert fact in said(text, language)


def test_only_the_day_asked_about_is_told() -> None:
    told = said("hours from Jobra to Chika", trek="hampta-pass")
    assert "Jobra → Chika" in told
    assert "Shea Goru" not in told


PAGE = Passage(
    id="documents/treks/hampta-pass.md#day-4",
    source="documents/treks/hampta-pass.md",
    title="Day 4",
    text="Day 4\nWe walk down to the road. When it is open we drive to Chandratal. Snow can close it in June.",
    kind="trek",
    trek="hampta-pass",
)


def _told(text: str, language: Language) -> list[Part]:
    turn = asked(text, language, trek="hampta-pass", evidence=(PAGE,))
    nothing = [Part("unknown", Section("no", settled=False))]
    return or_place(ask(turn, catalogue(), TODAY, REPLIES), nothing)


def test_where_nothing_else_answers_the_page_is_quoted_from_the_place_on() -> None:
    parts = _told("chandratal pakka dekhne milega?", "hi-Latn")
    assert parts[0].section.text.endswith("When it is open we drive to Chandratal. Snow can close it in June.")
    assert "We walk down" not in parts[0].section.text
    assert not parts[0].section.settled


def test_what_the_page_leaves_open_is_said_openly() -> None:
    assert [part.name for part in _told("can I buy stamps and postcards at Chandratal?", "en")] == [
        "quote",
        "unknown_part",
    ]


def test_a_place_that_no_passage_names_changes_nothing() -> None:
    assert [part.name for part in _told("is there a bank in Jobra?", "en")] == ["unknown"]
