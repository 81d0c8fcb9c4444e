"""Canaries: how often a harmless canary is taken back, and how soon a harmful one is.

Whole canaries through the product's own tally: customers who differ in how hard they are and how much they write, bad
days for all, and a look after every message.
"""

import random
import statistics
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import accumulate

from rich.console import Group

from agent.publishing.canary import Canary
from agent.publishing.harm import HARMS
from agent.publishing.tally import FALSE_ALARM, Tally, line_of
from benchmarks.figures import table

_CONTACTS, _TURNS = 600, 1_000
_HARMLESS, _HARMFUL = 1_000, 200
_SHARES = (0.05, 0.1, 0.2, 0.5)
_TIMES = (1.5, 2.0, 3.0, 5.0)
_RATE = 0.05
"""Of the turns of a usual customer, handed to a person with the live config."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """After how many turns it was ended, and how many of them the canary answered; None when it ran to its end."""

    turns: int | None
    served: int


def one_canary(seed: int, *, share: float, times: float) -> Outcome:
    """`times`: how many times as often a turn of the canary is handed to a person; 1: the draft changes nothing."""
    rng = random.Random(seed)
    canary = _canary(share, f"{rng.random()}")
    hard = [rng.gammavariate(0.5, 2.0) for _ in range(_CONTACTS)]
    weights = list(accumulate(rng.paretovariate(1.2) for _ in range(_CONTACTS)))
    tally = Tally(canary)
    for turn in range(_TURNS):
        number = rng.choices(range(_CONTACTS), cum_weights=weights)[0]
        contact = f"c-{number}"
        base = _RATE * hard[number] * (2.0 if turn % 400 < 80 else 1.0)
        rates = {name: base * (times if name == "handoffs" and canary.serves(contact) else 1.0) for name in HARMS}
        tally.add(line_of(canary, contact, [name for name, rate in rates.items() if rng.random() < min(rate, 1.0)]))
        if tally.harmful():
            return Outcome(turn + 1, tally.turns_canary)
    return Outcome(None, tally.turns_canary)


async def canary_figures() -> Group:
    """Harmless canaries by share of contacts, harmful ones by share and by how much harm."""
    wrong = {f"{share:.0%} of contacts": (f"{_ended(_many(_HARMLESS, share, 1.0)):.1%}",) for share in _SHARES}
    promised = f"harmless canaries taken back, of {_HARMLESS} each; promised: at most {FALSE_ALARM:.0%}"
    found = {(share, times): _many(_HARMFUL, share, times) for share in _SHARES for times in _TIMES}
    rows = {
        f"{share:.0%} of contacts, {times:g}×": (f"{_ended(ran):.0%}", _median(ran, "turns"), _median(ran, "served"))
        for (share, times), ran in found.items()
    }
    title = (
        f"harmful canaries of {_TURNS} turns, {_HARMFUL} each; {_RATE:.0%} of turns are handed to a person otherwise"
    )
    columns = ("taken back", "after turns (median)", "of them in the canary")
    return Group(table(promised, ("taken back",), wrong), table(title, columns, rows))


def _many(count: int, share: float, times: float) -> list[Outcome]:
    work = partial(one_canary, share=share, times=times)
    with ProcessPoolExecutor(2) as pool:
        return list(pool.map(work, range(count), chunksize=20))


def _ended(outcomes: Sequence[Outcome]) -> float:
    return sum(one.turns is not None for one in outcomes) / len(outcomes)


def _median(outcomes: Sequence[Outcome], what: str) -> str:
    ended = [getattr(one, what) for one in outcomes if one.turns is not None]
    return f"{statistics.median(ended):.0f}" if len(ended) * 2 > len(outcomes) else "–"


def _canary(share: float, salt: str) -> Canary:
    return Canary(
        number=1,
        hash="",
        text_hash="",
        base="",
        share=share,
        salt=salt,
        author="",
        reason="",
        since=datetime.now(UTC),
    )
