"""Treks that somebody has walked already: named as experience, and not asked about."""

from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path

import regex

from agent.facts.mentions import Mentions, readable
from agent.language.plain import plain
from agent.turn import Turn
from agent.yaml_file import read_yaml

_FILE = Path(__file__).with_name("walked.yaml")


def walked(turn: Turn, mentions: Mentions) -> frozenset[str]:
    """Those of the message: "we did Hampta and Kuari already", "ya hice Kedarkantha"."""
    text = turn.message.text
    parsed = [(str(one.value), one.start, one.end) for one in turn.entities if one.type == "trek"]
    return _done(text, parsed) | walked_in(text, mentions)


def walked_in(text: str, mentions: Mentions) -> frozenset[str]:
    """The same of a line that nobody has parsed."""
    line = readable(text)
    return _done(line, ((found.trek, found.start, found.end) for found in mentions.find(line)))


def _done(text: str, named: Iterable[tuple[str, int, int]]) -> frozenset[str]:
    """Of two joined by "and" both: "I have done Rupin and Kuari"."""
    found = sorted(named, key=lambda one: one[1])
    ends = [0, *(end for _, _, end in found)]
    done = {trek for n, (trek, start, end) in enumerate(found) if _is_done(text[ends[n] : start], text[end:])}
    for (one, _, end), (other, start, _) in [*pairwise(found), *reversed([*pairwise(found)])]:
        if not done.isdisjoint({one, other}) and _LISTED.fullmatch(text[end:start].casefold()):
            done |= {one, other}
    return frozenset(done)


_LISTED = regex.compile(
    r"(?: trek| pass)?,? (?:and|n|&|\+|y|e|et|aur|और)(?: the| el| la| los| las| le| les| l['’]| au| al)? ?"
)
"""What stands between two names of a list."""


def _is_done(left: str, right: str) -> bool:
    before = regex.search(rf"(?<!\S)(?:{_alternatives('before')})(?: \S+){{0,2}}$", plain(_CLAUSE.split(left)[-1]))
    after = regex.match(rf"(?:\S+ ){{0,3}}?(?:{_alternatives('after')})(?!\S)", plain(_CLAUSE.split(right)[0]))
    return bool(before or after)


_CLAUSE = regex.compile(r"[?!.,;।\n]+")


@cache
def _alternatives(name: str) -> str:
    lists: dict[str, list[str]] = read_yaml(_FILE)
    return "|".join(regex.escape(plain(word)) for word in sorted(lists[name], key=len, reverse=True))
