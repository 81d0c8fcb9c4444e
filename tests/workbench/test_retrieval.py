"""Retrieval in a real browser: a setting moved, figures at once, from a figure to the very passages."""

from playwright.async_api import Browser, expect

from tests.workbench.conftest import QUESTIONS
from tests.workbench.running import Workbench, in_a_browser, visiting

pytestmark = in_a_browser


async def test_the_first_visitor_may_come_by_a_pages_own_address(quiet: Workbench, browser: Browser) -> None:
    async with visiting(browser, f"{quiet.url}/retrieval?view=ask") as page:
        await expect(page.get_by_label("Ask as a customer would")).to_be_visible(timeout=120_000)


async def test_a_moved_setting_changes_the_figures_and_names_who_lost(quiet: Workbench, browser: Browser) -> None:
    async with visiting(browser, f"{quiet.url}/retrieval?question=q0001") as page:
        await expect(page.get_by_text(f"{QUESTIONS} labelled questions")).to_be_visible(timeout=120_000)
        await expect(page.get_by_text("Questions won and lost: 0 won, 0 lost")).to_be_visible()
        slider = page.get_by_role("slider", name="How surely the passage answers")
        await slider.press("Home")
        await expect(page.get_by_text("your draft (1 changed)")).to_be_visible()
        await expect(page.get_by_text("Questions won and lost: 0 won, 0 lost")).to_have_count(0)
        await expect(page.get_by_text("how cold does it get at night in feb up on kedarkantha")).to_be_visible()
        await expect(page.get_by_text("passages given to the answer")).to_have_count(2)


async def test_a_question_is_followed_through_every_stage(quiet: Workbench, browser: Browser) -> None:
    async with visiting(browser, f"{quiet.url}/retrieval?view=ask&ask=How+do+I+cancel+my+booking%3F") as page:
        await expect(page.get_by_text("Read as en, cancellation")).to_be_visible(timeout=60_000)
        await expect(page.get_by_text("Every candidate, stage by stage")).to_be_visible()


async def test_without_traffic_the_page_says_how_to_have_some(quiet: Workbench, browser: Browser) -> None:
    async with visiting(browser, f"{quiet.url}/retrieval?view=traffic") as page:
        await expect(page.get_by_text("Nobody has written yet")).to_be_visible(timeout=60_000)
