"""The fact ledger on a long reply with five passages, never read before or read already."""

import time
from collections.abc import Callable
from itertools import cycle

from rich.table import Table

from agent.facts.context.text import Text
from agent.facts.ledger import Ledger
from agent.knowledge.catalogue import load_catalogue
from agent.settings import find
from agent.turn import Passage
from benchmarks.figures import spread, table
from eval.bare_numbers import has_strange_number
from eval.rows import READ_ON

ROUNDS = 120
_START, _REPLY_CHARS, _PASSAGE_CHARS = 200, 700, 800
_DOCUMENT = "data/documents/treks/hampta-pass.md"


async def ledger_figures() -> Table:
    """Median and p99 of one check, beside the matcher of bare numbers; aim: below 10 ms."""
    text = find(_DOCUMENT).read_text(encoding="utf-8")
    ledger = Ledger(load_catalogue(find("data/operator.yaml").parent))
    starts = cycle(range(_START, _START + ROUNDS))
    passages = [
        Passage(id=f"p{n}", source="d", title="", text=text[n * _PASSAGE_CHARS : (n + 1) * _PASSAGE_CHARS])
        for n in range(5)
    ]

    def reply() -> str:
        """Another one each time, as a reply never comes twice."""
        start = next(starts)
        return text[start : start + _REPLY_CHARS]

    def check() -> None:
        ledger.check(reply(), today=READ_ON.date(), evidence=passages, treks=["hampta-pass"])

    def unread() -> None:
        Text.source.cache_clear()
        check()

    def bare() -> None:
        has_strange_number(reply(), [passage.text for passage in passages])

    rows = {"passages unread": _timed(unread), "passages read before": _timed(check), "bare numbers": _timed(bare)}
    title = f"fact ledger, ms, a reply of {_REPLY_CHARS} characters, five passages of {_PASSAGE_CHARS}, {ROUNDS} rounds"
    return table(title, ("p50", "p99"), {name: spread(values) for name, values in rows.items()})


def _timed(work: Callable[[], None]) -> list[float]:
    work()
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1000)
    return taken
