"""Claims in a text: prices, dates, durations, altitudes … with normalised values, bound to the trek they are about."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import regex

from agent.facts.dates import dates_in
from agent.facts.found import Found
from agent.facts.mentions import Mention, Mentions, readable
from agent.facts.numbers import NUMBER, number, scale_after, written
from agent.facts.words import grouped, searched, speaks_of

_LINK = regex.compile(r"https?://[^\s<>()\[\]\"'«»]+|www\.[^\s<>()\"']+", regex.IGNORECASE)
_EMAIL = regex.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = regex.compile(r"(?<![\d/])\+\d[\d\s().-]{7,16}\d(?!\d)|(?<![\d.,/])\d{10,13}(?!\d)")
_TIME = regex.compile(r"(?<!\d)(\d{1,2}):(\d{2})(?:\s?([ap])\.?m\.?)?(?!\d)", regex.IGNORECASE)
_NUMBER = regex.compile(rf"(?<![\d.,\p{{L}}])(?:{NUMBER})")
_MINUS = regex.compile(r"(?<![\p{L}\p{N}])\s?[-−]$")
_RANGE = regex.compile(rf"\s*(?:–|—|-|to|al|a|à|y|and|et|से|se)\s*(?=[-−]?(?:{NUMBER}))", regex.IGNORECASE)
_SENTENCE = regex.compile(r"[^.!?।\n]+(?:[.!?।](?=\d)[^.!?।\n]*)*[.!?।]*|\n")
_CLAUSE = regex.compile(
    r"[,;:](?=\s)|\s(?:and|but|while|whereas|vs\.?|y|pero|et|mais|और|जबकि|aur|jabki)\s", regex.IGNORECASE
)
_FOOT = Decimal("0.3048")
_DAYS_OF_NIGHT = {"night": "nights"}
_AROUND = 40


def extract(text: str, mentions: Mentions, *, default: str = "", sure: bool = False) -> tuple[Found, ...]:
    """Claims in the order of the text. `default` is the trek meant where a line names none.

    With `sure` the default holds even after a line that named another trek.
    """
    text = readable(text)
    exact, rest = _exact(text)
    dated, rest = dates_in(rest)
    found = sorted((*exact, *dated, *_amounts(text, rest)), key=lambda claim: claim.start)
    return tuple(_bound(text, found, mentions.find(text), default, sure))


# --- what needs no unit ---------------------------------------------------------------------------------------


def _exact(text: str) -> tuple[list[Found], str]:
    found: list[Found] = []
    for kind, pattern in (("link", _LINK), ("email", _EMAIL), ("time", _TIME), ("phone", _PHONE)):
        for match in pattern.finditer(text):
            found.append(Found(kind, match.group(), match.start(), match.end(), _exact_value(kind, match.group())))
        text = pattern.sub(lambda match: " " * len(match.group()), text)
    return found, text


def _exact_value(kind: str, text: str) -> str:
    if kind == "link":
        return text.rstrip(".,;:!?…)।").rstrip("/")
    if kind == "phone":
        return ("+" if text.startswith("+") else "") + "".join(ch for ch in text if ch.isdigit())
    return text.lower().zfill(5) if kind == "time" else text.lower().rstrip(".")


# --- numbers with a unit ---------------------------------------------------------------------------------------


def _amounts(text: str, masked: str) -> Iterator[Found]:
    position = 0
    while match := _NUMBER.search(masked, position):
        position = match.end()
        yield from _amount(text, masked, match.start(), match.end())


def _amount(text: str, masked: str, start: int, end: int) -> Iterator[Found]:
    factor, after = scale_after(masked, end)
    value = number(masked[start:end]) * factor
    if currency := _currency(masked, start, after):
        yield Found("price", text[start:after], start, after, f"{currency} {written(value)}")
        return
    unit = _unit(masked, after)
    if unit:
        yield from _measured(text, start, after, value, unit)


def _currency(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - 9) : start].rstrip(), text[end : end + 12].lstrip("\u00a0\u202f ")
    for code, pattern in grouped("currencies").items():
        if pattern.match(after) or _ends_with(pattern, before):
            return code
    return _ranged_currency(text, start, end)


def _ends_with(pattern: "regex.Pattern[str]", before: str) -> bool:
    match = regex.search(r"(?:[\p{L}\p{M}]+\.?|[₹$€£]|[\p{L}]+\$|\$[\p{L}]+)$", before)
    return bool(match and pattern.fullmatch(match.group()))


def _ranged_currency(text: str, start: int, end: int) -> str:
    """The first number of "10,000 – 12,000 INR"; the sign before a range is found from its first number."""
    step = _RANGE.match(text, end)
    other = _NUMBER.match(text, step.end()) if step else None
    if not other:
        return ""
    after = text[other.end() : other.end() + 12].lstrip("\u00a0\u202f ")
    return next((code for code, pattern in grouped("currencies").items() if pattern.match(after)), "")


def _unit(text: str, end: int) -> str:
    """The unit right after the number, or after the second number of a range."""
    after = text[end : end + 24].lstrip("\u00a0\u202f -+")
    for unit, pattern in grouped("units").items():
        if pattern.match(after):
            return unit
    step = _RANGE.match(text, end)
    other = regex.compile(rf"[-−]?(?:{NUMBER})").match(text, step.end()) if step else None
    return _unit(text, other.end()) if other else ""


def _measured(text: str, start: int, end: int, value: Decimal, unit: str) -> Iterator[Found]:
    kind = _kind(text, start, end, unit)
    if not kind:
        return
    if unit == "foot":
        value = (value * _FOOT).quantize(Decimal(1))
    if unit == "degree" and _MINUS.search(text[max(0, start - 2) : start]):
        value = -value
    note = "feet" if unit == "foot" else _DAYS_OF_NIGHT.get(unit, "")
    yield Found(kind, text[start:end], start, end, written(value), note=note)


_KINDS = {
    "percent": "percentage",
    "metre": "altitude",
    "foot": "altitude",
    "km": "distance",
    "seat": "seats",
    "degree": "temperature",
}


def _kind(text: str, start: int, end: int, unit: str) -> str:
    sentence = _sentence_around(text, start)
    if unit in ("day", "night"):
        return "notice" if speaks_of("notice", sentence) else "duration"
    if unit == "year":
        return "age" if speaks_of("age", sentence) else ""
    if unit == "person":
        return "group_size" if speaks_of("group", sentence) else "people"
    return _KINDS[unit]


def _sentence_around(text: str, position: int) -> str:
    first = max(text.rfind(mark, 0, position) for mark in "\n।!?")
    last = text.find("\n", position)
    line = text[first + 1 : last if last >= 0 else len(text)]
    at = position - first - 1
    return line[max(0, at - 2 * _AROUND) : at + 2 * _AROUND]


# --- binding ---------------------------------------------------------------------------------------------------


def _bound(text: str, found: Sequence[Found], mentions: Sequence[Mention], default: str, sure: bool) -> Iterator[Found]:
    sentences = [(match.start(), match.end()) for match in _SENTENCE.finditer(text)]
    for claim in found:
        line = text.count("\n", 0, claim.start)
        start, end = next(((a, b) for a, b in sentences if a <= claim.start < b), (0, len(text)))
        topic = _topic(text, start, end, claim) if claim.type == "percentage" else ""
        subject = _trek(text, claim, (start, end), mentions, default, sure)
        yield replace(claim, line=line, subject=topic if claim.type == "percentage" else subject)


def _topic(text: str, start: int, end: int, claim: Found) -> str:
    """What a percentage is about: the topic word nearest to it in its sentence, else the last one before it."""
    near = [
        (min(abs(match.start() - claim.end), abs(claim.start - match.end())), topic)
        for topic, pattern in searched("topics").items()
        for match in pattern.finditer(text, start, end)
    ]
    return min(near)[1] if near else _last_topic(text, start)


def _last_topic(text: str, end: int) -> str:
    before = [
        (match.start(), topic)
        for topic, pattern in searched("topics").items()
        for match in pattern.finditer(text, 0, end)
    ]
    return max(before)[1] if before else ""


def _trek(
    text: str, claim: Found, sentence: tuple[int, int], mentions: Sequence[Mention], default: str, sure: bool
) -> str:
    here = [m for m in mentions if sentence[0] <= m.start < sentence[1]]
    clause = _clause(text, claim, sentence)
    inside = [m for m in here if clause[0] <= m.start < clause[1]]
    if chosen := _nearest(claim, inside) or _nearest(claim, here):
        return chosen
    before = [m.trek for m in mentions if m.end <= claim.start]
    if sure and default:
        return default
    return before[-1] if before else default


def _clause(text: str, claim: Found, sentence: tuple[int, int]) -> tuple[int, int]:
    cuts = [m.start() for m in _CLAUSE.finditer(text, *sentence)]
    start = max((cut for cut in cuts if cut <= claim.start), default=sentence[0])
    end = min((cut for cut in cuts if cut >= claim.end), default=sentence[1])
    return start, end


def _nearest(claim: Found, mentions: Sequence[Mention]) -> str:
    """The last trek named before the number, else the first one after it."""
    before = [m.trek for m in mentions if m.end <= claim.start]
    after = [m.trek for m in mentions if m.start >= claim.end]
    return before[-1] if before else (after[0] if after else "")
