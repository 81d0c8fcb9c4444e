"""The labelled messages: whole, balanced, spans exact and values in the product's own form."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from itertools import combinations, pairwise, product
from typing import Any, get_args

import pytest
import yaml
from rapidfuzz import fuzz

from agent.settings import ROOT
from agent.turn import Intent, Sentiment

LANGUAGES = ("en", "hi", "es", "fr", "hi-Latn")
DEVANAGARI = re.compile(r"[\u0900-\u097f]")
DAY = r"\d{4}-\d\d-\d\d"
LEAST_OF_A_TYPE = {
    "trek": 200,
    "date": 120,
    "people": 90,
    "price": 60,
    "duration": 30,
    "phone": 25,
    "age": 25,
    "email": 20,
}
MONTHS = (11, 12, 1, 2, 3, 4, 5, 6)
NEARLY_THE_SAME = 90

Row = dict[str, Any]
Found = dict[str, Any]


@pytest.fixture(scope="module")
def messages() -> list[Row]:
    text = (ROOT / "eval/messages.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture(scope="module")
def treks() -> set[str]:
    catalogue = yaml.safe_load((ROOT / "data/catalogue/treks.yaml").read_text(encoding="utf-8"))
    return {trek["id"] for trek in catalogue}


def entities(messages: Sequence[Row], kind: str = "") -> Iterator[Found]:
    """Every labelled entity, or those of one type."""
    return (found for row in messages for found in row["entities"] if kind in ("", found["type"]))


def days_of(ends: Sequence[str]) -> list[date]:
    """The ends that are days of the calendar."""
    found = []
    for end in ends:
        with suppress(ValueError):
            found.append(date.fromisoformat(end if re.fullmatch(DAY, end) else ""))
    return found


def is_a_date(value: str) -> bool:
    """A month, a day, or an interval in order whose one end may be open."""
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", value):
        return True
    ends = value.split("/")
    days = days_of(ends)
    closed = len(days) == len(ends) <= 2
    half_open = len(ends) == 2 and len(days) == 1 and ".." in ends
    return (closed or half_open) and days == sorted(days)


FORM: dict[str, Callable[[Any], object]] = {
    "date": is_a_date,
    "price": lambda value: re.fullmatch(r"(INR|USD|EUR|GBP|NPR) \d+(\.\d+)?", value),
    "people": lambda value: isinstance(value, int) and 1 <= value <= 30,
    "phone": lambda value: re.fullmatch(r"\+[1-9]\d{7,14}", value),
    "email": lambda value: re.fullmatch(r"[\w.]+@[\w-]+(\.[\w-]+)+", value),
    "age": lambda value: isinstance(value, int) and 1 <= value <= 100,
    "duration": lambda value: isinstance(value, int) and 1 <= value <= 365,
}


def test_there_are_160_messages_in_each_language_numbered_without_a_gap(messages: Sequence[Row]) -> None:
    assert Counter(row["lang"] for row in messages) == dict.fromkeys(LANGUAGES, 160)
    assert [row["id"] for row in messages] == [f"m{number:04d}" for number in range(1, 801)]


def test_every_language_has_enough_of_every_intent(messages: Sequence[Row]) -> None:
    held = Counter((row["lang"], row["intent"]) for row in messages)

    assert {intent for _, intent in held} == set(get_args(Intent))
    for language in LANGUAGES:
        assert all(held[language, intent] >= 14 for intent in get_args(Intent)), language
        assert held[language, "out_of_scope"] >= 16, language


def test_every_language_has_enough_of_every_feeling(messages: Sequence[Row]) -> None:
    held = Counter((row["lang"], row["sentiment"]) for row in messages)

    assert {feeling for _, feeling in held} == set(get_args(Sentiment))
    for language in LANGUAGES:
        assert held[language, "positive"] >= 22, language
        assert held[language, "negative"] >= 26, language


def test_a_quarter_or_more_of_each_language_follows_up_on_one_to_four_lines(messages: Sequence[Row]) -> None:
    after = [row for row in messages if "history" in row]
    lines = [line for row in after for line in row["history"]]

    assert min(Counter(row["lang"] for row in after)[language] for language in LANGUAGES) >= 40
    assert all(1 <= len(row["history"]) <= 4 for row in after)
    assert all(set(line) == {"speaker", "text"} and line["speaker"] in ("U", "S") for line in lines)
    assert not [line for line in lines if not line["text"].strip() or re.search(r"[{}]", line["text"])]


def test_only_hindi_is_written_in_devanagari(messages: Sequence[Row]) -> None:
    assert {row["lang"] for row in messages if DEVANAGARI.search(row["text"])} == {"hi"}


def test_every_entity_stands_where_its_row_says_and_overlaps_no_other(messages: Sequence[Row]) -> None:
    for row in messages:
        found = row["entities"]
        assert all(row["text"][one["start"] : one["end"]] == one["text"] for one in found), row["id"]
        assert all(one["text"] == one["text"].strip() != "" for one in found), row["id"]
        spans = sorted((one["start"], one["end"]) for one in found)
        assert all(end <= start for (_, end), (start, _) in pairwise(spans)), row["id"]


def test_there_is_enough_of_every_type_of_entity(messages: Sequence[Row]) -> None:
    held = Counter(found["type"] for found in entities(messages))

    assert set(held) == set(LEAST_OF_A_TYPE)
    assert {kind: held[kind] for kind, least in LEAST_OF_A_TYPE.items() if held[kind] < least} == {}


@pytest.mark.parametrize("kind", sorted(FORM))
def test_values_have_the_form_of_their_type(messages: Sequence[Row], kind: str) -> None:
    assert [found for found in entities(messages, kind) if not FORM[kind](found["value"])] == []


@pytest.mark.parametrize("value", ["2027-13", "2027-02-30", "2027-06-15/2027-06-12", "../..", "12 June", "2027"])
def test_the_form_of_a_date_is_strict(value: str) -> None:
    assert not is_a_date(value)


def test_treks_are_ids_of_the_catalogue_and_every_trek_is_named(messages: Sequence[Row], treks: set[str]) -> None:
    assert {found["value"] for found in entities(messages, "trek")} == treks


def test_times_have_a_zone_and_every_weekday_occurs_in_every_month(messages: Sequence[Row]) -> None:
    sent = [datetime.fromisoformat(row["sent_at"]) for row in messages]

    assert {time.utcoffset() for time in sent} == {timedelta(hours=5, minutes=30)}
    assert {(time.month, time.weekday()) for time in sent} == set(product(MONTHS, range(7)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_messages_of_a_language_are_nearly_the_same(messages: Sequence[Row], language: str) -> None:
    texts = [row["text"].lower() for row in messages if row["lang"] == language]
    twins = [pair for pair in combinations(texts, 2) if fuzz.ratio(*pair) > NEARLY_THE_SAME]

    assert twins == []
