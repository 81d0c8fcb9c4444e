"""Makes metric families and remembers them, so that the table in the docs can be held to the code."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

STEP_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
TURN_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 20, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One family as Prometheus shows it; a counter's name ends in `_total`."""

    name: str
    kind: str
    labels: tuple[str, ...]
    says: str


@dataclass(slots=True)
class Families:
    """A registry of its own per server, so that two servers in one process do not share figures."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    known: list[Family] = field(default_factory=list)

    def counter(self, name: str, says: str, labels: Sequence[str] = ()) -> Counter:
        """Only ever grows."""
        self.note(f"{name}_total", "counter", says, labels)
        return Counter(name, says, labels, registry=self.registry)

    def gauge(self, name: str, says: str, labels: Sequence[str] = ()) -> Gauge:
        """As it stands now."""
        self.note(name, "gauge", says, labels)
        return Gauge(name, says, labels, registry=self.registry)

    def seconds(self, name: str, says: str, buckets: Sequence[float], labels: Sequence[str] = ()) -> Histogram:
        """How long things take."""
        self.note(name, "histogram", says, labels)
        return Histogram(name, says, labels, buckets=buckets, registry=self.registry)

    def note(self, name: str, kind: str, says: str, labels: Sequence[str]) -> None:
        """Remember a family for the table."""
        self.known.append(Family(name=name, kind=kind, labels=tuple(labels), says=says))
