"""The days of a trek: told of each trek in each language, as the ledger allows, and only of the day that was meant."""

from dataclasses import replace
from datetime import date

import pytest

from agent.compose.composer import compose
from agent.compose.manner import REPLIES
from agent.compose.reading.ask import ask
from agent.compose.reading.day_asked import day_asked, names_a_day
from agent.compose.reading.spoken import speaks
from agent.compose.told.trek_days import FACTS, day_line, rests
from agent.compose.topics.telling import part_of
from agent.facts.ledger import Ledger
from agent.knowledge.catalogue import Catalogue
from agent.knowledge.stages import Stage
from agent.turn import Customer, Entity, Language, Utterance
from tests.compose.written import reply_to
from tests.llm.samples import LANGUAGES, TODAY, asked, catalogue


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return Ledger(catalogue())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", FACTS)
def test_the_days_of_every_trek_are_told_in_the_customers_language_and_pass_the_ledger(
    language: Language, topic: str, ledger: Ledger
) -> None:
    for trek in catalogue().treks:
        told = part_of(ask(asked("x", language, trek=trek), catalogue(), TODAY, REPLIES), topic)
        if topic == "acclimatisation" and not rests(catalogue().treks[trek]):
            assert told is None
            continue
        assert told is not None, trek
        assert speaks(told.section.text, language), told.section.text
        claims = ledger.check(told.section.text, today=TODAY, treks=[trek])
        assert [claim for claim in claims if claim.ruling.status != "supported"] == [], told.section.text
        assert told.section.sources == (f"treks:{trek}",)


def said(text: str, language: Language = "en", trek: str = "kedarkantha") -> str:
    reply = compose(asked(text, language, trek=trek), catalogue(), TODAY).text
    return reply.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("text", "language", "fact"),
    [
        ("how many hours is the drive?", "en", "Dehradun → Sankri, 190 km, 9–10 hours"),
        ("¿cuántas horas de carretera son?", "es", "por carretera Dehradun → Sankri, 190 km, 9–10 horas"),
        ("combien d'heures de route ?", "fr", "par la route Dehradun → Sankri, 190 km, 9–10 heures"),
        ("गाड़ी से कितने घंटे लगते हैं?", "hi", "देहरादून → सांकरी, 190 किमी, 9–10 घंटे"),
        ("gaadi se kitne ghante lagte hain?", "hi-Latn", "Dehradun → Sankri, 190 km, 9–10 ghante"),
        ("how many hours do we walk each day?", "en", "3.5–9 hours a day"),
        ("¿cuántas horas se camina al día?", "es", "3,5–9 horas al día"),
        ("on marche combien d'heures par jour ?", "fr", "3,5–9 heures par jour"),
        ("रोज़ कितने घंटे चलना है?", "hi", "रोज़ 3.5–9 घंटे पैदल"),
        ("roz kitne ghante chalna hai?", "hi-Latn", "roz 3.5–9 ghante paidal"),
        ("where do we sleep?", "en", "2 nights in a guesthouse: Sankri (1,950 m)"),
        ("¿dónde se duerme?", "es", "3 noches en tienda: Juda ka Talab (2.770 m)"),
        ("où dort-on ?", "fr", "3 nuits sous la tente"),
        ("रात कहाँ रुकते हैं?", "hi", "3 रातें टेंट में"),
        ("raat kahan rukte hain?", "hi-Latn", "3 raatein tent mein"),
        ("send me the itinerary", "en", "Day 6: by road Sankri → Dehradun"),
    ],
)
def test_days_are_asked_for_in_every_language(text: str, language: Language, fact: str) -> None:
    assert fact in said(text, language)


