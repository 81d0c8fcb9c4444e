"""Links, e-mail addresses, phone numbers and times of the clock: what is read by its form, not by a unit."""

from collections.abc import Callable, Iterator
from functools import cache

import regex

from agent.facts.found import Found
from agent.facts.numbers import number_of
from agent.facts.words import any_of, listed, searched

_TOP = "com|org|net|in|np|io|co|travel|example|es|fr|me|info|eu|uk|de|app|shop|site|online"
_LINK = regex.compile(
    rf"https?://[^\s<>()\[\]\"'«»]+|www\.[^\s<>()\"']+"
    rf"|(?<![@\w.-])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:{_TOP})(?![\w-])(?:/[^\s<>()\"'«»]*)?",
    regex.IGNORECASE,
)
_EMAIL = regex.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = regex.compile(
    r"(?<![\d/])\+\d[\d\s().-]{7,16}\d(?!\d)|(?<![\d.,/])\d{10,13}(?!\d)|(?<![\d.,/])\d{5}[ -]\d{5}(?!\d)"
    r"|(?<![\d.,/])0\d(?:[ .-]\d{2}){4}(?!\d)|(?<![\d.,/])\d{3,5}[ -]\d{3}[ -]\d{3,4}(?!\d)"
    r"|(?<![\d.,/])\d{3}(?: \d{2}){3}(?!\d)"
)
_COLON = regex.compile(r"(?<!\d)([01]?\d|2[0-4])(?::|\s?h\s?)(\d{2})(?!\d)", regex.IGNORECASE)
_PACKAGE = regex.compile(r"(?<![\d\p{L}])(\d{1,2})\s?([NDnd])\s?[/&+,-]?\s?(\d{1,2})\s?([NDnd])(?!\p{L})")
_NOON = 12
_AROUND = 24


def exact_in(text: str) -> tuple[list[Found], str]:
    """What was found, and the text with it blanked out."""
    found: list[Found] = []
    for find in (_emails, _links, _phones, _packages, _times, _shares):
        new = list(find(text))
        found += new
        for claim in new:
            text = text[: claim.start] + " " * (claim.end - claim.start) + text[claim.end :]
    return found, text


def bare_link(link: str) -> str:
    """A link as two of them are compared: no scheme, no www, no closing slash."""
    return regex.sub(r"^(?:https?://)?(?:www\.)?", "", link.casefold()).rstrip("/")


def bare_phone(phone: str) -> str:
    """The last nine digits, which the same number has however its country is written."""
    return "".join(character for character in phone if character.isdigit())[-9:]


def _emails(text: str) -> Iterator[Found]:
    yield from _matched("email", _EMAIL, text, lambda found: found.lower().rstrip("."))


def _links(text: str) -> Iterator[Found]:
    yield from _matched("link", _LINK, text, lambda found: found.rstrip(".,;:!?…)।*_").rstrip("/"))


def _phones(text: str) -> Iterator[Found]:
    yield from _matched(
        "phone", _PHONE, text, lambda found: "+" * found.startswith("+") + "".join(filter(str.isdigit, found))
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


def _shares(text: str) -> Iterator[Found]:
    """Half and three quarters of what is paid."""
    for value, pattern in searched("shares").items():
        for match in pattern.finditer(text):
            yield Found("percentage", match.group(), match.start(), match.end(), value)


# --- times ------------------------------------------------------------------------------------------------------


def _times(text: str) -> Iterator[Found]:
    for match in _clock().finditer(text):
        yield clock_time(text, match.start(), match.end(), int(match["hour"]))
    for match in _COLON.finditer(text):
        yield clock_time(text, match.start(), match.end(), int(match[1]), int(match[2]))
    for match in _half_past().finditer(text):
        hour = int(number_of(match[1]))
        yield Found("time", match.group(), match.start(), match.end(), f"{hour:02d}:30", note="either")


def clock_time(text: str, start: int, end: int, hour: int, minute: int = 0) -> Found:
    """`note` is "either" where nothing tells morning from evening."""
    later, morning = _stands_beside("later", text, start, end), _stands_beside("morning", text, start, end)
    if later and hour < _NOON:
        hour += _NOON
    elif morning and hour == _NOON:
        hour = 0
    told = later or morning or hour > _NOON or text[start] == "0"
    return Found("time", text[start:end], start, end, f"{hour:02d}:{minute:02d}", note="" if told else "either")


@cache
def _clock() -> "regex.Pattern[str]":
    """9 am, 9 p.m., and in French `à 9 h`, where `9 h de marche` is a span of time."""
    halves, before = any_of(listed("clock")["half"]), any_of(listed("clock")["before"])
    return regex.compile(
        rf"(?<![\d.,:₹$€£])(?P<hour>1?\d|2[0-4])(?![\d:])\s?(?:{halves})"
        rf"|(?<=(?<![\p{{L}}\p{{M}}])(?<!\d\s)(?:{before})\s)(?P<hour>1?\d|2[0-4])\s?(?:h|heures?)(?![\p{{L}}\d])(?!\s\d|\s(?:de|par)\s)",
        regex.IGNORECASE,
    )


@cache
def _half_past() -> "regex.Pattern[str]":
    return regex.compile(rf"(?:{any_of(listed('clock')['half_past'])})\s(\p{{L}}+|\d+)", regex.IGNORECASE)


@cache
def _parts(name: str) -> "regex.Pattern[str]":
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}])(?:{any_of(listed('clock')[name])})", regex.IGNORECASE)


def _stands_beside(name: str, text: str, start: int, end: int) -> bool:
    """In the match, right behind it, or right before it, on the same side of a comma or of another number."""
    after = regex.split(r"[,;.]\s|\n|–|-|\d", text[end : end + _AROUND])[0]
    before = regex.split(r"[,;.\d]|\n", text[max(0, start - _AROUND // 2) : start])[-1]
    return any(_parts(name).search(part) for part in (text[start:end] + after, before))
