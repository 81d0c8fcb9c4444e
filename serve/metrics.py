"""What /metrics tells. Labels are names of our own config and codes, never anything a customer wrote."""

from collections.abc import Mapping, Sequence

from prometheus_client import generate_latest

from agent.channel.alerts import alert_of
from agent.channel.error_codes import meaning_of
from agent.channel.kinds import KINDS
from agent.health import Component
from agent.llm.ladder import RUNGS
from agent.ports import InboxItem, InboxMessage, InboxStatus, ModelState, Receipt, Rung
from agent.turn import Delivery, Turn
from serve.metric_families import STEP_SECONDS, TURN_SECONDS, Families
from serve.model_metrics import ModelUses
from serve.webhook_metrics import WebhookCounts

_STATUSES = frozenset({"sent", "delivered", "read", "played", "failed", "deleted"})
_AGES = {"oldest_waiting_s": "waiting", "oldest_queued_s": "queued_sends"}


class Metrics:
    """Counts what happens; what stands is set when it is asked for."""

    def __init__(self) -> None:
        make = self.families = Families()
        self.webhooks = WebhookCounts(make)
        self.items = make.counter("cairn_inbox_items", "New items committed to the inbox.")
        self.messages = make.counter("cairn_messages", "New messages by kind, those that ask nothing too.", ["kind"])
        self.inbox = make.gauge("cairn_inbox", "Messages and sends in the journal that wait for something.", ["what"])
        self.ages = make.gauge("cairn_inbox_oldest_seconds", "Age of the oldest that waits.", ["what"])
        self._make_turns(make)
        self._make_sends(make)
        self._make_models(make)
        self._make_standing(make)

    def _make_turns(self, make: Families) -> None:
        self.turns = make.counter(
            "cairn_turns", "Turns by kind of reply, route and delivery.", ["kind", "route", "delivery"]
        )
        self.turn_time = make.seconds(
            "cairn_turn_seconds", "Wall time of a turn, without the wait before.", TURN_SECONDS
        )
        self.stopped_turns = make.counter("cairn_turns_stopped", "Turns to be tried again, by failed step.", ["step"])
        self.steps = make.seconds("cairn_step_seconds", "Wall time of a step.", STEP_SECONDS, ["step"])
        self.step_errors = make.counter("cairn_step_errors", "Steps that failed or overran.", ["step"])
        self.risk = make.counter("cairn_replies_risk", "Replies by ban risk.", ["level"])
        self.flags = make.counter("cairn_turns_flagged", "Turns with compliance flags.")

    def _make_sends(self, make: Families) -> None:
        self.sends = make.counter(
            "cairn_sends", "Attempts to send: sent, failed, unknown, or held by our own limits.", ["state"]
        )
        self.send_time = make.seconds("cairn_send_seconds", "Time of one attempt to send.", STEP_SECONDS)
        self.statuses = make.counter("cairn_statuses", "Statuses WhatsApp told of our sends.", ["status"])
        self.codes = make.counter(
            "cairn_whatsapp_errors", "WhatsApp's error codes, in answers and in statuses.", ["code", "where"]
        )
        self.pages = make.counter("cairn_pages", "Attempts to page those on call, by how they ended.", ["state"])

    def _make_models(self, make: Families) -> None:
        self.used = ModelUses(make)
        self.rung = make.gauge("cairn_ladder_rung", "1 for the rung in force.", ["mode"])
        self.budget = make.gauge("cairn_model_budget_usd", "Spend and limit of today.", ["what"])
        self.wait = make.gauge("cairn_model_wait_p95_seconds", "95th percentile of recent questions to models.")
        self.breakers = make.gauge("cairn_model_cut_off", "1 while a model is cut off.", ["model"])
        self.handoffs = make.gauge("cairn_handoffs_last_hour", "Turns handed to a colleague.")
        self.answers = make.gauge("cairn_answer_cache", "Answers given again.", ["what"])
        self.saved = make.gauge("cairn_answer_cache_saved_usd", "What they cost the first time.")

    def _make_standing(self, make: Families) -> None:
        self.review = make.gauge("cairn_review_open", "Open items of the review queue.", ["reason"])
        self.stopped = make.gauge("cairn_number_stopped", "1 while nothing may go out from a number.", ["number"])
        self.messaging = make.gauge(
            "cairn_messaging_people", "People reached outside the 24 hours in 24 h, and the limit if any.", ["what"]
        )
        self.account = make.counter("cairn_account_alerts", "What Meta told of the account.", ["urgency", "kind"])
        self.components = make.gauge("cairn_component_up", "1 while a component is well.", ["component"])
        self.disk = make.gauge("cairn_disk_free_bytes", "Room on the disk of the data folder.")
        self.clock = make.gauge("cairn_clock_off_seconds", "Our clock less the Graph API's.")
        self.firing = make.gauge("cairn_alert_firing", "1 while an alert is on.", ["alert"])
        self.delivered = make.counter("cairn_alerts_delivered", "Alerts by target and how it ended.", ["target", "how"])

    def observe(self, turn: Turn, seconds: float) -> None:
        """Count one finished turn."""
        self.turn_time.observe(seconds)
        for run in turn.trace:
            self.steps.labels(run.step).observe(run.ms / 1000)
            if run.error:
                self.step_errors.labels(run.step).inc()
        for page in turn.pages:
            self.observe_page(page)
        self._observe_reply(turn)

    def _observe_reply(self, turn: Turn) -> None:
        if turn.compliance and turn.compliance.flags:
            self.flags.inc()
        if turn.risk and turn.risk.reply:
            self.risk.labels(turn.risk.reply.level).inc()
        if turn.reply is not None:
            state = turn.delivery.state if turn.delivery else "none"
            self.turns.labels(turn.reply.kind, turn.reply.route, state).inc()

    def observe_stopped(self, step: str) -> None:
        """Count one turn that is tried again."""
        self.stopped_turns.labels(step).inc()
        self.step_errors.labels(step).inc()

    def observe_receipt(self, receipt: Receipt, seconds: float) -> None:
        """Count one attempt to send."""
        self.sends.labels("held" if receipt.held else receipt.state).inc()
        if not receipt.held:
            self.send_time.observe(seconds)
        if receipt.code is not None:
            self.codes.labels(_code(receipt.code), "answer").inc()

    def observe_item(self, item: InboxItem) -> None:
        """Count one new item of a webhook."""
        self.items.inc()
        if isinstance(item, InboxMessage):
            self.messages.labels(item.kind if item.kind in KINDS else "other").inc()
        elif isinstance(item, InboxStatus):
            self._observe_status(item)
        alert = alert_of(item)
        if alert is not None:
            self.account.labels(alert.urgency, alert.kind).inc()

    def _observe_status(self, item: InboxStatus) -> None:
        self.statuses.labels(item.status if item.status in _STATUSES else "other").inc()
        for error in item.errors:
            self.codes.labels(_code(error.get("code")), "status").inc()

    def look_at(self, rung: Rung, state: ModelState) -> None:
        """Take the figures of the models as they stand."""
        self.used.used = state.used
        for mode in RUNGS:
            self.rung.labels(mode).set(mode == rung.mode)
        self.budget.labels("spent").set(state.spent_usd)
        self.budget.labels("limit").set(state.day_usd)
        self.wait.set(state.p95_s)
        for model, breaker in state.breakers.items():
            self.breakers.labels(model).set(breaker == "open")
        self.handoffs.set(state.handoffs)
        for what in ("hits", "misses", "kept"):
            self.answers.labels(what).set(getattr(state, f"cache_{what}"))
        self.saved.set(state.cache_saved_usd)

    def look_at_depth(self, depth: Mapping[str, float]) -> None:
        """Take what waits in the journal: counts and, where a name ends in `_s`, ages."""
        for what, value in depth.items():
            if what in _AGES:
                self.ages.labels(_AGES[what]).set(value)
            else:
                self.inbox.labels(what).set(value)

    def look_at_health(self, components: Sequence[Component]) -> None:
        """Take the health of the components."""
        for component in components:
            self.components.labels(component.name).set(component.state == "ok")

    def look_at_alerts(self, firing: Sequence[str]) -> None:
        """Take the alerts that are on; one that is over drops out."""
        self.firing.clear()
        for alert in firing:
            self.firing.labels(alert).set(1)

    def observe_page(self, page: Delivery) -> None:
        """Count one attempt to page somebody."""
        self.pages.labels(page.state).inc()

    def text(self) -> str:
        """All figures in Prometheus' text format."""
        return generate_latest(self.families.registry).decode()


def _code(code: object) -> str:
    """Codes of our table by their number; anything else Meta may say would be a label without end."""
    known = isinstance(code, int) and not isinstance(code, bool) and meaning_of(code)
    return str(code) if known else "other"
