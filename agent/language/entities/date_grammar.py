"""How times are named, as patterns over calendar tags (see `calendar_words`), each with its meaning."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from agent.language.entities import day_meanings as days
from agent.language.entities import month_meanings as months
from agent.language.entities import relative_meanings as relative
from agent.language.entities.date_reading import Meaning

_NUMBER = r"[DWwNa2]"
_NOT_COUNTED = r"(?!O?-?[nU$:]|O?[-TasF&][DWwN]O?[-]?[nU$])"
_ALONE = r"(?=$|[.,;TQBPRXzI&?x-])"
_OF = r"[-/,opF]?"
_TO = r"(?:-|[Ta]l?|s)"
_NO_DAY = r"(?<![DWO])(?<![DWO][op])"  # 31 February is no February
_MONTH_CUE = r"(?<=[IicXzHLFTosGegaAPfQ])"
_NEXT = r"[XzH]"


class Rule(NamedTuple):
    """A pattern over tags; groups name the words its meaning reads."""

    pattern: re.Pattern[str]
    meaning: Meaning


def _day(number: int) -> str:
    return rf"(?<![$:])(?P<d{number}>[DW]){_NOT_COUNTED}O?"


def _month(number: int) -> str:
    return rf"(?P<m{number}>[Mm])"


def _year(number: int) -> str:
    return rf"(?:[,opFI/-]?(?P<y{number}>J))?"


@cache
def rules() -> tuple[Rule, ...]:
    """All rules; of overlapping matches the longest is kept, so their order does not matter."""
    listed = (*_days(), *_day_ranges(), *_days_without_month(), *_months(), *_parts(), *_relative(), *_feasts())
    return tuple(Rule(re.compile(pattern), meaning) for pattern, meaning in listed)


def _days() -> Iterator[tuple[str, Meaning]]:
    weekday = r"(?:[Kk],?l?)?"
    yield rf"{weekday}{_day(1)}{_OF}{_month(1)}{_year(1)}", days.one_day
    yield r"(?P<d1>D)[-/](?P<m1>[Mm])[-/](?P<y1>D)", days.one_day
    yield r"(?P<m1>[Mm])[-/](?P<d1>D)(?:[-/](?P<y1>J))?|(?P<y2>J)[-/](?P<m2>[Mm])[-/](?P<d2>D)", days.written_day
    yield rf"(?P<d1>w)[op]{_month(1)}{_year(1)}", days.one_day
    yield rf"{_NO_DAY}{weekday}{_month(1)}[.,]?l?{_day(1)}{_year(1)}(?![-/,opF]?[Mm])", days.one_day
    yield rf"{_month(1)}[op]{_day(1)}d", days.one_day
    yield (
        rf"{weekday}{_day(1)}{_OF}{_month(1)}(?=[opF]?l?(?:[XzH]U|U[XY]))(?P<q>[opF]?l?(?:[XzH]U|U[XY]))",
        days.next_year,
    )


def _day_ranges() -> Iterator[tuple[str, Meaning]]:
    yield rf"{_day(1)}(?:{_TO}|&){_day(2)}{_OF}{_month(1)}{_year(1)}", days.days_of_a_month
    yield rf"{_day(1)},(?:D,)*D?&?{_day(2)}{_OF}{_month(1)}{_year(1)}", days.days_of_a_month
    yield rf"{_month(1)}[.VI]?l?{_day(1)}(?:{_TO}|&){_day(2)}{_year(1)}(?![-/,opF]?[Mm])", days.days_of_a_month
    yield rf"{_day(1)}{_OF}{_month(1)}{_year(1)}{_TO}{_day(2)}{_OF}{_month(2)}{_year(2)}", days.day_to_day
    yield rf"{_month(1)}\.?{_day(1)}{_year(1)}{_TO}{_month(2)}\.?{_day(2)}{_year(2)}", days.day_to_day
    yield rf"(?<=F){_day(1)}{_OF}{_month(1)}{_year(1)}&l?{_day(2)}{_OF}{_month(2)}{_year(2)}", days.day_to_day
    yield rf"(?<=F){_month(1)}\.?{_day(1)}{_year(1)}&{_month(2)}\.?{_day(2)}{_year(2)}", days.day_to_day


def _days_without_month() -> Iterator[tuple[str, Meaning]]:
    yield rf"{_day(1)}d(?!{_OF}[Mm])", days.day_number
    yield rf"[XzH](?P<u>U)[op]?l?{_day(1)}d?", days.day_of_running_month
    yield rf"{_day(1)}[opF]?l?(?:(?P<q>[XzH])(?P<u>U)|(?P<v>U)(?P<r>[XY]))", days.day_of_running_month
    yield rf"(?P<k>[Kk]),?l?{_day(1)}(?!{_OF}[Mm]|{_TO}|&l?D|[/.:-])", days.weekday_day_number
    yield rf"(?:(?P<d1>[DW])O?|(?P<last>L))(?P<k>[Kk])[opI]?l?{_month(1)}{_year(1)}", months.weekday_of_month
    yield rf"(?<=l){_day(1)},?(?P<k>K)", days.weekday_day_number
    yield rf"[jd]{_day(1)}(?!{_OF}[Mm])", days.day_number
    yield rf"(?:(?<=[cIFxAP]l)|(?<=[AP]))(?<![$:])(?P<d1>[DW])O{_ALONE}", days.day_number
    yield r"(?<=[lF])(?P<d1>D)(?=$|[.,;])", days.day_number
    yield rf"{_day(1)}d?{_TO}{_day(2)}d", days.day_numbers
    yield rf"(?<=F){_day(1)}[Ta]{_day(2)}(?![DN])", days.day_numbers
    yield r"(?P<d1>[DW])O[-T]l?(?P<d2>[DW])O(?!x)", days.day_numbers


def _months() -> Iterator[tuple[str, Meaning]]:
    after = r"[XYzL]"
    yield rf"{_NO_DAY}(?P<last>L)?(?:{_NEXT})?(?P<m1>M)(?:{after})?{_year(1)}", months.one_month
    yield r"(?P<m1>M)(?P<last>L)", months.one_month
    yield rf"{_month(1)}[,.oF]*(?P<y1>J)", months.one_month
    yield rf"{_MONTH_CUE}(?P<m1>m){_year(1)}", months.one_month
    yield r"(?P<m1>m)(?=[VpBQge])|^[;&]*(?P<m2>m)[.;]*$", months.any_month
    yield r"(?<=[Mm][&,])(?P<m1>m)|(?P<m2>m)(?=[&,-]M)", months.any_month
    yield rf"{_month(1)}[.VI]?{_year(1)}{_TO}{_month(2)}{_year(2)}", months.months
    year = r"(?:[XzHL]l?(?P<u>U)|l?(?P<v>U)[XYzL])"
    yield rf"{_month(1)}[oFIV]?l?(?P<q>{year})", months.month_of_year
    yield rf"(?P<q>{year})[oFIV,]?{_month(1)}", months.month_of_year
    yield r"(?<=[IcFTA])(?P<y1>J)(?![/-])", months.whole_year
    yield rf"[HXz](?P<s>S){_year(1)}|(?P<t>S)[XYz]|(?P<r>S)[opF]?(?P<y2>J)", months.season


def _parts() -> Iterator[tuple[str, Meaning]]:
    yield rf"(?P<p>[Ge])-?[opF]?l?{_month(1)}{_year(1)}", months.part_of_month
    yield rf"{_NO_DAY}{_month(1)}{_year(1)}[op]?(?P<p>[ge])", months.part_of_month
    yield rf"{_month(1)}[op]?(?P<q>L)U", months.last_week_of_month
    yield r"(?P<p>[Ge])[opF]?l?(?P<q>[XzHL])?(?P<u>U)(?P<r>[XYL])?", months.part_of_running_month
    yield r"(?P<q>[XzHL])?(?P<u>U)[op]?(?P<p>[ge])", months.part_of_running_month


def _relative() -> Iterator[tuple[str, Meaning]]:
    yield r"(?P<n>[Rr])", relative.near
    yield r"(?P<q>[XzH])X?E(?!F?l?[DW])|(?<=[Iclao])E(?!F?l?[DW])|(?<![MmDO])E(?=[V.,;]|$)", relative.weekend
    yield r"E(?P<q>[XYz])", relative.weekend
    yield r"(?P<z>Z)(?P<y1>J)?[op]?E|E[op]l?(?P<z2>Z)", relative.feast_weekend
    yield r"(?P<q>[XzH]X?)?(?P<k>K)", relative.weekday
    yield r"(?P<k>K)(?P<q>[XYzH])", relative.weekday
    yield r"(?P<q>[XzH])(?P<u>U)[opcV,]?(?P<k>[Kk])", relative.weekday_of_week
    yield r"(?P<k>[Kk])[op]?l?(?:(?P<q>[XzH])(?P<u>U)|(?P<v>U)(?P<r>[XY]))", relative.weekday_of_week
    yield r"(?<=[HcI])(?P<k>k)|(?P<q>[Xz])(?P<l>k)", relative.weekday
    yield r"(?P<q>[XzH])?(?P<k>[Kk])(?:-|[Tas])l?(?P<l>[Kk])|(?P<m>k)(?P<n>k)", relative.weekdays
    yield rf"[IiA](?P<n>{_NUMBER})(?P<u>U)", relative.ahead
    yield rf"(?P<n>{_NUMBER})(?P<u>U)[hBb]", relative.ahead
    yield rf"(?P<n>{_NUMBER})(?P<u>U)V", relative.weeks_ahead
    yield rf"[Ii](?P<n>{_NUMBER})(?:[-T&a])(?P<o>{_NUMBER})(?P<u>U)", relative.ahead_range
    yield r"(?P<q>[XzHL])X?(?P<u>U)", relative.running_unit
    yield rf"[Xz](?P<n>{_NUMBER})(?P<u>U)", relative.coming_units
    yield r"(?P<u>U)(?P<q>[XYL])", relative.running_unit


def _feasts() -> Iterator[tuple[str, Meaning]]:
    yield rf"(?<!y)(?P<z>Z){_year(1)}(?!t)", relative.feast
    yield rf"(?P<z>Z){_TO}l?(?P<z2>Z)(?!t)", relative.feast_to_feast
    yield r"(?:(?<=F)|(?<=Fl))(?P<z>Z)&l?(?P<z2>Z)|(?P<z3>Z)&l?(?P<z4>Z)g", relative.feast_to_feast
