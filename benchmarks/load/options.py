"""How long and how much: short by default, as `make bench` runs them."""

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
