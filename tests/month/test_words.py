"""The words of the sample month are many, whole, and nobody's test set."""

import json
from datetime import date
from pathlib import Path
from random import Random

import pytest

from agent.knowledge.catalogue import Catalogue
from agent.knowledge.catalogue_files import load_catalogue
from agent.month.habits import Habits, pieces, typed
from agent.month.lives import item_of, lives, said_in
from agent.month.people import people_of
from agent.month.plan import Month, plan_of
from agent.month.season import price_of, wish_of
from agent.month.words import Words, read_words, words_in
from agent.settings import ROOT

LANGUAGES = ("en", "hi", "hi-Latn", "es", "fr")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(ROOT / "data")


def _plan_texts(catalogue: Catalogue, seed: int, turns: int) -> list[str]:
    month = Month(until=date(2026, 11, 25), seed=seed, turns=turns)
    people = people_of(ROOT / "data" / "customers", catalogue, Random(f"{seed} people"))
    return [said.text for said in plan_of(month, catalogue, people).said if said.text]


def test_every_language_can_say_everything() -> None:
    sections = {language: set(words_in(language).sections) for language in LANGUAGES}
    assert all(found == sections["en"] for found in sections.values())
    assert all(words_in(language).sections[name] for language in LANGUAGES for name in sections["en"])


def test_a_choice_may_hold_choices_and_a_section_another() -> None:
    words = Words({"hello": ("[hi|hello[ there|]]",), "ask": ("<hello>, {trek}?",)})
    said = {words.say("ask", Random(seed), {"trek": "Goechala"}) for seed in range(60)}
    assert said == {"hi, Goechala?", "hello there, Goechala?", "hello, Goechala?"}


def test_three_thousand_messages_are_not_forty_sentences(catalogue: Catalogue) -> None:
    texts = _plan_texts(catalogue, 7, 3000)
    assert len(texts) > 2800
    assert len(set(texts)) > 0.75 * len(texts)
    assert not any(sign in text for text in texts for sign in "[]|{}<")


@pytest.mark.parametrize("name", ["messages", "questions", "unanswered", "opt_out", "emergency", "routes"])
def test_no_message_of_the_month_stands_in_a_test_set(name: str, catalogue: Catalogue) -> None:
    lines = (ROOT / "eval" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    judged = {str(json.loads(line).get("text", "")).casefold() for line in lines}
    long_ones = {text.casefold() for text in _plan_texts(catalogue, 7, 3000) if len(text.split()) > 4}
    assert len(long_ones) > 1500
    assert not long_ones & judged


def test_what_is_shouted_or_a_link_is_typed_as_it_stands() -> None:
    careless = Habits(lower=1, no_marks=1, short=1, slips=1, pieces=0, emoji=0, no_accents=1)
    assert typed("STOP", "en", careless, Random(1)) == "STOP"
    assert typed("Click http://win.example/1!", "en", careless, Random(1)) == "Click http://win.example/1!"
    assert typed("¿Cuánto cuesta?", "es", careless, Random(1)) == typed("¿Cuánto cuesta?", "es", careless, Random(1))


def test_a_thought_in_two_messages_loses_no_word() -> None:
    bursty = Habits(lower=0, no_marks=0, short=0, slips=0, pieces=1, emoji=0, no_accents=0)
    text = "We are six, what is the price of Hampta Pass?"
    assert pieces(text, bursty, Random(1)) == ("We are six,", "what is the price of Hampta Pass?")
    assert pieces("thanks", bursty, Random(1)) == ("thanks",)


def test_an_item_names_its_sections_its_chance_and_english() -> None:
    assert item_of("~and_price/price 30%") == (("and_price", "price"), 0.3, True)
    assert item_of("book") == (("book",), 1.0, False)


def test_gaps_are_asked_about_more_and_less() -> None:
    life = next(life for life in lives() if life.name == "asks_what_we_do_not_say")
    asked = [section for seed in range(400) for section, _ in said_in(life.visits[0], Random(seed))]
    gaps = [section for section in asked if section.startswith("gap_")]
    counts = sorted((gaps.count(name) for name in set(gaps)), reverse=True)
    assert len(counts) > 6
    assert counts[0] > 2 * counts[-1]


def test_people_ask_for_treks_that_run_when_they_want_to_go(catalogue: Catalogue) -> None:
    wishes = [wish_of(catalogue, date(2026, 11, 25), 2, Random(seed)) for seed in range(200)]
    with_departure = [wish for wish in wishes if wish.departure]
    assert len(with_departure) > 150
    assert all(
        wish.departure.trek == wish.trek.id and wish.departure.seats_left >= 2
        for wish in with_departure
        if wish.departure
    )
    assert len({wish.trek.id for wish in wishes}) > 10


def test_a_group_pays_less_the_share_of_its_offer(catalogue: Catalogue) -> None:
    wish = next(
        wish
        for wish in (wish_of(catalogue, date(2026, 11, 25), 8, Random(seed)) for seed in range(99))
        if wish.departure
    )
    row = next(
        row
        for row in catalogue.prices_of(wish.trek.id, currency="INR", booked_on=date(2026, 11, 25))
        if row.starts_from <= wish.day <= row.starts_to
    )
    offer = catalogue.best_offer(wish.trek.id, people=8, booked_on=date(2026, 11, 25))
    assert offer is not None
    assert price_of(wish, catalogue, "INR", date(2026, 11, 25)) == round(row.amount * 8 * (100 - offer.percent) / 100)


def test_no_catalogue_no_wish() -> None:
    with pytest.raises(ValueError, match="no treks"):
        wish_of(Catalogue(), date(2026, 11, 25), 2, Random(1))


def test_a_line_with_an_open_bracket_is_named(tmp_path: Path) -> None:
    path = tmp_path / "xx.txt"
    path.write_text("= hello\nhi [there|\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"xx\.txt: line 2"):
        read_words(path)
