"""Take the pictures of the README again, from a running `cairn run`: python docs/pictures/take.py"""

import argparse
import asyncio
import shutil
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

HERE = Path(__file__).parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
QUESTION = "Combien coûte le trek du Hampta Pass en juin pour deux personnes ?"
CONVERSATION = ("How hard is Hampta Pass, and how high does it go?", "What does it cost in June for two of us?")
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


async def phone(browser: Browser, url: str) -> None:
    """Two questions of the first customer, answered by the server."""
    page = await browser.new_page(viewport={"width": 400, "height": 820}, device_scale_factor=1.5)
    await page.goto(url)
    for number, question in enumerate(CONVERSATION, start=1):
        await ask(page, question, number)
    await page.wait_for_timeout(2500)  # until the ticks are blue
    await page.screenshot(path=HERE / "phone.png")


async def ask(page: Page, question: str, number: int) -> None:
    """Send, and wait for the answer's bubble."""
    await page.get_by_label("Message", exact=True).fill(question)
    await page.keyboard.press("Enter")
    await page.locator(".bubble.out").nth(number - 1).wait_for(timeout=LONGEST_MS)


async def main(simulator_url: str, workbench_url: str) -> None:
    """Both pictures, with the chromium of this machine."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        await workbench(browser, workbench_url)
        await phone(browser, simulator_url)
        await browser.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phone", default="http://127.0.0.1:8001")
    parser.add_argument("--workbench", default="http://127.0.0.1:8501")
    given = parser.parse_args()
    asyncio.run(main(given.phone, given.workbench))
