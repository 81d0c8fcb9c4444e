"""A workbench nobody has used: each page opens by its own address, says what will be there, and offers a month."""

from collections.abc import Iterator

import pytest
from playwright.async_api import Browser, expect

from agent.month.pouring import Held, held
from tests.real_parts import data_folder, until
from tests.workbench.running import SLOW_MS, Workbench, in_a_browser, running_workbench, visiting

pytestmark = in_a_browser
PAGES = {
    "live": "Keep it up to date",
    "rewind": "Here logged conversations run again",
    "inbox": "Conversations appear here",
    "retrieval": "Map of the documents",
    "routing": "Who answers",
    "safety": "Ban risk and safety",
    "publish": "Your draft",
    "knowledge": "Contradictions",
    "try-it": "Write as",
}
"""What only this page says. The first one is what a fresh process is asked for."""


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """Fresh, and ended by the last test."""
    with running_workbench(data_folder(tmp_path_factory.mktemp("first"))) as running:
        yield running


async def test_every_page_opens_by_its_address_and_says_what_will_be_there(
    workbench: Workbench, browser: Browser
) -> None:
    for name, words in PAGES.items():
        async with visiting(browser, f"{workbench.url}/{name}?from=a+link") as page:
            main = page.get_by_test_id("stMain")
            await expect(main.get_by_text(words).first).to_be_visible(timeout=4 * SLOW_MS)
            await expect(main.get_by_text("Nobody has written yet")).to_be_visible()
            await expect(main.get_by_role("button", name="Load the sample month")).to_be_enabled()
            await expect(page.get_by_text("Page not found")).to_have_count(0)


async def test_the_name_of_the_first_page_keeps_what_stands_in_the_address(
    workbench: Workbench, browser: Browser
) -> None:
    async with visiting(browser, f"{workbench.url}/try-it?as=c-0002") as page:
        person = page.get_by_role("combobox", name="Write as")
        await expect(person).to_have_value("Meera Rawat · हिन्दी", timeout=4 * SLOW_MS)
        assert "as=c-0002" in page.url


async def test_a_month_under_way_is_seen_on_every_page_and_ends_with_the_workbench(
    workbench: Workbench, browser: Browser
) -> None:
    async with visiting(browser, f"{workbench.url}/inbox") as page:
        await page.get_by_role("button", name="Load the sample month").click()
        bar = page.get_by_test_id("stProgress")
        await expect(bar).to_contain_text("messages", timeout=60_000)
        await page.get_by_role("link", name="Live").click()
        await expect(bar).to_contain_text("messages")
        await expect(page.get_by_role("button", name="Load the sample month")).to_have_count(0)
    assert (workbench.data / ".month").exists()
    workbench.close()
    until(lambda: not (workbench.data / ".month").exists(), "the process that made the month is gone")
    assert held(workbench.data / "journal.sqlite") == Held()
