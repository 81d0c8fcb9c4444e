"""The own labelled messages, and messages as the parse step reads them."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from agent.knowledge.faiss_index import FaissIndex
from agent.settings import find
from agent.steps.parse import Parse
from agent.turn import Parsed, Turn
from eval.figures.report import Measured
from eval.job import Job, ports_over
from eval.rows import MessageRow, read_rows, refused
from eval.split import chosen

OWN = "eval/messages.jsonl"

Message = TypeVar("Message", bound=MessageRow)


def rows_of(job: Job, kind: type[Message], own: str = OWN) -> list[Message]:
    """The rows of the job's half, from its data or the own set of that name."""
    path = job.data or find(own)
    rows = chosen(read_rows(path, kind), job.split, lambda row: row.name, lambda row: row.half)
    if not rows:
        raise refused(path, f"no row in the {job.split} half")
    return rows


async def read_by_parse(job: Job, rows: Sequence[MessageRow], step: Parse | None = None) -> list[Parsed]:
    """What the parse step of the config, or `step`, makes of each row, with the row's history, on the row's day."""
    step = step or job.step(Parse)
    index = await asyncio.to_thread(FaissIndex.open, job.folder, job.settings)
    ports = ports_over(index)
    found: list[Parsed] = []
    try:
        await step.warm_up(ports)
        for done, row in enumerate(rows, start=1):
            turn = await step.run(Turn(message=row.message()), ports)
            found.append(turn.parsed or Parsed())
            job.tell("reading messages", done, len(rows))
    finally:
        await index.aclose()
    return found


def by(names: Iterable[str], measured: Callable[[Sequence[int]], Measured]) -> dict[str, Measured]:
    """Each part measured on its rows; rows without a name are in no part."""
    parts: dict[str, list[int]] = {}
    for number, name in enumerate(names):
        if name:
            parts.setdefault(name, []).append(number)
    return {name: measured(parts[name]) for name in sorted(parts)}
