"""Each language in which customers may write is held against the texts that have it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from agent.knowledge.catalogue import Catalogue, Price
from agent.knowledge.catalogue_files import load_catalogue
from agent.knowledge.lint_languages import lint_languages
from agent.knowledge.lint_operator import lint_operator
from agent.knowledge.statements import Entry, Reading
from agent.settings import ROOT


def said(operator: Mapping[str, Any], readings: Mapping[str, Reading] | None = None, treks: bool = False) -> list[str]:
    sample = load_catalogue(ROOT / "data")
    catalogue = Catalogue(operator=operator, treks=sample.treks if treks else {})
    return [finding.message for finding in lint_languages(catalogue, readings or {})]


def test_a_language_that_every_text_has_is_not_named() -> None:
    assert said({"languages": ["en", "es"], "visa": {"en": "None.", "es": "Ninguna."}}) == []


def test_texts_that_lack_it_are_counted_and_the_first_named() -> None:
    operator = {
        "languages": ["en", "fr"],
        "visa": {"en": "No."},
        "meals": {"en": "Rice"},
        "stay": {"en": "A", "fr": "A"},
    }
    assert said(operator) == [
        "fr is among the languages, and is lacking: 2 of 3 texts of operator.yaml (visa, meals): "
        "they are told in English, and said to be"
    ]


def test_hindi_in_either_script_is_asked_for_where_neither_has_it() -> None:
    found = said({"languages": ["hi"], "visa": {"en": "No."}})
    assert [message.split(" ")[0] for message in found] == ["hi", "hi-Latn"]


def test_latin_letters_are_made_from_devanagari_and_are_not_lacking_then() -> None:
    assert said({"languages": ["hi"], "visa": {"en": "No.", "hi": "नहीं।"}}) == []


def faq(**entries: tuple[str, ...]) -> Mapping[str, Reading]:
    """Ids of answers by language."""
    return {
        f"documents/faq/faq.{language}.yaml": Reading(
            language=language, entries=tuple(Entry(id=name, place="line 1", values=()) for name in names)
        )
        for language, names in entries.items()
    }


def test_answers_are_counted_by_their_ids() -> None:
    found = said({"languages": ["en", "hi"]}, faq(en=("dogs", "rain"), hi=("dogs",)))
    assert len(found) == 2  # in either script
    assert all("1 of 2 answers of the FAQ (rain): they are told in English, and said to be" in one for one in found)


def test_what_stands_in_one_other_language_only_is_told_to_nobody_else() -> None:
    english, spanish = said({"languages": ["en", "fr", "es"]}, faq(fr=("dogs", "rain"), en=("rain",)))
    nobody = "and are not told; a colleague answers what facts leave open"
    assert english.endswith(f"1 of 2 answers of the FAQ (dogs): they stand in other languages only, {nobody}")
    assert "1 of 2 answers of the FAQ (rain): they are told in English, and said to be" in spanish
    assert spanish.endswith(f"1 of 2 answers of the FAQ (dogs): they stand in other languages only, {nobody}")


def test_what_stands_in_the_first_language_is_told_in_it() -> None:
    english, spanish = said({"languages": ["fr", "en", "es"]}, faq(fr=("dogs", "rain"), en=("rain",)))
    assert english.endswith("1 of 2 answers of the FAQ (dogs): they are told in French, and said to be")
    assert "(rain): they are told in English" in spanish
    assert "(dogs): they are told in French" in spanish


def test_a_rule_without_english_is_not_told_in_english() -> None:
    (found,) = said({"languages": ["en", "fr"], "visa": {"fr": "Aucun."}})
    assert "en is among" in found
    assert "1 of 1 texts of operator.yaml (visa): they stand in other languages only" in found


@pytest.mark.parametrize(("names", "is_told"), [({}, True), ({"hi": "रूपिन पास"}, False)])
def test_a_trek_without_a_name_in_devanagari_is_named(names: dict[str, str], is_told: bool) -> None:
    trek = replace(load_catalogue(ROOT / "data").treks["rupin-pass"], names=names, aliases=())
    catalogue = Catalogue(operator={"languages": ["hi"]}, treks={trek.id: trek})
    told = " ".join(finding.message for finding in lint_languages(catalogue, {}))
    assert ("a name in Devanagari for 1 of 1 treks (rupin-pass)" in told) is is_told


def test_a_language_the_agent_does_not_write_is_told() -> None:
    assert "who writes de is answered in one of these, or by a colleague" in said({"languages": ["de"]})[0]


@pytest.mark.parametrize(("priced", "named"), [(0, "abcd"), (1, ""), (2, ""), (3, "d"), (4, "")])
@pytest.mark.parametrize("is_first", [False, True])
def test_a_further_currency_of_half_the_treks_or_fewer_is_taken_as_meant(
    priced: int, named: str, is_first: bool
) -> None:
    sample, day = load_catalogue(ROOT / "data").treks["rupin-pass"], date(2027, 1, 1)
    rows = [(trek, "EUR") for trek in "abcd"] + [(trek, "CHF") for trek in "abcd"[:priced]]
    catalogue = Catalogue(
        operator={"currencies": ["CHF", "EUR"] if is_first else ["EUR", "CHF"]},
        treks={trek: replace(sample, id=trek) for trek in "abcd"},
        prices=tuple(
            Price(trek=t, season="a", currency=c, amount=Decimal(1), starts_from=day, starts_to=day, booked_until=day)
            for t, c in rows
        ),
    )
    lacking = "abcd"[priced:] if is_first else named
    told = f"no CHF price for {', '.join(lacking)}; who asks in CHF is told another currency's"
    assert [one.message for one in lint_operator(catalogue)] == ([told] if lacking else [])


def test_treks_without_a_price_in_a_listed_currency_are_named() -> None:
    trek = load_catalogue(ROOT / "data").treks["rupin-pass"]
    day = date(2027, 1, 1)
    row = Price(
        trek=trek.id, season="a", currency="USD", amount=Decimal(1), starts_from=day, starts_to=day, booked_until=day
    )
    catalogue = Catalogue(operator={"currencies": ["USD", "PEN"]}, treks={trek.id: trek}, prices=(row,))
    assert [one.message.split(";")[0] for one in lint_operator(catalogue)] == ["no PEN price for rupin-pass"]
    euros = replace(catalogue, operator={"currencies": ["EUR"]})
    assert ["USD: has prices" in one.message for one in lint_operator(euros)] == [False, True]


def test_a_first_language_that_the_agent_does_not_write_is_told_to_nobody() -> None:
    found = said({"languages": ["de", "en"]}, faq(de=("dogs",)))
    assert not [one for one in found if "told in German" in one]