@pytest.mark.parametrize(
    ("text", "language", "trek", "at"),
    [
        ("by what time are we back in the town?", "en", "kedarkantha", "17:00"),
        ("what time do we get back to Rishikesh? I must book a night bus", "en", "brahmatal", "17:00"),
        ("¿a qué hora estamos de vuelta?", "es", "nag-tibba", "19:00"),
        ("à quelle heure est-on de retour en ville ?", "fr", "tarsar-marsar", "19:00"),
        ("वापस देहरादून कितने बजे तक पहुँचते हैं?", "hi", "kedarkantha", "17:00"),
        ("wapas manali kitne baje tak aa jate hain, raat ki bus book karni hai", "hi-Latn", "bhrigu-lake", "15:00"),
    ],
)
def test_who_asks_when_one_is_back_hears_of_the_last_day(text: str, language: Language, trek: str, at: str) -> None:
    told = said(text, language, trek)
    assert at in told
    assert "20%" not in told


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("what time do we get back to camp on Kedarkantha after the summit?", "en"),
        ("¿a qué hora estamos de vuelta en el campamento?", "es"),
        ("à quelle heure est-on de retour au camp ?", "fr"),
    ],
)
def test_who_asks_when_one_is_back_in_camp_hears_of_more_than_the_way_home(text: str, language: Language) -> None:
    assert "Hargaon" in said(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("what happens on day 4?", "en"),
        ("and the 4th day?", "en"),
        ("¿qué se hace el cuarto día?", "es"),
        ("que fait-on le 4e jour ?", "fr"),
        ("चौथे दिन क्या होता है?", "hi"),
        ("din 4 ko kya hota hai?", "hi-Latn"),
    ],
)
def test_who_names_a_day_hears_of_that_day_alone(text: str, language: Language) -> None:
    told = said(text, language)
    assert "6 km" in told or "6 किमी" in told
    assert "190" not in told


def test_who_asks_for_the_hours_of_a_day_hears_of_that_day_once() -> None:
    told = said("how many hours do we walk on day 4?")
    assert told.count("• Day 4") == 1
    assert "9 hours" in told


def test_the_last_day_is_the_treks_own() -> None:
    assert "• Day 2" in said("what do we do on the last day?", trek="nag-tibba")


def test_a_day_that_the_trek_does_not_have_is_not_made_up() -> None:
    assert "Day 9" not in said("what happens on day 9?")


def test_a_date_is_no_day_of_a_trek() -> None:
    text = "¿sale el día 5 de junio?"
    start = text.index("5 de junio")
    dated = asked(text, "es", trek="kedarkantha")
    when = Entity(type="date", value="2027-06-05", text="5 de junio", start=start, end=start + len("5 de junio"))
    assert dated.parsed is not None
    dated = replace(dated, parsed=replace(dated.parsed, entities=(*dated.parsed.entities, when)))
    assert not names_a_day(dated)


def test_three_days_are_no_third_day() -> None:
    assert day_asked(asked("a trek of 3 days"), 6) == 0
    assert day_asked(asked("3 दिन का ट्रेक", "hi"), 6) == 0


def test_without_stages_nothing_is_told_of_days() -> None:
    bare = {name: replace(trek, stages=()) for name, trek in catalogue().treks.items()}
    turn = ask(asked("x", trek="kedarkantha"), Catalogue(operator=catalogue().operator, treks=bare), TODAY, REPLIES)
    assert all(part_of(turn, topic) is None for topic in FACTS)


