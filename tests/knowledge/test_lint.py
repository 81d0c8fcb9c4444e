"""Lint names contradictions with both places, and only those."""

from datetime import date
from pathlib import Path

import pytest

from agent.knowledge.catalogue_files import load_catalogue
from agent.knowledge.chunk import Chunker
from agent.knowledge.finding import Finding
from agent.knowledge.lint import lint
from agent.knowledge.load import load
from agent.knowledge.sources import find_sources
from agent.knowledge.statements import Statements
from agent.knowledge.tagging import TrekNames

TODAY = date(2026, 11, 22)
ROOT = Path(__file__).parents[2]
SECOND_TREK = """
- id: fox-lake
  name: Fox Lake
  country: IN
  region: Testland
  days: 6
  distance_km: 40
  max_altitude_m: 4100
  highest_point: Fox Top
  difficulty: moderate
  months: [6]
  best_months: [6]
  min_age: 12
  max_age: 65
  group_size_max: 14
  start: Town
  end: Town
  network: none
  document: ""
"""


def everything(operator: Path) -> list[Finding]:
    catalogue = load_catalogue(operator)
    chunker, reader = Chunker(TrekNames(catalogue), lambda text: len(text.split())), Statements(catalogue)
    documents = [load(path, source) for source, path in find_sources([operator]).files.items()]
    passages = [passage for document in documents for passage in chunker.chunks(document)]
    return list(lint(catalogue, {one.source: reader.read(one, "en") for one in documents}, passages, TODAY))


def found(operator: Path) -> list[Finding]:
    """What is worth mending."""
    return [finding for finding in everything(operator) if finding.level != "note"]


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def note(operator: Path, text: str) -> None:
    """A page of the guides that says so, beside a second trek."""
    treks = operator / "catalogue/treks.yaml"
    treks.write_text(treks.read_text(encoding="utf-8") + SECOND_TREK, encoding="utf-8")
    (operator / "documents/guides").mkdir()
    (operator / "documents/guides/notes.md").write_text(f"# Notes\n\n{text}\n", encoding="utf-8")
    rules = "deposit_percent: 20\ntax_percent: 5\nbalance_days: 21\n"
    rules += "cancellation: [{min_days: 30, refund_percent: 90}, {min_days: 0, refund_percent: 0}]\n"
    (operator / "operator.yaml").write_text((operator / "operator.yaml").read_text(encoding="utf-8") + rules)


def test_a_consistent_operator_has_no_findings(operator: Path) -> None:
    assert found(operator) == []


def test_the_sample_operator_contradicts_itself_nowhere() -> None:
    assert {(one.source, one.message.split(":")[0]) for one in found(ROOT / "data")} == {
        ("catalogue/offers.csv", "monsoon-2026"),
        ("catalogue/offers.csv", "diwali-2026"),
    }


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("catalogue/prices.csv", "2027,INR,9900,2027-05-01", "2027,INR,9900,2026-06-01", "two INR prices"),
        ("catalogue/prices.csv", "2027-05-01,2027-06-30,2027-06-30", "2026-07-01,2026-07-31,2026-07-31", "expired"),
        ("catalogue/offers.csv", "2027-03-31", "2026-03-31", "ended on 2026-03-31"),
        ("catalogue/offers.csv", "owl-ridge", "owl-rigde", "not in treks.yaml"),
        ("catalogue/departures.csv", "2027-05-09", "2027-05-10", "lasts 4 days"),
        ("catalogue/departures.csv", "12,4,open", "12,14,open", "14 of 12 seats"),
        ("catalogue/treks.yaml", "es: Tres días", "es: Cinco días", "the summary (es) says 5 days"),
        ("documents/treks/owl-ridge.md", "Days 2-3", "Days 2-4", "says 4 days"),
        ("documents/treks/owl-ridge.md", "3,200 m", "3,260 m", "3,260 m"),
        ("documents/treks/owl-ridge.md", "3,200 m", "11,000 ft", "11,000 ft"),
        ("documents/faq/faq.es.yaml", '"No."', '"Cuesta 20 euros. [Más](perros.md)"', ""),
    ],
)
def test_a_contradiction_is_named(operator: Path, file: str, old: str, new: str, says: str) -> None:
    change(operator / file, old, new)

    assert any(says in finding.message for finding in found(operator)) is bool(says)


@pytest.mark.parametrize("height", ["3200 m", "3.200 m", "10,499 ft"])
def test_other_ways_to_write_the_same_height_are_fine(operator: Path, height: str) -> None:
    change(operator / "documents/treks/owl-ridge.md", "3,200 m", height)

    assert found(operator) == []


