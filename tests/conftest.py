"""What many tests need: in-memory ports, and pipelines written as text."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.channel.memory import Outbox
from agent.journal.memory import MemoryJournal
from agent.knowledge.catalogue import Catalogue
from agent.knowledge.memory import ListIndex
from agent.llm.offline import OfflineLLM
from agent.pipeline import Pipeline
from agent.ports import Ports
from agent.step import Step
from agent.store.memory import MemoryStore
from agent.turn import Inbound, Turn
from tests.real_parts import data_folder

Load = Callable[..., Pipeline]


@pytest.fixture
def ports() -> Ports:
    """All five ports in memory, with nothing in them."""
    return Ports(
        journal=MemoryJournal(),
        store=MemoryStore(),
        index=ListIndex([], Catalogue()),
        llm=OfflineLLM(),
        channel=Outbox(),
    )


@pytest.fixture
def turn() -> Turn:
    """Somebody said hello on a fixed day."""
    return Turn(message=Inbound(id="m1", contact="c-1", text="hello", sent_at=datetime(2026, 11, 22, 9, tzinfo=UTC)))


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Build a pipeline from YAML text and a table of steps."""

    def build(text: str, steps: Mapping[str, type[Step]] | None = None) -> Pipeline:
        path = tmp_path / "pipeline.yaml"
        path.write_text(text, encoding="utf-8")
        return Pipeline.load(path, steps)

    return build


@pytest.fixture(scope="session")
def shipped_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder for commands that only read: the shipped index, no journal."""
    return data_folder(tmp_path_factory.mktemp("shipped") / "data")
