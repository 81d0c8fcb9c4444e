"""The server of these tests: real HTTP, a real journal on disk, a pipeline that thanks for every message."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from agent.journal.sqlite import SQLiteJournal
from agent.ports import Ports
from agent.step import Step
from agent.steps.log import Log
from agent.steps.send import Send
from agent.turn import Compliance, Reply, Turn
from tests.channel.conftest import webhook
from tests.conftest import Load
from tests.contract.product import CONFIG, Product
from tests.real_parts import running_deployment
from tests.sample_steps import TABLE, Answer
from tests.serve.conftest import Running, serving


class Thank(Answer):
    """Has something to say to a message without words too."""

    writes = frozenset({"reply", "compliance", "parsed"})

    def run(self, turn: Turn, ports: Ports) -> Turn:
        reply = Reply(text=f"Thank you for: {turn.message.text or turn.message.kind}", language="en")
        return replace(turn, reply=reply, compliance=Compliance(ok=True))


__all__ = ["webhook"]  # the receiving end of the channel's tests

STEPS: dict[str, type[Step]] = {**TABLE, "thank": Thank, "send": Send, "log": Log}
LINES = "steps: [thank, {step: send, on_error: stop}, {step: log, on_error: stop}]"


@pytest.fixture
async def durable(load: Load, ports: Ports, tmp_path: Path) -> AsyncIterator[Running]:
    """Keeps its inbox in `tmp_path / journal.sqlite`, and answers whichever number was written to."""
    journal = SQLiteJournal.open(tmp_path / "journal.sqlite")
    kept = replace(ports, journal=journal)
    try:
        async with serving(load(LINES, STEPS), tmp_path / "pipeline.yaml", kept, number="") as running:
            yield running
    finally:
        await journal.aclose()


@pytest.fixture(scope="package")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One server and simulator for all of this folder."""
    with running_deployment(Product, tmp_path_factory.mktemp("product"), CONFIG) as found:
        yield found
