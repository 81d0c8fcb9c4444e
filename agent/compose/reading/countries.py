"""The countries of the operator's treks, as customers name them in any of the five languages."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import regex
from babel import Locale

from agent.compose.reading.questions import content
from agent.knowledge.catalogue import Catalogue
from agent.language.plain import pattern_of, plain
from agent.yaml_file import read_yaml

_FILE = Path(__file__).with_name("countries.yaml")
_LOCALES = ("en", "es", "fr", "hi", "hi_Latn")


def countries_named(words: str, catalogue: Catalogue) -> dict[str, regex.Match[str]]:
    """By ISO code, where a `plain` text names each."""
    codes = dict.fromkeys(trek.country for trek in catalogue.treks.values())
    found = {code: _pattern(code).search(words) for code in codes}
    return {code: match for code, match in found.items() if match}


def names_nothing_else(text: str, catalogue: Catalogue) -> bool:
    """Whether countries we go to are all that it speaks of: "anything in Nepal?"."""
    named = {word for match in countries_named(plain(text), catalogue).values() for word in match.group().split()}
    return bool(named) and named.issuperset(content(text))


@cache
def _pattern(code: str) -> "regex.Pattern[str]":
    names = [Locale.parse(locale).territories.get(code, code) for locale in _LOCALES]
    return pattern_of(list(dict.fromkeys(plain(name) for name in (*names, *_other_names().get(code, ())))))


@cache
def _other_names() -> Mapping[str, list[str]]:
    names: dict[str, list[str]] = read_yaml(_FILE)
    return names
