"""Who would come, as a message says it: how many, and of what age."""

from datetime import date
from functools import cache

import regex

from agent.compose.follow_up.earlier import (
    Earlier,
    ages_in,
    ages_of_line,
    parties_in,
    parties_instead,
    said_just_before,
)
from agent.compose.phrases import Phrases
from agent.compose.reading.asking import asks
from agent.compose.reading.birthday import on_the_day
from agent.compose.reading.children import children_beside, teachers_beside
from agent.compose.reading.degrees import without_degrees
from agent.compose.topics.named import Topic
from agent.language.entities.numbers import LANGUAGES, count, number_value, number_word
from agent.language.kept_pattern import compiled
from agent.language.plain import plain, spelt_out
from agent.turn import Turn


def people(turn: Turn) -> int | None:
    """The largest party named; two for oneself and one of one's own."""
    words = spelt_out(plain(turn.message.text))
    if total := _total_of().search(words):
        return int(number_value(total["n"]))
    if most := _most_counted(turn):
        return most + _children_beside(turn) + teachers_beside(turn.message.text, most)
    if so_many := _so_many_of_us().search(words):
        return int(number_value(so_many["n"])) or None
    return _TWO if _PAIR_OF_US.search(words) else None


def people_of(part: Turn, whole: Turn) -> int | None:
    """The party that one question of a message names: all of them, where the rest of the message adds to it."""
    return people(whole) if _most_counted(part) == _most_counted(whole) else people(part)


def _most_counted(turn: Turn) -> int | None:
    counts = [int(value) for value in turn.values("people") if isinstance(value, int | float) and value >= 1]
    return max(counts, default=None)


def _children_beside(turn: Turn) -> int:
    """Those named by their age alone beside a party of grown-ups: "two adults and a 13 year old" are three."""
    return children_beside([entity.text for entity in turn.entities if entity.type == "people"], ages(turn))


_TWO = 2

_KIN = (
    r"mother|father|mom|mum|dad|wife|husband|son|daughter|brother|sister|friend|boyfriend|girlfriend|partner|cousin"
    r"|maa|papa|mummy|biwi|patni|pati|beta|beti|bhai|behen|dost"
    r"|माँ|मां|पापा|मम्मी|पिता|पिताजी|पत्नी|पति|बेटा|बेटे|बेटी|भाई|बहन|दोस्त|सहेली"
)

_PAIR_OF_US = regex.compile(
    rf"(?<!\S)(?:(?:me|i|myself) (?:and|n|plus) my (?:{_KIN})|my (?:{_KIN}) (?:and|n|plus) (?:me|i|myself)"
    rf"|(?:main|mai|mera|mere|meri|मैं|मेरा|मेरे|मेरी) (?:aur|और) (?:(?:mera|mere|meri|मेरा|मेरे|मेरी) )?(?:{_KIN})"
    r"|both of us|(?:hum|ham|हम) (?:dono|donon|दोनों|दोनो)|tous les 2|toutes les 2|l[oa]s 2 de nosotr[oa]s)(?!\S)"
)
"""Oneself and one of one's own, or both of us: two people, though no figure says so."""


@cache
def _so_many_of_us() -> regex.Pattern[str]:
    """A pronoun with a number where nothing is counted after it: "pour nous 2 ?", "la facture pour nous dix"."""
    n = rf"(?P<n>[2-9]|1\d|(?!(?:un|une|uno|una|one|ek|एक)(?!\S)){count(LANGUAGES)})"
    behind = (
        r"log|logon|लोग|लोगों|bhi|भी|para|pour|for|in|en|on|and|et|y|aur|और|ca|c'est|cela|au|il|elle|est|how|cuanto|combien"
        r"|kitna|कितना"
    )
    return compiled(
        rf"(?<!\S)(?:(?:us|nous|nosotr[oa]s|hum|ham|हम) (?:les |los |las )?{n}|(?:the|all) {n} of us)"
        rf"(?=\s*(?:[?!.,;)]|$)|\s+(?:{behind})(?!\S))"
    )


@cache
def _total_of() -> regex.Pattern[str]:
    """`अब सात का टोटल`: those for whom the total is asked."""
    so_many = "|".join(number_word(language) for language in ("hi", "hi-Latn"))
    return compiled(
        rf"(?<!\S)(?P<n>[2-9]|1\d|{so_many}) (?:logon |log |लोगों )?(?:ka|का) (?:total|टोटल|kul|कुल|hisab|हिसाब)(?!\S)"
    )


def counted(turn: Turn, before: Earlier, phrases: Phrases, today: date) -> int | None:
    """A bare figure in answer to our "How many of you would come?", or that corrects or supposes how many do."""
    asked_for = before.asked.rstrip().endswith(phrases.say("next_people"))
    known = asked_for or before.people is not None
    told = parties_in(turn.message.text, today) if known else ()
    return max(told or parties_instead(turn.message.text, before.topics), default=None)


def ages(turn: Turn) -> tuple[int, ...]:
    """Ages the message says in so many words."""
    told = tuple(int(age) for age in turn.values("age") if isinstance(age, int | float))
    return on_the_day(turn, told) if told else ages_in(turn.message.text)


def ages_just_told(turn: Turn) -> tuple[int, ...]:
    """Ages of the line before, in the same breath, where it asked nothing: whom the question is for."""
    line = said_just_before(turn)
    return ages_of_line(line) if line and not asks(line) else ()


def bare_ages(turn: Turn, topics: tuple[Topic, ...]) -> tuple[int, ...]:
    """Figures that nothing else claims, where age is the matter: of children, and of those for whom it counts."""
    parties = (entity for entity in turn.entities if entity.type == "people" and entity.text.isdecimal())
    counted = [party.text for party in parties if _IS.search(turn.message.text[: party.start].casefold())]
    words = " ".join([without_degrees(turn.subject), *counted])  # "and his sister, who is 7": no party of seven
    figures = (int(figure) for figure in regex.findall(rf"(?<!\d)\d{{1,2}}(?!\d|{_MEASURED})", words))
    return tuple(age for age in figures if age in _AGES_THAT_COUNT) if {"age", "relatives"} & set(topics) else ()


_IS = regex.compile(r"(?:(?<!\p{L})(?:is|are|was|turned|tiene|cumple|a|est|hai|है)|['’]s)\s+$")
"""What stands before an age that is only a figure: "and his sister, who is 7"."""

_MEASURED = (
    r"\s*(?:%|(?:kms?|kilomet\w*|k|m|met\w*|miles?|kg|kilos?|l|x|hrs?|hours?|h|horas?|heures?|min\w*|days?|d[ií]as?"
    r"|jours?|din|ghante|weeks?|semanas?|semaines?|haft[ae])\b)"
)
"""What a figure counts that is no age: "we are 67 and 64, we walk 5 km a day"."""

_AGES_THAT_COUNT = frozenset({*range(4, 18), *range(55, 96)})
