"""`python -m benchmarks kills`: 200 kills and more of the real server, and what the history checker says of them."""

import asyncio

from rich.table import Table

from benchmarks.figures import table
from tests.faults.lanes import Lane, at_random, journal_boundaries, live_side_by_side, step_boundaries

SEED = 20261126
RANDOM_LANES = 3
RANDOM_KILLS = 55
"""Of each of these lanes; a few more come, of kills while it starts."""
LIVES = {
    "every step": (step_boundaries, False),
    "every commit, both ways of the POST": (journal_boundaries, True),
    **{f"at random, {n}": (at_random(RANDOM_KILLS), True) for n in range(1, RANDOM_LANES + 1)},
}


async def kill_figures() -> Table:
    """A line for each lane; the flaws must be 0."""
    lanes = await asyncio.to_thread(live_side_by_side, LIVES, SEED)
    kills = sum(lane.kills for lane in lanes.values())
    columns = ("seed", "kills", "messages", "answered", "silent", "unknown", "refused", "set aside", "flaws", "s")
    return table(f"kill -9, {kills} times", columns, {name: _cells(lane) for name, lane in lanes.items()})


def _cells(lane: Lane) -> list[str]:
    verdict = lane.verdict
    counts = (verdict.messages, verdict.answered, verdict.silent, verdict.unknown, verdict.refused, verdict.set_aside)
    flaws = "; ".join([str(len(verdict.flaws)), *verdict.flaws[:3]])
    return [str(lane.seed), str(lane.kills), *map(str, counts), flaws, f"{lane.seconds:.0f}"]
