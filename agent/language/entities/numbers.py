"""Numbers as people write them: digits with either separator, Devanagari digits, words, lakh and k."""

from collections.abc import Sequence
from decimal import Decimal
from functools import cache

import regex

from agent.language.entities.patterns import alternation, bare, phrases
from agent.language.kept_pattern import compiled
from agent.language.lexicon import table

LANGUAGES = ("en", "es", "fr", "hi-Latn", "hi")
DIGITS = r"(?:\d{1,3}(?: \d{3})+(?!\d)|\d+(?:[.,]\d+)*)"
COUNT = r"\d{1,3}(?![\d.,]\d)"


@cache
def word_values(language: str) -> dict[str, Decimal]:
    """Number words of one language, tens joined with units included."""
    entry = table("numbers")[language]
    values = {word: Decimal(str(value)) for value, names in entry["values"].items() for word in phrases(names)}
    tens = {word: Decimal(value) for value, names in (entry.get("tens") or {}).items() for word in phrases(names)}
    return values | tens


@cache
def multipliers(language: str) -> dict[str, Decimal]:
    """Words that multiply what stands before them."""
    return {
        word: Decimal(value) for value, names in table("numbers")[language]["times"].items() for word in phrases(names)
    }


@cache
def number_word(language: str) -> str:
    """A pattern of one number word below a hundred, such as `twenty-two` or `treinta y cinco`."""
    entry = table("numbers")[language]
    tens = [word for names in (entry.get("tens") or {}).values() for word in phrases(names)]
    units = [word for word, value in word_values(language).items() if 1 <= value <= 9]
    single = alternation(word_values(language))
    return f"(?:{alternation(tens)}{entry['joint']}{alternation(units)}|{single})" if tens else single


@cache
def small_numbers(language: str, largest: int = 31) -> tuple[dict[str, int], dict[str, int]]:
    """Whole numbers in words up to `largest`: the unmistakable ones, and those that are also other words."""
    doubtful = set(phrases(table("numbers")[language].get("doubtful")))
    values = word_values(language)
    words = {word: int(value) for word, value in values.items() if value == int(value) and 1 <= value <= largest}
    tens = {word: value for word, value in words.items() if value in (20, 30)} if _joins(language) else {}
    units = {word: value for word, value in words.items() if value < 10}
    for ten, value in tens.items():
        joined = {f"{ten}{joint}{unit}": value + more for unit, more in units.items() for joint in _JOINTS}
        words |= {word: number for word, number in joined.items() if number <= largest}
    sure = {word: value for word, value in words.items() if word not in doubtful}
    return sure, {word: value for word, value in words.items() if word in doubtful}


_JOINTS = (" ", "-", " y ", " et ")


def _joins(language: str) -> bool:
    return "tens" in table("numbers")[language]


@cache
def unmistakable_word(language: str) -> str:
    """Number words of a language that are no word of another one, for mixed speech such as `chaar people`."""
    doubtful = set(phrases(table("numbers")[language].get("doubtful")))
    return alternation(word for word in word_values(language) if word not in doubtful)


@cache
def count(languages: Sequence[str] = LANGUAGES) -> str:
    """A pattern of a small whole number in digits or words of these languages."""
    return f"(?:{COUNT}|{'|'.join(number_word(language) for language in languages)})"


@cache
def amount() -> str:
    """A pattern of any number: `12k`, `1,20,000`, `12 हज़ार`, `cinco mil`, `two hundred fifty`."""
    words = "|".join(number_word(language) for language in LANGUAGES)
    times = alternation(word for language in LANGUAGES for word in multipliers(language))
    one = rf"(?:{DIGITS}|{words})(?:[ ]?{times})*"
    return (
        rf"(?:{one}(?:[ ](?:{words})(?:[ ]{times})*)*|(?:cien|mil|cent|mille)(?:[ ](?:{words}))?)(?![\p{{L}}\p{{M}}])"
    )


@cache
def _token() -> regex.Pattern[str]:
    words = alternation(word for language in LANGUAGES for word in (*word_values(language), *multipliers(language)))
    return compiled(rf"{DIGITS}|{words}")


@cache
def _known() -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    values: dict[str, Decimal] = {}
    times: dict[str, Decimal] = {}
    for language in reversed(LANGUAGES):
        values |= {bare(word): value for word, value in word_values(language).items()}
        times |= {bare(word): value for word, value in multipliers(language).items()}
    return values, times


def number_value(folded: str) -> Decimal:
    """What a phrase matched by one of these patterns amounts to."""
    values, times = _known()
    total, current = Decimal(0), Decimal(0)
    for match in _token().finditer(bare(folded)):
        token = match.group()
        if token in times:
            current = (current or Decimal(1)) * times[token]
            total, current = (total + current, Decimal(0)) if times[token] >= 1000 else (total, current)
        else:
            current += values[token] if token in values else digits_value(token)
    return total + current


def digits_value(digits: str) -> Decimal:
    """`10,500` and `10.500` are ten thousand five hundred, `12.5` and `12,5` twelve and a half."""
    plain = digits.replace(" ", "")
    parts = regex.split(r"[.,]", plain)
    if len(parts) == 1:
        return Decimal(plain)
    if len(parts[-1]) == 3 and parts[0].lstrip("0"):
        return Decimal("".join(parts))
    return Decimal("".join(parts[:-1]) + "." + parts[-1])
