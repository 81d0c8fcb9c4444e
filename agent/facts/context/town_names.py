"""Words that name a town, in any script and spelling."""

from collections.abc import Iterable
from functools import cache

from agent.facts.context.phrases import key_of
from agent.facts.context.spelling import spelling
from agent.facts.words import listed


def names_town(keys: Iterable[str]) -> bool:
    """Whether any of the folded words is a town."""
    return any(spelling(key) in _towns() for key in keys)


@cache
def _towns() -> frozenset[str]:
    return frozenset(spelling(key_of(town)) for town in listed("towns"))
