"""Take the picture of the workbench again, from a running `cairn run`: python docs/pictures/take.py"""

import argparse
import asyncio
import shutil
from pathlib import Path

from playwright.async_api import Browser, async_playwright

HERE = Path(__file__).parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
QUESTION = "Combien coûte le trek du Hampta Pass en juin pour deux personnes ?"
LONGEST_MS = 30_000


async def workbench(browser: Browser, url: str) -> None:
    """A French question, and the passages it was answered from."""
    page = await browser.new_page(viewport={"width": 1400, "height": 940})
    await page.goto(f"{url}/?as=c-0004")
    box = page.get_by_test_id("stChatInputTextArea")
    await box.fill(QUESTION)
    await box.press("Enter")
    await page.get_by_role("tab", name="Passages").click(timeout=LONGEST_MS)
    await page.get_by_role("tabpanel").locator("canvas").filter(visible=True).first.wait_for(timeout=LONGEST_MS)
    await box.blur()
    await page.wait_for_timeout(1000)  # the bars grow into place
    await page.screenshot(path=HERE / "workbench.png")


async def main(workbench_url: str) -> None:
    """The picture, with the chromium of this machine."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        await workbench(browser, workbench_url)
        await browser.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workbench", default="http://127.0.0.1:8501")
    given = parser.parse_args()
    asyncio.run(main(given.workbench))
