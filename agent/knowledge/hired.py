"""Gear that the operator hires out: the things a text names, and what they come to."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import regex

from agent.language.entities.numbers import LANGUAGES, count, number_value
from agent.language.kept_pattern import compiled
from agent.language.plain import pattern_of, plain, spelt_out
from agent.yaml_file import read_yaml

_FILE = Path(__file__).with_name("hired_things.yaml")
_OTHERS = "others"
_PAIR, _BETWEEN = "pair", "between"
_NO_THINGS = frozenset({_OTHERS, _PAIR, _BETWEEN})
_BY_THE_PAIR = frozenset({"shoes", "poles"})


def things_for_hire() -> tuple[str, ...]:
    """Keys of all things that may have a price under `hire_prices`."""
    return tuple(thing for thing in _patterns() if thing not in _NO_THINGS)


def hired_in(text: str, operator: Mapping[str, Any]) -> tuple[str, ...]:
    """Keys of the things a text names that the operator has a price for, in the order of its list.

    Not what the customer says to have: "the rucksack I have, shoes and poles I take from you".
    """
    wanted = " ".join(clause for clause in map(_words, _CLAUSE.split(text)) if not _is_had(clause))
    words = _patterns()[_OTHERS].sub(" ", wanted)
    priced = operator.get("hire_prices") or {}
    return tuple(thing for thing in priced if thing in _patterns() and _patterns()[thing].search(words))


def counted_in(text: str, operator: Mapping[str, Any], people: int) -> Mapping[str, int]:
    """How many of each thing a text counts: "three jackets, one pair of poles", "jackets 3"; of others one for each.

    Nothing where it counts more than one of none: "a jacket and a bag" are for everybody. Two poles are a pair.
    """
    things = hired_in(text, operator)
    told = {thing: max(_counts(text, thing), default=(0, False)) for thing in things}
    if max((many for many, _ in told.values()), default=0) <= 1:
        return {}
    return {thing: _of_pairs(thing, *told[thing], people) if told[thing][0] else people for thing in things}


def _counts(text: str, thing: str) -> Iterator[tuple[int, bool]]:
    """Each figure that counts the thing, and whether it counts pairs."""
    for clause in map(_words, _COUNTED_ALONE.split(text)):
        words = " ".join(_NO_COUNT.sub(" ", _patterns()[_OTHERS].sub(" ", clause)).split())
        for named in _patterns()[thing].finditer(words):
            found = _before().search(words[: named.start()]) or _behind().match(words[named.end() :])
            if found:
                yield int(number_value(found["n"])), bool(_patterns()[_PAIR].search(found.group()))


def _of_pairs(thing: str, many: int, in_pairs: bool, people: int) -> int:
    return people if thing in _BY_THE_PAIR and not in_pairs and many == 2 * people else many


def names_unpriced(text: str) -> bool:
    """Whether it names gear that is asked for beside the things for hire: a sleeping bag, a day bag."""
    return bool(_patterns()[_OTHERS].search(_words(text)))


def _words(text: str) -> str:
    return spelt_out(plain(text))


def _is_had(clause: str) -> bool:
    return bool(_HAS.search(clause)) and not _LACKS.search(clause)


@cache
def _before() -> "regex.Pattern[str]":
    """A small figure, and behind it only words such as "pair of" and "warm"."""
    between = _patterns()[_BETWEEN].pattern
    return compiled(rf"(?<!\S)(?P<n>{count(LANGUAGES)})(?: {between})*\s*$")


@cache
def _behind() -> "regex.Pattern[str]":
    ends = _patterns()[_BETWEEN].pattern
    return compiled(rf"\s*(?:x )?(?P<n>\d{{1,2}})(?: {ends})*\s*$")


_NO_COUNT = regex.compile(
    r"(?<!\S)(?:\d+ ?(?:l|lt|ltr|lit(?:er|re|ro)s?|लीटर)|(?:much|what|where|when|why|how|which) do)(?!\S)"
)
"""Litres that a bag holds, and an English "do", which is a two in Hindi."""
_COUNTED_ALONE = regex.compile(
    r"[.;,:!?\n।()]|\s(?:and|plus|y|et|aur|or|और|तथा|with|con|avec)\s|[+&]", regex.IGNORECASE
)
"""What stands between two things that are counted."""
_CLAUSE = regex.compile(r"[.;,!?\n।]|\s(?:but|pero|mais|lekin|magar|लेकिन|मगर)\s", regex.IGNORECASE)
_HAS = regex.compile(
    r"(?<!\S)(?:(?:i|we) (?:already |both )?(?:have|own|got)(?! (?:to|been|seen|read|a question))"
    r"|(?:i|we)'ve(?: already)? got|(?:my|our) own|tengo(?! que)|tenemos(?! que)|j'ai(?! besoin)|on a deja"
    r"|nous avons(?! besoin)|(?:mere|hamare) pa+s|(?:मेरे|हमारे) पास)(?!\S)"
)
_LACKS = regex.compile(
    r"(?<!\S)(?:no|not|neither|nor|none|nothing|don't|dont|without|only|nahi|nahin|nhi|nai|नहीं|नही|ni|sin|tampoco|pas|sans|rien|aucune?)(?!\S)"
)


def hire_of(things: Iterable[str], operator: Mapping[str, Any]) -> Decimal:
    """What the things cost one person, per trek."""
    prices = operator.get("hire_prices") or {}
    return sum((Decimal(str(prices[thing])) for thing in things), Decimal(0))


@cache
def _patterns() -> Mapping[str, regex.Pattern[str]]:
    lists: dict[str, list[str]] = read_yaml(_FILE)
    return {thing: pattern_of(words) for thing, words in lists.items()}
