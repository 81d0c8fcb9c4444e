"""When a person is there to write: the operator's office hours, in the operator's own time zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """One stretch of open office, in the operator's zone."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeHours:
    """Open from `opens` to `closes` on these weekdays (0 is Monday); a close at or before the opening is next day's."""

    zone: ZoneInfo
    opens: time
    closes: time
    days: frozenset[int]

    @classmethod
    def of(cls, operator: Mapping[str, Any]) -> Self | None:
        """From `timezone` and `hours` of operator.yaml; None where there are none. ValueError names what is wrong."""
        hours = operator.get("hours")
        if not hours:
            return None
        if not isinstance(hours, Mapping):
            raise ValueError("operator.yaml: hours is not a list of keys; give from, to and days")
        days = frozenset(_day(name) for name in hours.get("days") or _DAYS)
        return cls(zone=_zone(operator), opens=_time(hours, "from"), closes=_time(hours, "to"), days=days)

    def next_spell(self, now: datetime) -> Spell:
        """The one that is open now, else the next."""
        local = now.astimezone(self.zone)
        days = (local.date() + timedelta(days=n) for n in range(-1, 8))
        spells = (self._spell(datetime.combine(day, self.opens)) for day in days if day.weekday() in self.days)
        return next(spell for spell in spells if spell.end > local)

    def _spell(self, opens: datetime) -> Spell:
        """Wall times, so that a day on which clocks change opens when the sign on the door says."""
        closes = datetime.combine(opens.date(), self.closes)
        if closes <= opens:
            closes += timedelta(days=1)
        return Spell(start=opens.replace(tzinfo=self.zone), end=closes.replace(tzinfo=self.zone))


def _zone(operator: Mapping[str, Any]) -> ZoneInfo:
    name = str(operator.get("timezone") or "UTC")
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:
        raise ValueError(f"operator.yaml: timezone {name!r} is not known; write one such as Asia/Kolkata") from error


def _time(hours: Mapping[str, Any], key: str) -> time:
    value = hours.get(key)
    try:
        return time.fromisoformat("00:00" if value == "24:00" else str(value))
    except ValueError as error:
        raise ValueError(
            f'operator.yaml: hours: {key}: {value!r} is no time; write it as "09:00", in quotes'
        ) from error


def _day(name: object) -> int:
    short = str(name).casefold()[:3]
    if short not in _DAYS:
        raise ValueError(f"operator.yaml: hours: days: {name!r} is no weekday; write {', '.join(_DAYS)}")
    return _DAYS.index(short)


def place_of(zone: str) -> str:
    """The town after which a time zone is named: New York, for America/New_York; "" where it is named after none."""
    return zone.rsplit("/", 1)[1].replace("_", " ") if "/" in zone and not zone.startswith("Etc/") else ""


def opens_at(operator: Mapping[str, Any], now: datetime) -> datetime | None:
    """When somebody is there next, in UTC: `now` itself during office hours; None where hours are unknown or wrong."""
    spell = spell_of(operator, now)
    return max(spell.start.astimezone(UTC), now) if spell else None


def spell_of(operator: Mapping[str, Any], now: datetime) -> Spell | None:
    """The stretch of office hours that is open now or comes next."""
    try:
        hours = OfficeHours.of(operator)
    except ValueError:  # `cairn check` reports it; a customer is told without a time
        return None
    return hours.next_spell(now) if hours else None
