"""`python -m benchmarks queue`: what a look for due sends costs while many wait; a server looks twice a second."""

import sqlite3
import tempfile
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from time import perf_counter

from rich.table import Table

from agent.journal import due, numbers, outbox
from agent.journal.schema import open_writer
from agent.journal.send_rules import Closing
from agent.ports import Outgoing
from agent.settings import ROOT
from benchmarks.figures import table

WAITING = 20_000
LOOKS = 20
NOW = 1_800_000_000.0
_BODY = {"type": "text", "text": {"body": "Hampta Pass costs ₹ 9,500 per person in June. " * 6}}

CASES: Mapping[str, tuple[int, float, bool]] = {
    "nothing waits": (0, 0.0, False),
    "retries for later": (WAITING, 3600.0, False),
    "all due": (WAITING, 0.0, False),
    "behind a stopped number": (WAITING, 0.0, True),
}
"""How many wait, for how many seconds, and whether their number is stopped."""


def _filled(connection: sqlite3.Connection, sends: int, wait_s: float, stopped: bool) -> None:
    connection.execute("BEGIN")
    for n in range(sends):
        send = Outgoing(id=f"s{n}", message_id=f"m{n}", contact=f"c{n}", body=_BODY, state="sending", number="n1")
        outbox.open_send(connection, send, NOW)
        outbox.close_send(connection, send.id, Closing(state="queued", code=130429, wait_s=wait_s), NOW)
    if stopped:
        numbers.stop(connection, "n1", "benchmark", "benchmark", None, NOW)
    connection.execute("COMMIT")


def _measured(sends: int, wait_s: float, stopped: bool) -> list[str]:
    with tempfile.TemporaryDirectory(dir=ROOT / ".cairn") as folder:
        connection = open_writer(Path(folder) / "journal.sqlite", busy_s=1)
        _filled(connection, sends, wait_s, stopped)
        spent = []
        for _ in range(LOOKS):
            began = perf_counter()
            found = due.due_sends(connection, unknown_after_s=120, limit=50, now=NOW)
            spent.append((perf_counter() - began) * 1000)
        connection.close()
    return [str(sends), str(len(found)), f"{median(spent):.2f}"]


async def queue_figures() -> Table:
    """A line for each reason to wait, beside an empty queue."""
    rows = {name: _measured(*case) for name, case in CASES.items()}
    return table("a look for due sends", ("waiting", "due now", "ms a look, median"), rows)
