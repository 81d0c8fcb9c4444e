"""The operator's ways to pay by their names: who writes "Yape?" asks whether one can pay so."""

from collections.abc import Iterator, Mapping
from typing import Any

from agent.language.plain import pattern_of, plain


def names_a_way_to_pay(text: str, operator: Mapping[str, Any]) -> bool:
    """Whether one of `payment_methods`, in whatever language, stands in the text."""
    names = list(dict.fromkeys(_names(operator)))
    return bool(names) and pattern_of(names).search(plain(text)) is not None


def _names(operator: Mapping[str, Any]) -> Iterator[str]:
    """A way as it is written, and its proper name alone: "Wise", of "Wise from abroad"."""
    methods: Mapping[str, list[str]] = operator.get("payment_methods") or {}
    for way in (str(one) for told in methods.values() for one in told):
        yield plain(way)
        if way[:1].isupper():
            yield plain(way.split()[0])
