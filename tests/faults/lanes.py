"""A lane: one deployment, killed over and over, and the verdict on its whole life. Lanes run side by side."""

import random
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from tests.faults.deployment import Mortal, deployment
from tests.faults.history import Verdict
from tests.faults.rounds import around_commits, around_steps, die_at, die_at_random
from tests.real_parts import PATIENCE_S

Life = Callable[[Mortal, random.Random], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """How often the server died, and what became of the messages."""

    kills: int
    seed: int
    seconds: float
    verdict: Verdict

    def __str__(self) -> str:
        return f"seed {self.seed}, {self.kills} kills in {self.seconds:.0f} s: {self.verdict}"


def step_boundaries(deployed: Mortal, rng: random.Random) -> None:
    """Once before the first step, and once after each."""
    for boundary in around_steps(deployed.config):
        die_at(deployed, boundary, rng)


def journal_boundaries(deployed: Mortal, rng: random.Random) -> None:
    """Once before and after each commit, and on each way of the POST."""
    for boundary in around_commits():
        die_at(deployed, boundary, rng)


def at_random(kills: int) -> Life:
    """At random times and before random statements, while customers write."""
    return partial(die_at_random, kills=kills)


def live(name: str, seed: int, life: Life, *, light: bool, patience_s: float = PATIENCE_S) -> Lane:
    """A whole life, in a folder of its own; a failure names its seed, and its folder stays to be looked at."""
    started = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="cairn-"))
    deployed = deployment(folder, light=light, patience_s=patience_s)
    deployed.simulator_options = ("--seed", str(seed))
    try:
        deployed.start()
        life(deployed, random.Random(seed))
        deployed.come_to_rest()
        verdict = deployed.verdict()
    except (Exception, pytest.fail.Exception) as failure:
        failure.add_note(f"{name}, seed {seed}, after {deployed.deaths} kills; what it left is in {folder}")
        raise
    finally:
        deployed.close()
    if not verdict.flaws:
        shutil.rmtree(folder, ignore_errors=True)  # a process of the killed server may still end in it
    return Lane(kills=deployed.deaths, seed=seed, seconds=time.monotonic() - started, verdict=verdict)


def live_side_by_side(lives: Mapping[str, tuple[Life, bool]], seed: int, at_once: int = 2) -> dict[str, Lane]:
    """All of them, some at a time; each has a seed of its own, counted from this one. The bool: a light pipeline."""
    with ThreadPoolExecutor(at_once) as pool:
        running = {
            name: pool.submit(live, name, seed + n, life, light=light)
            for n, (name, (life, light)) in enumerate(lives.items())
        }
        return {name: lane.result() for name, lane in running.items()}
