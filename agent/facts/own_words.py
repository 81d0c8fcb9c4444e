"""Where a text repeats the operator's own sentences and lists word by word."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import regex

from agent.facts.context.segments import sentences
from agent.facts.found import Found
from agent.facts.mentions import readable
from agent.knowledge.catalogue import Catalogue
from agent.turn import Passage

_LEAST = 15
"""Characters below which a phrase such as "5% GST" says too little to be a quotation."""


class OwnWords:
    """Names of offers, and the sentences and lists of `operator.yaml`: figures, and what is included or needed."""

    def __init__(self, catalogue: Catalogue) -> None:
        told = (text for value in catalogue.operator.values() for text in _texts(value) if len(text) >= _LEAST)
        names = (offer.name for offer in catalogue.offers if offer.name)
        self._phrases = tuple(dict.fromkeys(readable(text) for text in (*told, *names)))

    def spans(self, text: str) -> tuple[tuple[int, int], ...]:
        """Start and end of each of them in a `readable` text."""
        found = ((phrase, text.find(phrase)) for phrase in self._phrases)
        return tuple((start, start + len(phrase)) for phrase, start in found if start >= 0)


def quotations(text: str, passages: Sequence[Passage], treks: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Start and end of sentences that stand word by word in a passage of no trek, or of one of `treks`."""
    told = [
        _in_a_row(f"{passage.title}\n{passage.text}") for passage in passages if (passage.trek or "") in ("", *treks)
    ]
    said = ((one.start, one.end, _in_a_row(text[one.start : one.end])) for one in sentences(text))
    return tuple(
        (start, end) for start, end, words in said if len(words) >= _LEAST and any(words in one for one in told)
    )


@lru_cache(maxsize=1024)
def _in_a_row(text: str) -> str:
    return " ".join(readable(text).split())


def lies_in(claim: Found, spans: tuple[tuple[int, int], ...]) -> bool:
    """Whether the claim stands wholly in one of them."""
    return any(start <= claim.start and claim.end <= end for start, end in spans)


def _texts(value: object) -> Iterator[str]:
    """Texts and lists that are written in several languages."""
    for told in value.values() if isinstance(value, Mapping) else ():
        if isinstance(told, str):
            yield from regex.split(r"(?<=[.।])\s+", told)
        elif isinstance(told, list):
            yield from (*map(str, told), ", ".join(map(str, told)))
