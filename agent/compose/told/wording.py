"""Numbers, dates and money as each of the five languages writes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from agent.turn import Language

_LOCALES = {"en": "en_IN", "hi": "hi", "es": "es", "fr": "fr", "hi-Latn": "hi_Latn"}
_SYMBOLS = {"INR": "₹", "EUR": "€", "USD": "US$", "GBP": "£"}
_CENT = Decimal("0.01")
_AND = {"en": "and", "hi": "और", "es": "y", "fr": "et", "hi-Latn": "aur"}
_DAY = {"es": "d 'de' MMMM 'de' y"}
_DAY_MONTH = {"es": "d 'de' MMMM"}
_MONTH = {"es": "MMMM 'de' y"}


@dataclass(frozen=True, slots=True)
class Wording:
    """Formats for one language. Money is exact: cents are shown where there are any."""

    language: Language

    @property
    def locale(self) -> Locale:
        """Babel's locale; English and both Hindis group digits the Indian way."""
        return Locale.parse(_LOCALES.get(self.language, "en_IN"))

    def day(self, value: date) -> str:
        """12 June 2027."""
        return self._first(format_date(value, _DAY.get(self.language, "d MMMM y"), locale=self.locale))

    def span(self, first: date, last: date) -> str:
        """12 June – 16 June 2027: both days in full, so that the start can be read, and found, by itself."""
        if first == last:
            return self.day(first)
        start = self.day(first) if first.year != last.year else self._day_month(first)
        return f"{start} – {self.day(last)}"

    def _day_month(self, value: date) -> str:
        return self._first(format_date(value, _DAY_MONTH.get(self.language, "d MMMM"), locale=self.locale))

    def _first(self, text: str) -> str:
        """French writes the first of a month as 1er."""
        return f"1er{text[1:]}" if self.language == "fr" and text.startswith("1 ") else text

    def month(self, value: date) -> str:
        """June 2027."""
        return format_date(value, _MONTH.get(self.language, "MMMM y"), locale=self.locale)

    def months(self, numbers: Sequence[int]) -> str:
        """June to September; runs over the new year stay one run."""
        names = self.locale.months["stand-alone"]["wide"]
        return self.listed([part for run in _runs(numbers) for part in _run([names[n] for n in run])])

    def weekdays(self, numbers: Sequence[int]) -> str:
        """Monday–Saturday; 0 is Monday, the numbers rise."""
        names = self.locale.days["stand-alone"]["wide"]
        runs = [[n for _, n in run] for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])]
        return self.listed([part for run in runs for part in _run([names[n] for n in run])])

    def number(self, value: float | Decimal) -> str:
        """Grouped as the language does; no trailing zeros."""
        return format_decimal(value, locale=self._grouping(""))

    def money(self, amount: Decimal, currency: str) -> str:
        """₹1,05,000 · US$1,050 · US$298.92 · 1.050 € (the sign follows the number in Spanish and French)."""
        cents = amount.quantize(_CENT, rounding=ROUND_HALF_UP)
        pattern = "#,##0" if cents == cents.to_integral_value() else "#,##0.00"
        figure = format_decimal(cents, format=self._pattern(pattern, currency), locale=self._grouping(currency))
        symbol = _SYMBOLS.get(currency, currency)
        if self.language in ("es", "fr"):
            return f"{figure}\u00a0{symbol}"
        return f"{symbol}{figure}" if symbol != currency else f"{currency} {figure}"

    def _pattern(self, western: str, currency: str) -> str:
        """Rupees are counted in lakhs, save in Spanish and French."""
        indian = currency == "INR" and self.language not in ("es", "fr")
        return western.replace("#,##0", "#,##,##0") if indian else western

    def _grouping(self, currency: str) -> Locale:
        if self.language in ("en", "hi", "hi-Latn") and currency not in ("INR", ""):
            return Locale.parse("en_GB")
        return self.locale

    def country(self, code: str) -> str:
        """India, for IN."""
        return str(self.locale.territories.get(code, code))

    def tongue(self, code: str) -> str:
        """Spanish, for es."""
        return str(self.locale.languages.get(code, code))

    def listed(self, parts: Sequence[str]) -> str:
        """a, b and c."""
        if len(parts) <= 1:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {_joined(_AND.get(self.language, 'and'), parts[-1])}"


def _joined(word: str, last: str) -> str:
    """Spanish "y" becomes "e" before an i sound."""
    if word == "y" and last.lower().startswith(("i", "hi")):
        return f"e {last}"
    return f"{word} {last}"


def _run(names: list[str]) -> list[str]:
    return names if len(names) <= 2 else [f"{names[0]}–{names[-1]}"]


def _runs(numbers: Sequence[int]) -> list[list[int]]:
    """Groups of consecutive months, December to January counted as consecutive."""
    left = sorted(set(numbers))
    runs: list[list[int]] = []
    for number in left:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    if len(runs) > 1 and runs[0][0] == 1 and runs[-1][-1] == 12:
        runs[0] = runs.pop() + runs[0]
    return runs
