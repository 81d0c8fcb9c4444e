"""What the tests install beside the server: steps and a watch on SQLite that end or stop it where an order says.

The server under test is the shipped one; it loads this as it loads any step of another package, by an entry point.
An order is a JSON file named by the environment variable `CRASH_ORDER`; it is carried out once.
"""

import asyncio
import json
import os
import signal
import sqlite3
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from pydantic import Field

from agent.ports import Ports
from agent.step import Step
from agent.turn import Customer, Parsed, Reply, Turn

ORDER = "CRASH_ORDER"
_loops: list[asyncio.AbstractEventLoop] = []
_may_begin = threading.Event()
_may_begin.set()


def _order() -> Mapping[str, Any]:
    path = Path(os.environ.get(ORDER, "/nonexistent"))
    if not path.exists():
        return {}
    found: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _strike() -> None:
    """The order is taken away first, so that the next process lives."""
    how = int(_order().get("signal", signal.SIGKILL))
    Path(os.environ[ORDER]).unlink()
    os.kill(os.getpid(), how)


def _strike_between_commits() -> None:
    """As the order says, while no transaction is open: the dead let their locks go, but who is frozen keeps them."""
    if int(_order().get("signal", signal.SIGKILL)) == signal.SIGKILL:
        _strike()
        return
    _may_begin.clear()
    with closing(sqlite3.connect(_watched[-1].replace("mode=rwc", "mode=rw"), uri=True, timeout=60)) as probe:
        probe.execute("BEGIN IMMEDIATE")
        probe.execute("ROLLBACK")
    _strike()
    _may_begin.set()


class CrashPoint(Step):
    """Between two steps that work towards a reply."""

    at: str = Field(description="The name an order calls this point by.")

    async def warm_up(self, ports: Ports) -> None:
        _loops[:] = [asyncio.get_running_loop()]

    def run(self, turn: Turn, ports: Ports) -> Turn:
        if _order().get("point") == self.at:
            _strike_between_commits()
        return turn


class CrashPointAfterReply(CrashPoint):
    """Between two steps that work on the reply."""

    reads: ClassVar[frozenset[str]] = frozenset({"reply"})


class Echo(Step):
    """Stands in for all that reads and writes: a server with it starts in a third of the time."""

    reads: ClassVar[frozenset[str]] = frozenset({"message"})
    writes: ClassVar[frozenset[str]] = frozenset({"parsed", "consent", "customer", "reply"})

    def run(self, turn: Turn, ports: Ports) -> Turn:
        customer, reply = Customer(id=turn.message.contact), Reply(text=turn.message.text or "?", language="en")
        return replace(turn, parsed=Parsed(), customer=customer, reply=reply)


class _Watch:
    """Follows one connection's statements. SQLite tells of each before it is carried out.

    An INSERT outside a transaction is one by itself.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._in_transaction: list[str] = []
        self._is_open = False
        self._counted = 0

    def statement(self, sql: str) -> None:
        begins, is_alone = sql.startswith("BEGIN"), sql.startswith("INSERT") and not self._is_open
        if begins or is_alone:
            _may_begin.wait()
            self._in_transaction = []
        order = _order()
        if "statement" in order:
            self._count_down(int(order["statement"]))
        if sql.startswith("COMMIT") or is_alone:
            self._commit(order, [*self._in_transaction, sql])
        self._in_transaction.append(sql)
        self._is_open = begins or (self._is_open and sql not in ("COMMIT", "ROLLBACK"))

    def _count_down(self, wanted: int) -> None:
        self._counted += 1
        if self._counted >= wanted:
            _strike()

    def _commit(self, order: Mapping[str, Any], statements: Sequence[str]) -> None:
        wanted = order.get("commit")
        if not wanted or not any(wanted in " ".join(sql.split()) for sql in statements):
            return
        if order["when"] == "before":
            _strike()
        else:
            _strike_once_changed(self._path)


def _strike_once_changed(path: str) -> None:
    """End when this commit can be seen from outside, but before the loop hears of it: so nobody was told."""
    probe = sqlite3.connect(path.replace("mode=rwc", "mode=ro"), uri=True, check_same_thread=False)
    before = probe.execute("PRAGMA data_version").fetchall()

    def wait_and_strike() -> None:
        while probe.execute("PRAGMA data_version").fetchall() == before:
            pass
        _strike_between_commits()

    _loops[0].call_soon_threadsafe(wait_and_strike)


_opened: list[tuple[str, sqlite3.Connection]] = []
_watched: list[str] = []
_opening: list[str] = []


def _hear(event: str, about: tuple[Any, ...]) -> None:
    """Watch the journal's writing connection. It is not ready yet when Python tells of it, but is by the next one."""
    if event == "sqlite3.connect":
        for path, connection in _opened:
            connection.set_trace_callback(_Watch(path).statement)
            _watched.append(path)
        _opened.clear()
        _opening[:] = [str(about[0])]
    if event == "sqlite3.connect/handle" and "mode=rwc" in _opening[0]:
        _opened.append((_opening[0], about[0]))


if ORDER in os.environ:
    sys.addaudithook(_hear)
