"""Links, e-mail addresses, phone numbers and times of the clock: what is read by its form, not by a unit."""

from collections.abc import Callable, Iterator
from functools import cache

import regex

from agent.facts.bounds import bound_of
from agent.facts.clocks import clock_time, spoken_times
from agent.facts.found import Found
from agent.facts.shares import shares_in
from agent.facts.words import any_of, listed, told_in

_TOP = "com|org|net|in|np|io|co|travel|example|es|fr|me|info|eu|uk|de|app|shop|site|online"
_LINK = regex.compile(
    rf"https?://[^\s<>()\[\]\"'«»]+|www\.[^\s<>()\"']+"
    rf"|(?<![@\w.-])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:{_TOP})(?![\w-])(?:/[^\s<>()\"'«»]*)?",
    regex.IGNORECASE,
)
_EMAIL = regex.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HOURS = r"\s?(?:h|hrs?|hours?|horas|heures|ghante|घंटे|hs)(?!\p{L})|/7|x7"
_PHONE = regex.compile(
    r"(?<![\d/])\+\d[\d\s().-]{7,16}\d(?!\d|"
    + _HOURS
    + r")|(?<![\d.,/])\d{10,13}(?!\d)|(?<![\d.,/])\d{5}[ -]\d{5}(?!\d)"
    r"|(?<![\d.,/])0\d(?:[ .-]\d{2}){4}(?!\d)|(?<![\d.,/])\d{3,5}[ -]\d{3}[ -]\d{3,4}(?!\d)"
    r"|(?<![\d.,/])\d{3}(?: \d{2}){3}(?!\d)"
)
_LEAST_DIGITS = 8
_MOST_OF_A_TAIL = 6
_NEAR = 40
_COLON = regex.compile(r"(?<!\d)([01]?\d|2[0-4])(?::|\s?h\s?)(\d{2})(?!\d)", regex.IGNORECASE)
_AHEAD = 8
_AND_A = regex.compile(r"\s(?:and a|et une?|y)\s$", regex.IGNORECASE)
_PACKAGE = regex.compile(r"(?<![\d\p{L}])(\d{1,2})\s?([NDnd])\s?[/&+,-]?\s?(\d{1,2})\s?([NDnd])(?!\p{L})")


def exact_in(text: str) -> tuple[list[Found], str]:
    """What was found, and the text with it blanked out."""
    found: list[Found] = []
    for find in (_emails, _links, _phones, _tails, _packages, _times, _hours_in_words, spoken_times, shares_in):
        new = list(find(text))
        found += new
        for claim in new:
            text = text[: claim.start] + " " * (claim.end - claim.start) + text[claim.end :]
    return found, text


def bare_link(link: str) -> str:
    """A link as two of them are compared: no scheme, no www, no closing slash."""
    return regex.sub(r"^(?:https?://)?(?:www\.)?", "", link.casefold()).rstrip("/")


def same_phone(one: str, other: str) -> bool:
    """Whether the two are one number: the country may be left out or told by a 0, but not be another one.

    A few digits are the last ones of the other.
    """
    if len(one) <= _MOST_OF_A_TAIL:
        return _all_digits(other).endswith(one)
    short, long = sorted((_digits(one), _digits(other)), key=len)
    if one.startswith("+") and other.startswith("+"):
        return short == long
    return len(short) >= _LEAST_DIGITS and long.endswith(short)


def _digits(phone: str) -> str:
    return _all_digits(phone).lstrip("0")


def _all_digits(phone: str) -> str:
    return "".join(character for character in phone if character.isdigit())


def _emails(text: str) -> Iterator[Found]:
    yield from _matched("email", _EMAIL, text, lambda found: found.lower().rstrip("."))


def _links(text: str) -> Iterator[Found]:
    yield from _matched("link", _LINK, text, lambda found: found.rstrip(".,;:!?…)।*_").rstrip("/"))


def _phones(text: str) -> Iterator[Found]:
    yield from _matched(
        "phone", _PHONE, text, lambda found: "+" * found.startswith("+") + "".join(filter(str.isdigit, found))
    )


def _tails(text: str) -> Iterator[Found]:
    """The last digits of a number: `the one ending in 41299`, `77299 wala`."""
    for match in _tail().finditer(text):
        if not _calls().search(text[max(0, match.start() - _NEAR) : match.end() + _NEAR]):
            continue  # `10500 wala`
        start, end = match.span("digits") if match["digits"] else match.span("told")
        yield Found("phone", text[start:end], start, end, text[start:end])


@cache
def _calls() -> "regex.Pattern[str]":
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}])(?:{any_of(listed('phone_tails')['near'])})", regex.IGNORECASE)


@cache
def _tail() -> "regex.Pattern[str]":
    words = listed("phone_tails")
    ahead, behind = any_of(words["ahead"]), any_of(words["behind"])
    return regex.compile(
        rf"(?<![\p{{L}}\p{{M}}])(?:{ahead})\s(?P<digits>\d{{3,6}})(?![\d.,]*\d)"
        rf"|(?<![\d.,₹$€£+-])(?P<told>\d{{5,6}})\s(?:\p{{L}}+\s)?(?:{behind})",
        regex.IGNORECASE,
    )


def _matched(kind: str, pattern: "regex.Pattern[str]", text: str, value: Callable[[str], str]) -> Iterator[Found]:
    for match in pattern.finditer(text):
        yield Found(kind, match.group(), match.start(), match.end(), value(match.group()))


def _packages(text: str) -> Iterator[Found]:
    """4N/5D, as packages are sold."""
    for match in _PACKAGE.finditer(text):
        for place in (1, 3):
            note = "nights" if match[place + 1].upper() == "N" else ""
            start, end = match.span(place)
            yield Found("duration", match[place], start, end, str(int(match[place])), note=note)


def _hours_in_words(text: str) -> Iterator[Found]:
    """Half an hour; read before `half` can be a share. In `two and a half hour drive` it is part of a number."""
    for value, match in told_in("hours_in_words", text):
        if not _AND_A.search(text, max(0, match.start() - _AHEAD), match.start()):
            bound = bound_of(text, match.start(), match.end())
            yield Found("hours", match.group(), match.start(), match.end(), value, bound=bound)


# --- times ------------------------------------------------------------------------------------------------------


def _times(text: str) -> Iterator[Found]:
    for match in _clock().finditer(text):
        yield clock_time(text, match.start(), match.end(), int(match["hour"]), int(match["minute"] or 0))
    for match in _COLON.finditer(text):
        yield clock_time(text, match.start(), match.end(), int(match[1]), int(match[2]))


@cache
def _clock() -> "regex.Pattern[str]":
    """9 am, 9 p.m., 5.30 de la mañana."""
    clock = listed("clock")
    halves, parts = any_of(clock["half"]), any_of([*clock["half"], *clock["of_the_day"]])
    return regex.compile(
        rf"(?<![\d.,:₹$€£])(?P<hour>1?\d|2[0-4])(?![\d:])\s?(?:{halves})"
        rf"|(?<![\d.,:₹$€£])(?P<hour>1?\d|2[0-4])\.(?P<minute>[0-5]\d)(?=\s?(?:{parts}))",
        regex.IGNORECASE,
    )
