"""How long and how much: short by default, as `make bench` runs them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOptions:
    """`rounds` of the webhook, `seconds` of each measurement, `customers` with an open conversation."""

    seconds: float
    rounds: int = 1
    customers: int = 300
