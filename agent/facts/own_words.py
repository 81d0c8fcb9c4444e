"""Where a text repeats the operator's own sentences and lists word by word."""

from collections.abc import Iterator, Mapping

import regex

from agent.facts.found import Found
from agent.facts.mentions import readable
from agent.knowledge.catalogue import Catalogue

_LEAST = 15
"""Characters below which a phrase such as "5% GST" says too little to be a quotation."""


class OwnWords:
    """The sentences of `operator.yaml`, in all languages: they say figures, and what is included or needed."""

    def __init__(self, catalogue: Catalogue) -> None:
        told = (text for value in catalogue.operator.values() for text in _texts(value))
        self._phrases = tuple(dict.fromkeys(readable(text) for text in told if len(text) >= _LEAST))

    def spans(self, text: str) -> tuple[tuple[int, int], ...]:
        """Start and end of each of them in a `readable` text."""
        found = ((phrase, text.find(phrase)) for phrase in self._phrases)
        return tuple((start, start + len(phrase)) for phrase, start in found if start >= 0)


def lies_in(claim: Found, spans: tuple[tuple[int, int], ...]) -> bool:
    """Whether the claim stands wholly in one of them."""
    return any(start <= claim.start and claim.end <= end for start, end in spans)


def _texts(value: object) -> Iterator[str]:
    """Texts and lists that are written in several languages."""
    for told in value.values() if isinstance(value, Mapping) else ():
        if isinstance(told, str):
            yield from regex.split(r"(?<=[.।])\s+", told)
        elif isinstance(told, list):
            yield from (str(item) for item in told)
