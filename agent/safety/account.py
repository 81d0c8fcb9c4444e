"""Signals beside the text that put a number at risk: its quality, recent blocks and failures, sends to one contact."""

from datetime import datetime, timedelta
from typing import Any

from pydantic import Field

from agent.ports import PortError, Store
from agent.safety.finding import ramp
from agent.strict import Strict

_BLOCKED = 131048
"""Too many people blocked or reported the number: no share is needed to know that it is at risk."""
REFUSED = (131026, 131048, 131049, 131050)
"""Codes by which Meta says that somebody could not or did not want to be reached (agent/channel/error_codes.py)."""
_FEW_SENDS = 20
"""A share of refused sends is taken of at least so many: two of three refused prove nothing."""
_REFUSED_ALL = 0.1
"""Share of refused sends from which the signal is full."""
_BAD_EVENTS = {"FLAGGED": 1.0, "DOWNGRADE": 0.5, "ACCOUNT_VIOLATION": 1.0, "ACCOUNT_RESTRICTION": 1.0}
_GOOD_EVENTS = ("UNFLAGGED", "UPGRADE", "ACCOUNT_REINSTATED")
_BANNED = {"DISABLE": 1.0, "SCHEDULE_FOR_DISABLE": 1.0, "REINSTATE": 0.0}

_QUALITY = """
SELECT coalesce(payload->>'$.value.event', '') AS event,
       coalesce(payload->>'$.value.ban_info.waba_ban_state', '') AS ban
FROM events WHERE field IN ('phone_number_quality_update', 'account_update')
AND (number = ? OR number IS NULL OR number = '') AND recorded_at >= ? ORDER BY seq DESC LIMIT 50
"""
_STATUSES = """
SELECT count(DISTINCT wamid) AS sends,
       count(DISTINCT wamid) FILTER (list_has_any(codes, CAST(? AS BIGINT[]))) AS refused,
       count(*) FILTER (list_contains(codes, CAST(? AS BIGINT))) AS blocked
FROM (SELECT wamid, TRY_CAST(json_extract_string(errors, '$[*].code') AS BIGINT[]) AS codes
      FROM statuses WHERE number = ? AND "at" >= ?)
"""
_SENDS = """
SELECT count(*) AS sends FROM turns WHERE contact = ? AND number = ? AND "at" >= ?
AND delivery IN ('sent', 'delivered', 'read', 'unknown')
"""


class AccountSettings(Strict):
    """Points of the account's signals, added to those of a reply's text."""

    quality: float = Field(default=12, ge=0, le=100, description="Points when Meta flags or restricts the number.")
    refused: float = Field(
        default=12, ge=0, le=100, description="Points when people block the number, or many sends are refused."
    )
    sends_today: float = Field(default=8, ge=0, le=100, description="Points for many sends to this contact in a day.")
    quality_days: int = Field(default=7, ge=1, le=90, description="Days a bad word of Meta on the number counts.")
    refused_hours: int = Field(default=24, ge=1, le=720, description="Hours in which refused sends count.")
    sends_from: int = Field(default=20, ge=1, le=1000, description="Sends in a day from which a contact is pressed.")
    sends_full: int = Field(default=60, ge=2, le=1000, description="Sends in a day that count in full.")
    cache_s: float = Field(default=10, ge=0, le=600, description="Seconds for which the number's signals are kept.")


class Account:
    """Reads the signals from the store; those of the number are kept for some seconds of the messages' own time."""

    def __init__(self, settings: AccountSettings) -> None:
        self._settings = settings
        self._kept: dict[str, tuple[datetime, dict[str, float]]] = {}

    async def points(self, store: Store, *, number: str, contact: str, now: datetime) -> dict[str, float]:
        """Points by signal. None for a message that came to no number of Meta's (a dry run), or without a store."""
        if not number.isdigit():
            return {}
        try:
            of_number = await self._of_number(store, number, now)
            return {**of_number, "sends_today": await self._sends(store, number, contact, now)}
        except PortError:
            return {}  # the store's own health check reports it; the text is scored all the same

    async def _of_number(self, store: Store, number: str, now: datetime) -> dict[str, float]:
        read_at, points = self._kept.get(number, (None, {}))
        if read_at is None or abs((now - read_at).total_seconds()) > self._settings.cache_s:
            points = {
                "quality": round(self._settings.quality * await self._quality(store, number, now), 2),
                "refused": round(self._settings.refused * await self._refused(store, number, now), 2),
            }
            self._kept[number] = (now, points)
        return points

    async def _quality(self, store: Store, number: str, now: datetime) -> float:
        since = now - timedelta(days=self._settings.quality_days)
        for row in await _rows(store, _QUALITY, number, since):
            said = _standing(row["event"], row["ban"])
            if said is not None:
                return said
        return 0.0

    async def _refused(self, store: Store, number: str, now: datetime) -> float:
        since = now - timedelta(hours=self._settings.refused_hours)
        found = (await _rows(store, _STATUSES, list(REFUSED), _BLOCKED, number, since))[0]
        if found["blocked"]:
            return 1.0
        return ramp(found["refused"] / max(found["sends"], _FEW_SENDS), 0.0, _REFUSED_ALL)

    async def _sends(self, store: Store, number: str, contact: str, now: datetime) -> float:
        found = (await _rows(store, _SENDS, contact, number, now - timedelta(days=1)))[0]
        pressed = ramp(found["sends"], self._settings.sends_from - 1, self._settings.sends_full)
        return round(self._settings.sends_today * pressed, 2)


def _standing(event: str, ban: str) -> float | None:
    """How bad the newest word on the number is, 0–1; None for an event that says nothing of it."""
    if ban in _BANNED:
        return _BANNED[ban]
    return 0.0 if event in _GOOD_EVENTS else _BAD_EVENTS.get(event)


async def _rows(store: Store, sql: str, *values: Any) -> list[dict[str, Any]]:
    table = await store.query(sql, values)
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows
