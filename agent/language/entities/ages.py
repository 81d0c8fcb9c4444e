"""Ages in years: `my son is 9`, `9 saal`, `tiene 12 años`, `aged 9`, `kids 8 and 11`."""

from collections.abc import Iterable, Iterator
from functools import cache

import regex

from agent.language.entities.numbers import count, number_value, number_word
from agent.language.entities.patterns import alternation, phrases, whole
from agent.language.entities.spans import Span
from agent.language.entities.triggers import triggers, vocabulary
from agent.language.letters import AFTER
from agent.language.lexicon import table

_OLDEST = 110
_TOLD_IN_WORDS = 10
"""From here on a number in words is an age without its unit: "he is one of them" tells none."""
_SINCE = regex.compile(r"(?:hace|il y a|since|depuis|desde|after|en|in|dans|for)[ ]$")
_OF_A_LIMB = regex.compile(
    r"(?<!\p{L})(?:knees?|legs?|hips?|joints?|genoux?|jambes?|hanches?|articulations|rodillas?|piernas?|caderas?|ghutn\S*|tang\S*"
    r"|घुटन\S*|टाँग\S*|पैर\S*)[ ](?:\S+[ ]){0,2}$"
)
"""What is said to be old are only the knees: "my knees are no longer 20 years old"."""
_DIGIT = regex.compile(r"\d")
_GROWN = r"(?P<n>[1-9]\d)"
_YEARS = r"(?<![\d.,:/₹$€£+-]|20)(?P<n>\d{1,2})(?![\d:/%]|[.,]\d)"


def _listed(*keys: str) -> str:
    return alternation(phrase for key in keys for phrase in phrases(table("units")[key]))


@cache
def _spoken() -> regex.Pattern[str]:
    """`I am fifty eight`, `my sun is seventeen and half`: the number in words, with nothing that it could count."""
    who = rf"(?:i'm|i am|im|he is|he's|she is|she's|(?:{_listed('relatives')}|{_listed('kin_bare')}) is)"
    end = rf"(?=[ ]*(?:$|[?!.,;:)]|(?:and|but|so|now|full stop|comma|question mark){AFTER}))"
    years = r"(?:[ ]years?(?:[ ]old)?)?"
    half = rf"(?:{who}|sun[ ]is)[ ](?P<n>{number_word('en')}|\d{{1,2}})[ ]and[ ](?:a[ ])?half{years}{end}"
    kin = rf"(?:{_listed('relatives')}|{_listed('kin_bare')})"
    medio = rf"(?:{kin}[ ]tiene|cumple|tengo)[ ](?P<n>{number_word('es')}|\d{{1,2}})[ ]y[ ]medio{end}"
    plainly = rf"{who}[ ](?:only[ ]|just[ ]|about[ ]|almost[ ])?(?P<n>{number_word('en')}){end}"
    return whole(rf"(?:{half}|{medio}|{plainly})")


@cache
def _patterns() -> tuple[regex.Pattern[str], ...]:
    number = rf"(?P<n>{count()})"
    not_age = rf"(?![ ]+{_listed('not_age')}{AFTER})"
    counted = (
        r"k?m|k|kg|feet|ft|days?|nights?|people|log|am|pm|baje|dias|jours|din|pax|seats?|kids?|persons?|hours?|hrs?|of"
        r"|months?|mths?|mos?|weeks?|wks?|mahine|mahina|hafte|meses|semanas|mois|semaines|महीने|महीना|हफ़्ते|हफ्ते"
    )
    open_end = rf"(?![ ]*(?:[-/:%]|(?:{counted}){AFTER}))(?![.,]\d)"
    relative, many, named = _listed("relatives"), _listed("relatives_many"), _listed("relatives_named")
    of, own, mine = _listed("age_of"), _listed("age_own"), _listed("pair_my")
    kin = rf"{_listed('kin_self', 'kin_bare', 'kin_two', 'relatives', 'relatives_many')}(?:[ ]?(?:ji|जी))?"
    verb = (
        r"(?:is|are|just turned|turned|turns|turning|will be|was|has turned|is turning|is about to turn"
        r"|cumple|cumplira|cumplio|va a cumplir|acaba de cumplir|esta por cumplir|va sur ses|fete ses|va feter ses)"
    )
    has = r"(?:tiene|tienen|ya tiene|tiene ya|a|ont|a deja|aura|va avoir|vient d'avoir|fera)"
    nothing_counted = r"(?=[ ]*(?:$|[?!.,;)]|(?:y|et|mais|pero|se|est)[ ]))"
    alone = rf"(?=[ ]*(?:$|[?!.,;)]|(?:so|and|but|in|now|is|can|y|et|mais|pero|se|{of}){AFTER}))"
    link = r"[ ]?(?:,|&|y|e|et|and|aur|or|और|\+)[ ]?"
    two = _listed("kin_two")
    more = rf"(?P<n>\d{{1,2}})(?:{link}(?P<n>\d{{1,2}}))*"
    return (
        whole(rf"{number}[ -]?{_listed('age_after')}{not_age}"),
        whole(rf"(?:{_listed('age_before')})[ ]*(?:is|are|:|-|hai|h|de)?[ ]*{more}{open_end}"),
        whole(rf"(?:{relative}|{many}|{named})[ ]+{verb}[ ]+(?:(?:only|just|about|around)[ ])?{more}{open_end}"),
        whole(rf"(?:{relative}|{many})[ ]+{has}[ ]+{more}{open_end}{nothing_counted}"),
        whole(rf"{many}[ ]+{more}{open_end}"),
        whole(rf"{two}[ ]+(?:{verb}[ ]|{has}[ ])?{_GROWN}(?:{link}{_GROWN})?{open_end}"),
        whole(rf"{_listed('pronouns_many')}[ ]+{_GROWN}{link}{_GROWN}{open_end}{alone}"),
        whole(rf"s?he(?:'s|[ ]is|[ ]will[ ]be)[ ](?:(?:then|now|already|only|just)[ ])?{_GROWN}{open_end}{alone}"),
        whole(rf"{_listed('pronouns_both')}[ ]+{_GROWN}{open_end}{alone}"),
        whole(
            rf"{kin}[ ](?:{verb}[ ])?{_YEARS}(?:(?:{link}|[ ])(?:{mine}[ ])?{kin}[ ](?:{verb}[ ])?{_YEARS})+{open_end}"
        ),
        whole(rf"{_listed('pair_my')}[ ]{relative}[ ]?[,(]?[ ]?{_YEARS}{open_end}"),
        whole(rf"{relative}[ ](?:de|of)[ ]{_YEARS}{open_end}"),
        whole(r"(?P<n>[1-7]\d)(?:/[mf]|f)"),
        regex.compile(rf"(?<=\p{{L}}{{3}}[ ])(?<!{_listed('not_named')}[ ])\((?P<n>[1-8]\d)\)"),
        whole(rf"(?:{relative}|{many})(?:[ ]\p{{L}}+)?[ ]{_YEARS}[ ]{of}"),
        whole(rf"{_YEARS}[ ]{of}[ ]{own}|{own}[ ]{_YEARS}[ ]{of}"),
        whole(rf"(?:tenemos|avons|we are|we're|hum|hum dono|ham)[ ]{_GROWN}{link}{_GROWN}{open_end}{nothing_counted}"),
        whole(rf"(?:i'm|i am|im|i'll be)[ ]+(?:only[ ]|just[ ]|about[ ]|almost[ ])?(?P<n>[1-9]\d){open_end}"),
    )


