"""Ids, texts and times in the form that every journal keeps. Pure functions."""

import base64
import json
import math
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any


def new_contact() -> str:
    """A surrogate id that says nothing about the person: `c-` and 60 random bits in lower-case base32."""
    return "c-" + base64.b32encode(secrets.token_bytes(8)).decode()[:12].lower()


def clean(text: str) -> str:
    """Text that every database can keep: halves of emoji (lone surrogates) become U+FFFD."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def dump(value: Any) -> str:
    """Compact JSON that every reader accepts: no NaN, no infinity, no lone surrogates."""
    try:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_plain)
    except ValueError:
        text = json.dumps(_finite(value), ensure_ascii=False, separators=(",", ":"), default=_plain)
    return clean(text)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence):
        return list(value)
    if isinstance(value, datetime):
        return utc(value).isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form; give plain values")


def _finite(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def utc(at: datetime) -> datetime:
    """The same moment in UTC; a time without zone is taken as UTC."""
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def iso(now: float) -> str:
    """Epoch seconds as ISO 8601 in UTC."""
    return datetime.fromtimestamp(now, UTC).isoformat()


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(at: datetime) -> int:
    """Microseconds since 1970, exact (a float would lose the last digit)."""
    return (utc(at) - _EPOCH) // timedelta(microseconds=1)


def moment(us: int) -> datetime:
    """The inverse of `micros`."""
    return _EPOCH + timedelta(microseconds=us)
