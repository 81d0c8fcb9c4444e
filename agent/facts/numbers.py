"""Numbers as people write them: 10,500 · 1,00,000 · 10.500 · 4 270 · 26,5 · 10k · 1.5 lakh · twenty-two · साढ़े तीन."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache

import regex

from agent.facts.words import any_of, just_behind, listed
from agent.language.entities.numbers import LANGUAGES, multipliers, word_values
from agent.language.entities.patterns import bare
from agent.language.letters import fold

_SPACE = "\u00a0\u202f\u2009 "
NUMBER = rf"\d{{1,3}}(?:[{_SPACE}]\d{{3}})+(?:[.,]\d{{1,2}})?(?!\d)|\d+(?:[.,]\d+)*"
_DIGITS = regex.compile(rf"(?<![\d.,\p{{L}}\p{{M}}])(?<!\p{{L}}-)(?:{NUMBER})")
_WESTERN = regex.compile(r"\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d{3})+")
_INDIAN = regex.compile(r"\d{1,2}(?:,\d{2})+,\d{3}")
_WORD = regex.compile(r"[\p{L}\p{M}]+")
_OF = regex.compile(r"\sde(?=\s)|\sd['’]")
_AFTER_DIGITS = regex.compile(r"[ \u00a0\u202f-]?([\p{L}\p{M}]+)")
_BETWEEN = regex.compile(r"[ \u00a0-]| y | et ")
_RANGE = regex.compile(
    r"\s*(?:–|—|-|to|al|a|à|au|y|u|and|et|ou|o|or|से लेकर|se lekar|से|se|और|aur|या|ya)\s*"
    r"(?:(?:शाम|दोपहर|रात|सुबह|shaam|sham|dopahar|raat|subah)\s+)?[-−]?\s*",
    regex.IGNORECASE,
)
_EACH = regex.compile(r"(?:ek|एक)\s(?:ka|ke|ki|का|के|की)(?![\p{L}\p{M}])", regex.IGNORECASE)
"""`Nau sau ek ka`: nine hundred for each."""
_LEAST_SCALE = 1000
_FARTHEST = 25  # "view point 1 a 4.600 m" is no range
_SAYABLE = 999
_TEN, _TENS, _HUNDRED = 10, 20, 100
_DIX = "dix"
_DOZEN = 12
_JOINTS = frozenset({" ", "-"})
_SCORE, _FOUR = ("vingt", "vingts"), 4


@dataclass(frozen=True, slots=True)
class Number:
    """`value` of text[start:end]; `spoken` when it is written in words, `about` when these are vague: une dizaine."""

    start: int
    end: int
    value: Decimal
    spoken: bool = False
    about: bool = False


def numbers_in(text: str) -> list[Number]:
    """Every number in order, with what "and a half" adds to it."""
    return [_with_part(text, found) for found in plain_numbers(text)]


@lru_cache(maxsize=16)
def plain_numbers(text: str) -> tuple[Number, ...]:
    """The same without parts of a whole. In "10–12k" and "10 to 12 thousand" both ends are thousands."""
    digits = [*(_scaled(text, match) for match in _DIGITS.finditer(text)), *_dozens(text)]
    taken = {place for found in digits for place in range(found.start, found.end)}
    said = list(_spoken(text))
    ends = {found.end for found in said}
    spoken = [
        found
        for found in said
        if taken.isdisjoint((found.start, found.end - 1)) and (found.start - 1 in ends or not _clipped(text, found))
    ]
    return _shared_scale(text, sorted((*digits, *spoken), key=lambda found: found.start))


def _dozens(text: str) -> Iterator[Number]:
    """Half a dozen, and the Hindi dozen, which no list of number words has."""
    for match in _dozen().finditer(text):
        value = Decimal(_DOZEN) / 2 if match["half"] else Decimal(_DOZEN)
        yield Number(match.start(), match.end(), value, spoken=True)


@cache
def _dozen() -> "regex.Pattern[str]":
    words = listed("halved")
    half, dozen, indic = any_of(words["ahead"]), any_of(words["dozens"]), any_of(words["indic"])
    start = r"(?<![\p{L}\p{M}-])"
    return regex.compile(
        rf"{start}(?:(?P<half>{half})[\s-](?:{dozen})(?:\s(?:de|of)(?=\s))?|(?:{indic}))", regex.IGNORECASE
    )


def part_more(text: str, end: int) -> tuple[Decimal, int]:
    """What words such as "and a half" add behind a number or its unit, and where they end."""
    for value, pattern in _parts_more().items():
        if part := pattern.match(text, end):
            return value, part.end()
    return Decimal(0), end


def _with_part(text: str, found: Number) -> Number:
    """Two and a half; `y media` right behind the number is said of the clock and read as such."""
    more, end = part_more(text, found.end)
    return replace(found, value=found.value + more, end=end) if more and found.value < _SAYABLE else found


@cache
def _parts_more() -> Mapping[Decimal, "regex.Pattern[str]"]:
    return {Decimal(value): just_behind(words) for value, words in listed("parts_more").items()}


def number(text: str) -> Decimal:
    """The value; a single separator followed by three digits groups, otherwise it is the decimal mark."""
    digits = "".join(ch for ch in text if ch not in _SPACE)
    if _WESTERN.fullmatch(digits) or _INDIAN.fullmatch(digits):
        return Decimal(digits.replace(",", "").replace(".", ""))
    return Decimal(_pointed(digits))


def _pointed(digits: str) -> str:
    """The last separator is the decimal mark, those before it group."""
    at = max(digits.rfind(","), digits.rfind("."))
    if at < 0:
        return digits
    whole = digits[:at].replace(",", "").replace(".", "")
    return f"{whole}.{digits[at + 1 :]}"


def number_of(words: str) -> Decimal:
    """The value of a number in digits or words; 0 where it is neither."""
    found = numbers_in(words)
    return found[0].value if found else Decimal(0)


def written(value: Decimal) -> str:
    """The canonical form in claims: no grouping, no trailing zeros."""
    return format(value.normalize(), "f")


def is_range(text: str, first: Number, second: Number) -> bool:
    """Whether nothing but "to", a dash or the like stands between the two: 10–12, 10 to 12, between 10 and 12."""
    if _is_pair(text, first, second):
        return True
    if first.end >= second.start or first.value == second.value or not _RANGE.fullmatch(text, first.end, second.start):
        return False
    return first.value * _FARTHEST >= second.value or not any(mark.isalpha() for mark in text[first.end : second.start])


def _is_pair(text: str, first: Number, second: Number) -> bool:
    """`chaar paanch din`, `deux-trois jours`: two words that follow each other in counting are a range."""
    beside = text[first.end : second.start] in _JOINTS
    return beside and first.spoken and second.spoken and second.value == first.value + 1


# --- digits -----------------------------------------------------------------------------------------------------


def _scaled(text: str, match: "regex.Match[str]") -> Number:
    value, end = number(match.group()), match.end()
    while (word := _AFTER_DIGITS.match(text, end)) and (factor := _scales().get(_key(word[1]), Decimal(0))):
        value, end = value * factor, word.end()
    return Number(match.start(), end, value)


@cache
def _scales() -> Mapping[str, Decimal]:
    """Words of a thousand and more, as they stand behind digits."""
    known = {_key(word): value for language in LANGUAGES for word, value in multipliers(language).items()}
    return {word: value for word, value in known.items() if value >= _LEAST_SCALE}


def _shared_scale(text: str, found: Sequence[Number]) -> tuple[Number, ...]:
    shared = list(found)
    for place, (first, second) in enumerate(itertools.pairwise(found)):
        scale = _scale_of(second, text)
        if scale > 1 and first.value <= _SAYABLE and is_range(text, first, second):
            shared[place] = replace(first, value=first.value * scale)
    return tuple(shared)


def _scale_of(found: Number, text: str) -> Decimal:
    """The factor whose word ends the number."""
    words = _WORD.findall(text[found.start : found.end])
    return _scales().get(_key(words[-1]), Decimal(1)) if words else Decimal(1)


# --- words ------------------------------------------------------------------------------------------------------


def _spoken(text: str) -> Iterator[Number]:
    values, times, shifts = _spoken_words()
    run: list[regex.Match[str]] = []
    for word in _WORD.finditer(text):
        key = _key(word.group())
        if not (key in values or key in times or key in shifts or _counts_in(text, word)):
            continue
        if run and (_EACH.match(text, word.start()) or not _joined(text, run[-1], word)):
            yield from _said(text, run)
            run = []
        run.append(word)
    yield from _said(text, run)


def _joined(text: str, before: "regex.Match[str]", word: "regex.Match[str]") -> bool:
    """Whether the two words belong to one number."""
    if not _BETWEEN.fullmatch(text, before.end(), word.start()):
        return False
    teens = text[before.end() : word.start()] == "-" and _key(before.group()) == _DIX
    return teens or bool(_counts_in(text, word)) or _goes_on(before.group(), _key(word.group()))


def _counts_in(text: str, word: "regex.Match[str]") -> Decimal:
    """What a word such as `quinzaine` counts in, with "of" behind it; else 0."""
    counted = _collectives().get(_key(word.group()))
    return counted if counted and _OF.match(text, word.end()) else Decimal(0)


@cache
def _collectives() -> Mapping[str, Decimal]:
    return {_key(word): Decimal(value) for value, words in listed("collectives").items() for word in words}


def _goes_on(before: str, key: str) -> bool:
    """Twenty-two and two hundred five are one number, four eight are two."""
    values, times, shifts = _spoken_words()
    first, second = values.get(_key(before)), values.get(key)
    if first is None or second is None or key in times or key in shifts:
        return True
    return key in _SCORE or first >= _HUNDRED or (first >= _TENS and first % _TEN == 0 and second < _TENS)


def _clipped(text: str, found: Number) -> bool:
    """Whether the words belong to a name written with them, such as `x-one` or `d'un`."""
    return text[found.start - 1 : found.start] in ("-", "'", "’")


def _said(text: str, run: Sequence["regex.Match[str]"]) -> Iterator[Number]:
    if not run:
        return
    counted = _counts_in(text, run[-1])
    plain = run[:-1] if counted else run
    value = _total([_key(word.group()) for word in plain])
    if counted and (of := _OF.match(text, run[-1].end())):
        yield Number(run[0].start(), of.end(), (value or Decimal(1)) * counted, spoken=True, about=True)
    elif value:
        yield Number(run[0].start(), run[-1].end(), value, spoken=True)


def _total(words: Sequence[str]) -> Decimal:
    values, times, shifts = _spoken_words()
    total, current, shift = Decimal(0), Decimal(0), Decimal(0)
    for word in words:
        if word in shifts:
            shift = shifts[word]
        elif word in times:
            current = ((current or Decimal(1)) + shift) * times[word]
            total, current = (total + current, Decimal(0)) if times[word] >= _LEAST_SCALE else (total, current)
            shift = Decimal(0)
        elif word in _SCORE and current % 100 == _FOUR:
            current += values["vingt"] * _FOUR - _FOUR  # quatre-vingt
        else:
            current += values[word]
    return total + current + shift


@cache
def _spoken_words() -> tuple[Mapping[str, Decimal], Mapping[str, Decimal], Mapping[str, Decimal]]:
    """Values, multipliers and the Hindi quarters and halves that shift the number behind them."""
    values = {_key(word): value for one in reversed(LANGUAGES) for word, value in word_values(one).items()}
    single = {word: value for word, value in values.items() if not {"-", " "} & set(word)}
    times = {_key(word): value for one in LANGUAGES for word, value in multipliers(one).items() if len(word) > 1}
    shifts = {_key(word): Decimal(value) for value, words in listed("shifts").items() for word in words}
    return {**single, "vingts": single["vingt"]}, times, shifts


@lru_cache(maxsize=32768)
def _key(word: str) -> str:
    return bare(fold(word))
