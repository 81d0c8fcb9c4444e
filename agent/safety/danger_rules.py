"""What the word lists say of a message: is somebody in danger now?"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import regex

from agent.safety.fold import fold
from agent.safety.lexicon import compiled, lexicon
from agent.turn import EmergencyKind

_MARKS = " .,!?…\n"
_CLAUSE = regex.compile(r"(?<=[.!?;\n])|(?:,?\s+(?=(?:but|pero|mais|lekin|par abhi|लेकिन)\s))")


def ruled_danger(text: str) -> EmergencyKind | None:
    """The kind of danger, the gravest first; None when the words speak of a risk, of the past or of a thing.

    Clause by clause: "what if I get altitude sickness?" cancels itself, but not the next sentence.
    """
    signs = _signs()
    clauses = [
        signs.other_things.sub(" # ", clause)
        for clause in _CLAUSE.split(signs.cries.sub(r"\g<cry> ", fold(text)))
        if clause
    ]
    said = next((kind for kind, pattern in signs.kinds.items() if _holds(kind, pattern, clauses)), None)
    return said or ("altitude" if _is_ill(" ".join(clauses)) else None)


def says_farewell(text: str) -> bool:
    """Whether a clause says in plain words, of now and in earnest, that somebody wants to live no longer."""
    signs = _signs()
    return any(signs.farewell.search(part) and not signs.not_now.search(part) for part in _CLAUSE.split(fold(text)))


def only_wants_a_person(text: str) -> bool:
    """Whether the whole message asks for a person or for haste, and says nothing else."""
    return _signs().a_person.fullmatch(fold(text).strip(_MARKS)) is not None


def _is_ill(text: str) -> bool:
    """Two symptoms of altitude sickness, or one and a height, of somebody named and not in general."""
    illness = _signs().illness
    if illness.in_general.search(text) or not illness.somebody.search(text):
        return False
    found = sum(1 for symptom in illness.symptoms if symptom.search(text))
    return found >= 2 or (found == 1 and illness.height.search(text) is not None)


def _holds(kind: EmergencyKind, pattern: "regex.Pattern[str]", clauses: list[str]) -> bool:
    signs = _signs()
    return any(
        pattern.search(clause) and (kind in signs.certain or not signs.not_now.search(clause)) for clause in clauses
    )


class _Illness:
    """Altitude sickness told by its symptoms."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.symptoms = [compiled(patterns, {}) for patterns in table["symptoms"].values()]
        self.height = compiled(table["height"], {})
        self.somebody = compiled(table["somebody"], {})
        self.in_general = compiled(table["in_general"], {})


class _Signs:
    """The lexicon, compiled once."""

    def __init__(self) -> None:
        table = lexicon("emergency")
        macros = {**table["macros"], **table["guards"]}
        self.kinds: dict[EmergencyKind, regex.Pattern[str]] = {
            kind: compiled(patterns, macros) for kind, patterns in table["kinds"].items()
        }
        self.certain = frozenset(table["certain"])
        self.cries = regex.compile(rf"(?<!\w)(?P<cry>{table['cries']})\W*[!.:,]+\s*(?=\w)")
        self.not_now = compiled(table["not_now"], macros)
        self.other_things = compiled(table["other_things"], macros)
        self.illness = _Illness(table["illness"])
        self.a_person = compiled(table["a_person"], macros)
        self.farewell = compiled(table["farewell"], macros)


@cache
def _signs() -> _Signs:
    return _Signs()
