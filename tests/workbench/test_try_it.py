"""Try it in a real browser: chat, and the turn beside it."""

from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser import in_a_browser
from tests.real_parts import data_folder
from tests.workbench.running import SLOW_MS, Workbench, a_browser, running_workbench, visiting

pytestmark = in_a_browser

BROKEN = "steps:\n  - step: parse\n  - step: retreive\n    topp_k: 3\n"


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    with running_workbench(data_folder(tmp_path_factory.mktemp("workbench"))) as running:
        yield running


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with a_browser() as found:
        yield found


def bubbles(page: Page) -> Locator:
    return page.get_by_test_id("stChatMessage")


async def say(page: Page, text: str) -> Locator:
    """The answer's bubble."""
    before = await bubbles(page).count()
    box = page.get_by_test_id("stChatInputTextArea")
    await box.fill(text)
    await box.press("Enter")
    await expect(bubbles(page)).to_have_count(before + 2, timeout=SLOW_MS)
    return bubbles(page).nth(before + 1)


async def test_a_hindi_question_is_answered_in_hindi_and_every_tab_shows_its_part(
    workbench: Workbench, browser: Browser
) -> None:
    async with visiting(browser, f"{workbench.url}/?as=c-0002") as page:
        answer = await say(page, "हम्पता पास ट्रेक का जून में कितना खर्चा है?")
        await expect(answer).to_contain_text("हम्पता पास की कीमत ₹11,500")
        shown = {
            "Understood": "hi with",
            "Passages": "documents/",
            "Risk": "What we are about to send",
            "Answer": "route composer",
            "Claims": "Verdict pass",
            "Steps": "",
            "JSON": "config_hash",
        }
        for tab, text in shown.items():
            await page.get_by_role("tab", name=tab).click()
            await expect(page.get_by_role("tabpanel").filter(visible=True)).to_contain_text(text)
        await page.get_by_role("tab", name="Steps").click()
        chart = page.get_by_role("tabpanel").filter(visible=True).get_by_test_id("stVegaLiteChart")
        await expect(chart).to_be_visible()
        await page.get_by_role("tab", name="Passages").click()
        table = page.get_by_role("tabpanel").filter(visible=True).get_by_test_id("stDataFrame")
        await expect(table.locator("canvas").first).to_be_visible()


async def test_what_a_customer_types_is_shown_as_text(workbench: Workbench, browser: Browser) -> None:
    nasty = "<img src=x onerror=alert(1)> **bold** [a](javascript:alert(1)) $x^2$ :material/home:"
    async with visiting(browser, f"{workbench.url}/?as=c-visitor") as page:
        await say(page, nasty)
        await expect(bubbles(page).first).to_contain_text(nasty)
        assert await bubbles(page).first.locator("img, strong, a, .katex").count() == 0
        await page.get_by_role("tab", name="JSON").click()
        assert await page.locator("img[src=x]").count() == 0


async def test_stop_is_confirmed_then_silence_until_one_starts_over(workbench: Workbench, browser: Browser) -> None:
    async with visiting(browser, f"{workbench.url}/?as=c-0003") as page:
        confirmed = await say(page, "STOP")
        await expect(confirmed).not_to_contain_text("Nothing is sent")
        silent = await say(page, "¿Cuánto cuesta Hampta Pass?")
        await expect(silent).to_contain_text("Nothing is sent")
        await page.get_by_role("button", name="Start over").click()
        await expect(bubbles(page)).to_have_count(0)
        answer = await say(page, "¿Cuánto cuesta Hampta Pass?")
        await expect(answer).to_contain_text("por persona")


async def test_the_page_fits_laptop_and_phone_in_light_and_dark(workbench: Workbench, browser: Browser) -> None:
    async with visiting(browser, f"{workbench.url}/?as=c-0004", color_scheme="dark") as page:
        await say(page, "Combien coûte le trek du Hampta Pass en juin ?")
        app = page.get_by_test_id("stApp")
        assert await app.evaluate("e => getComputedStyle(e).backgroundColor") != "rgb(255, 255, 255)"
        await expect(page.get_by_test_id("stChatInputTextArea")).to_be_in_viewport()
        for width in (360, 768, 1280):
            await page.set_viewport_size({"width": width, "height": 800})
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


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
