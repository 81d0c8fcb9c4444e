"""Other parts of the world and other trades: who asks for them is told what we do, unless a trek of ours lies there."""

from functools import cache
from pathlib import Path

import regex

from agent.compose.reading.asked import Asked
from agent.compose.topics.named import MANNERS
from agent.knowledge.catalogue import Catalogue
from agent.language.plain import pattern_of, plain
from agent.yaml_file import read_yaml

_FILE = Path(__file__).with_name("elsewhere.yaml")
_OF_ANY_TREK = frozenset(
    {"price", "dates", "booking", "discount", "payment", "group_size", "season", "difficulty", "duration"}
)


def asks_for_elsewhere(asked: Asked) -> bool:
    """Whether such a place is all that is asked for; beside a trek of ours it only tells what somebody has walked."""
    plainly = asked.questioning and not asked.treks and not asked.about("suggest")
    if not plainly or not set(asked.topics) - MANNERS <= _OF_ANY_TREK:
        return False
    named = _places_in(plain(asked.text))
    return bool(named - _places_in(_where_we_go(asked.catalogue)))


def _where_we_go(catalogue: Catalogue) -> str:
    treks = catalogue.treks.values()
    told = (name for trek in treks for name in (trek.name, trek.region, *trek.names.values(), *trek.aliases))
    return plain(" ".join(told))


def is_of_indias_visa(asked: Asked) -> bool:
    """Whether it asks for the visa of India and of no trek: what we know is Nepal's, and its price is not ours."""
    return asked.about("india_visa") and not (asked.about("nepal") or asked.named)


def asks_for_another_trade(asked: Asked) -> bool:
    """Whether another trade is asked for, by words that ours has none of: tax returns, marks, loans.

    Behind any talk, but not of who names a trek.
    """
    return not asked.turn.values("trek") and not asked.bookings and bool(_trades().search(plain(asked.text)))


def _places_in(words: str) -> set[int]:
    """By their number in the list: "camino inca" is "inca trail"."""
    return {number for number, pattern in enumerate(_places()) if pattern.search(words)}


@cache
def _places() -> tuple["regex.Pattern[str]", ...]:
    return tuple(pattern_of(names) for names in read_yaml(_FILE)["places"])


@cache
def _trades() -> "regex.Pattern[str]":
    return pattern_of(read_yaml(_FILE)["trades"])
