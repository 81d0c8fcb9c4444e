"""What a step says it reads is all it reads: Rewind leaves a step out where nothing it reads is another."""

import dataclasses
import json
import sys
from collections import defaultdict
from inspect import isawaitable
from pathlib import Path
from typing import Any, ClassVar

from agent.agent import message_of
from agent.bootstrap import build_dry_agent
from agent.pipeline import FIELDS, with_reply_for
from agent.ports import Ports
from agent.settings import Environment, find
from agent.step import PlacedStep
from agent.turn import StepRun, Turn

_WRITES_DOWN = "log"
"""It changes nothing of the turn, so nothing depends on what it reads."""


class Watched(Turn):
    """A turn that notes which of its fields are looked at, but for the copying of `replace`."""

    __slots__ = ()
    seen: ClassVar[set[str]] = set()

    def __getattribute__(self, name: str) -> Any:
        if name in FIELDS and sys._getframe(1).f_code.co_filename != dataclasses.__file__:
            Watched.seen.add(name)
        return super().__getattribute__(name)


def fields_of(turn: Turn) -> dict[str, Any]:
    return {name: object.__getattribute__(turn, name) for name in FIELDS}


async def test_every_shipped_step_reads_only_what_it_declares(shipped_data: Path) -> None:
    agent = await build_dry_agent(environment=Environment(cairn_data=shipped_data))
    seen: defaultdict[str, set[str]] = defaultdict(set)

    async def run(placed: PlacedStep, before: Turn, ports: Ports) -> tuple[Turn, StepRun]:
        Watched.seen = set()
        found = placed.step.run(Watched(**fields_of(before)), ports)
        after = Turn(**fields_of(await found if isawaitable(found) else found))
        seen[placed.name] |= Watched.seen
        changed = tuple(name for name in FIELDS if getattr(after, name) != getattr(before, name))
        return after, StepRun(step=placed.name, ms=0, changed=changed)

    lines = find("eval/messages.jsonl").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines[::8]):
        turn = Turn(message=message_of(json.loads(line)["text"], contact=f"c-{number % 120 + 1:04d}"))
        for stage in agent.pipeline.stages:
            turn = with_reply_for(stage, turn)
            for placed in stage:
                turn = await agent.pipeline.run_stage((placed,), turn, agent.ports, run)
    await agent.aclose()

    assert len(seen) == len(agent.pipeline.steps)
    untold = {
        # A field it changes is carried over: what it holds from before is kept beside what is new.
        placed.name: sorted(seen[placed.name] - placed.step.depends_on() - placed.step.outputs())
        for placed in agent.pipeline.steps
        if placed.name != _WRITES_DOWN
    }
    assert {name: fields for name, fields in untold.items() if fields} == {}
