"""The operator's ways to pay by their names: who writes "Yape?" asks whether one can pay so."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import regex

from agent.compose.reading.questions import content
from agent.language.plain import pattern_of, plain


def names_a_way_to_pay(text: str, operator: Mapping[str, Any]) -> bool:
    """Whether one of `payment_methods`, in whatever language, stands in the text."""
    names = tuple(dict.fromkeys(_names(operator)))
    said = bool(names) and _pattern(names).search(plain(text)) is not None
    return said and len(content(text)) <= _SAYS_LITTLE_ELSE


_SAYS_LITTLE_ELSE = 3
"""Words of meaning beside which a name may be another word: "is it wise with bad knees like mine?"."""


@cache
def _pattern(names: tuple[str, ...]) -> "regex.Pattern[str]":
    return pattern_of(list(names))


def _names(operator: Mapping[str, Any]) -> Iterator[str]:
    """A way as it is written, and its proper name alone: "Wise", of "Wise from abroad"."""
    methods: Mapping[str, list[str]] = operator.get("payment_methods") or {}
    for way in (str(one) for told in methods.values() for one in told):
        yield plain(way)
        if way[:1].isupper() and way.split()[0] not in _ORDINARY:
            yield plain(way.split()[0])


_ORDINARY = frozenset({"Bank", "Cash", "Card", "Credit", "Debit", "Money", "Wire"})
"""First words that say nothing alone, however an operator writes them."""
