"""Meta's expectation of a webhook, at the traffic of a number with 80 messages a second, while turns run."""

from collections import deque
from collections.abc import Iterator
from functools import partial
from typing import Any

from rich.console import Group

from benchmarks.aims import Judged, at_most
from benchmarks.figures import table
from benchmarks.load.bodies import many, message, status
from benchmarks.load.graph import accepting_graph
from benchmarks.load.memory import over_time, sampled
from benchmarks.load.options import LoadOptions
from benchmarks.load.posting import Answers, Made, post_all, posting
from benchmarks.load.processes import cores, data_folder, running_null, running_server

STATUSES = 3
CUSTOMERS = 5000
EXPECTED = "Meta expects: median at most 250 ms, fewer than 1 % above 1 s"
_NAMES = ("sent", "delivered", "read")


class _Meta:
    """What comes in: each message beside three statuses, those of the server's own sends first."""

    def __init__(self, customers: int, a_second: float) -> None:
        self.customers = customers
        self.a_second = a_second
        self.sends = 0
        self._told: deque[dict[str, Any]] = deque()

    def sent(self, body: dict[str, Any], wamid: str, at: float) -> None:
        """The server sent something: its three statuses are due."""
        self.sends += 1
        value = status(self.sends, "sent", str(body.get("biz_opaque_callback_data", "")))["statuses"][0]
        to = str(body.get("to") or body.get("recipient")).lstrip("+")
        self._told += [{"statuses": [{**value, "id": wamid, "status": name, "recipient_id": to}]} for name in _NAMES]

    def planned(self, seconds: float) -> Iterator[tuple[float, Made]]:
        """All that is posted in so many seconds, each at its time; no message is like another for a long while."""
        each = 1 + STATUSES
        texts = many()
        for n in range(int(seconds * self.a_second * each)):
            nth = n // each
            asked: Made = partial(message, nth, self.customers, texts[nth % len(texts)])
            yield n / (self.a_second * each), partial(self._status, n) if n % each else asked

    def _status(self, n: int) -> dict[str, Any]:
        return self._told.popleft() if self._told else status(n, _NAMES[n % 3])


async def traffic_figures(options: LoadOptions) -> Judged:
    """Waits for the 200, counted from when a webhook was due; the same traffic on an empty handler beside it."""
    async with running_null() as null, posting(null.url) as poster:
        await post_all(poster, _Meta(CUSTOMERS, options.a_second).planned(min(options.seconds, 20)))
        base = poster.answers
    meta = _Meta(CUSTOMERS, options.a_second)
    with data_folder() as data:
        async with (
            accepting_graph(meta.sent) as graph,
            running_server(data, graph=graph) as server,
            posting(server.url) as poster,
            sampled(server) as memory,
        ):
            await post_all(poster, meta.planned(options.seconds))
            answered = meta.sends
    rows = {"null handler": _row(base), "server": _row(poster.answers)}
    incoming = int(options.seconds * options.a_second)
    shown = Group(
        table(
            f"traffic, {options.a_second:g} messages and {STATUSES * options.a_second:g} statuses a second "
            f"for {options.seconds:.0f} s, {cores()} cores; {EXPECTED}",
            ("posted", "not 200", "p50 ms", "p99 ms", "max ms", "above 1 s"),
            rows,
        ),
        f"sent meanwhile: {answered} ({answered / options.seconds:.1f} a second) of {incoming} messages; "
        f"what is left waits in the inbox. Memory: {over_time(memory)}",
    )
    waits = poster.answers
    return Judged(
        shown,
        [
            at_most("median in ms", waits.quantile(0.5), 250),
            at_most("share above 1 s", waits.above(1000), 0.01, ".2%"),
            at_most("webhooks not answered with 200", waits.refused, 0),
        ],
    )


def _row(answers: Answers) -> tuple[str, ...]:
    return (
        f"{len(answers.waits_ms):,}",
        str(answers.refused),
        f"{answers.quantile(0.5):.1f}",
        f"{answers.quantile(0.99):.1f}",
        f"{answers.quantile(1):.0f}",
        f"{answers.above(1000):.2%}",
    )
