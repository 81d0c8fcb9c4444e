"""Whether a figure is surely the trek's own: its price, length, highest point or limit, or a term of the operator."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import regex

from agent.facts.context.segments import Sentence, sentences
from agent.facts.found import Found
from agent.facts.mentions import Mention
from agent.facts.words import united
from agent.language.kept_pattern import compiled
from agent.language.plain import pattern_of, plain
from agent.yaml_file import read_yaml

_FILE = Path(__file__).with_name("headline.yaml")
_OF_TREKS = frozenset({"price", "duration", "distance", "altitude", "age", "group_size"})
_JOINED = regex.compile(r"\s*(?:and|but|while|y|pero|et|mais|tandis|और|लेकिन|जबकि|aur|lekin|jabki)\s", regex.IGNORECASE)
_HEADING = (":", "：")
_WORD = regex.compile(r"\p{L}|\p{N}")


def is_headline(claim: Found, text: str, found: Sequence[Found], mentions: Sequence[Mention]) -> bool:
    """Whether all that the sentence says up to there, and the heading above it, is of such figures alone.

    `found` are the claims of the text, `mentions` the treks it names. A word that is not listed makes it doubtful.
    """
    sentence = next((one for one in sentences(text) if one.start <= claim.start < one.end), None)
    if sentence is None or claim.type not in _lists():
        return False
    start, end = sentence.start, _end(text, sentence, claim)
    told = _words(_bare(text, start, end, found, mentions))
    heading = _words(_bare(text, *_heading(text, start), found, mentions))
    kinds = frozenset(one.type for one in found if start <= one.start < end)
    if _is_left(told, kinds) or _is_left(heading, kinds) or not _pattern(claim.type).search(told):
        return False
    return claim.type not in _OF_TREKS or _is_of_trek(claim, text[start:end], told, start, mentions)


def speaks_of_whole(text: str) -> bool:
    """Whether it names the trek as a whole: `the trek`, `in all`."""
    told = _words(text)
    return bool(_pattern("trek").search(told) or _pattern("whole").search(told))


def _is_of_trek(claim: Found, text: str, told: str, start: int, mentions: Sequence[Mention]) -> bool:
    named = [one for one in mentions if start <= one.start < start + len(text)]
    if not named:
        return bool(_pattern("trek").search(told) or _pattern("alone").search(told))
    own = [one for one in named if one.trek == claim.subject]
    return any(not _is_place(text[: one.start - start], text[one.end - start :]) for one in own)


def _is_place(before: str, behind: str) -> bool:
    """`On Hampta Pass`, `Hampta Pass में`."""
    return bool(_just_ahead().search(_words(before)) or _pattern("within_behind").match(_words(behind)))


def _end(text: str, sentence: Sentence, claim: Found) -> int:
    """Up to where another statement begins: `and`, or a semicolon."""
    cuts = (cut for cut in sentence.cuts if cut > claim.end)
    return next((cut for cut in cuts if text[cut - 1] == ";" or _JOINED.match(text, cut - 1)), sentence.end)


def _heading(text: str, start: int) -> tuple[int, int]:
    """The line with a colon at its end that the sentence stands below; empty where there is none."""
    end = text.rfind("\n", 0, start)
    while end > 0:
        line = text.rfind("\n", 0, end) + 1
        if not text[line:end].strip():
            break
        if text[line:end].rstrip().endswith(_HEADING):
            return line, end
        end = line - 1
    return start, start


def _bare(text: str, start: int, end: int, found: Sequence[Found], mentions: Sequence[Mention]) -> str:
    """The text without treks, and without claims and their units."""
    spans = [(one.start, one.end) for one in mentions]
    spans += [_with_unit(text, one) for one in found]
    for low, high in spans:
        low, high = max(low, start), min(high, end)
        if low < high:
            text = text[:low] + "·" * (high - low) + text[high:]
    return text[start:end]


def _with_unit(text: str, claim: Found) -> tuple[int, int]:
    ahead = _unit_ahead().search(text, max(0, claim.start - 20), claim.start)
    behind = _unit_behind().match(text, claim.end)
    return ahead.start() if ahead else claim.start, behind.end() if behind else claim.end


@cache
def _unit_behind() -> "regex.Pattern[str]":
    return compiled(rf"(?i)[\s-]?(?:{united('units').pattern}|{united('currencies').pattern})")


@cache
def _unit_ahead() -> "regex.Pattern[str]":
    return compiled(rf"(?i)(?<!\p{{L}})(?:{united('currencies').pattern})\s?$")


def _is_left(told: str, kinds: frozenset[str]) -> bool:
    return bool(_WORD.search(_known(kinds).sub(" ", told)))


def _words(text: str) -> str:
    return plain(text).replace("'", " ")


@cache
def _lists() -> dict[str, list[str]]:
    read = read_yaml(_FILE)
    common = [word for words in read.pop("common").values() for word in words]
    return {name: [_words(word) for word in words] for name, words in {**read, "common": common}.items()}


@cache
def _known(kinds: frozenset[str]) -> "regex.Pattern[str]":
    return pattern_of([word for name in ("common", "trek", *sorted(kinds)) for word in _lists().get(name, ())])


@cache
def _pattern(name: str) -> "regex.Pattern[str]":
    return pattern_of(_lists()[name])


@cache
def _just_ahead() -> "regex.Pattern[str]":
    return regex.compile(rf"{_pattern('within').pattern}(?: (?:the|el|la|los|le|les))?$")
