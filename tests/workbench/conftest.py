"""What the browser tests share: one chromium, and one workbench that nobody has written to."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from agent.settings import ROOT
from eval.suites.retrieval import OWN
from tests.real_parts import data_folder
from tests.workbench.running import Workbench, a_browser, running_workbench

QUESTIONS = 60
"""Of the 300 that are labelled, each of which takes a tenth of a second: enough that some are won and some lost."""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One for all tests: `new_page` and `new_context` share no cookie and no storage with another."""
    async with a_browser() as found:
        yield found


@pytest.fixture(scope="session")
def _quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    data = data_folder(tmp_path_factory.mktemp("quiet"))
    questions = (ROOT / OWN).read_text(encoding="utf-8").splitlines(keepends=True)
    (data / OWN).parent.mkdir()
    (data / OWN).write_text("".join(questions[:QUESTIONS]), encoding="utf-8")
    with running_workbench(data, here=data) as running:
        yield running


@pytest.fixture
def quiet(_quiet: Workbench) -> Iterator[Workbench]:
    """No users, no traffic, the shipped config, few questions: for tests that change no more than their draft."""
    yield _quiet
    _quiet.forget_drafts()
