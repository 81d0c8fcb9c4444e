"""Sums of money: a number beside a currency or a word such as `price`, or a round thousand."""

from collections.abc import Iterator
from decimal import Decimal

import regex

from agent.language.entities.numbers import number_value
from agent.language.entities.price_patterns import bare_amounts, currency_of, marked, ranges, thousands, worth_trying
from agent.language.entities.spans import Span

_LARGEST = Decimal(10) ** 9


class Prices:
    """Values are `"<ISO currency> <amount>"`, trailing zeros dropped."""

    def __init__(self, default_currency: str) -> None:
        self._default = default_currency

    def find(self, folded: str) -> Iterator[Span]:
        """Prices of one folded message, overlaps possible; without a currency they are in the operator's own."""
        if not worth_trying(folded):
            return
        for match in marked().finditer(folded):
            yield from _priced(match.span(), _code(match["before"], match["after"]), match["n1"] or match["n2"])
        for match in ranges().finditer(folded):
            yield from self._ends(match)
        for pattern in (thousands(), bare_amounts()):
            for match in pattern.finditer(folded):
                yield from _priced((match.start("n"), match.end()), self._default, match["n"])

    def _ends(self, match: regex.Match[str]) -> Iterator[Span]:
        """Both ends of a range; `10-15k` begins at ten thousand."""
        code, times = _code(match["before"], match["after"]), match["times"] or ""
        if code or times:
            first = match["n1"] if match["each"] else f"{match['n1']} {times}"
            yield from _priced(match.span("start"), code or self._default, first)
            yield from _priced(match.span("end"), code or self._default, match["n2"])


def _code(before: str | None, after: str | None) -> str:
    return currency_of("before").get(before or "") or currency_of("after").get(after or "") or ""


def _priced(span: tuple[int, int], code: str, number: str) -> Iterator[Span]:
    value = number_value(number)
    if 0 < value < _LARGEST:
        yield Span("price", *span, f"{code} {plain(value)}")


def plain(value: Decimal) -> str:
    """Digits without exponent or trailing zeros."""
    return f"{value.normalize():f}"
