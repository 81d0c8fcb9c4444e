"""Sums of money: a number beside a currency, or a round thousand in the operator's own currency."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache

import regex

from agent.language.entities.numbers import amount, number_value
from agent.language.entities.patterns import alternation, phrases
from agent.language.entities.spans import Span
from agent.language.letters import AFTER, BEFORE
from agent.language.lexicon import table

_LARGEST = Decimal(10) ** 9


@cache
def _currency_of(side: str) -> dict[str, str]:
    listed = table("units")["currencies"]
    return {mark: code for code in reversed(listed) for mark in phrases(listed[code][side])}


@cache
def _marked() -> regex.Pattern[str]:
    before, after = alternation(_currency_of("before")), alternation(_currency_of("after"))
    tail = rf"(?:{AFTER}|(?<=\.))"
    closing = r"(?:[ ]?/-)?"
    return regex.compile(
        rf"(?:(?<![\p{{L}}\p{{M}}])(?P<before>{before})[ ]?(?P<n1>{amount()}){closing}"
        rf"|{BEFORE}(?<![\d][.,])(?P<n2>{amount()})(?:/-)?[ ]?(?:de[ ]|d')?(?P<after>{after}){closing}{tail})"
    )


@cache
def _round_thousands() -> regex.Pattern[str]:
    unit = alternation(phrases(table("units")["not_money"]))
    thousands = alternation(phrases(table("units")["thousands"]))
    number = rf"\d+(?:[.,]\d+)?[ ]?{thousands}"
    return regex.compile(rf"{BEFORE}(?<![.,/+-])(?P<n>{number}){AFTER}(?![ ]?{unit}{AFTER})")


class Prices:
    """Values are `"<ISO currency> <amount>"`, trailing zeros dropped."""

    def __init__(self, default_currency: str) -> None:
        self._default = default_currency

    def find(self, folded: str) -> Iterator[Span]:
        """Prices of one folded message, overlaps possible."""
        for match in _marked().finditer(folded):
            code = _currency_of("before").get(match["before"] or "") or _currency_of("after")[match["after"]]
            yield from _priced(match, code, match["n1"] or match["n2"])
        for match in _round_thousands().finditer(folded):
            yield from _priced(match, self._default, match["n"])


def _priced(match: regex.Match[str], code: str, number: str) -> Iterator[Span]:
    value = number_value(number)
    if 0 < value < _LARGEST:
        end = match.end() - len(match.group()) + len(match.group().rstrip())
        yield Span("price", match.start(), end, f"{code} {plain(value)}")


def plain(value: Decimal) -> str:
    """Digits without exponent or trailing zeros."""
    return f"{value.normalize():f}"
