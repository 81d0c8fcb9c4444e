"""How many webhooks a second the real server keeps on disk, against the same Sanic with an empty handler."""

import asyncio
import sqlite3
import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from statistics import median

from rich.console import Group

from agent.journal.arrivals import first
from agent.journal.sqlite import SQLiteJournal
from benchmarks.aims import Aim, Judged, at_least, at_most
from benchmarks.figures import table
from benchmarks.load.bodies import message, signed_lines, status
from benchmarks.load.drive import WRK_MISSING, Driven, drive
from benchmarks.load.graph import accepting_graph
from benchmarks.load.options import LoadOptions
from benchmarks.load.processes import (
    NUMBER,
    Running,
    cores,
    data_folder,
    has_wrk,
    running_forgetful,
    running_null,
    running_server,
)

CONNECTIONS = 64
CUSTOMERS = 1000
AIM_A_SECOND, AIM_P99_MS, AIM_RATIO = 8000, 25, 0.80
_MOST_A_SECOND, _MOST_BODIES = 16_000, 400_000
_BASES = ("Sanic as it comes", "null handler", "kept nowhere")
_STEPS = (*_BASES, "messages kept", "statuses kept", "messages kept, turns running")


@dataclass(frozen=True, slots=True)
class _Run:
    driven: Driven
    cpu_s: float
    read: int
    unread: int


async def webhook_figures(options: LoadOptions) -> Judged:
    """Acknowledgements a second and their waits; every 200 is counted again in the journal."""
    runs: dict[str, list[_Run]] = {name: [] for name in _STEPS}
    with data_folder() as folder:
        bodies = await asyncio.to_thread(_write_bodies, folder, options.seconds)
        for _ in range(options.rounds):
            for name, as_it_comes in (("Sanic as it comes", True), ("null handler", False)):
                async with running_null(as_it_comes=as_it_comes) as null:
                    runs[name].append(await _posted(null, bodies["messages"], options))
            with data_folder() as data:
                async with running_forgetful(data) as forgetful:
                    runs["kept nowhere"].append(await _posted(forgetful, bodies["messages"], options))
            for name, lines, turns in _measured(bodies):
                runs[name].append(await _served(lines, options, turns=turns))
    notes = () if has_wrk() else (WRK_MISSING,)
    title = f"webhook, {CONNECTIONS} connections, {options.seconds:.0f} s, {cores()} cores"
    speed = ("200s per second", "p50 ms", "p99 ms", "max ms", "CPU µs each")
    columns = (*speed, *(f"to {name}" for name in _BASES), "not 200", "kept per 200", "of them read")
    return Judged(Group(*notes, table(title, columns, _rows(runs))), _aims(runs))


def _aims(runs: Mapping[str, list[_Run]]) -> list[Aim]:
    """Of messages kept; the promise of a 200 holds for everything that is kept."""
    kept = [run.driven for run in runs["messages kept"]]
    null = [run.driven for run in runs["null handler"]]
    served = [run for name in _STEPS[len(_BASES) :] for run in runs[name]]
    return [
        at_least("acknowledgements a second", median(one.per_second for one in kept), AIM_A_SECOND),
        at_most("p99 in ms", median(one.p99_ms for one in kept), AIM_P99_MS, ".1f"),
        at_least("of the null handler's rate", _ratio(kept, null), AIM_RATIO, ".2f"),
        at_least("kept per 200", min(map(_kept_per_200, served)), 1.0, ".3f"),
    ]


def _kept_per_200(run: _Run) -> float:
    return (run.read + run.unread) / max(1, run.driven.taken)


def _measured(bodies: Mapping[str, Path]) -> tuple[tuple[str, Path, bool], ...]:
    kept, statuses, turns = _STEPS[len(_BASES) :]
    return ((kept, bodies["messages"], False), (statuses, bodies["statuses"], False), (turns, bodies["messages"], True))


def _write_bodies(folder: Path, seconds: float) -> Mapping[str, Path]:
    """So many that nobody could post them all: a repeat would be known and cheap."""
    bodies = min(_MOST_BODIES, int(seconds * _MOST_A_SECOND))
    values = {
        "messages": (message(n, CUSTOMERS) for n in count()),
        "statuses": (status(n, ("sent", "delivered", "read")[n % 3]) for n in count()),
    }
    for name, made in values.items():
        with (folder / name).open("w", encoding="ascii") as file:
            file.writelines(signed_lines(islice(made, bodies)))
    return {name: folder / name for name in values}


async def _served(lines: Path, options: LoadOptions, *, turns: bool) -> _Run:
    """In a new journal. Without turns the number is stopped: messages are kept and wait, as during an incident."""
    with data_folder() as data:
        if not turns:
            await _stop_number(data)
        async with accepting_graph() as graph, running_server(data, graph=graph) as server:
            return await _posted(server, lines, options)


async def _stop_number(data: Path) -> None:
    journal = SQLiteJournal.open(data / "journal.sqlite")
    await journal.stop_number(NUMBER, "no turns while acknowledgements are measured", "benchmark")
    await journal.aclose()


async def _posted(server: Running, lines: Path, options: LoadOptions) -> _Run:
    before = server.cpu_s()
    driven = await drive(server.url, lines, connections=CONNECTIONS, seconds=options.seconds)
    cpu_s = server.cpu_s() - before
    read, unread = await asyncio.to_thread(_stored, server.journal) if server.journal.exists() else (0, 0)
    return _Run(driven, cpu_s, read, unread)


def _stored(journal: Path) -> tuple[int, int]:
    """Messages and statuses on disk, and bodies that are kept and not read yet; at one moment, beside the server."""
    with closing(sqlite3.connect(f"{journal.as_uri()}?mode=ro", uri=True)) as connection:
        connection.execute("BEGIN")
        read = connection.execute("SELECT (SELECT count(*) FROM inbox) + (SELECT count(*) FROM statuses)").fetchone()[0]
        return int(read), sum(len(arrival.bodies) for arrival in first(connection, sys.maxsize))


def _rows(runs: Mapping[str, list[_Run]]) -> dict[str, tuple[str, ...]]:
    """The median of the rounds; ratios round by round."""
    bases = [[run.driven for run in runs[name]] for name in _BASES]
    return {name: _row(found, bases) for name, found in runs.items()}


def _row(runs: list[_Run], bases: list[list[Driven]]) -> tuple[str, ...]:
    driven = [run.driven for run in runs]
    kept = min(map(_kept_per_200, runs))
    read = median(run.read / max(1, run.driven.taken) for run in runs)
    return (
        f"{median(one.per_second for one in driven):,.0f}",
        f"{median(one.p50_ms for one in driven):.1f}",
        f"{median(one.p99_ms for one in driven):.1f}",
        f"{max(one.max_ms for one in driven):.0f}",
        f"{median(run.cpu_s / max(1, run.driven.taken) for run in runs) * 1e6:.0f}",
        *(f"{_ratio(driven, base):.2f}" for base in bases),
        str(sum(one.refused + one.broken for one in driven)),
        f"{kept:.3f}" if kept else "",
        f"{read:.2f}" if kept else "",
    )


def _ratio(driven: list[Driven], base: list[Driven]) -> float:
    return median(one.per_second / other.per_second for one, other in zip(driven, base, strict=True))
