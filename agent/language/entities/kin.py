"""Parties told one by one: `me, wife & our 9 yr old`, `mummy papa behen aur main`, `mis padres y yo`."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import regex

from agent.language.entities.numbers import LANGUAGES, count, number_value
from agent.language.entities.patterns import alternation, phrases, whole
from agent.language.entities.spans import Span
from agent.language.entities.triggers import triggers, vocabulary
from agent.language.letters import AFTER
from agent.language.lexicon import table


class _Guest(NamedTuple):
    """Those whom one word or phrase of such a list names; `kind` is the group of the pattern that found them."""

    start: int
    end: int
    value: int
    kind: str


def find_kin(folded: str, counted: Sequence[Span]) -> Iterator[Span]:
    """Parties of which oneself is one, or that end in a word for both; `counted` are nouns with a number before them.

    Children named by their age are counted, and their words left to the age.
    """
    if not counted and vocabulary(folded).isdisjoint(_words()):
        return
    for chain in _chains(folded, _guests(folded, counted)):
        guests = [guest for guest in chain if guest.kind != "aged"] if _holds_a_number(chain) else chain
        plain = [guest for guest in guests if guest.kind != "aged"]
        size = sum(guest.value for guest in guests)
        if plain and size > 1 and _comes(folded, chain):
            shown = next((guest for guest in plain if _AGES.match(folded, guest.end)), plain[-1])
            yield Span("people", plain[0].start, shown.end, size)


def _comes(folded: str, chain: Sequence[_Guest]) -> bool:
    """Whether those named are the party: oneself is among them, or a word for both or all stands behind them."""
    among = len(chain) > 1 and any(guest.kind in ("self", "couple", "number") for guest in chain)
    return among or bool(_all_of_them().match(folded, chain[-1].end))


def _guests(folded: str, counted: Sequence[Span]) -> list[_Guest]:
    several = (
        _Guest(match.start(), match.end(), int(number_value(match["n"])), "number")
        for match in _several().finditer(folded)
    )
    numbered = [*several, *(_Guest(s.start, s.end, s.value, "number") for s in counted if isinstance(s.value, int))]
    numbered = [n for at, n in enumerate(numbered) if not any(o.start <= n.start < o.end for o in numbered[:at])]
    named = (
        _Guest(*match.span(kind), _SIZES[kind], kind)
        for match in _guest().finditer(folded)
        if (kind := str(match.lastgroup))
    )
    apart = [guest for guest in named if not any(n.start < guest.end and guest.start < n.end for n in numbered)]
    return sorted([*numbered, *apart])


_SIZES = {"self": 1, "aged": 1, "two": 2, "one": 1, "couple": 2}


def _chains(folded: str, guests: Sequence[_Guest]) -> Iterator[list[_Guest]]:
    """Guests between whom nothing stands but words for "and"."""
    chain: list[_Guest] = []
    for guest in guests:
        if chain and not _adds(folded, chain[-1], guest):
            yield chain
            chain = []
        chain.append(guest)
    if chain:
        yield chain


def _adds(folded: str, before: _Guest, guest: _Guest) -> bool:
    """Whether both come. A comma alone may restate the number or begin a sentence: `me and my wife, 2 people`."""
    ages = _AGES.match(folded, before.end)
    between = folded[ages.end() if ages else before.end : guest.start]
    if guest.kind == "couple":
        return False
    if not between.strip():
        kin = {before.kind, guest.kind} <= {"one", "two"}
        return kin or (guest.kind == "one" and bool(_oneself().fullmatch(folded, before.start, guest.end)))
    if between.strip() == ",":
        return guest.kind in ("one", "two", "aged") or (
            guest.kind == "number" and bool(_of_ones_own().search(folded, guest.start, guest.end))
        )
    return bool(_joint().fullmatch(between))


_AGES = regex.compile(r"[ ]?\([\d ,&+yeot]{1,16}\)")
"""Ages behind those who come: `my two sons (12, 15)`."""


def _holds_a_number(chain: Sequence[_Guest]) -> bool:
    """Then a child told by its age is added where the party is read: "2 adults and a 13 year old"."""
    return any(guest.kind == "number" for guest in chain)


def _listed(*keys: str) -> str:
    return alternation(phrase for key in keys for phrase in phrases(table("units")[key]))


@cache
def _guest() -> regex.Pattern[str]:
    mine = rf"(?:{_listed('pair_my', 'ours', 'kin_theirs')}[ ])"
    one, bare = _listed("pair_other"), _listed("kin_bare")
    aged = rf"\d{{1,2}}[ -]?{_listed('kin_years')}(?:[ ](?:{one}|{bare}))?"
    of_an_age = rf"(?:{mine}(?:{one}|{bare})|{bare})[ ](?:(?:de|of|aged)[ ])?\d{{1,2}}(?![\d:/.-])"
    return whole(
        rf"(?P<aged>{mine}?{aged}|{of_an_age})|(?P<couple>{_listed('kin_couple')})"
        rf"|(?P<two>{mine}?{_listed('kin_two')})|(?P<one>{mine}(?:{one}|{bare})|{bare})"
        rf"|(?P<self>{_listed('kin_self')})"
    )


@cache
def _oneself() -> regex.Pattern[str]:
    """`main mera bhai`: the word for oneself means nothing else there."""
    return regex.compile(rf"(?:main|मैं|yo|moi)[ ]{_listed('pair_my')}[ ].*")


@cache
def _several() -> regex.Pattern[str]:
    mine = rf"(?:{_listed('pair_my', 'ours', 'kin_theirs')}[ ])?"
    return whole(rf"{mine}(?P<n>{count(LANGUAGES)})[ ]{_listed('kin_many')}")


@cache
def _joint() -> regex.Pattern[str]:
    return regex.compile(rf"[ ]*,?[ ]*{_listed('pair_and', 'adding')}[ ]*")


@cache
def _all_of_them() -> regex.Pattern[str]:
    return regex.compile(rf"[ ]{_listed('kin_all')}{AFTER}")


@cache
def _of_ones_own() -> regex.Pattern[str]:
    return whole(_listed("kin_many"))


@cache
def _words() -> frozenset[str]:
    keys = ("kin_two", "kin_bare", "pair_other", "kin_couple")
    return triggers(phrase for key in keys for phrase in phrases(table("units")[key]))
