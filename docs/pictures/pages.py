"""Take a picture of every page, light and dark, on a laptop and on a phone: python docs/pictures/pages.py

From a running `cairn workbench` on a data folder with a month in it (`cairn simulator --month`). Only looks: nothing is
clicked, and no draft is changed; what Rewind shows is the run that was begun before. Says what a reader would stumble
over: text that is cut off, a page wider than its screen, words of a failure.
"""

import argparse
import asyncio
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from playwright.async_api import Browser, Page, ViewportSize, async_playwright

HERE = Path(__file__).parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SCREENS: Mapping[str, ViewportSize] = {"laptop": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}
ADDRESSES: Mapping[str, str] = {
    "try-it": "try-it?as=c-0004",
    "inbox": "inbox",
    "inbox-conversation": "inbox?view=conversations&contact=c-0001",
    "inbox-queue": "inbox?view=queue",
    "inbox-leads": "inbox?view=leads",
    "retrieval": "retrieval",
    "retrieval-traffic": "retrieval?view=traffic",
    "retrieval-ask": "retrieval?view=ask&ask=How+cold+does+Chadar+get+at+night%3F",
    "retrieval-map": "retrieval?view=map&ask=How+cold+does+Chadar+get+at+night%3F",
    "routing": "routing",
    "safety": "safety",
    "rewind": "rewind?what=lead",
    "publish": "publish",
    "live": "live",
    "knowledge": "knowledge",
}
PATIENCE_MS = 180_000
COMPLETE = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  const charts = [...document.querySelectorAll('[data-testid="stVegaLiteChart"], [data-testid="stPlotlyChart"]')];
  return app !== null && app.dataset.testScriptState === "notRunning" && document.querySelector('.st-key-bar') !== null
    && document.querySelector('[data-testid="stSkeleton"], [data-testid="stSpinner"]') === null
    && charts.every(chart => chart.querySelector('canvas, svg') !== null);
}"""
CUT_OFF = """() => [...document.querySelectorAll('p, label, button, h1, h2, h3, h4, h5, [data-testid="stMetricValue"]')]
  .filter(one => one.offsetParent !== null && one.scrollWidth > one.clientWidth + 2 && one.clientWidth > 0
    && getComputedStyle(one).overflow !== 'visible')
  .map(one => one.innerText.slice(0, 80))"""
WIDE = "() => document.documentElement.scrollWidth > window.innerWidth + 1"
FAILED = ("This page met something", "does not answer", "cannot be built")


async def main(workbench: str, out: Path, names: Sequence[str], looks: Sequence[str]) -> None:
    """One picture of each page that there is, for each look: `laptop.light`."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        there = await _there(browser, workbench)
        for name in names:
            if ADDRESSES[name].partition("?")[0] in there:
                await _pictures(browser, f"{workbench}/{ADDRESSES[name]}", out / name, looks)
        await browser.close()


async def _there(browser: Browser, workbench: str) -> set[str]:
    """The addresses in the navigation; the first page's own is the root's."""
    page = await browser.new_page(viewport=SCREENS["laptop"])
    await page.goto(workbench)
    await page.wait_for_function(COMPLETE, timeout=PATIENCE_MS)
    links = page.get_by_test_id("stTopNavLink")
    found = [str(await links.nth(n).get_attribute("href")) for n in range(await links.count())]
    await page.close()
    return {"try-it", *(link.rstrip("/").rpartition("/")[2] for link in found)}


async def _pictures(browser: Browser, url: str, out: Path, looks: Sequence[str]) -> None:
    for look in looks:
        screen, _, scheme = look.partition(".")
        size = SCREENS[screen]
        page = await browser.new_page(viewport=size, color_scheme="dark" if scheme == "dark" else "light")
        await page.goto(url)
        await _settled(page)
        height = await page.evaluate("document.querySelector('[data-testid=\"stMain\"]').scrollHeight")
        await page.set_viewport_size({"width": size["width"], "height": max(size["height"], min(height, 4000))})
        await _settled(page)
        await page.screenshot(path=out.with_name(f"{out.name}.{look}.png"))
        await _tell_faults(page, f"{out.name} {look}")
        await page.close()


async def _settled(page: Page) -> None:
    await page.wait_for_function(COMPLETE, timeout=PATIENCE_MS)
    await page.wait_for_timeout(1200)  # bars grow into place, tables draw themselves
    await page.wait_for_function(COMPLETE, timeout=PATIENCE_MS)


async def _tell_faults(page: Page, name: str) -> None:
    text = await page.inner_text("body")
    faults = [f"says “{words}”" for words in FAILED if words in text]
    faults += [f"cut off: {words!r}" for words in await page.evaluate(CUT_OFF)]
    if await page.evaluate(WIDE):
        faults.append("wider than the screen")
    sys.stdout.write(f"{name}: {'; '.join(faults) or 'as it should be'}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("page", nargs="*", default=list(ADDRESSES), help=f"of {', '.join(ADDRESSES)}; all without one")
    looks = [f"{screen}.{scheme}" for screen in SCREENS for scheme in ("light", "dark")]
    parser.add_argument("--look", action="append", choices=looks, help="may be given again; all without one")
    parser.add_argument("--workbench", default="http://127.0.0.1:8501")
    parser.add_argument("--out", type=Path, default=HERE)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(given.workbench, given.out, given.page, given.look or looks))
