"""`python -m benchmarks`: every figure once, with its baseline from the same run."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from rich.console import Console, RenderableType

from benchmarks.answers import answer_figures
from benchmarks.ban_risk import ban_risk_figures
from benchmarks.embedding import embedding_figures
from benchmarks.faults import fault_figures
from benchmarks.inbox import inbox_figures
from benchmarks.ledger import ledger_figures
from benchmarks.retrieval import retrieval_figures
from benchmarks.turns import turn_figures

PARTS: tuple[Callable[[], Coroutine[Any, Any, RenderableType]], ...] = (
    turn_figures,
    ledger_figures,
    ban_risk_figures,
    embedding_figures,
    retrieval_figures,
    inbox_figures,
    answer_figures,
    fault_figures,
)


def main() -> None:
    """Print a table for each part."""
    console = Console()
    for measure in PARTS:
        console.print(asyncio.run(measure()))


if __name__ == "__main__":
    main()