@pytest.mark.parametrize(
    ("said", "says", "also"),
    [
        ("Owl Ridge takes four days in spring.", "says 4 days", "catalogue/treks.yaml, owl-ridge"),
        ("The five-day Owl Ridge trek is full.", "says 5 days", "catalogue/treks.yaml, owl-ridge"),
        ("Fox Lake is six days long, and Owl Ridge is a 2-day trek.", "says 2 days", "catalogue/treks.yaml, owl-ridge"),
        ("La ruta de Owl Ridge dura cuatro días.", "says 4 days", "catalogue/treks.yaml, owl-ridge"),
        ("Le trek Owl Ridge dure une semaine.", "says 7 days", "catalogue/treks.yaml, owl-ridge"),
        ("उल्लू धार में पाँच दिन लगते हैं।", "says 5 days", "catalogue/treks.yaml, owl-ridge"),
        ("Owl Ridge mein 4 din lagte hain.", "says 4 days", "catalogue/treks.yaml, owl-ridge"),
        (
            "The highest point of Fox Lake is 4,300 m.",
            "4,300 m for the highest point",
            "catalogue/treks.yaml, fox-lake",
        ),
        ("The minimum age on Fox Lake is 9.", "ages from 9", "catalogue/treks.yaml, fox-lake"),
        ("Groups on Fox Lake are up to 30 people.", "up to 30 people", "catalogue/treks.yaml, fox-lake"),
        ("Owl Ridge costs INR 9,900 or $150 per person.", "USD 150", "catalogue/prices.csv, owl-ridge, USD"),
        ("Owl Ridge costs INR 9,000 per person.", "that price is past", "catalogue/prices.csv, owl-ridge, INR"),
        ("The deposit is 30% of the price.", "deposit 30%", "operator.yaml, deposit_percent"),
        ("Cancel 31 days before the start and get back 80%.", "80% back 31 days", "operator.yaml, cancellation"),
        ("The balance is due 14 days before the start.", "balance 14 days", "operator.yaml, balance_days"),
        ("Our spring offer ends: book it until 3 May 2026.", "that day is past", ""),
        ("Read [the list](packing.md).", "links to packing.md", ""),
    ],
)
def test_prose_that_contradicts_is_named_with_both_places(operator: Path, said: str, says: str, also: str) -> None:
    note(operator, said)

    told = [one for one in found(operator) if one.source == "documents/guides/notes.md"]

    assert [(one.where, one.also) for one in told] == [("line 3", also)]
    assert says in told[0].message


@pytest.mark.parametrize(
    "said",
    [
        "Owl Ridge takes three days and Fox Lake takes six.",
        "Before Owl Ridge, walk for two days near your home.",
        "On Owl Ridge the first two days are easy. Prepare for six weeks.",
        "A camp below Fox Lake lies at 2,900 m, and the highest point stays below 4,500 m.",
        "The porter on Owl Ridge costs INR 700 a day, a tent 300 rupees.",
        "Write to us 3 days before you come to Owl Ridge.",
        "On Owl Ridge a horse costs INR 4,000 a day, and the visa costs USD 30.",
        "Children under 14 pay 15% less, and that is the only discount of its kind.",
        "Batteries of Owl Ridge guides last 20 hours at 4,000 m.",
        "The deposit is 20% of the price, and the tax in it is 5%.",
        "Cancel 40 days before the start and get back 90%.",
        "See [us](https://example.org/a.md), [the trek](../treks/owl-ridge.md#season) and [below](#end).",
    ],
)
def test_prose_that_agrees_or_speaks_of_something_else_is_left_alone(operator: Path, said: str) -> None:
    note(operator, said)

    assert [one for one in found(operator) if one.source == "documents/guides/notes.md"] == []


@pytest.mark.parametrize(
    ("said", "is_told"),
    [
        ("The pools beside the river cost about 2 dollars.", False),
        ("La comunidad cobra unos 3 dólares por persona.", False),
        ("The trip costs USD 100 per person.", True),
        ("Price: USD 12", True),
        ("Owl Ridge costs USD 12 per person.", True),
    ],
)
def test_a_small_price_on_a_trek_page_is_the_treks_only_where_the_trek_is_named(
    operator: Path, said: str, is_told: bool
) -> None:
    page = operator / "documents/treks/owl-ridge.md"
    page.write_text(f"{page.read_text(encoding='utf-8')}\n## Good to know\n{said}\n", encoding="utf-8")

    assert ["for the trek" in one.message for one in found(operator)] == [True] * is_told


@pytest.mark.parametrize(
    "said",
    [
        "No luggage transport on Owl Ridge, except in Farm: USD 60 per person.",
        "A locker for Owl Ridge costs USD 12.",
        "Pas de transport de bagages sur Owl Ridge, sauf à Farm : 60 $ par personne.",
        "La chambre individuelle à la fin d'Owl Ridge coûte 45 $.",
        "En Owl Ridge, el traslado del equipaje cuesta 60 $ por persona.",
        "Una ducha caliente en Owl Ridge cuesta 3 $.",
        "Owl Ridge में सामान पहुँचाने का खर्च 60 $ प्रति व्यक्ति।",
        "Owl Ridge mein garam shower ka kharcha $3 hai.",
    ],
)
def test_a_sum_for_something_else_than_the_trek_is_no_contradiction(operator: Path, said: str) -> None:
    note(operator, said)

    assert found(operator) == []


