"""What /metrics tells. Labels are names of our own config and codes, never anything a customer wrote."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from agent.channel.alerts import alert_of
from agent.channel.kinds import KINDS
from agent.llm.ladder import RUNGS
from agent.ports import InboxItem, InboxMessage, ModelState, Rung
from agent.turn import Delivery, Turn

_STEP_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """One registry per server, so that two servers in one process do not share figures."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.webhooks = Counter("cairn_webhooks", "Webhooks by HTTP status.", ["status"], registry=self.registry)
        self.items = Counter("cairn_inbox_items", "New items committed to the inbox.", registry=self.registry)
        self.messages = Counter(
            "cairn_messages", "New messages by kind, those that ask nothing too.", ["kind"], registry=self.registry
        )
        self.account = Counter(
            "cairn_account_alerts", "What Meta told of the account.", ["urgency", "kind"], registry=self.registry
        )
        self.turns = Counter(
            "cairn_turns", "Turns by kind of reply, route and delivery.", ["kind", "route", "delivery"],
            registry=self.registry,
        )  # fmt: skip
        self.steps = Histogram(
            "cairn_step_seconds", "Wall time of a step.", ["step"], buckets=_STEP_SECONDS, registry=self.registry
        )
        self.step_errors = Counter(
            "cairn_step_errors", "Steps that failed or overran.", ["step"], registry=self.registry
        )
        self.cost = Counter("cairn_model_cost_usd", "Spent on models, in USD.", ["model"], registry=self.registry)
        self.rung = Gauge("cairn_ladder_rung", "1 for the rung in force.", ["mode"], registry=self.registry)
        self.budget = Gauge("cairn_model_budget_usd", "Spend and limit of today.", ["what"], registry=self.registry)
        self.wait = Gauge("cairn_model_wait_p95_seconds", "Recent questions to models.", registry=self.registry)
        self.breakers = Gauge("cairn_model_cut_off", "1 while a model is cut off.", ["model"], registry=self.registry)
        self.handoffs = Gauge("cairn_handoffs_last_hour", "Turns handed to a colleague.", registry=self.registry)
        self.answers = Gauge("cairn_answer_cache", "Answers given again.", ["what"], registry=self.registry)
        self.saved = Gauge("cairn_answer_cache_saved_usd", "What they cost the first time.", registry=self.registry)
        self.review = Gauge("cairn_review_open", "Open items of the review queue.", ["reason"], registry=self.registry)
        self.pages = Counter(
            "cairn_pages", "Attempts to page those on call, by how they ended.", ["state"], registry=self.registry
        )
        self.stopped = Gauge(
            "cairn_number_stopped", "1 while nothing may go out from a number.", ["number"], registry=self.registry
        )
        self.inbox = Gauge("cairn_inbox", "State of the inbox and outbox.", ["what"], registry=self.registry)

    def observe(self, turn: Turn) -> None:
        """Count one finished turn."""
        for run in turn.trace:
            self.steps.labels(run.step).observe(run.ms / 1000)
            if run.error:
                self.step_errors.labels(run.step).inc()
        for page in turn.pages:
            self.observe_page(page)
        reply, delivery = turn.reply, turn.delivery
        if reply is None:
            return
        self.turns.labels(reply.kind, reply.route, delivery.state if delivery else "none").inc()
        if reply.cost_usd:
            self.cost.labels(reply.model).inc(reply.cost_usd)

    def observe_item(self, item: InboxItem) -> None:
        """Count one new item of a webhook."""
        if isinstance(item, InboxMessage):
            self.messages.labels(item.kind if item.kind in KINDS else "other").inc()
        alert = alert_of(item)
        if alert is not None:
            self.account.labels(alert.urgency, alert.kind).inc()

    def look_at(self, rung: Rung, state: ModelState) -> None:
        """Take the figures of the models as they stand."""
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

    def observe_page(self, page: Delivery) -> None:
        """Count one attempt to page somebody."""
        self.pages.labels(page.state).inc()

    def text(self) -> str:
        """All figures in Prometheus' text format."""
        return generate_latest(self.registry).decode()
