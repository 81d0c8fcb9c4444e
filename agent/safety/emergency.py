"""Finds out whether a message says that somebody is in danger now, and which danger it is."""

from collections.abc import Mapping
from functools import cache
from typing import get_args

import regex

from agent.safety.corrections import instead_of
from agent.safety.danger_rules import only_wants_a_person, ruled_danger, says_farewell
from agent.safety.lexicon import lexicon
from agent.safety.signs import signs
from agent.safety.vote import read_vote
from agent.turn import EmergencyKind

_BELIEVED_FROM = 0.5  # chance from which the vote alone is believed
_WITHOUT_A_SIGN_FROM = 0.8  # where they only say who, when, where, or that one asks or buys: who comes is told alike
_RULED_FROM = 0.2  # and where the rules heard a danger too


def find_emergency(text: str) -> EmergencyKind | None:
    """The kind of danger; None when the words speak of a risk, of the past or of a thing.

    Who says in plain words that they want to live no longer is heard by that. Else two votes: patterns of single
    sentences, and weights learnt from examples over everything a message speaks of. Same text, same answer; no
    network, no model of language.
    """
    if not text.strip():
        return None
    if says_farewell(text):
        return "self_harm"
    there = signs("danger").found(text)
    ruled, named = ruled_danger(text), _kind(there)
    needed = _RULED_FROM if ruled else _believed_from(there)
    # The advice for an injury suits any danger.
    return (ruled or named or "injury") if _chance(text, there, ruled) >= needed else None


def _believed_from(there: frozenset[str]) -> float:
    return _BELIEVED_FROM if there - _SAY_LITTLE else _WITHOUT_A_SIGN_FROM


_SAY_LITTLE = frozenset({"who", "now", "place", "asking", "trade"})


def danger_chance(text: str) -> float:
    """How likely somebody is in danger now, 0–1; 0 for a message without words, or that only asks for a person.

    Of one that takes back what was written before, only what it says instead is heard. One that speaks of nothing the
    vote knows ("and Gokyo") must sway it strongly: a few odd words do so a little.
    """
    return _chance(text, signs("danger").found(text), ruled_danger(text))


def may_be_danger(text: str, line_from: float) -> bool:
    """Whether a line on whom to call belongs beside the answer, though the danger is too unlikely to act on.

    A question that names nothing of a danger must be likelier: "how high is the camp where we sleep?".
    """
    there = signs("danger").found(text)
    ruled = ruled_danger(text)
    only_asks = "asking" in there and there <= _SAY_LITTLE and not ruled
    return _chance(text, there, ruled) >= (max(line_from, _BELIEVED_FROM) if only_asks else line_from)


def _chance(text: str, there: frozenset[str], ruled: EmergencyKind | None) -> float:
    """The same, with the concepts of the message and what the rules hear in it."""
    corrected = None if ruled or _kind(there) else instead_of(text)
    said = text if corrected is None else corrected
    if not _WORD.search(said) or only_wants_a_person(said):
        return 0.0
    chance = read_vote("emergency", "danger").of(said)
    return chance if there or ruled or chance >= _WITHOUT_A_SIGN_FROM else 0.0


_WORD = regex.compile(r"\w")


def _kind(there: frozenset[str]) -> EmergencyKind | None:
    """The danger most of the concepts speak for, if any does."""
    points = {kind: sum(points.get(name, 0.0) for name in there) for kind, points in _speaks_for().items()}
    best = max(points, key=lambda kind: points[kind])
    return best if points[best] > 0 else None


@cache
def _speaks_for() -> Mapping[EmergencyKind, Mapping[str, float]]:
    table = lexicon("danger_kinds")
    return {kind: table[kind] for kind in get_args(EmergencyKind)}
