"""Gear that the operator hires out: the things a text names, and what they come to."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import regex

from agent.language.plain import pattern_of, plain, spelt_out
from agent.yaml_file import read_yaml

_FILE = Path(__file__).with_name("hired_things.yaml")
_OTHERS = "others"


def things_for_hire() -> tuple[str, ...]:
    """Keys of all things that may have a price under `hire_prices`."""
    return tuple(thing for thing in _patterns() if thing != _OTHERS)


def hired_in(text: str, operator: Mapping[str, Any]) -> tuple[str, ...]:
    """Keys of the things a text names that the operator has a price for, in the order of its list."""
    words = _patterns()[_OTHERS].sub(" ", spelt_out(plain(text)))
    priced = operator.get("hire_prices") or {}
    return tuple(thing for thing in priced if thing in _patterns() and _patterns()[thing].search(words))


def names_unpriced(text: str) -> bool:
    """Whether it names gear that is asked for beside the things for hire: a sleeping bag, a day bag."""
    return bool(_patterns()[_OTHERS].search(spelt_out(plain(text))))


def hire_of(things: Iterable[str], operator: Mapping[str, Any]) -> Decimal:
    """What the things cost one person, per trek."""
    prices = operator.get("hire_prices") or {}
    return sum((Decimal(str(prices[thing])) for thing in things), Decimal(0))


@cache
def _patterns() -> Mapping[str, regex.Pattern[str]]:
    lists: dict[str, list[str]] = read_yaml(_FILE)
    return {thing: pattern_of(words) for thing, words in lists.items()}
