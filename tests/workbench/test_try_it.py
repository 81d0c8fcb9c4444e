"""Try it in a real browser: chat, and the turn beside it."""

from playwright.async_api import Browser, Locator, Page, expect

from tests.workbench.running import SLOW_MS, Workbench, in_a_browser, visiting

pytestmark = in_a_browser


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
    quiet: Workbench, browser: Browser
) -> None:
    async with visiting(browser, f"{quiet.url}/?as=c-0002") as page:
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


async def test_what_a_customer_types_is_shown_as_text(quiet: Workbench, browser: Browser) -> None:
    nasty = "<img src=x onerror=alert(1)> **bold** [a](javascript:alert(1)) $x^2$ :material/home:"
    async with visiting(browser, f"{quiet.url}/?as=c-visitor") as page:
        await say(page, nasty)
        await expect(bubbles(page).first).to_contain_text(nasty)
        assert await bubbles(page).first.locator("img, strong, a, .katex").count() == 0
        await page.get_by_role("tab", name="JSON").click()
        assert await page.locator("img[src=x]").count() == 0


async def test_stop_is_confirmed_then_silence_until_one_starts_over(quiet: Workbench, browser: Browser) -> None:
    async with visiting(browser, f"{quiet.url}/?as=c-0003") as page:
        confirmed = await say(page, "STOP")
        await expect(confirmed).not_to_contain_text("Nothing is sent")
        silent = await say(page, "¿Cuánto cuesta Hampta Pass?")
        await expect(silent).to_contain_text("Nothing is sent")
        await page.get_by_role("button", name="Start over").click()
        await expect(bubbles(page)).to_have_count(0)
        answer = await say(page, "¿Cuánto cuesta Hampta Pass?")
        await expect(answer).to_contain_text("por persona")


async def test_the_page_fits_laptop_and_phone_in_light_and_dark(quiet: Workbench, browser: Browser) -> None:
    async with visiting(browser, f"{quiet.url}/?as=c-0004", color_scheme="dark") as page:
        await say(page, "Combien coûte le trek du Hampta Pass en juin ?")
        app = page.get_by_test_id("stApp")
        assert await app.evaluate("e => getComputedStyle(e).backgroundColor") != "rgb(255, 255, 255)"
        await expect(page.get_by_test_id("stChatInputTextArea")).to_be_in_viewport()
        for width in (360, 768, 1280):
            await page.set_viewport_size({"width": width, "height": 800})
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
