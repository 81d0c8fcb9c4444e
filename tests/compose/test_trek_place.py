"""What guests plan with: told of every trek in every language, as the ledger allows; the operator's rule elsewhere."""

from dataclasses import replace

import pytest

from agent.compose.composer import compose
from agent.compose.manner import REPLIES
from agent.compose.reading.ask import ask
from agent.compose.reading.spoken import speaks
from agent.compose.told.on_trek import ON_TREK
from agent.compose.told.trek_place import FACTS
from agent.compose.topics.telling import part_of
from agent.facts.ledger import Ledger
from agent.knowledge.catalogue import Catalogue
from agent.knowledge.practical import Practical
from agent.llm.prompt import facts_of
from agent.turn import Language, Passage
from tests.compose.written import reply_to
from tests.llm.samples import LANGUAGES, TODAY, asked, catalogue

OF_THE_OPERATOR = ("packing", "hire", "solo", "altitude_sickness")
MAY_BE_SILENT = {"snow", "exit", "flight_luggage"}


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return Ledger(catalogue())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", [*FACTS, *(topic for topic in ON_TREK if topic not in OF_THE_OPERATOR), "food"])
def test_every_trek_is_told_of_in_the_customers_language_and_passes_the_ledger(
    language: Language, topic: str, ledger: Ledger
) -> None:
    for trek in catalogue().treks:
        told = part_of(ask(asked("x", language, trek=trek), catalogue(), TODAY, REPLIES), topic)
        if told is None and topic in MAY_BE_SILENT:
            continue
        assert told is not None, trek
        assert speaks(told.section.text, language), told.section.text
        claims = ledger.check(told.section.text, today=TODAY, treks=[trek])
        assert [claim for claim in claims if claim.ruling.status != "supported"] == [], told.section.text


AHEAD = {"en": "2 weeks", "hi": "2 हफ़्ते", "hi-Latn": "2 hafte", "es": "2 semanas", "fr": "2 semaines"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", ["permits", "documents"])
@pytest.mark.parametrize("trek", ["goechala", "manaslu-circuit"])
def test_how_long_ahead_papers_for_the_permit_are_due_is_told_with_them(
    language: Language, topic: str, trek: str, ledger: Ledger
) -> None:
    told = part_of(ask(asked("x", language, trek=trek), catalogue(), TODAY, REPLIES), topic)
    assert told is not None
    assert AHEAD[language] in told.section.text
    assert f"treks:{trek}" in told.section.sources
    claims = ledger.check(told.section.text, today=TODAY, treks=[trek])
    assert [claim for claim in claims if claim.ruling.status != "supported"] == []


@pytest.mark.parametrize("topic", ["permits", "documents"])
def test_a_trek_that_asks_for_no_papers_ahead_names_no_time(topic: str) -> None:
    told = part_of(ask(asked("x", "en", trek="hampta-pass"), catalogue(), TODAY, REPLIES), topic)
    assert told is not None
    assert "week" not in told.section.text


def test_another_time_ahead_is_not_borne_out(ledger: Ledger) -> None:
    line = "The papers for the permit of Goechala must be with us at least 5 weeks before departure."
    statuses = [claim.ruling.status for claim in ledger.check(line, today=TODAY, treks=["goechala"])]
    assert set(statuses) - {"supported"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("manaslu: which permit, and how early should my papers reach you?", "en"),
        ("para Goechala, ¿con cuánta antelación mando mis papeles?", "es"),
        ("Goechala : mes papiers, je vous les envoie combien de temps avant ?", "fr"),
        ("मनास्लु के लिए पासपोर्ट की कॉपी कितने दिन पहले दूँ?", "hi"),
        ("manaslu ke liye docs kitne hafte pehle dene honge", "hi-Latn"),
    ],
)
def test_how_early_papers_are_due_is_asked_in_many_words_and_told_once(text: str, language: Language) -> None:
    assert reply_to(text, language, "support").count(AHEAD[language]) == 1


