"""Webhooks counted by hand: thousands come in a second, and prometheus_client takes a lock and a look-up for each."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from itertools import accumulate

from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString

from serve.metric_families import Families

BOUNDS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
"""Upper bounds of the histogram's buckets; one more takes what is longer."""
_WEBHOOKS = ("cairn_webhooks", "Webhooks by HTTP status.")
_SECONDS = ("cairn_webhook_seconds", "Time until a webhook is answered.")


class WebhookCounts(Collector):
    """Of one server, counted on its own loop only."""

    def __init__(self, families: Families) -> None:
        self._statuses: Counter[int] = Counter()
        self._within = [0] * (len(BOUNDS_S) + 1)
        self._seconds = 0.0
        families.registry.register(self)
        families.note(f"{_WEBHOOKS[0]}_total", "counter", _WEBHOOKS[1], ("status",))
        families.note(_SECONDS[0], "histogram", _SECONDS[1], ())

    def observe(self, status: int, seconds: float) -> None:
        """Count one answered webhook."""
        self._statuses[status] += 1
        self._within[bisect_left(BOUNDS_S, seconds)] += 1
        self._seconds += seconds

    def collect(self) -> Iterable[CounterMetricFamily | HistogramMetricFamily]:
        """Called at each scrape."""
        webhooks = CounterMetricFamily(*_WEBHOOKS, labels=("status",))
        for status, count in sorted(self._statuses.items()):
            webhooks.add_metric((str(status),), count)
        bounds = [*map(floatToGoString, BOUNDS_S), "+Inf"]
        buckets = list(zip(bounds, accumulate(self._within), strict=True))
        return (webhooks, HistogramMetricFamily(*_SECONDS, buckets=buckets, sum_value=self._seconds))
