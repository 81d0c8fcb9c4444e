"""What each error costs, as the user states it: `--cost NAME=VALUE`, money in one currency of their choice."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from typer import BadParameter


@dataclass(frozen=True, slots=True)
class Cost:
    """An error somebody can put a price on. `default`: money, only its ratio to the others matters."""

    description: str
    default: float


Prices = Mapping[str, float]


def defaults(known: Mapping[str, Cost]) -> dict[str, float]:
    """The prices where nobody states any."""
    return {name: cost.default for name, cost in known.items()}


def stated(given: Sequence[str], known: Mapping[str, Cost]) -> dict[str, float]:
    """All prices, those given in place of the defaults. Raises BadParameter with the names there are."""
    prices = defaults(known)
    for one in given:
        name, _, value = one.partition("=")
        if name not in known:
            told = "; ".join(f"{key} ({cost.description}, {cost.default:g})" for key, cost in known.items())
            raise BadParameter(f"{one!r}: no cost is called {name!r}; there are {told}")
        prices[name] = _money(one, value)
    return prices


def _money(one: str, value: str) -> float:
    try:
        money = float(value)
    except ValueError:
        money = math.nan
    if not (math.isfinite(money) and money >= 0):
        raise BadParameter(f"{one!r}: a cost is NAME=VALUE with a value of 0 or more, as spam_sent=300")
    return money
