"""A party named by its number and a word for all at once: "los 3 juntos", "us four together", "teeno ka milakar"."""

from functools import cache

import regex

from agent.language.entities.numbers import LANGUAGES, count, number_value

_ALL_OF_SO_MANY = {
    "teeno": 3,
    "teenon": 3,
    "tino": 3,
    "तीनों": 3,
    "तीनो": 3,
    "charo": 4,
    "charon": 4,
    "chaaro": 4,
    "chaaron": 4,
    "चारों": 4,
    "चारो": 4,
    "paancho": 5,
    "paanchon": 5,
    "पाँचों": 5,
    "पांचों": 5,
}
_AT_ONCE = r"juntos|juntas|ensemble|(?:all |al)?together|milakar|mila ?ke|mila kar|मिलाकर|मिला के|मिला कर"
_OF = r"of us|de nosotr[oa]s|d'entre nous|ka|ke|का|के|log|logon|लोग|लोगों|personas|personnes|people"


def all_of_us(clause: str) -> int:
    """How many there are in all; 0 where no number stands before such a word. `clause`: made `plain`."""
    found = _pattern().search(clause)
    if not found:
        return 0
    said = found["n"]
    return _ALL_OF_SO_MANY.get(said) or int(number_value(said))


@cache
def _pattern() -> "regex.Pattern[str]":
    numbers = rf"{'|'.join(_ALL_OF_SO_MANY)}|{count(LANGUAGES)}"
    return regex.compile(rf"(?<!\S)(?P<n>{numbers})(?: (?:{_OF})){{0,2}} (?:{_AT_ONCE})(?!\S)")
