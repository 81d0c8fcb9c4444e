"""What /metrics tells. Labels are names of our own config and codes, never anything a customer wrote."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from agent.turn import Turn

_STEP_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """One registry per server, so that two servers in one process do not share figures."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.webhooks = Counter("cairn_webhooks", "Webhooks by HTTP status.", ["status"], registry=self.registry)
        self.items = Counter("cairn_inbox_items", "New items committed to the inbox.", registry=self.registry)
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
        self.inbox = Gauge("cairn_inbox", "State of the inbox and outbox.", ["what"], registry=self.registry)

    def observe(self, turn: Turn) -> None:
        """Count one finished turn."""
        for run in turn.trace:
            self.steps.labels(run.step).observe(run.ms / 1000)
            if run.error:
                self.step_errors.labels(run.step).inc()
        reply, delivery = turn.reply, turn.delivery
        if reply is None:
            return
        self.turns.labels(reply.kind, reply.route, delivery.state if delivery else "none").inc()
        if reply.cost_usd:
            self.cost.labels(reply.model).inc(reply.cost_usd)

    def text(self) -> str:
        """All figures in Prometheus' text format."""
        return generate_latest(self.registry).decode()
