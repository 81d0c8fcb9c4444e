"""`python -m benchmarks backlog`: a week that WhatsApp could not deliver comes at once to the real server.

Shuffled batches of up to 1,000 with repeats, edits, deletions and statuses, as `tests/faults/week.py` writes them. An
echo stands in for the steps that read and write, so this is the time of the channel and the journal.
"""

import asyncio
import random
import tempfile
from pathlib import Path
from time import monotonic

from benchmarks.aims import Judged, at_most
from benchmarks.figures import spread, table
from benchmarks.load.options import LoadOptions
from tests.faults.backlog import come_to_rest, deliver, flaws, out_of_order, verdict
from tests.faults.deployment import deployment
from tests.faults.week import a_week
from tests.real_parts import KEYS

SEED = 20261126
PATIENCE_S = 3600.0


async def backlog_figures(options: LoadOptions) -> Judged:
    """How long until all is acknowledged, and until every message has its end; what came of each."""
    return await asyncio.to_thread(_measure, options.customers)


def _measure(customers: int) -> Judged:
    with tempfile.TemporaryDirectory(prefix="cairn-") as folder:
        server = deployment(Path(folder), light=True, patience_s=PATIENCE_S)
        try:
            server.start()
            week = a_week(random.Random(SEED), customers, KEYS["WHATSAPP_PHONE_NUMBER_ID"])
            began = monotonic()
            taken = deliver(server, week)
            taken_s = monotonic() - began
            come_to_rest(server, week)
            rest_s = monotonic() - began
            books, wrong = verdict(server, week), [*flaws(server, week), *out_of_order(server, week)]
            sends = len(server.sent())
        finally:
            server.close()
    p50, p99 = spread([1000 * seconds for seconds in taken])
    rows = {
        f"{len(week.webhooks)} webhooks acknowledged": [f"{taken_s:.1f} s", f"p50 {p50} ms, p99 {p99} ms"],
        f"{week.updates} updates at rest": [f"{rest_s:.1f} s", f"at 80 a second {sends} sends take {sends / 80:.1f} s"],
        f"{books.messages} messages": [f"{books.answered} answered", f"{books.refused} shown to a person"],
        "against the rules": [
            f"{books.lost} lost, {books.twice} twice",
            "; ".join([*books.flaws, *wrong][:3]) or "none",
        ],
    }
    aims = [
        at_most("messages lost", books.lost, 0),
        at_most("customers answered twice", books.twice, 0),
        at_most("all else against the rules", len([*books.flaws, *wrong]), 0),
    ]
    return Judged(table(f"a week of {customers} customers at once", ("", "beside it"), rows), aims)
