"""What the browser tests share: one chromium, and one workbench that nobody has written to."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.real_parts import data_folder
from tests.workbench.running import Workbench, a_browser, running_workbench


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One for all tests: `new_page` and `new_context` share no cookie and no storage with another."""
    async with a_browser() as found:
        yield found


@pytest.fixture(scope="session")
def _quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    with running_workbench(data_folder(tmp_path_factory.mktemp("quiet"))) as running:
        yield running


@pytest.fixture
def quiet(_quiet: Workbench) -> Iterator[Workbench]:
    """No users, no traffic, the shipped config and no draft: for tests that change no more than their draft."""
    yield _quiet
    _quiet.forget_drafts()
