"""Replies made false in one place, the way models get things wrong. The same seed makes the same change.

It changes text by its letters and digits, not by what the ledger reads, so that it also changes what the ledger
may overlook.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from random import Random

import regex
from babel import Locale

_DIGITS = regex.compile(r"(?<![\p{L}\p{N}/.:@_-])\p{N}[\p{N}.,\u00a0\u202f ]*\p{N}(?![\p{L}\p{N}/@_:-])")
_METRES, _KILOMETRES = (
    regex.compile(rf"(?<![\p{{N}}.,–-])(?P<figure>{figure})(?:[ \u00a0\u202f])?(?:{unit})(?!\p{{L}})")
    for figure, unit in (
        (r"\p{N}{1,2}[.,\u00a0\u202f ]?\p{N}{3}", "m|metres|meters|metros|mètres|मीटर|मी"),
        (r"\p{N}{1,3}", "km|किमी|कि.मी.|kilometres|kilómetros|kilomètres"),
    )
)
_MONTHS = 12
_SHIFT = (2, 6)
_LOCALES = {"en": "en", "hi": "hi", "es": "es", "fr": "fr", "hi-Latn": "en"}
_CURRENCIES: tuple[tuple[str, str], ...] = (
    ("US$", "€"),
    ("$", "€"),
    ("₹", "US$"),
    ("€", "₹"),
    ("INR", "USD"),
    ("NPR", "USD"),
    ("USD", "EUR"),
    ("EUR", "USD"),
    ("rupees", "dollars"),
    ("roupies", "euros"),
    ("rupias", "euros"),
    ("rupaye", "dollar"),
    ("रुपये", "डॉलर"),
)
_PER_PERSON: Mapping[str, tuple[tuple[str, str], ...]] = {
    "en": (("per person", "for the whole group"), ("each", "in total")),
    "hi": (("प्रति व्यक्ति", "पूरे ग्रुप के लिए"), ("हर व्यक्ति", "पूरे ग्रुप")),
    "es": (("por persona", "por todo el grupo"), ("cada uno", "en total")),
    "fr": (("par personne", "pour tout le groupe"), ("chacun", "au total")),
    "hi-Latn": (("per person", "poore group ka"), ("prati vyakti", "poore group ka")),
}
Change = Callable[[str, str, Random], str]


def corruptions(
    text: str, language: str, *, seed: str, expired: Mapping[str, str] | None = None
) -> Iterator[tuple[str, str]]:
    """Kind and changed text, for every kind that the text has something for.

    `expired` maps what holds today to what held once: such as a price of this season to one of the last.
    """
    for kind, change in _CHANGES.items():
        changed = change(text, language, Random(f"{seed} {kind}"))
        if changed != text:
            yield kind, changed
    if expired:
        changed = _replaced(text, tuple(expired.items()))
        if changed != text:
            yield "expired", changed


def _digit(text: str, language: str, random: Random) -> str:
    """One digit of one number of two digits or more, never the first into a zero."""
    numbers = list(_DIGITS.finditer(text))
    if not numbers:
        return text
    number = random.choice(numbers)
    places = [place for place in range(number.start(), number.end()) if text[place].isdecimal()]
    place = random.choice(places)
    digit = int(text[place])
    new = random.choice([one for one in range(10) if one != digit and (one or place != number.start())])
    return f"{text[:place]}{chr(ord(text[place]) - digit + new)}{text[place + 1 :]}"


def _currency(text: str, language: str, random: Random) -> str:
    """Every sign or word of one currency becomes that of another."""
    return _replaced(text, _CURRENCIES)


def _per_group(text: str, language: str, random: Random) -> str:
    return _replaced(text, _PER_PERSON.get(language, ()))


def _season(text: str, language: str, random: Random) -> str:
    """Every month named in full moves by the same number of months."""
    names, step = _month_names(language), random.randint(*_SHIFT)
    pattern = regex.compile(rf"(?<![\p{{L}}\p{{M}}])(?:{'|'.join(map(regex.escape, names))})(?![\p{{L}}\p{{M}}])")
    return pattern.sub(lambda match: names[(names.index(match.group()) + step) % _MONTHS], text)


@cache
def _month_names(language: str) -> list[str]:
    months = Locale.parse(_LOCALES.get(language, "en")).months["format"]["wide"]
    return [str(months[number]) for number in range(1, _MONTHS + 1)]


def _onto_another(text: str, language: str, random: Random) -> str:
    """The largest of several figures of one unit in the place of another one: the height of the pass at a camp."""
    figures = _of_one_unit(text)
    largest = max(figures, key=_size, default=None)
    others = [one for one in figures if largest and _size(one) < _size(largest)]
    return _written_over(text, random.choice(others), largest) if largest and others else text


def _from_another(text: str, language: str, random: Random) -> str:
    """The other way round: the height of a camp at the pass."""
    figures = _of_one_unit(text)
    largest = max(figures, key=_size, default=None)
    others = [one for one in figures if largest and _size(one) < _size(largest)]
    return _written_over(text, largest, random.choice(others)) if largest and others else text


def _of_one_unit(text: str) -> "list[regex.Match[str]]":
    """Metres where there are two heights, else kilometres; no ranges."""
    for pattern in (_METRES, _KILOMETRES):
        figures = list(pattern.finditer(text))
        if len({_size(one) for one in figures}) > 1:
            return figures
    return []


def _size(figure: "regex.Match[str]") -> int:
    return int("".join(str(int(one)) for one in figure["figure"] if one.isdecimal()))


def _written_over(text: str, old: "regex.Match[str]", new: "regex.Match[str]") -> str:
    return text[: old.start("figure")] + new["figure"] + text[old.end("figure") :]


def _replaced(text: str, pairs: tuple[tuple[str, str], ...]) -> str:
    """The first pair that the text has something for."""
    return next((text.replace(old, new) for old, new in pairs if old in text), text)


def swapped(text: str, one: str, other: str) -> str:
    """The text with two names in each other's place: every figure then belongs to the wrong one."""
    parts = regex.split(f"({regex.escape(one)}|{regex.escape(other)})", text)
    return "".join(other if part == one else one if part == other else part for part in parts)


_CHANGES: Mapping[str, Change] = {
    "digit": _digit,
    "currency": _currency,
    "per_group": _per_group,
    "season": _season,
    "onto_another": _onto_another,
    "from_another": _from_another,
}
