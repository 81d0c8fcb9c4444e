"""Live in a real browser: figures of logged turns, news without a reload, and a bar that opens its messages."""

import asyncio
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from agent.journal.sqlite import SQLiteJournal
from tests.real_parts import data_folder
from tests.traffic.test_traffic import turn
from tests.workbench.running import SLOW_MS, Workbench, in_a_browser, running_workbench, visiting

pytestmark = in_a_browser
NASTY = "<img src=x onerror=alert(1)> **bold** call 98160 55512"


async def write(data: Path, first: int, count: int) -> None:
    """Turns of the last hours, as a server logs them."""
    journal = await asyncio.to_thread(SQLiteJournal.open, data / "journal.sqlite")
    now = datetime.now(UTC)
    for number in range(first, first + count):
        body = turn(number, timedelta(0), kind="handoff" if number % 4 == 0 else "answer", handoff=None, risk=7.0)
        body["message"] |= {"text": NASTY, "sent_at": (now - timedelta(minutes=20, seconds=number)).isoformat()}
        await journal.record("turn", f"m{number}", f"c-{number % 5}", body)
    await journal.aclose()


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    with running_workbench(data_folder(tmp_path_factory.mktemp("live"))) as running:
        yield running


async def open_live(page: Page) -> None:
    """By the navigation, as people do."""
    await page.get_by_role("link", name="Live").click()
    await expect(page.get_by_text("Keep it up to date")).to_be_visible(timeout=SLOW_MS)


async def test_from_empty_to_figures_to_the_messages_behind_a_bar(workbench: Workbench, browser: Browser) -> None:
    async with visiting(browser, workbench.url) as page:
        await open_live(page)
        await expect(page.get_by_role("button", name="Load the sample month")).to_be_visible(timeout=SLOW_MS)
        await expect(page).to_have_url(re.compile("span=7d"))

        await write(workbench.data, 0, 8)
        messages = page.get_by_test_id("stMetric").filter(has_text="Messages")
        await expect(messages).to_contain_text("8", timeout=SLOW_MS)
        await write(workbench.data, 8, 4)
        await expect(messages).to_contain_text("12", timeout=SLOW_MS)

        await page.get_by_text("Keep it up to date").click()  # holds still meanwhile
        bars = page.get_by_test_id("stVegaLiteChart").first.locator(".mark-rect.role-mark path")
        await expect(bars).to_have_count(2, timeout=SLOW_MS)
        await bars.first.click(force=True)
        await expect(page.get_by_text("The messages behind it")).to_be_visible(timeout=SLOW_MS)
        said = page.get_by_test_id("stChatMessage").first
        await expect(said).to_contain_text("<img src=x onerror=alert(1)> **bold** call #")
        await expect(said).not_to_contain_text("98160")
        shared = page.url

    page = await browser.new_page()
    await page.goto(shared)
    await expect(page.get_by_test_id("stChatMessage").first).to_be_visible(timeout=SLOW_MS)
    await page.get_by_role("button", name="Close").click()
    await expect(page.get_by_text("The messages behind it")).to_have_count(0, timeout=SLOW_MS)
    await expect(page).not_to_have_url(re.compile("pick"))
    await page.close()
