"""What is judged: one row per alert, with its figure, its threshold, and what to do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from agent.alerts.notice import Severity
from agent.alerts.settings import AlertSettings
from agent.alerts.traffic import Traffic
from agent.health import Component
from agent.ports import ModelState


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """All there is to judge at one moment. `depth` is empty while the journal does not answer."""

    traffic: Traffic
    depth: Mapping[str, float]
    models: ModelState
    components: Sequence[Component]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One alert's figure now; `value` is None when there is too little to tell. It is on above `threshold`.

    `unwell_s`: how long it must be above before it is told.
    """

    alert: str
    severity: Severity
    value: float | None
    threshold: float
    says: str
    remedy: str
    unwell_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One alert about figures. `says` is filled in with `value` and `threshold`."""

    name: str
    severity: Severity
    value: Callable[[Sight, AlertSettings], float | None]
    threshold: Callable[[AlertSettings], float]
    says: str
    remedy: str

    def judge(self, sight: Sight, settings: AlertSettings) -> Finding:
        """The figure as it stands."""
        value, threshold = self.value(sight, settings), self.threshold(settings)
        return Finding(
            alert=self.name,
            severity=self.severity,
            value=value,
            threshold=threshold,
            says=self.says.format(value=value or 0.0, threshold=threshold),
            remedy=self.remedy,
        )


def _share(kind: str) -> Callable[[Sight, AlertSettings], float | None]:
    return lambda sight, settings: sight.traffic.share(kind, settings.least)


def _depth(what: str) -> Callable[[Sight, AlertSettings], float | None]:
    return lambda sight, settings: sight.depth.get(what)


def _spent(sight: Sight, settings: AlertSettings) -> float | None:
    return sight.models.spent_usd / sight.models.day_usd if sight.models.day_usd else None


RULES: tuple[Rule, ...] = (
    Rule(
        name="errors",
        severity="critical",
        value=_share("turn_failed"),
        threshold=lambda settings: settings.errors,
        says="{value:.0%} of turns failed somewhere (more than {threshold:.0%})",
        remedy="look at the stream `errors`: step and reason; customers got an answer or a person all the same",
    ),
    Rule(
        name="slow",
        severity="warning",
        value=lambda sight, settings: sight.traffic.p95("turn_seconds", settings.least),
        threshold=lambda settings: settings.slow_p95_s,
        says="95 % of turns take up to {value:.1f} s (more than {threshold:g} s)",
        remedy="the stream `performance` names the step; for a slow model lower timeout_s or change the route",
    ),
    Rule(
        name="webhooks",
        severity="critical",
        value=lambda sight, settings: sight.traffic.webhooks_failed(settings.least),
        threshold=lambda settings: settings.webhook_errors,
        says="{value:.1%} of webhooks were answered with an error (more than {threshold:.1%})",
        remedy="look at the disk and the journal; Meta delivers again for up to 7 days, so nothing is lost yet",
    ),
    Rule(
        name="budget",
        severity="warning",
        value=_spent,
        threshold=lambda settings: settings.budget_spent,
        says="{value:.0%} of today's money for models is spent (more than {threshold:.0%})",
        remedy="raise ports.llm.budget.day_usd, or let the ladder answer more cheaply until midnight UTC",
    ),
    Rule(
        name="ban_risk",
        severity="critical",
        value=_share("high_risk"),
        threshold=lambda settings: settings.high_risk,
        says="{value:.0%} of replies are at high ban risk (more than {threshold:.0%})",
        remedy="read them in the review queue; stop the number (`cairn number stop`) if customers are being spammed",
    ),
    Rule(
        name="refused",
        severity="critical",
        value=lambda sight, settings: sight.traffic.refused(settings.least),
        threshold=lambda settings: settings.refused,
        says="{value:.0%} of sends were refused by people or Meta (more than {threshold:.0%})",
        remedy="see cairn_whatsapp_errors_total for the codes; stop marketing first, then the number if it goes on",
    ),
    Rule(
        name="compliance",
        severity="warning",
        value=_share("turn_flagged"),
        threshold=lambda settings: settings.flagged,
        says="{value:.0%} of turns were flagged by the compliance check (more than {threshold:.0%})",
        remedy="read the flags in the review queue (docs/people.md)",
    ),
    Rule(
        name="queue_age",
        severity="critical",
        value=_depth("oldest_waiting_s"),
        threshold=lambda settings: settings.queue_age_s,
        says="a customer has been waiting for {value:.0f} s (more than {threshold:.0f} s)",
        remedy="is the number stopped, the journal slow, a model hanging? look at /health/ready",
    ),
    Rule(
        name="emergency",
        severity="critical",
        value=_depth("unpaged_emergencies"),
        threshold=lambda settings: 0.0,
        says="{value:.0f} emergencies of which nobody on call was told through WhatsApp",
        remedy="call these customers now; they stand first in the review queue, and leave it when somebody has them",
    ),
    Rule(
        name="unknown_sends",
        severity="warning",
        value=_depth("unknown_sends"),
        threshold=lambda settings: settings.unknown_sends,
        says="of {value:.0f} sends nobody knows whether they arrived",
        remedy="settle them in the review queue: arrived, or send again (docs/people.md); never blindly",
    ),
    Rule(
        name="messaging_limit",
        severity="warning",
        value=_depth("limited_sends"),
        threshold=lambda settings: 0.0,
        says="{value:.0f} templates wait: WhatsApp's messaging limit of 24 hours is used up",
        remedy="`cairn number show` tells used and limit; yours stands in WhatsApp Manager (docs/operations.md)",
    ),
    Rule(
        name="set_aside",
        severity="critical",
        value=lambda sight, settings: sight.traffic.total("set_aside"),
        threshold=lambda settings: settings.set_aside,
        says="{value:.0f} messages could not be answered after three attempts",
        remedy="a colleague answers them from the review queue; the stream `errors` says why they failed",
    ),
)


def findings(sight: Sight, settings: AlertSettings) -> Sequence[Finding]:
    """Every figure, and every component of the health page under its own name."""
    return [*(rule.judge(sight, settings) for rule in RULES), *(_of(one, settings) for one in sight.components)]


def _of(component: Component, settings: AlertSettings) -> Finding:
    return Finding(
        alert=component.name,
        severity="warning" if component.name == "model" else "critical",
        value=float(component.state != "ok"),
        threshold=0.0,
        says=component.says or "well again",
        remedy=component.remedy or "nothing",
        unwell_s=settings.unwell_s,
    )