@pytest.mark.parametrize(
    "said",
    [
        "Owl Ridge costs USD 12 per person.",
        "Owl Ridge costs USD 150 per person, transport and permits included.",
        "The price of the Owl Ridge trek is USD 12.",
        "Owl Ridge coûte 12 $ par personne.",
        "Le prix d'Owl Ridge est de 150 $, transport compris.",
        "El precio de Owl Ridge es 12 $.",
        "Owl Ridge cuesta 150 $ por persona, seguro incluido.",
        "Owl Ridge की कीमत 12 $ है।",
        "Owl Ridge ka kharcha $150 hai, permit shamil.",
        "The whole Owl Ridge week with our guides costs USD 90.",
    ],
)
def test_another_price_of_the_trek_is_a_contradiction_in_each_language(operator: Path, said: str) -> None:
    note(operator, said)

    assert [(one.level, one.also) for one in found(operator)] == [("error", "catalogue/prices.csv, owl-ridge, USD")]


@pytest.mark.parametrize(
    ("english", "other", "clashes"),
    [
        ("A dog pays INR 500.", "Un perro paga 600 INR.", True),
        ("Ask us ten days before.", "Escríbanos quince días antes.", True),
        ("It is 20% of the price.", "Es el 25 % del precio.", True),
        ("A dog pays INR 500, within 2 days.", "Un perro paga 500 rupias.", False),
        ("Ask us two weeks before.", "Escríbanos 14 días antes.", False),
        ("The hut is at 3,100 m.", "El refugio está a 3.100 metros.", False),
    ],
)
def test_a_translation_gives_the_same_figures(operator: Path, english: str, other: str, clashes: bool) -> None:
    change(operator / "documents/faq/faq.en.yaml", "Dogs stay at home; the shepherds keep strong ones.", f'"{english}"')
    change(operator / "documents/faq/faq.es.yaml", "No.", other)

    told = [(one.source, one.where, one.also) for one in found(operator)]

    both = ("documents/faq/faq.es.yaml", "line 1, dogs", "documents/faq/faq.en.yaml, line 2, dogs")
    assert told == ([both] if clashes else [])


def test_answers_that_lack_a_language_are_listed_once_per_file(operator: Path) -> None:
    notes = [one for one in everything(operator) if one.level == "note" and "faq" in one.source]

    assert [(one.source, one.message) for one in notes] == [
        ("documents/faq/faq.es.yaml", "1 of 2 answers stand in other languages only: rain")
    ]


def test_departures_and_prices_of_the_past_are_counted(operator: Path) -> None:
    change(operator / "catalogue/departures.csv", "2027-05-07,2027-05-09", "2026-05-07,2026-05-09")

    notes = [one.message for one in everything(operator) if one.source.startswith("catalogue")]

    assert "1 of 2 departures have started already, the last is o1" in notes
    assert "2 of 4 price rows can no longer be booked; they are quoted to nobody" in notes


def test_a_document_under_two_names_is_named_once(operator: Path) -> None:
    text = (operator / "documents/policies/refunds.md").read_text(encoding="utf-8")
    (operator / "documents/policies/again.md").write_text(text, encoding="utf-8")

    told = found(operator)

    assert [one.also for one in told] == ["documents/policies/refunds.md, refunds"]
    assert "says the same as another document" in told[0].message


DEPOSIT = "You hold a place with a deposit by card or transfer, and pay the rest before you leave home."


@pytest.mark.parametrize(
    ("other", "is_told"),
    [
        (("documents/policies/booking.md", f"# Booking\n\n{DEPOSIT}\n"), False),
        (
            (
                "documents/faq/more.en.yaml",
                f'- {{id: pay, topic: rules, question: "Pay?", answer: "{DEPOSIT}"}}\n',
            ),
            True,
        ),
    ],
)
def test_an_answer_of_the_faq_may_repeat_a_page_but_no_other_answer(
    operator: Path, other: tuple[str, str], is_told: bool
) -> None:
    change(operator / "documents/faq/faq.en.yaml", "Dogs stay at home; the shepherds keep strong ones.", f'"{DEPOSIT}"')
    (operator / other[0]).write_text(other[1], encoding="utf-8")

    told = [one.message for one in found(operator)]
    assert ["says the same as another document" in message for message in told] == [True] * is_told


def test_a_page_about_a_trek_we_do_not_sell_is_named(operator: Path) -> None:
    (operator / "documents/treks/moon-hill.md").write_text("# Moon Hill\n\nA walk of long ago, by an old canal.\n")

    assert [(one.source, one.also) for one in found(operator)] == [
        ("documents/treks/moon-hill.md", "catalogue/treks.yaml")
    ]


def test_a_trek_whose_page_is_missing_is_named(operator: Path) -> None:
    (operator / "documents/treks/owl-ridge.md").unlink()

    assert ["its page is missing" in one.message for one in found(operator)] == [True]
