"""The config in service, while its file is edited under it (see also test_config)."""

import asyncio
import os
import re
from pathlib import Path

import pytest
import structlog.testing

from agent.channel.memory import Outbox
from agent.journal.memory import MemoryJournal
from agent.llm.offline import OfflineLLM
from agent.pipeline import Pipeline
from agent.ports import Ports
from agent.reload import LivePipeline
from agent.settings import ROOT
from agent.store.memory import MemoryStore
from tests.keeping_index import KeepingIndex
from tests.real_parts import edited

SHIPPED = (ROOT / "config/pipeline.yaml").read_text(encoding="utf-8")
EDITED = edited(SHIPPED, "retrieve", keep=4)


class Edited:
    """A config file, and the pipeline that was built from it."""

    def __init__(self, path: Path, ports: Ports) -> None:
        self.path = path
        self.write(SHIPPED)
        self.live = LivePipeline(path, Pipeline.load(path), ports)

    def write(self, text: str) -> None:
        self.path.write_text(text, encoding="utf-8")

    def publish(self, text: str) -> None:
        """By rename, with the old file's time."""
        aside = self.path.with_name("draft.yaml")
        aside.write_text(text, encoding="utf-8")
        os.utime(aside, ns=(self.path.stat().st_atime_ns, self.path.stat().st_mtime_ns))
        aside.replace(self.path)


@pytest.fixture(scope="module")
def ports() -> Ports:
    """Shared, so that what the steps learn is learnt once."""
    return Ports(
        journal=MemoryJournal(),
        store=MemoryStore(),
        index=KeepingIndex(),
        llm=OfflineLLM(),
        channel=Outbox(),
    )


@pytest.fixture
def config(tmp_path: Path, ports: Ports) -> Edited:
    return Edited(tmp_path / "pipeline.yaml", ports)


async def test_a_file_that_is_gone_changes_nothing_until_it_is_back(config: Edited) -> None:
    os.unlink(config.path)
    assert not await config.live.refresh()
    assert "cannot be read" in config.live.problems[0]

    config.write(EDITED)
    assert await config.live.refresh()
    assert config.live.problems == ()


async def test_a_publish_by_rename_is_noticed_though_size_and_time_are_the_same(config: Edited) -> None:
    config.publish(EDITED)

    assert await config.live.refresh()


async def test_who_asks_while_a_new_config_is_warmed_up_finds_it_in_service(config: Edited) -> None:
    config.write(EDITED)
    watching = asyncio.create_task(config.live.refresh())
    await asyncio.sleep(0)
    await config.live.refresh()

    assert config.live.current.config_hash == Pipeline.load(config.path).config_hash
    assert await watching


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.9])
async def test_half_a_file_never_goes_into_service(config: Edited, share: float) -> None:
    before = config.live.current
    config.write(SHIPPED[: int(len(SHIPPED) * share)])
    swapped = await config.live.refresh()

    # Half a file may be whole YAML: then it still answers, and is the same config or says so by its hash.
    same = config.live.current.config_hash == before.config_hash
    assert swapped or same
    assert swapped or same or config.live.problems
    assert any("reply" in placed.step.outputs() for placed in config.live.current.steps)


async def test_a_new_comment_is_no_new_config(config: Edited) -> None:
    config.write(f"# reviewed\n{SHIPPED}")

    assert not await config.live.refresh()


async def test_bytes_that_are_no_text_are_refused(config: Edited) -> None:
    config.path.write_bytes(b"\xff\xfe\x00steps")

    assert not await config.live.refresh()
    assert config.live.problems


async def test_what_needs_a_restart_is_said(config: Edited) -> None:
    config.write(re.sub(r"burst_window_s: [\d.]+", "burst_window_s: 0.1", EDITED))
    with structlog.testing.capture_logs() as logs:
        assert await config.live.refresh()

    assert any("next start" in event["event"] for event in logs)
