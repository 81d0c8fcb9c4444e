"""Pages and a notebook that read while the server answers: locks, waits, and how old what they see is."""

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Group

from agent.settings import ROOT
from benchmarks.aims import Judged, at_most
from benchmarks.figures import table
from benchmarks.load.bodies import message
from benchmarks.load.graph import accepting_graph
from benchmarks.load.options import LoadOptions
from benchmarks.load.posting import Made, post_all, posting
from benchmarks.load.processes import cores, data_folder, running_server

READERS = ("page", "page", "notebook")
A_SECOND = 10.0
STALE_S = 2.0
_PATIENCE_S = 90.0


@dataclass(slots=True)
class Readers:
    """Processes that read a data folder for so many seconds."""

    data: Path
    seconds: float
    _running: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, environment: Mapping[str, str]) -> None:
        """All of them, in this environment."""
        env = {**environment, "CAIRN_DATA": str(self.data), "PYTHONPATH": str(ROOT)}
        for kind in READERS:
            command = (sys.executable, "-m", "benchmarks.load.read_along", kind, str(self.seconds))
            self._running.append(subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True))

    def finish(self) -> list[list[dict[str, Any]]]:
        """The rounds of each; raises RuntimeError when one died."""
        rounds = []
        for process in self._running:
            told, _ = process.communicate(timeout=self.seconds + _PATIENCE_S)
            if process.returncode:
                raise RuntimeError(f"a reader ended with {process.returncode}")
            rounds.append([json.loads(line) for line in told.splitlines()])
        return rounds

    def kill(self) -> None:
        """Whatever is left."""
        for process in self._running:
            if process.poll() is None:
                process.kill()
                process.wait()


def logged(journal: Path) -> list[tuple[int, float]]:
    """seq and time (seconds of the wall clock) of every turn of a journal."""
    with closing(sqlite3.connect(f"{journal.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT seq, at FROM records WHERE kind = 'turn' ORDER BY seq").fetchall()
    return [(int(seq), at / 1e6) for seq, at in rows]


def ages(rounds: Sequence[Mapping[str, Any]], turns: Sequence[tuple[int, float]]) -> list[float]:
    """For each round the age in seconds of the oldest turn it should have seen and did not; 0 where it saw all."""
    found = []
    for one in rounds:
        if one["seen"] is not None:
            missed = [one["began"] - at for seq, at in turns if seq > one["seen"] and at <= one["began"]]
            found.append(max(missed, default=0.0))
    return found


async def reading_figures(options: LoadOptions) -> Judged:
    """Two pages that ask for all of Live every second and a notebook, while webhooks are posted and answered."""
    with data_folder() as data:
        async with (
            accepting_graph(lambda body, wamid, at: None) as graph,
            running_server(data, graph=graph) as server,
            posting(server.url) as poster,
        ):
            readers = Readers(data, options.seconds)
            readers.start(os.environ)
            try:
                await post_all(poster, _planned(options.seconds))
                rounds = await asyncio.to_thread(readers.finish)
            finally:
                readers.kill()
            turns = logged(server.journal)
            waits = poster.answers
    rows = {f"{kind} {n + 1}": _row(one, turns) for n, (kind, one) in enumerate(zip(READERS, rounds, strict=True))}
    columns = ("rounds", "errors", "p50 ms", "max ms", "oldest unseen, median s", "max s")
    title = f"reading beside {A_SECOND:.0f} messages a second for {options.seconds:.0f} s, {cores()} cores"
    shown = Group(
        table(title, columns, rows),
        f"{len(turns)} turns; webhooks: half in {waits.quantile(0.5):.1f} ms, 99 % {waits.quantile(0.99):.1f}",
    )
    read = [one for each in rounds for one in each]
    oldest = max((age for each in rounds for age in ages(each, turns)), default=float("nan"))
    return Judged(
        shown,
        [
            at_most("errors of readers", sum(1 for one in read if one["error"]), 0),
            at_most("oldest turn unseen, in s", oldest, STALE_S, ".2f"),
        ],
    )


def _planned(seconds: float) -> Iterator[tuple[float, Made]]:
    for n in range(int(seconds * A_SECOND)):
        yield n / A_SECOND, partial(message, n, 500)


def _row(rounds: Sequence[Mapping[str, Any]], turns: Sequence[tuple[int, float]]) -> tuple[str, ...]:
    took, old = [one["ms"] for one in rounds], ages(rounds, turns)
    errors = sum(1 for one in rounds if one["error"])
    return (
        str(len(rounds)),
        str(errors),
        f"{np.median(took):.0f}",
        f"{max(took):.0f}",
        f"{np.median(old):.2f}",
        f"{max(old):.2f}",
    )
