"""A stretch of time, and the width of the bars it is counted in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, Protocol

Bucket = Literal["minute", "hour", "day"]
SPANS: Mapping[str, timedelta] = {
    "1h": timedelta(hours=1),
    "24h": timedelta(hours=24),
    "7d": timedelta(days=7),
    "30d": timedelta(days=30),
}
"""As they stand in the address of a page."""


class Asks(Protocol):
    """Where the tables are asked: a `Reader`."""

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """See `agent.store.reader.Reader.query`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From `since` on, up to but not `until`. `zone` is the one the days are counted in."""

    since: datetime
    until: datetime
    zone: str = "UTC"

    @classmethod
    def last(cls, length: timedelta, until: datetime, zone: str = "UTC") -> "Span":
        """The stretch of this length that ends there."""
        return cls(since=until - length, until=until, zone=zone)

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.until - self.since

    @property
    def before(self) -> "Span":
        """The stretch of the same length before it: what a figure is compared with."""
        return Span(since=self.since - self.length, until=self.since, zone=self.zone)

    @property
    def bucket(self) -> Bucket:
        """Bars that are at most 70 or so beside each other."""
        if self.length <= timedelta(hours=1):
            return "minute"
        return "hour" if self.length <= timedelta(days=2) else "day"

    @property
    def bounds(self) -> list[datetime]:
        """Parameters for `IN_SPAN`."""
        return [self.since, self.until]


IN_SPAN = '"at" >= ?::TIMESTAMPTZ AND "at" < ?::TIMESTAMPTZ'


def newest(reader: Asks) -> datetime | None:
    """When the newest turn came; None while there is none."""
    (row,) = reader.query('SELECT max("at") AS newest FROM turns').to_pylist()
    found: datetime | None = row["newest"]
    return found.astimezone(UTC) if found else None


def bar(span: Span) -> str:
    """SQL of the bar a turn belongs to: its beginning by the clock of the zone."""
    # The zone comes from the operator's file; a quote in it must not end the literal.
    zone = span.zone.replace("'", "''")
    return f"date_trunc('{span.bucket}', \"at\" AT TIME ZONE '{zone}')"
