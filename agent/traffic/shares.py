"""Shares of the month with their intervals, and whether one left the interval it was accepted with."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from agent.traffic.flow import cohorts, funnel, totals
from agent.traffic.span import Asks, Span

_Z = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """`hits` of `n`, with the 95 % interval of Wilson (1927), which holds for few and for none as well."""

    name: str
    hits: int
    n: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share itself; 0 of nothing."""
        return self.hits / self.n if self.n else 0.0


def share(name: str, hits: int, n: int) -> Share:
    """Of nothing the interval is everything."""
    if not n:
        return Share(name=name, hits=hits, n=n, low=0.0, high=1.0)
    middle, spread = hits / n + _Z**2 / (2 * n), _Z * sqrt(hits * (n - hits) / n**3 + _Z**2 / (4 * n**2))
    scale = 1 + _Z**2 / n
    return Share(name=name, hits=hits, n=n, low=max(0.0, (middle - spread) / scale), high=(middle + spread) / scale)


def shares(reader: Asks, span: Span) -> list[Share]:
    """What the month is judged by: how far people come, who comes back, who needs a person, who is unhappy."""
    sums = totals(reader, span)
    people = {row["stage"]: row["people"] for row in funnel(reader, span).to_pylist()}
    began = cohorts(reader, span).to_pylist()
    back = sum(row["people"] for row in began if row["later"] == 1)
    first = sum(row["people"] for row in began if row["later"] == 0)
    return [
        share("asked of those who wrote", people["inquiry"], people["initial"]),
        share("near a decision of those who asked", people["decision"], people["inquiry"]),
        share("booked of those near a decision", people["booked"], people["decision"]),
        share("wrote again a week later", back, first),
        share("turns to a colleague", sums["handoffs"], sums["turns"]),
        share("unhappy turns", sums["negative"], sums["turns"]),
        share("replies at high ban risk", sums["risky"], sums["turns"]),
    ]


def outside(found: list[Share], accepted: Mapping[str, tuple[float, float]]) -> list[str]:
    """Names of the shares that are not in the interval they were accepted with, or were never accepted."""
    return [one.name for one in found if not _within(one, accepted.get(one.name))]


def _within(one: Share, interval: tuple[float, float] | None) -> bool:
    return interval is not None and interval[0] <= one.value <= interval[1]
