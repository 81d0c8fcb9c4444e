"""`python -m benchmarks [part …]`: every figure with its baseline from the same run; all parts, or those named."""

import argparse
import asyncio
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console, RenderableType

from agent.logs import configure_logs
from benchmarks.answers import answer_figures
from benchmarks.ban_risk import ban_risk_figures
from benchmarks.batches import batch_figures
from benchmarks.canary import canary_figures
from benchmarks.coverage import coverage_figures
from benchmarks.coverage_search import coverage_search_figures
from benchmarks.embedding import embedding_figures
from benchmarks.faults import fault_figures
from benchmarks.inbox import inbox_figures
from benchmarks.kills import kill_figures
from benchmarks.ledger import ledger_figures
from benchmarks.load.backlog import backlog_figures
from benchmarks.load.conversations import conversations_figures
from benchmarks.load.options import LoadOptions
from benchmarks.load.reading import reading_figures
from benchmarks.load.traffic import traffic_figures
from benchmarks.load.webhook import webhook_figures
from benchmarks.pages import pages_figures
from benchmarks.queue import queue_figures
from benchmarks.retrieval import retrieval_figures
from benchmarks.rewind import rewind_figures
from benchmarks.turns import turn_figures

Figures = Coroutine[Any, Any, RenderableType]

PARTS: Mapping[str, Callable[[], Figures]] = {
    "turns": turn_figures,
    "ledger": ledger_figures,
    "ban_risk": ban_risk_figures,
    "coverage": coverage_figures,
    "coverage_search": coverage_search_figures,
    "canary": canary_figures,
    "embedding": embedding_figures,
    "retrieval": retrieval_figures,
    "inbox": inbox_figures,
    "answers": answer_figures,
    "faults": fault_figures,
    "batches": batch_figures,
    "queue": queue_figures,
    "rewind": rewind_figures,
    "pages": pages_figures,
}
UNDER_LOAD: Mapping[str, tuple[Callable[[LoadOptions], Figures], float]] = {
    "webhook": (webhook_figures, 10.0),
    "traffic": (traffic_figures, 60.0),
    "conversations": (conversations_figures, 30.0),
    "reading": (reading_figures, 30.0),
    "backlog": (backlog_figures, 0.0),
}
"""The parts that take options, and the seconds each measures by itself; the backlog takes what it takes."""
KILLS = "kills"


def main() -> None:
    """Print a table for each part."""
    asked = _asked()
    configure_logs(level="WARNING")
    console = Console(width=None if Console().is_terminal else 160)
    for name in asked.part:
        console.print(asyncio.run(_measured(name, asked)))


def _measured(name: str, asked: argparse.Namespace) -> Figures:
    if name in PARTS:
        return PARTS[name]()
    if name == KILLS:
        return kill_figures(rounds=asked.rounds, seconds=asked.seconds, tally=asked.tally)
    measure, seconds = UNDER_LOAD[name]
    return measure(
        LoadOptions(
            seconds=asked.seconds or seconds,
            rounds=asked.rounds or 1,
            customers=asked.customers,
            a_second=asked.a_second,
        )
    )


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names = (*PARTS, KILLS, *UNDER_LOAD)
    parser.add_argument("part", nargs="*", default=names, help=f"of {', '.join(names)}; without one, all")
    parser.add_argument("--seconds", type=float, help="of each measurement under load; in which rounds of kills begin")
    parser.add_argument(
        "--rounds", type=int, help="of the webhook (1; the median is shown); of kills (else until 200 are counted)"
    )
    parser.add_argument("--tally", type=Path, help="file in which the kills of several runs are counted together")
    parser.add_argument("--customers", type=int, default=300, help="with an open conversation; the full form: 5000")
    parser.add_argument(
        "--a-second",
        type=float,
        default=80.0,
        help="messages of the traffic; about 1 where every one is to be answered",
    )
    asked = parser.parse_args()
    unknown = sorted(set(asked.part) - set(names))
    if unknown:
        parser.error(f"there is no part {', '.join(unknown)}; there are {', '.join(names)}")
    return asked


if __name__ == "__main__":
    main()
