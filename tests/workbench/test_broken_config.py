"""Somebody breaks the config file by hand: the workbench opens, says what is wrong, and takes it back."""

from collections.abc import Iterator

import pytest
from playwright.async_api import Browser, expect

from tests.real_parts import data_folder
from tests.workbench.running import Workbench, in_a_browser, running_workbench, visiting

pytestmark = in_a_browser
LONG_MS = 180_000
"""A rollback is rehearsed first."""
BROKEN = "steps:\n  - step: parse\n  - step: retreive\n    topp_k: 3\n"


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    with running_workbench(data_folder(tmp_path_factory.mktemp("broken"))) as running:
        yield running


async def test_the_tab_is_named_after_the_page(workbench: Workbench, browser: Browser) -> None:
    titles = {"": "Try it", "safety": "Safety", "publish": "Publish", "inbox": "Inbox"}
    for path, title in titles.items():
        async with visiting(browser, f"{workbench.url}/{path}") as page:
            await expect(page).to_have_title(f"{title} · Cairn")
    async with visiting(browser, f"{workbench.url}/live") as page:
        await page.get_by_role("link", name="Rewind").click()
        await expect(page).to_have_title("Rewind · Cairn")


async def test_a_broken_file_is_shown_with_its_line_and_taken_back(workbench: Workbench, browser: Browser) -> None:
    good = workbench.config.read_text(encoding="utf-8")
    line = next(n for n, text in enumerate(good.splitlines(), start=1) if text.startswith("steps:"))
    async with visiting(browser, f"{workbench.url}/publish") as page:
        await expect(page.get_by_text("Nothing to publish")).to_be_visible()
        workbench.config.write_text(good.replace("\nsteps:", "\nstepz:", 1), encoding="utf-8")

        for path in ("", "rewind", "safety", "live", "knowledge"):
            await page.goto(f"{workbench.url}/{path}")
            await expect(page.get_by_text("This page needs the pipeline")).to_be_visible()
            await expect(page.get_by_text(f"line {line}").first).to_be_visible()
        await expect(page.get_by_text("Live: the file cannot be used")).to_be_visible()
        await page.goto(f"{workbench.url}/inbox")
        await expect(page.get_by_text("Nobody has written yet")).to_be_visible()

        await page.goto(f"{workbench.url}/rewind")
        await page.get_by_role("link", name="Publish: what is wrong").click()
        await expect(page.get_by_role("heading", name="The config file in service cannot be used")).to_be_visible()
        await expect(page.get_by_text(f"▶ {line}")).to_be_visible()
        await page.get_by_text("What is another in it").click()
        await expect(page.get_by_text("+stepz:")).to_be_visible()
        await page.get_by_label("Why go back").fill("the file was broken by hand")
        await page.get_by_role("button", name="Roll back to version 1").click()
        await expect(page.get_by_text("the file of version 1 is back")).to_be_visible(timeout=LONG_MS)
        await page.get_by_role("link", name="Rewind").click()
        await expect(page.get_by_text("Here logged conversations run again")).to_be_visible(timeout=LONG_MS)
    assert workbench.config.read_text(encoding="utf-8") == good


async def test_a_broken_config_is_a_readable_list_and_a_mended_one_works_again(
    workbench: Workbench, browser: Browser
) -> None:
    good = workbench.config.read_text(encoding="utf-8")
    workbench.config.write_text(BROKEN, encoding="utf-8")
    try:
        async with visiting(browser, workbench.url) as page:
            shown = page.get_by_test_id("stCode")
            await expect(shown).to_contain_text("line 3, steps[1]: unknown step 'retreive'; did you mean 'retrieve'?")
            await expect(shown).to_contain_text("line 4")
            assert await page.get_by_text("Traceback").count() == 0
            assert await page.get_by_test_id("stException").count() == 0
    finally:
        workbench.config.write_text(good, encoding="utf-8")
    async with visiting(browser, workbench.url) as page:
        await expect(page.get_by_test_id("stChatInputTextArea")).to_be_visible()
