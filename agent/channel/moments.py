"""Times as webhooks write them: unix seconds, as text or number."""

from datetime import UTC, datetime, timedelta

_EARLIEST = datetime(2009, 1, 1, tzinfo=UTC)
_CLOCK_SKEW = timedelta(days=1)


def moment_of(value: object, *, future: bool = False) -> datetime | None:
    """None for what cannot be a time in WhatsApp's life; `future`: a time to come is one, as when a ban ends."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    try:
        at = datetime.fromtimestamp(int(value), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return at if at > _EARLIEST and (future or at < datetime.now(UTC) + _CLOCK_SKEW) else None
