"""`python -m benchmarks [part …]`: every figure with its baseline from the same run; all parts, or those named."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console, RenderableType

from agent.logs import configure_logs
from benchmarks.aims import Aim, Judged, table_of
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
from benchmarks.load.options import FULL, SHORT, LoadOptions
from benchmarks.load.reading import reading_figures
from benchmarks.load.traffic import traffic_figures
from benchmarks.load.webhook import webhook_figures
from benchmarks.pages import pages_figures
from benchmarks.queue import queue_figures
from benchmarks.retrieval import retrieval_figures
from benchmarks.rewind import rewind_figures
from benchmarks.turns import turn_figures

Figures = Coroutine[Any, Any, RenderableType | Judged]

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
UNDER_LOAD: Mapping[str, Callable[[LoadOptions], Figures]] = {
    "webhook": webhook_figures,
    "traffic": traffic_figures,
    "conversations": conversations_figures,
    "reading": reading_figures,
    "backlog": backlog_figures,
}
"""The parts that take options."""
KILLS = "kills"


def main() -> None:
    """Print a table for each part, then one of the aims; ends with 1 where one was not met."""
    asked = _asked()
    configure_logs(level="WARNING")
    console = Console(width=None if Console().is_terminal else 160)
    aims: list[tuple[str, Aim]] = []
    for name in asked.part:
        found = asyncio.run(_measured(name, asked))
        judged = found if isinstance(found, Judged) else Judged(found)
        console.print(judged.shown)
        aims += [(name, aim) for aim in judged.aims]
    if aims:
        console.print(table_of(aims))
    sys.exit(not all(aim.is_met for _, aim in aims))


def _measured(name: str, asked: argparse.Namespace) -> Figures:
    if name in PARTS:
        return PARTS[name]()
    if name == KILLS:
        rounds = asked.rounds if asked.rounds or asked.seconds or asked.tally or asked.full else 1
        return kill_figures(rounds=rounds, seconds=asked.seconds, tally=asked.tally)
    return UNDER_LOAD[name](options_of(name, asked))


def options_of(name: str, asked: argparse.Namespace) -> LoadOptions:
    """Those of the form that was asked for, but for what was asked for by itself."""
    form = (FULL if asked.full else SHORT)[name]
    given = {key: getattr(asked, key) for key in ("seconds", "rounds", "customers", "a_second")}
    return replace(form, **{key: value for key, value in given.items() if value is not None})


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names = (*PARTS, KILLS, *UNDER_LOAD)
    parser.add_argument("part", nargs="*", default=names, help=f"of {', '.join(names)}; without one, all")
    parser.add_argument("--full", action="store_true", help="the full form of docs/performance.md; else the short one")
    parser.add_argument("--seconds", type=float, help="of each measurement under load; in which rounds of kills begin")
    parser.add_argument(
        "--rounds",
        type=int,
        help="of the webhook (the median is shown); of kills (1; full or with --tally: until 200 are counted)",
    )
    parser.add_argument("--tally", type=Path, help="file in which the kills of several runs are counted together")
    parser.add_argument("--customers", type=int, help="with an open conversation: 300, in the full form 5000")
    parser.add_argument(
        "--a-second", type=float, help="messages of the traffic: 80; about 1 where every one is to be answered"
    )
    asked = parser.parse_args()
    unknown = sorted(set(asked.part) - set(names))
    if unknown:
        parser.error(f"there is no part {', '.join(unknown)}; there are {', '.join(names)}")
    return asked


if __name__ == "__main__":
    main()
