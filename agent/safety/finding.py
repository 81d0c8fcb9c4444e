"""What a factor of ban risk finds in a text, and what of a text is the operator's own."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

import regex

from agent.safety.aligned import Span
from agent.safety.links import find_links

WORD = regex.compile(r"\p{L}[\p{L}\p{M}'’]*")


@dataclass(frozen=True, slots=True)
class Finding:
    """How strongly a factor holds, 0–1, and the places of the text that say so, in their order."""

    intensity: float
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What is the operator's and thus not suspicious.

    Addresses, phones, codes written in capitals, and names of treks and places, which any itinerary repeats.
    """

    links: Collection[str] = ()
    phones: Collection[str] = ()
    codes: Collection[str] = ()
    names: Collection[str] = ()


@lru_cache(maxsize=16)
def without_links(text: str) -> str:
    """As long as the text, with blanks in place of links: one text meets several factors."""
    for link in find_links(text):
        text = f"{text[: link.start]}{' ' * (link.end - link.start)}{text[link.end :]}"
    return text


def ramp(value: float, low: float, high: float) -> float:
    """0 up to `low`, 1 from `high`, straight between."""
    return min(1.0, max(0.0, (value - low) / (high - low)))
