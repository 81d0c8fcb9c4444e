"""Figures of the page Live as people read them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from agent.channel.error_codes import meaning_of
from agent.traffic.span import Span


def moment(moment: datetime, span: Span) -> str:
    """Day and time by the clock of the zone."""
    return f"{pd.Timestamp(moment).tz_convert(span.zone):%d %b %H:%M}"


def part(row: Mapping[str, Any], what: str) -> float | None:
    """What part of the turns it is; None without any."""
    return row[what] / row["turns"] if row["turns"] else None


def share(row: Mapping[str, Any], what: str) -> str:
    """The same for people."""
    found = part(row, what)
    return "–" if found is None else f"{found:.1%}"


def seconds(ms: float | None) -> str:
    """Milliseconds, told in seconds."""
    return "–" if ms is None else f"{ms / 1000:.1f} s"


def change(now: float | None, before: float | None) -> str | None:
    """How much more or less than before; None where there is nothing to compare."""
    return f"{(now - before) / before:+.0%}" if now is not None and before else None


def meaning(code: float | None) -> str:
    """WhatsApp's code in our words."""
    if code is None or pd.isna(code):
        return "no code given"
    row = meaning_of(int(code))
    return f"{int(code)} {row.meaning if row else ''}".strip()
