"""The alerts that logged turns can tell of, judged by the server's own rules and thresholds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from agent.alerts.rules import RULES, Finding, Sight
from agent.alerts.settings import AlertSettings
from agent.alerts.traffic import Traffic
from agent.ports import ModelState
from agent.safety.account import REFUSED
from agent.traffic.span import IN_SPAN, Asks, Span

_KINDS = ("turn_seconds", "turn_failed", "turn_flagged", "high_risk", "refused")
_FAILED = "run.error IS NOT NULL AND (NOT starts_with(run.error, 'over budget') OR contains(run.error, 'cut off'))"


class LoggedTraffic(Traffic):
    """What the store logged in the window, in the shape the rules look at."""

    def __init__(self, logged: Mapping[str, Sequence[float]]) -> None:
        super().__init__()
        self._logged = logged

    def values(self, kind: str) -> Sequence[float]:
        """Those of the stretch that was asked for."""
        return self._logged.get(kind, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One rule and how it stands; `fires` when its figure is above the threshold."""

    finding: Finding

    @property
    def fires(self) -> bool:
        """Whether somebody would be told."""
        return self.finding.value is not None and self.finding.value > self.finding.threshold


def judged(reader: Asks, until: datetime, settings: AlertSettings) -> Sequence[Judged]:
    """The rules about turns and sends, on the `window_s` seconds before `until`.

    Empty with fewer turns than the rules want. What only the running server knows (webhooks, queues, the disk, money of
    the day) is not here: `/health/ready` and /metrics tell it.
    """
    span = Span.last(timedelta(seconds=settings.window_s), until)
    sight = Sight(traffic=_logged(reader, span), depth={}, models=ModelState(), components=())
    findings = [rule.judge(sight, settings) for rule in RULES]
    return [Judged(finding=one) for one in findings if one.value is not None and one.alert != "set_aside"]


def _logged(reader: Asks, span: Span) -> LoggedTraffic:
    sql = f"""
        SELECT ms_total / 1000 AS turn_seconds, coalesce(len(flags), 0) > 0 AS turn_flagged,
            risk_reply > 50 AS high_risk, delivery,
            len(list_filter(from_json(trace, '[{{"error":"VARCHAR"}}]'), lambda run: {_FAILED})) > 0 AS turn_failed
        FROM turns WHERE {IN_SPAN} ORDER BY "at" DESC LIMIT 20000"""
    rows = reader.query(sql, span.bounds).to_pylist()
    codes = ", ".join(str(code) for code in sorted(REFUSED))
    refused = f"""SELECT count(DISTINCT wamid) AS n FROM statuses WHERE {IN_SPAN} AND status = 'failed'
        AND TRY_CAST(errors->>'$[0].code' AS INTEGER) IN ({codes})"""
    (later,) = reader.query(refused, span.bounds).to_pylist()
    attempts = [0.0 for row in rows if row["delivery"] not in (None, "", "skipped")]
    logged = {kind: [float(row[kind]) for row in rows if row.get(kind) is not None] for kind in _KINDS}
    return LoggedTraffic({**logged, "refused": attempts, "refused_later": [1.0] * int(later["n"])})
