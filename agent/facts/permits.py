"""Permits named in a text, such as `Restricted Area Permit` or `permiso TIMS`."""

from collections.abc import Iterator
from functools import cache

import regex
from babel.numbers import list_currencies

from agent.facts.context.distinctive import is_distinctive
from agent.facts.context.phrases import key_of
from agent.facts.found import Found
from agent.facts.words import any_of, listed

NAME = "name"
"""The note of what is told by its name alone: a source need only have that."""
_NAME = r"(?:\p{Lu}[\p{L}\p{M}]*)"
_JOINT = r"(?:\s+|\s+(?:of|de|du|des|del|la|and|et|y)\s+|-)"


def permits_in(text: str) -> Iterator[Found]:
    """Permits by name, the short forms beside them, and the parks that ask for an entry."""
    found = [*_named(text), *_parks(text)]
    yield from found
    yield from (one for one in _short_forms(text) if not any(_covers(other, one) for other in found))


def _covers(one: Found, other: Found) -> bool:
    return one.start < other.end and other.start < one.end


def _named(text: str) -> Iterator[Found]:
    """The value is what no language translates of the name: acronyms and proper names, in small letters."""
    for match in _pattern().finditer(text):
        group = "before" if match["before"] else "after"
        words = [word for word in regex.findall(r"[\p{L}\p{M}]+", match[group]) if _is_name(word)]
        if words:
            start, end = match.span(group)
            yield Found("permit", text[start:end], start, end, " ".join(words).casefold())


def _parks(text: str) -> Iterator[Found]:
    """Govind National Park, parc de Singalila, गोविंद नेशनल पार्क."""
    for match in _park().finditer(text):
        group = next(name for name, said in match.groupdict().items() if said)
        words = [word for word in regex.findall(r"[\p{L}\p{M}]+", match[group]) if is_distinctive(key_of(word))]
        if words:
            start, end = match.span(group)
            yield Found("permit", text[start:end], start, end, " ".join(words).casefold(), note=NAME)


def _short_forms(text: str) -> Iterator[Found]:
    """MCAP, ACAP and TIMS in a sentence that speaks of permits."""
    for sentence in regex.finditer(r"[^.!?।\n]+", text):
        if not speaks_of_permits(sentence.group()):
            continue
        for match in _SHORT_FORM.finditer(text, *sentence.span()):
            if match.group() not in _known_otherwise():
                yield Found("permit", match.group(), match.start(), match.end(), match.group().casefold(), note=NAME)


_SHORT_FORM = regex.compile(r"(?<![\p{L}\p{N}/.-])[A-Z]{3,5}(?![\p{L}\p{N}/-])")


def speaks_of_permits(text: str) -> bool:
    """Whether a word for a permit stands in it."""
    return _told().search(text) is not None


@cache
def _told() -> "regex.Pattern[str]":
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}])(?:{any_of([*listed('permit')])})", regex.IGNORECASE)


@cache
def _known_otherwise() -> frozenset[str]:
    return frozenset({*list_currencies(), *listed("no_permits")})


@cache
def _park() -> "regex.Pattern[str]":
    """The noun before the name in Spanish and French, behind it in English and Hindi."""
    parks = listed("parks")
    ahead, behind, indic = (any_of(parks[name]) for name in ("ahead", "behind", "indic"))
    run = rf"{_NAME}(?:\s{_NAME})*"
    joint = r"\s(?:de\s(?:la\s|los\s)?|del\s|du\s|des\s|d['’]|de\sl['’])?"
    return regex.compile(
        rf"(?<![\p{{L}}\p{{M}}])(?:(?i:{ahead}){joint}(?P<ahead>{run})|(?P<behind>{run})\s(?i:{behind})"
        rf"|(?P<indic>(?:[\p{{Devanagari}}]+\s){{1,2}})(?:{indic}))"
    )


@cache
def _pattern() -> "regex.Pattern[str]":
    words = any_of([*listed("permit")])
    run = rf"{_NAME}(?:{_JOINT}{_NAME})*"
    return regex.compile(
        rf"(?<![\p{{L}}\p{{M}}])(?:(?P<before>{run})\s+(?i:{words})|(?i:{words})(?:\s+(?:de|du))?\s+(?P<after>{run}))"
    )


def _is_name(word: str) -> bool:
    if word.isupper() and len(word) > 1:
        return word not in list_currencies()
    return word[0].isupper() and is_distinctive(key_of(word))