@cache
def _in_months() -> regex.Pattern[str]:
    """`un bébé de 18 mois`, `8 months old baby`, `10 mahine ki beti`."""
    baby, number, months = _listed("infants"), rf"(?P<n>{count()})", rf"[ -]?{_listed('months_old')}"
    who = rf"(?:i'm|i am|im|he is|he's|she is|she's|(?:{_listed('relatives')}|{_listed('kin_bare')}) is)"
    told = r"(?:de|of|is|who is|a|tiene|aged|age de|agee de|ki|ka|ke|की|का|के)"
    return whole(
        rf"{baby}[ ]+(?:{told}[ ]+){{0,2}}{number}{months}"
        rf"|{number}{months}[ -]?(?:old|ka|ki|ke|का|की|के)?[ ]+{baby}"
        rf"|{who}[ ](?:only[ ]|just[ ]|about[ ]|almost[ ])?{number}{months}[ -]old"
    )


_MONTHS = 12


def _of_infants(folded: str) -> Iterator[Span]:
    """In whole years, which for the youngest is one: no rule of ours tells them apart."""
    for match in _in_months().finditer(folded):
        months = number_value(match["n"])
        if 0 < months <= _OLDEST:
            yield Span("age", match.start("n"), match.end(), max(1, int(months) // _MONTHS))


@cache
def _unit_words() -> frozenset[str]:
    return triggers(phrases(table("units")["age_after"]))


@cache
def _month_words() -> frozenset[str]:
    return triggers(phrases(table("units")["months_old"]))


@cache
def _listed_before() -> regex.Pattern[str]:
    """Numbers in front of one that carries its unit: `8 y 11 años`."""
    return regex.compile(r"(?<![\d.,:/₹$€£+-])(?P<n>\d{1,2})[ ]?(?:,|&|-|y|e|et|and|aur|or|o|ou|to|a|se|से|और)[ ]?$")


def find_ages(folded: str) -> Iterator[Span]:
    """Ages of one folded message: the span is number and unit, or the number alone where no unit follows."""
    with_unit, *bare = _patterns()
    if not vocabulary(folded).isdisjoint(_unit_words()):
        for match in with_unit.finditer(folded):
            yield from _with_unit(folded, match)
    yield from _in_words(folded)
    if not vocabulary(folded).isdisjoint(_month_words()):
        yield from _of_infants(folded)
    for pattern in bare if _DIGIT.search(folded) else ():
        for match in pattern.finditer(folded):
            yield from _aged_at(folded, match.spans("n"))


def _in_words(folded: str) -> Iterator[Span]:
    for match in _spoken().finditer(folded):
        if number_value(match["n"]) >= _TOLD_IN_WORDS:
            yield from _aged(match["n"], *match.span("n"))


def _with_unit(folded: str, match: regex.Match[str]) -> Iterator[Span]:
    if _SINCE.search(folded, 0, match.start()) or _OF_A_LIMB.search(folded, 0, match.start()):
        return
    yield from _aged(match["n"], match.start("n"), match.end())
    before = _listed_before().search(folded, 0, match.start("n"))
    if before:
        yield from _aged(before["n"], *before.span("n"))


def _aged_at(folded: str, spans: Iterable[tuple[int, int]]) -> Iterator[Span]:
    for start, end in spans:
        yield from _aged(folded[start:end], start, end)


def _aged(words: str, start: int, end: int) -> Iterator[Span]:
    years = number_value(words)
    if 0 < years <= _OLDEST:
        yield Span("age", start, end, int(years))
