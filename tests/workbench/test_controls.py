"""Controls in a real browser: what is moved goes into the draft, a wrong value is refused where it was typed."""

from playwright.async_api import Browser, expect

from agent.publishing.desk import Desk
from tests.workbench.running import SLOW_MS, Workbench, in_a_browser

pytestmark = in_a_browser
LABEL = "Candidates fetched by vector, and as many by words"


async def test_a_wrong_value_is_refused_where_it_was_typed_and_a_right_one_is_in_the_draft(
    quiet: Workbench, browser: Browser
) -> None:
    desk = Desk(quiet.config, quiet.data / "config")
    page = await browser.new_page(viewport={"width": 1400, "height": 900})
    page.set_default_timeout(SLOW_MS)
    await page.goto(f"{quiet.url}/retrieval?view=tune")
    box = page.get_by_label(LABEL, exact=True)
    await expect(box).to_be_attached(timeout=4 * SLOW_MS)
    folded = page.get_by_text("more settings")
    if await folded.count() and not await box.is_visible():
        await folded.first.click()

    await box.fill("900")
    await box.press("Enter")
    await expect(page.get_by_test_id("stAlert").filter(has_text="900 is wrong: should be")).to_be_visible()
    assert desk.draft("local").values == {}
    await expect(page.get_by_text("Your draft: no changes")).to_be_visible()

    await box.fill("40")
    await box.press("Enter")
    await expect(page.get_by_text("Your draft: 1 change")).to_be_visible()
    assert desk.draft("local").values == {"retrieve.top_k": 40}
    await expect(page.get_by_test_id("stAlert").filter(has_text="is wrong")).to_have_count(0)

    await page.get_by_role("button", name="Reset").click()
    await expect(page.get_by_text("Your draft: no changes")).to_be_visible()
    await expect(box).to_have_value("30")
    assert desk.draft("local").values == {}
    await page.close()
