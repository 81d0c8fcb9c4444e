"""The real server, killed at every boundary and at random: nothing lost, nothing answered twice.

The short form; `python -m benchmarks kills` is the full one.
"""

import pytest

from tests.faults.lanes import Lane, at_random, journal_boundaries, live_side_by_side, step_boundaries

SEED = 20261126
LIVES = {
    "at the boundaries of steps": (step_boundaries, False),
    "at the boundaries of the journal and of the POST": (journal_boundaries, True),
    "at random": (at_random(5), True),
}


@pytest.fixture(scope="module")
def lanes() -> dict[str, Lane]:
    """Each life once for this file."""
    return live_side_by_side(LIVES, SEED)


@pytest.mark.parametrize("name", LIVES)
def test_killed_again_and_again_nothing_is_lost_and_nobody_answered_twice(lanes: dict[str, Lane], name: str) -> None:
    verdict = lanes[name].verdict
    assert verdict.flaws == [], lanes[name]
    assert verdict.answered + verdict.silent + verdict.unknown + verdict.set_aside >= verdict.messages > 0, lanes[name]


def test_what_stays_in_doubt_is_at_most_what_a_kill_interrupted(lanes: dict[str, Lane]) -> None:
    in_doubt = {name: lane.verdict.unknown + lane.verdict.set_aside for name, lane in lanes.items()}
    at_most = {name: lane.kills for name, lane in lanes.items()}
    assert all(in_doubt[name] <= at_most[name] for name in lanes), lanes
    assert sum(at_most.values()) >= 25
