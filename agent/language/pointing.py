"""How a line points at what the conversation is about: the second one, the other, both, compared with."""

from dataclasses import dataclass
from functools import cache

import regex

from agent.language.entities.heard import singular
from agent.language.entities.patterns import alternation, phrases, whole
from agent.language.kept_pattern import compiled
from agent.language.letters import AFTER, BEFORE
from agent.language.lexicon import table

_BEFORE_CHARS = 40
_MOST = regex.compile(r"(?<!\S)(?:au|aux|le|la|les|el|lo|los|las)\s+$")
"""Before "plus froid" or "más alto" it is what has most of it, set beside nothing."""


@dataclass(frozen=True, slots=True)
class Pointing:
    """`pick` is the place in what was offered, 1 the first and -1 the last; `kinds` are the words of `the lake one`.

    `most` is what the one meant has least of, as `price` for the cheaper one; with a minus what it has most of.
    """

    pick: int = 0
    most: str = ""
    other: bool = False
    both: bool = False
    compares: bool = False
    kinds: tuple[str, ...] = ()


def pointing(folded: str) -> Pointing:
    """Read from one folded line."""
    return Pointing(
        pick=next((place for place, pattern in _picks().items() if pattern.search(folded)), 0),
        most=next((what for what, pattern in _most().items() if _chooses(pattern, folded)), ""),
        other=_pointed(**table("conversation")["other"]).search(folded) is not None,
        both=_listed("both").search(folded) is not None,
        compares=any(not _MOST.search(folded, endpos=one.start()) for one in _listed("compare").finditer(folded)),
        kinds=tuple(singular(found[1]) for found in _kind_of().finditer(folded)),
    )


def _chooses(pattern: regex.Pattern[str], folded: str) -> bool:
    """Whether it is said of a trek: "the longest day" and "which day is the longest?" ask of one that is known."""
    asked_of = _which_part().search(folded)
    return asked_of is None and any(not _preceding("part").match(folded, at.end()) for at in pattern.finditer(folded))


def without_pointing(folded: str) -> str:
    """The line without words such as "the cheaper one": they choose a trek, and ask for no price."""
    for pattern in _most().values():
        folded = pattern.sub(lambda found: " " * len(found.group()), folded)
    return folded


def is_placed(folded: str, start: int) -> bool:
    """Whether what begins at `start` only says where: `in …`, `near the …`."""
    return _follows("place_before", folded, start)


def is_area(folded: str, end: int) -> bool:
    """Whether what ends at `end` is called a place: `… area`."""
    return _preceding("place_after").match(folded, end) is not None


def is_announced(folded: str, start: int) -> bool:
    """Whether what begins at `start` is introduced as a name: `it is called …`."""
    return _follows("naming", folded, start)


def _follows(key: str, folded: str, start: int) -> bool:
    return _leading(key).search(folded[max(0, start - _BEFORE_CHARS) : start]) is not None


@cache
def _leading(key: str) -> regex.Pattern[str]:
    return regex.compile(rf"{BEFORE}{_any(key)}\s+(?:{_any('articles')}\s*)?$")


@cache
def _preceding(key: str) -> regex.Pattern[str]:
    return regex.compile(rf"\s+{_any(key)}{AFTER}")


@cache
def _which_part() -> regex.Pattern[str]:
    return regex.compile(rf"{BEFORE}{_any('which')}\s+(?:{_any('articles')}\s+)?{_any('part')}{AFTER}")


@cache
def _listed(key: str) -> regex.Pattern[str]:
    return whole(_any(key))


@cache
def _kind_of() -> regex.Pattern[str]:
    return regex.compile(rf"{BEFORE}([\p{{L}}\p{{M}}]+)\s+{_any('one')}{AFTER}")


@cache
def _picks() -> dict[int, regex.Pattern[str]]:
    return {int(place): _pointed(**entry) for place, entry in table("conversation")["pick"].items()}


@cache
def _most() -> dict[str, regex.Pattern[str]]:
    return {str(what): _pointed(**entry) for what, entry in table("conversation")["most"].items()}


@cache
def _pointed(whole: str, bare: str) -> regex.Pattern[str]:
    ends = rf"(?=\s*(?:$|[?.!,;।]|{_any('clause_goes_on')}{AFTER}))"
    return compiled(rf"{BEFORE}(?:{alternation(phrases(whole))}{AFTER}|{alternation(phrases(bare))}{AFTER}{ends})")


def _any(key: str) -> str:
    return alternation(phrases(table("conversation")[key]))
