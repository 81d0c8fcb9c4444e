"""What lodges sell on the way: that it is paid is known, what it costs is not."""

import regex

from agent.compose.reading.asked import Asked
from agent.compose.topics.named import topics_in
from agent.compose.topics.telling import Part, rest_unknown

_SOLD = frozenset({"network", "charging", "washing", "certificate", "unsaid"})
_SUMS = frozenset({"how_much", "price"})


def with_its_price_open(asked: Asked, told: list[Part]) -> list[Part]:
    """What is told, with an honest word behind it where it asks what such a thing costs and no figure is told."""
    sums = _SUMS & {*asked.topics, *topics_in(asked.text)} and _SOLD & set(asked.topics) and not asked.about("supposed")
    answered = any(part.name in _SAYS_SO or (part.topic in _PRICED and _has_a_sum(part)) for part in told)
    return told if not sums or answered else [*told, rest_unknown(asked)]


def _has_a_sum(part: Part) -> bool:
    return bool(regex.search(r"[₹$€]|(?:USD|EUR|INR) ?\d", part.section.text))


_PRICED = _SOLD | {"", "hire", "price"}
_SAYS_SO = frozenset({"unknown", "unknown_part", "decline", "which", "own"})
