"""`python -m benchmarks.load.read_along page|notebook SECONDS`: reads a data folder as a page or a notebook does.

Prints one JSON line a round: when it began (seconds of the wall clock), the newest record it saw, how long it took, the
source, and the error if there was one.
"""

import asyncio
import json
import sys
import time
from datetime import UTC, datetime, timedelta

from agent.ports import PortError
from agent.store.reader import Reader, open_reader
from agent.traffic import flow, health
from agent.traffic.span import SPANS, Span

EVERY_S = {"page": 1.0, "notebook": 0.5}
"""A page looks every two seconds; two tabs of it are one that looks every second."""


def page(reader: Reader) -> None:
    """What Live asks when there is news."""
    span = Span.last(SPANS["24h"], datetime.now(UTC) + timedelta(seconds=1), "Asia/Kolkata")
    for ask in (flow.totals, flow.flow, flow.feelings, flow.funnel, health.steps, health.spend, health.risk):
        ask(reader, span)
    health.waiting(reader)


def notebook(reader: Reader) -> None:
    """Whole turns, and who came back."""
    flow.cohorts(reader, Span.last(SPANS["30d"], datetime.now(UTC)))
    reader.query("SELECT message_id, question, answer, turn FROM turns ORDER BY seq DESC LIMIT 200")


async def read_along(kind: str, seconds: float) -> None:
    """A notebook's kernel has a loop that runs; a page's thread has none."""
    reader, until = open_reader(), time.monotonic() + seconds
    while time.monotonic() < until:
        if kind == "page":
            await asyncio.to_thread(_round, reader, kind)
        else:
            _round(reader, kind)
        await asyncio.sleep(EVERY_S[kind])
    reader.close()


def _round(reader: Reader, kind: str) -> None:
    said: dict[str, object] = {"began": time.time(), "seen": None, "error": ""}
    started = time.perf_counter()
    try:
        (row,) = reader.query("SELECT coalesce(max(seq), 0) AS seq FROM turns").to_pylist()
        said["seen"] = row["seq"]
        (page if kind == "page" else notebook)(reader)
        said["source"] = reader.source
    except PortError as error:
        said["error"] = str(error)
    said["ms"] = (time.perf_counter() - started) * 1000
    print(json.dumps(said), flush=True)


if __name__ == "__main__":
    asyncio.run(read_along(sys.argv[1], float(sys.argv[2])))
