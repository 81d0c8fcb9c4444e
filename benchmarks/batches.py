"""`python -m benchmarks batches`: what a webhook with a thousand updates costs the journal, one by one and together."""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from threading import Event, Thread
from time import perf_counter, thread_time

from rich.table import Table

from agent.journal import inbox, outbox
from agent.journal.schema import open_writer
from agent.journal.send_rules import Closing
from agent.ports import Address, InboxItem, InboxMessage, InboxStatus, Outgoing
from agent.settings import ROOT
from benchmarks.figures import table

SIZE = 1000
ROUNDS = 3
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
Take = Callable[[sqlite3.Connection, Sequence[InboxItem]], None]


def together(connection: sqlite3.Connection, items: Sequence[InboxItem]) -> None:
    """As the server takes them."""
    inbox.receive(connection, items, AT.timestamp())


def one_by_one(connection: sqlite3.Connection, items: Sequence[InboxItem]) -> None:
    """The baseline: each as if it had come alone, in the same transaction."""
    for item in items:
        inbox.receive(connection, [item], AT.timestamp())


def _sender(n: int) -> Address:
    return Address(phone=f"9198{n:08d}", user_id=f"IN.{n}", name=f"Customer {n}")


def _messages() -> list[InboxItem]:
    return [
        InboxMessage(
            id=f"m{n}",
            number="n1",
            sender=_sender(n),
            kind="text",
            text="What does Hampta Pass cost in June?",
            sent_at=AT,
            payload={"message": {"id": f"m{n}", "type": "text", "text": {"body": "What does Hampta Pass cost?"}}},
        )
        for n in range(SIZE)
    ]


def _statuses(wamid: str) -> list[InboxItem]:
    return [
        InboxStatus(
            wamid=f"{wamid}{n}",
            number="n1",
            status="delivered",
            at=AT,
            to=_sender(n).phone,
            callback=f"{wamid}-ours-{n}",
            payload={"status": {"id": f"{wamid}{n}", "pricing": {"billable": True, "category": "service"}}},
            person=_sender(n),
        )
        for n in range(SIZE)
    ]


BATCHES: Mapping[str, Sequence[InboxItem]] = {
    "messages of strangers": _messages(),
    "statuses of our sends": _statuses("w"),
    "statuses of sends nobody knows": _statuses("x"),
}


def _answered(connection: sqlite3.Connection) -> None:
    """A thousand people who wrote and were sent an answer each; strangers stay strangers."""
    inbox.receive(connection, _messages(), AT.timestamp())
    rows = connection.execute("SELECT id, contact FROM inbox ORDER BY place").fetchall()
    for n, (message, contact) in enumerate(rows):
        send = Outgoing(id=f"w-ours-{n}", message_id=message, contact=contact, body={}, state="sending", number="n1")
        outbox.open_send(connection, send, AT.timestamp())
        outbox.close_send(connection, send.id, Closing(state="sent", wamid=f"w{n}"), AT.timestamp())


@contextmanager
def busy_interpreter() -> Iterator[None]:
    """A thread that computes without a rest, as turns do: who gives the interpreter lock away waits to get it back."""
    over = Event()

    def compute() -> None:
        while not over.is_set():
            sum(range(1000))

    thread = Thread(target=compute)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def measure(name: str, take: Take, beside: Callable[[], AbstractContextManager[None]]) -> tuple[float, float]:
    """CPU and wall time of one batch in ms, the commit included; the median of a few rounds."""
    spent = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory(dir=ROOT / ".cairn") as folder:
            connection = open_writer(Path(folder) / "journal.sqlite", busy_s=1)
            connection.execute("BEGIN")
            if "strangers" not in name:
                _answered(connection)
            connection.execute("COMMIT")
            with beside():
                spent.append(_timed(connection, take, BATCHES[name]))
            connection.close()
    return median(cpu for cpu, _ in spent), median(wall for _, wall in spent)


def _timed(connection: sqlite3.Connection, take: Take, items: Sequence[InboxItem]) -> tuple[float, float]:
    cpu, wall = thread_time(), perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    take(connection, items)
    connection.execute("COMMIT")
    return (thread_time() - cpu) * 1000, (perf_counter() - wall) * 1000


async def batch_figures() -> Table:
    """A line for each kind of batch, beside its baseline."""
    rows = {}
    for name in BATCHES:
        (alone_cpu, alone), (cpu, wall) = (measure(name, take, nullcontext) for take in (one_by_one, together))
        (_, held_up), (_, busy) = (measure(name, take, busy_interpreter) for take in (one_by_one, together))
        rows[name] = [f"{figure:.0f}" for figure in (alone_cpu, cpu, alone, wall, held_up, busy)]
    columns = ("CPU ms one by one", "together", "ms one by one", "together", "ms, busy, one by one", "together")
    return table(f"{SIZE} updates in one webhook, into the journal", columns, rows)