OFTEN_NO_SIGNAL = {
    "en": "Higher up there is often no signal on a trek.",
    "hi": "ट्रेक पर अक्सर नेटवर्क नहीं होता।",
    "hi-Latn": "Trek par aksar network nahi hota.",
    "es": "En la ruta muchas veces no hay cobertura.",
    "fr": "Sur le trek il n'y a souvent pas de réseau.",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_signal_of_a_trek_is_told_although_treks_often_have_none(language: Language, ledger: Ledger) -> None:
    rule = Passage(
        id="documents/faq/faq.yaml#sim", source="documents/faq/faq.yaml", title="", text=OFTEN_NO_SIGNAL[language]
    )
    for trek in catalogue().treks:
        told = part_of(ask(asked("x", language, trek=trek), catalogue(), TODAY, REPLIES), "network")
        assert told is not None, trek
        claims = ledger.check(told.section.text, today=TODAY, treks=[trek], evidence=[rule])
        assert [claim for claim in claims if claim.ruling.status != "supported"] == [], told.section.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", ON_TREK)
@pytest.mark.parametrize("trek", ["", "brahmatal", "poon-hill"])
def test_the_operators_rule_is_told_without_a_trek_too(
    language: Language, topic: str, trek: str, ledger: Ledger
) -> None:
    told = part_of(ask(asked("x", language, trek=trek or ()), catalogue(), TODAY, REPLIES), topic)
    assert told is not None
    assert speaks(told.section.text, language), told.section.text
    claims = ledger.check(told.section.text, today=TODAY, treks=[trek] if trek else [])
    assert [claim for claim in claims if claim.ruling.status != "supported"] == [], told.section.text


def said(text: str, language: Language = "en", trek: str | tuple[str, ...] = "kedarkantha") -> str:
    reply = compose(asked(text, language, trek=trek), catalogue(), TODAY).text
    return reply.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("text", "language", "trek", "fact"),
    [
        ("what time is the pickup?", "en", "har-ki-dun", "Dehradun railway station at 06:30"),
        ("¿a qué hora salimos?", "es", "bhrigu-lake", "a las 09:00 en Manali"),
        ("à quelle heure est le rendez-vous ?", "fr", "brahmatal", "à 05:00"),
        ("कितने बजे मिलना है?", "hi", "buran-ghati", "06:30 बजे शिमला"),
        ("kitne baje milna hai?", "hi-Latn", "kuari-pass", "05:30 baje Rishikesh"),
        ("which is the nearest airport?", "en", "sandakphu-phalut", "Bagdogra (15 km)"),
        ("¿cómo llego desde Delhi?", "es", "hampta-pass", "Delhi (13 horas)"),
        ("quelle est la gare la plus proche ?", "fr", "valley-of-flowers", "Haridwar (40 minutes)"),
        ("वहाँ कैसे पहुँचें?", "hi", "hampta-pass", "भुंतर (50 किमी)"),
        ("airport kaunsa hai?", "hi-Latn", "goechala", "Bagdogra"),
        ("is there an ATM?", "en", "brahmatal", "not reliable"),
        ("¿hay cajero?", "es", "har-ki-dun", "Purola"),
        ("y a-t-il un distributeur ?", "fr", "poon-hill", "Pokhara"),
        ("एटीएम है क्या?", "hi", "markha-valley", "लेह"),
        ("cash kahan milega?", "hi-Latn", "beas-kund", "Manali"),
        ("मोबाइल नेटवर्क आता है?", "hi", "hampta-pass", "जोबरा तक"),
        ("¿hay cobertura?", "es", "goechala", "buena en Yuksom; débil en Tshoka"),
        ("ça capte ?", "fr", "chadar", "bon (Leh)"),
        ("will my prepaid SIM work?", "en", "tarsar-marsar", "Only postpaid"),
        ("are there toilets?", "en", "markha-valley", "Ladakhi dry toilets"),
        ("¿de dónde sale el agua?", "es", "chadar", "agujeros en el hielo"),
        ("fait-on le plein d'eau potable ?", "fr", "poon-hill", "stations de remplissage"),
        ("क्या फ़ोन चार्ज होगा?", "hi", "gokyo-lakes", "लॉज में पैसे देकर"),
        ("phone charge hoga?", "hi-Latn", "kedarkantha", "power bank"),
        ("is there an exit route?", "en", "kedarkantha", "from every camp: down to Sankri, half a day"),
        ("¿hay vías de escape?", "es", "hampta-pass", "después de Hampta Pass: se sigue hasta Chhatru"),
        ("is there snow in January?", "en", "dayara-bugyal", "December–March"),
        ("il y aura de la neige ?", "fr", "kedarkantha", "décembre–avril"),
        ("barf milegi?", "hi-Latn", "kedarkantha", "December–April"),
        ("¿qué forma física hace falta?", "es", "bali-pass", "correr 10 km en 70 minutos"),
        ("kitni fitness chahiye?", "hi-Latn", "hampta-pass", "6 hafte"),
        ("is it ok for beginners?", "en", "kedarkantha", "First-timers are welcome"),
        ("is it ok for beginners?", "en", "manaslu-circuit", "above 4,000 m"),
        ("what should I pack?", "en", "kedarkantha", "a balaclava"),
        ("qu'est-ce qu'on voit ?", "fr", "poon-hill", "un lever de soleil célèbre"),
        ("what do we eat?", "en", "nag-tibba", "Vegan and Jain"),
        ("food kaisa hoga?", "hi-Latn", "beas-kund", "din 1 ke dopahar ke khane se din 3 ke naashte tak"),
    ],
)
def test_each_is_asked_for_in_the_customers_own_words(text: str, language: Language, trek: str, fact: str) -> None:
    assert fact in said(text, language, trek)


