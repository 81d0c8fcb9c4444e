"""Tells each alert once, again after a while, and when it is over. Pure: figures in, notices out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from agent.alerts.notice import Notice, NoticeState
from agent.alerts.rules import Finding
from agent.alerts.settings import AlertSettings


@dataclass(slots=True)
class Standing:
    """One alert. `above_since` and `calm_since` are None while it is not so, `fired_at` while the alert is off."""

    above_since: datetime | None = None
    calm_since: datetime | None = None
    fired_at: datetime | None = None
    told_at: datetime | None = None
    last: Finding | None = None

    def not_after(self, now: datetime) -> None:
        """What was noted before the clock was set back counts from now: nobody waits as long as the jump to be told."""
        for name in ("above_since", "calm_since", "fired_at", "told_at"):
            at = getattr(self, name)
            setattr(self, name, at and min(at, now))


class Watch:
    """Remembers which alerts are on; `standings` are those of before a restart."""

    def __init__(self, standings: Mapping[str, Standing] | None = None) -> None:
        self._standings: dict[str, Standing] = dict(standings or {})

    @property
    def standings(self) -> Mapping[str, Standing]:
        """How every alert stands."""
        return self._standings

    @property
    def firing(self) -> Sequence[str]:
        """Alerts that are on."""
        return [name for name, standing in self._standings.items() if standing.fired_at is not None]

    def judge(self, finding: Finding, settings: AlertSettings, now: datetime) -> Notice | None:
        """What to tell of this figure now, if anything."""
        standing = self._standings.setdefault(finding.alert, Standing())
        standing.not_after(now)
        _note(standing, finding, settings, now)
        if standing.fired_at is None:
            return self._fire(standing, finding, now)
        if _is_over(standing, settings, now):
            return self._end(standing, now)
        return self._remind(standing, finding, settings, now)

    def _fire(self, standing: Standing, finding: Finding, now: datetime) -> Notice | None:
        above = standing.above_since
        if above is None or now - above < timedelta(seconds=finding.unwell_s):
            return None
        standing.fired_at = standing.told_at = now
        return _notice(finding, "firing", now, above)

    def _end(self, standing: Standing, now: datetime) -> Notice:
        since, last = standing.fired_at or now, standing.last
        standing.fired_at = standing.told_at = standing.above_since = None
        assert last is not None  # it fired on a finding
        return _notice(last, "over", now, since)

    def _remind(self, standing: Standing, finding: Finding, settings: AlertSettings, now: datetime) -> Notice | None:
        due = standing.told_at is not None and now - standing.told_at >= timedelta(minutes=settings.remind_min)
        if not due or not settings.remind_min or standing.calm_since is not None:
            return None
        standing.told_at = now
        return _notice(finding, "still", now, standing.fired_at or now)


def _note(standing: Standing, finding: Finding, settings: AlertSettings, now: datetime) -> None:
    """Above the threshold, calm (well below it, or nothing to judge), or in between, where nothing changes."""
    value = finding.value
    if value is not None and value > finding.threshold:
        standing.above_since = standing.above_since or now
        standing.calm_since = None
        standing.last = finding
        return
    if standing.fired_at is None:
        standing.above_since = None
    if value is None or value <= finding.threshold * settings.recover_at:
        standing.calm_since = standing.calm_since or now
    else:
        standing.calm_since = None


def _is_over(standing: Standing, settings: AlertSettings, now: datetime) -> bool:
    calm = standing.calm_since
    return calm is not None and now - calm >= timedelta(seconds=settings.calm_s)


def _notice(finding: Finding, state: NoticeState, now: datetime, since: datetime) -> Notice:
    return Notice(
        alert=finding.alert,
        state=state,
        severity=finding.severity,
        says=finding.says,
        remedy="nothing: it is over" if state == "over" else finding.remedy,
        at=now,
        since=since,
        value=finding.value,
        threshold=finding.threshold,
    )