def test_of_no_trek_in_particular_it_is_asked_which_one() -> None:
    reply = compose(asked("send me the itinerary", trek=()), catalogue(), date(2026, 11, 22))
    assert reply.text.startswith("Which trek do you have in mind?")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The drive from Dehradun to Sankri takes 9 to 10 hours.", "supported"),
        ("The drive from Dehradun to Sankri takes 7 hours.", "contradicted"),
        ("El viaje de Dehradun a Sankri dura 7 horas.", "contradicted"),
        ("देहरादून से सांकरी का सफ़र 7 घंटे का है।", "contradicted"),
        ("Le jour 4, on marche 9 heures.", "supported"),
        ("din 4 ko 12 ghante chalna hai", "contradicted"),
        ("We sleep at Juda ka Talab, 2,770 m.", "supported"),
        ("We sleep at Juda ka Talab, 3,430 m.", "contradicted"),
        ("From Sankri to Juda ka Talab it is 9 km.", "contradicted"),
    ],
)
def test_a_wrong_figure_of_a_day_is_contradicted(text: str, status: str, ledger: Ledger) -> None:
    assert {claim.ruling.status for claim in ledger.check(text, today=TODAY, treks=["kedarkantha"])} == {status}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("how many acclimatisation days does EBC have and where?", "en"),
        ("acclimatization ke liye kitne din rukte hain?", "hi-Latn"),
        ("¿cuántos días de aclimatación hay?", "es"),
        ("il y a des jours d'acclimatation ?", "fr"),
    ],
)
def test_days_to_get_used_to_the_altitude_are_told_by_their_place(text: str, language: Language) -> None:
    told = said(text, language, "everest-base-camp")
    assert "Namche" in told
    assert "Dingboche" in told


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("and the next day?", "en"),
        ("aur uske agle din?", "hi-Latn"),
        ("और अगले दिन?", "hi"),
        ("¿y al día siguiente?", "es"),
        ("et le lendemain ?", "fr"),
    ],
)
def test_the_next_day_follows_the_one_talked_about(text: str, language: Language) -> None:
    lines = ("what do we do on day 2?", "Day 2 …", "and the day after?", "Day 3 …")
    history = tuple(Utterance(speaker="S" if n % 2 else "U", text=line) for n, line in enumerate(lines))
    customer = Customer(id="c-1", history=history)
    assert day_asked(asked(text, language, trek="kedarkantha", customer=customer), 6) == 4


def test_the_next_day_of_no_day_is_none() -> None:
    assert not names_a_day(asked("can we leave the next day?", trek="kedarkantha"))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("how far from Dehradun is Nag Tibba?", "en"),
        ("nag tibba dehradun se kitni door hai", "hi-Latn"),
        ("नाग टिब्बा देहरादून से कितनी दूर है", "hi"),
    ],
)
def test_how_far_it_is_from_the_town_of_the_start_is_told_by_the_drive(text: str, language: Language) -> None:
    assert "85" in said(text, language, trek="nag-tibba")


@pytest.mark.parametrize(
    ("language", "train", "hut"),
    [
        ("en", "by train Aguas", "in a mountain hut"),
        ("hi", "ट्रेन से Aguas", "माउंटेन हट"),
        ("hi-Latn", "train se Aguas", "mountain hut mein"),
        ("es", "en tren Aguas", "en un refugio"),
        ("fr", "en train Aguas", "en refuge"),
    ],
)
def test_a_train_a_bus_and_a_mountain_hut_are_told_in_every_language(language: Language, train: str, hut: str) -> None:
    ways = {
        "train": {"from": "Aguas Calientes", "to": "Ollantaytambo"},
        "bus": {"from": "Machu Picchu", "to": "Aguas Calientes"},
    }
    stage = Stage.model_validate({**ways, "stay": "hut"})
    told = day_line(ask(asked("x", language), catalogue(), TODAY, REPLIES), 5, stage)
    assert told.index("Machu Picchu") < told.index(train) < told.index(hut)


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("kedarkantha: which day is the longest and how many hours?", "en", "Day 4"),
        ("केदारकंठा में सबसे लंबा वाला दिन कौन सा है, कितने घंटे चलना पड़ेगा", "hi", "दिन 4"),
        ("kedarkantha me sabse lamba wala din kaunsa hai, kitne ghante chalna", "hi-Latn", "Din 4"),
        ("Kedarkantha: ¿qué día es el más largo, cuántas horas se camina?", "es", "Día 4"),
        ("Kedarkantha : quel jour est le plus long, combien d'heures de marche ?", "fr", "Jour 4"),
    ],
)
def test_the_longest_day_is_one_of_the_trek_and_not_the_longest_trek(text: str, language: Language, day: str) -> None:
    assert day in reply_to(text, language)
