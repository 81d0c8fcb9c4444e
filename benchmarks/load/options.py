"""How long and how much: in the short form, and in the full one, as `make bench` runs it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOptions:
    """`rounds` of the webhook, `seconds` of each measurement, `customers` with an open conversation.

    `a_second`: messages of the traffic.
    """

    seconds: float
    rounds: int = 1
    customers: int = 300
    a_second: float = 80.0


SHORT: Mapping[str, LoadOptions] = {
    "webhook": LoadOptions(seconds=10.0),
    "traffic": LoadOptions(seconds=60.0),
    "conversations": LoadOptions(seconds=30.0),
    "reading": LoadOptions(seconds=30.0),
    "backlog": LoadOptions(seconds=0.0),
}
"""Seconds are those of each measurement; the backlog takes what it takes."""
FULL: Mapping[str, LoadOptions] = {
    "webhook": LoadOptions(seconds=20.0, rounds=3),
    "traffic": LoadOptions(seconds=600.0),
    "conversations": LoadOptions(seconds=60.0, customers=5000),
    "reading": LoadOptions(seconds=600.0),
    "backlog": LoadOptions(seconds=0.0, customers=5000),
}
