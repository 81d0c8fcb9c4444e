"""What each model was asked, as counters that the models themselves keep."""

from collections.abc import Iterable, Mapping

from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from agent.ports import ModelUse
from serve.metric_families import Families

_CALLS = ("cairn_model_calls", "Calls by how they ended: answered, busy, down, silent, unusable, refused.")
_TOKENS = ("cairn_model_tokens", "Tokens, in and out.")
_COST = ("cairn_model_cost_usd", "Spent on the model, in USD, answers that could not be used too.")


class ModelUses(Collector):
    """Tells the uses it was last given."""

    def __init__(self, families: Families) -> None:
        self.used: Mapping[str, ModelUse] = {}
        families.registry.register(self)
        for (name, says), labels in ((_CALLS, ("model", "outcome")), (_TOKENS, ("model", "way")), (_COST, ("model",))):
            families.note(f"{name}_total", "counter", says, labels)

    def collect(self) -> Iterable[CounterMetricFamily]:
        """Called at each scrape."""
        calls = CounterMetricFamily(*_CALLS, labels=("model", "outcome"))
        tokens = CounterMetricFamily(*_TOKENS, labels=("model", "way"))
        cost = CounterMetricFamily(*_COST, labels=("model",))
        for model, use in self.used.items():
            for outcome, count in {"answered": use.answers, **use.failures}.items():
                calls.add_metric((model, outcome), count)
            tokens.add_metric((model, "in"), use.tokens_in)
            tokens.add_metric((model, "out"), use.tokens_out)
            cost.add_metric((model,), use.cost_usd)
        return (calls, tokens, cost)
