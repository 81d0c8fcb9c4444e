"""The workbench in its process, and a browser that looks at it."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

from agent.settings import ROOT
from tests import browser
from tests.forked import Forked, afresh
from tests.real_parts import answers, environment, free_port, until

SLOW_MS = 60_000
in_a_browser = [*browser.in_a_browser, pytest.mark.asyncio(loop_scope="session")]
"""In the event loop of the browser that all tests share."""
ALONE: Mapping[str, str] = {}
"""No more in the environment than every process of the tests has."""


class Workbench:
    """The workbench in its process, on a config file that may be edited.

    `by_command`: started as `cairn workbench`, which puts this process in its own place; that takes seconds longer.
    `here`: the current directory, where an operator's own files are found.
    """

    def __init__(
        self,
        data: Path,
        config: Path,
        port: int = 0,
        env: Mapping[str, str] = ALONE,
        *,
        by_command: bool = False,
        here: Path = ROOT,
    ) -> None:
        self.data = data
        self.config = config
        self._port = port or free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._log = data / "workbench.log"
        words = ("agent.cli", "workbench", "--config", str(config)) if by_command else ("workbench.server",)
        self._words = (*words, "--port", str(self._port))
        self._begin = afresh if by_command else Forked
        self._environment = environment(data, CAIRN_CONFIG=str(config), PYTHONPATH=str(ROOT), **env)
        self._here = here
        self._start()

    def _start(self) -> None:
        self._process = self._begin(*self._words, env=self._environment, log=self._log, here=self._here)
        until(lambda: answers(f"{self.url}/_stcore/health"), "the workbench answers")

    @property
    def log(self) -> str:
        """All it ever wrote to stderr and stdout."""
        return self._log.read_text(encoding="utf-8")

    def restart(self) -> None:
        """Ended and started again, on the same port and folder."""
        self._end()
        self._start()

    def forget_drafts(self) -> None:
        """The next test begins at the config in service."""
        for draft in (self.data / "config/drafts").glob("*"):
            draft.unlink()

    def close(self) -> None:
        """SIGTERM is enough: nothing of it stays behind."""
        self._end()

    def _end(self) -> None:
        self._process.terminate()
        self._process.wait(20)
        assert not answers(f"{self.url}/_stcore/health")


@contextmanager
def running_workbench(
    data: Path, port: int = 0, env: Mapping[str, str] = ALONE, *, by_command: bool = False, here: Path = ROOT
) -> Iterator[Workbench]:
    """A workbench on this data folder and a config of its own; ended whatever comes."""
    config = data / "pipeline.yaml"
    if not config.exists():
        config.write_text((ROOT / "config/pipeline.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    found = Workbench(data, config, port, env, by_command=by_command, here=here)
    try:
        yield found
    finally:
        found.close()


@asynccontextmanager
async def a_browser() -> AsyncIterator[Browser]:
    """Debian's chromium, patient."""
    expect.set_options(timeout=SLOW_MS)
    async with async_playwright() as playwright:
        found = await playwright.chromium.launch(executable_path=browser.CHROMIUM, args=browser.FLAGS)
        yield found
        await found.close()


def _is_wrong(message: ConsoleMessage) -> bool:
    """Below a page's own address Streamlit looks for its server first, and goes on where it does not find it."""
    return message.type == "error" and "/_stcore/" not in message.location["url"]


@asynccontextmanager
async def visiting(browser: Browser, url: str, **options: object) -> AsyncIterator[Page]:
    """A page that may not report one error, open one dialog or show one traceback."""
    given = {"viewport": {"width": 1400, "height": 900}, **options}
    page = await browser.new_page(**given)  # type: ignore[arg-type]
    page.set_default_timeout(SLOW_MS)
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if _is_wrong(message) else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: wrong.append(f"dialog {dialog.message}"))
    try:
        await page.goto(url)
        yield page
        assert await page.get_by_test_id("stException").count() == 0
        assert await page.get_by_text("Traceback").count() == 0
    finally:
        await page.close()
    assert wrong == []


async def at_rest(page: Page) -> None:
    """No script of the page runs at this moment, and nothing of the one before is left: what is on it takes clicks."""
    await expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    await expect(page.locator("[data-stale=true]")).to_have_count(0)