@pytest.mark.parametrize(
    ("text", "language", "fact"),
    [
        ("what are the toilets like?", "en", "toilet tents with a dry pit"),
        ("¿viajo sola, es seguro?", "es", "mucha gente viene sola"),
        ("c'est quoi le mal des montagnes ?", "fr", "2 500 m"),
        ("पीने का पानी मिलेगा?", "hi", "उबला या छना"),
        ("joote kiraye par milenge?", "hi-Latn", "INR 900"),
    ],
)
def test_of_no_trek_in_particular_the_operators_rule_is_told(text: str, language: Language, fact: str) -> None:
    assert fact in said(text, language, ())


def test_of_no_trek_in_particular_it_is_asked_which_one_where_there_is_no_rule() -> None:
    assert said("where is the last ATM?", trek=()).startswith("Which trek do you have in mind?")


@pytest.mark.parametrize(
    ("text", "language", "fact"),
    [
        ("बस बता दीजिए एडवांस कितना है", "hi", "20%"),
        ("une seule part est-elle remboursée si j'annule ?", "fr", "90"),
        ("¿tengo que llevar saco de dormir?", "es", "saco de dormir"),
    ],
)
def test_words_that_mean_something_else_beside_others_ask_for_none_of_it(
    text: str, language: Language, fact: str
) -> None:
    told = said(text, language)
    assert fact in told
    assert not any(place in told for place in ("Dehradun", "देहरादून", "Sankri", "सांकरी"))


def test_snow_gear_is_no_part_of_the_list_for_months_without_snow() -> None:
    summer = compose(asked("what should I pack?", trek="hampta-pass", when="2027-09"), catalogue(), TODAY).text
    assert "balaclava" not in summer
    assert (
        "balaclava"
        in compose(asked("what should I pack?", trek="hampta-pass", when="2027-06"), catalogue(), TODAY).text
    )


def test_a_trek_whose_entry_is_silent_is_told_nothing_of() -> None:
    bare = {name: replace(trek, practical=Practical()) for name, trek in catalogue().treks.items()}
    turn = ask(asked("x", trek="kedarkantha"), Catalogue(operator=catalogue().operator, treks=bare), TODAY, REPLIES)
    assert {topic for topic in FACTS if part_of(turn, topic) is not None} == {"start", "reach", "network", "highlights"}


def test_the_network_is_not_told_where_neither_sentence_nor_places_are_written() -> None:
    silent = replace(catalogue().treks["kedarkantha"], practical=Practical(), network="")
    rest = Catalogue(operator=catalogue().operator, treks={**catalogue().treks, silent.id: silent})
    assert part_of(ask(asked("x", trek=silent.id), rest, TODAY, REPLIES), "network") is None
    assert "signal: not said" in next(facts_of(silent, rest, TODAY))


def test_a_wrong_time_or_distance_of_the_way_to_the_start_is_not_supported(ledger: Ledger) -> None:
    def rulings(text: str) -> set[str]:
        return {one.ruling.status for one in ledger.check(text, today=TODAY, treks=["hampta-pass"])}

    assert rulings("By coach from Delhi it is 13 hours.") == {"supported"}
    assert "supported" not in rulings("By coach from Delhi it is 8 hours.")
    assert "supported" not in rulings("Bhuntar airport is 80 km away.")


def test_a_changed_price_of_hire_is_no_longer_the_operators_word(ledger: Ledger) -> None:
    told = said("can I rent gear?", trek=())
    wrong = told.replace("INR 900", "INR 950")
    assert wrong != told
    rulings = {one.found.value: one.ruling.status for one in ledger.check(wrong, today=TODAY)}
    assert rulings["INR 950"] != "supported"
    assert rulings["INR 300"] != "contradicted"


@pytest.mark.parametrize(
    ("when", "verdict"),
    [("2027-06", "Yes, snow is likely"), ("2027-09", "snow is not usual in September"), ("2027-02", "We don't run")],
)
def test_who_names_a_month_hears_whether_snow_lies_then(when: str, verdict: str) -> None:
    told = compose(asked("snow then?", trek="hampta-pass", when=when), catalogue(), TODAY).text
    assert verdict in told


def test_the_way_to_a_town_is_told_of_treks_of_the_same_months_only() -> None:
    def way(trek: str) -> str:
        told = part_of(ask(asked("x", trek=trek), catalogue(), TODAY, REPLIES), "reach")
        return told.section.text if told else ""

    assert "Manali (2 days)" in way("markha-valley")
    assert "Manali" not in way("chadar")  # the roads to Leh are closed in winter
