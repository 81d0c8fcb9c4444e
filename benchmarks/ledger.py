"""The fact ledger on a long reply with five passages: met before, kept at ingest, or read in the turn."""

import time
from collections.abc import Callable, Sequence

from rich.table import Table

from agent.facts.context.kept import NONE, Kept, pack
from agent.facts.ledger import Ledger, source_of
from agent.knowledge.catalogue_files import load_catalogue
from agent.process import garbage
from agent.settings import find
from agent.turn import Passage
from benchmarks.figures import spread, table
from eval.rows import READ_ON
from eval.suites.bare_numbers import has_strange_number

ROUNDS = 120
_START, _REPLY_CHARS, _PASSAGE_CHARS = 200, 700, 800
_DOCUMENT = "data/documents/treks/hampta-pass.md"
_MET = ROUNDS
"""Round whose passages every ledger has met."""


async def ledger_figures() -> Table:
    """CPU time of one check, median and p99, beside the matcher of bare numbers; aim: below 10 ms."""
    text = find(_DOCUMENT).read_text(encoding="utf-8")
    kept = pack(source_of(one).text for n in range(ROUNDS) for one in _passages(text, n))
    rows = {
        "passages met before": _timed(_check(text, lambda n: _passages(text, _MET))),
        "passages kept at ingest, not met": _timed(_check(text, lambda n: _passages(text, n), kept)),
        "passages of nobody, read in the turn": _timed(_check(text, lambda n: _passages(text, n))),
        "bare numbers": _timed(lambda n: has_strange_number(_reply(text, n), [p.text for p in _passages(text, _MET)])),
    }
    title = f"fact ledger, ms of CPU: a reply of {_REPLY_CHARS} characters, five passages of {_PASSAGE_CHARS}"
    return table(title, ("p50", "p99"), {name: spread(values) for name, values in rows.items()})


def _passages(text: str, round_: int) -> list[Passage]:
    """Five in a row, of which no other round has one."""
    cuts = range(round_, round_ + 5 * _PASSAGE_CHARS, _PASSAGE_CHARS)
    return [
        Passage(id=f"p{at}", source="d", title="", text=text[at : at + _PASSAGE_CHARS], trek="hampta-pass")
        for at in cuts
    ]


def _reply(text: str, round_: int) -> str:
    """Another one each time, as a reply never comes twice."""
    return text[_START + round_ :][:_REPLY_CHARS]


def _check(text: str, passages: Callable[[int], Sequence[Passage]], kept: Kept = NONE) -> Callable[[int], object]:
    ledger = Ledger(load_catalogue(find("data/operator.yaml").parent), kept=kept)

    def check(round_: int) -> object:
        return ledger.check(
            _reply(text, round_), today=READ_ON.date(), evidence=passages(round_), treks=["hampta-pass"]
        )

    return check


def _timed(work: Callable[[int], object]) -> list[float]:
    work(_MET)
    garbage.settle()  # as the server does
    taken = []
    for round_ in range(ROUNDS):
        started = time.thread_time()
        work(round_)
        taken.append((time.thread_time() - started) * 1000)
    return taken
