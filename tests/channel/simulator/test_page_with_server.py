"""The page in a real browser, the real server behind it: each message answered once, whatever the network does."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from playwright.async_api import Page, async_playwright, expect

from agent.settings import ROOT
from tests.browser import CHROMIUM, FLAGS, in_a_browser
from tests.real_parts import Deployment, edited, running_deployment, until

SLOW_MS = 60_000
CONFIG = edited((ROOT / "config/pipeline.yaml").read_text(encoding="utf-8"), service={"burst_window_s": 0.1})
pytestmark = in_a_browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    with running_deployment(Deployment, tmp_path_factory.mktemp("page"), CONFIG) as found:
        yield found


@pytest.fixture
async def page(server: Deployment) -> AsyncIterator[Page]:
    expect.set_options(timeout=SLOW_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        found = await browser.new_page(viewport={"width": 1360, "height": 820})
        await found.goto(server.phone)
        await found.locator(".person").first.wait_for()
        yield found
        await found.get_by_role("button", name="All back to rest").click()
        await browser.close()


async def ask(page: Page, person: str, text: str) -> None:
    await page.locator(".person", has_text=person).click()
    await page.get_by_label("Message", exact=True).fill(text)
    await page.keyboard.press("Enter")


def log(server: Deployment, kind: str) -> list[dict[str, object]]:
    lines = httpx.get(f"{server.phone}/sim/log", trust_env=False).json()
    return [line for line in lines if line["kind"] == kind]


async def test_a_question_in_hindi_is_answered_in_hindi_with_blue_ticks(page: Page) -> None:
    await ask(page, "Meera Rawat", "हम्पता पास ट्रेक कितने दिन का है?")
    await expect(page.locator(".bubble.out")).to_have_count(1)
    answer = await page.locator(".bubble.out .words").first.inner_text()
    assert sum("\u0900" <= char <= "\u097f" for char in answer) > 20
    await expect(page.locator(".bubble.in .ticks.read")).to_have_count(1)
    await expect(page.locator(".bubble.out .ticks.read")).to_have_count(1)


async def test_delivered_twice_it_is_answered_once(page: Page, server: Deployment) -> None:
    await page.get_by_role("switch", name="Deliver twice").first.check()
    await ask(page, "Lucía", "¿Cuánto cuesta el Hampta Pass en junio?")
    await expect(page.locator(".bubble.out .ticks.read")).to_have_count(1)
    posted = log(server, "attempt")
    assert [line["http"] for line in posted if line["webhook"] == posted[-1]["webhook"]] == [200, 200]
    await expect(page.locator(".bubble.out")).to_have_count(1)


async def test_when_the_answer_is_lost_nothing_is_sent_again(page: Page, server: Deployment) -> None:
    await page.get_by_role("switch", name="Lose the answer").first.check()
    await ask(page, "Camille", "Combien coûte le Hampta Pass en juin ?")
    await expect(page.locator(".bubble.out .ticks.read")).to_have_count(1)
    sends = [line["callback"] for line in log(server, "send")]
    assert len(sends) == len(set(sends))
    await page.wait_for_timeout(3000)  # longer than the sender's own retries
    await expect(page.locator(".bubble.out")).to_have_count(1)
    assert [line["callback"] for line in log(server, "send")] == sends


async def test_statuses_that_come_before_the_answer_are_joined_to_it(page: Page, server: Deployment) -> None:
    await page.get_by_role("switch", name="Status before the answer").first.check()
    await ask(page, "Rohit", "hampta pass kitne din ka hai")
    await expect(page.locator(".bubble.out .ticks.read")).to_have_count(1)
    until(lambda: all(line["http"] == 200 for line in log(server, "attempt")), "every webhook was taken")
