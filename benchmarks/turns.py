"""A whole turn without model and network: all steps, one message at a time."""

import json
import resource
import time
from collections import defaultdict

from rich.table import Table

from agent.agent import message_of
from agent.bootstrap import DEFAULT_CONFIG, build_dry_agent
from agent.settings import find
from agent.turn import Turn
from benchmarks.figures import spread, table

TURNS = 600


async def turn_figures() -> Table:
    """Median and p99 of the turn and of each step, over messages of five languages."""
    agent = await build_dry_agent(find(str(DEFAULT_CONFIG)))
    lines = find("eval/intents.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    steps: dict[str, list[float]] = defaultdict(list)
    whole: list[float] = []
    for number in range(TURNS):
        message = message_of(texts[number % len(texts)], contact=f"c-{number % 100 + 1:04d}")
        started = time.perf_counter()
        turn = await agent.pipeline.run(Turn(message=message), agent.ports)
        whole.append((time.perf_counter() - started) * 1000)
        for step in turn.trace:
            steps[step.step].append(step.ms)
    await agent.aclose()
    rows = {"whole turn": spread(whole), **{name: spread(values) for name, values in steps.items()}}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return table(f"one turn, ms, {TURNS} messages, peak memory {peak:.0f} MB", ("p50", "p99"), rows)
