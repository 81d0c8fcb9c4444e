"""Ban risk and routing in a real browser: a weight is moved, messages flip, a text is made to pass, a label is kept."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from agent.journal.sqlite import SQLiteJournal
from agent.llm.route_signals import TO
from agent.safety.factors import Own
from agent.steps.score_ban_risk import ScoreBanRisk
from agent.turn import Inbound, Parsed, Reply, Risk, Turn
from agent.turn_json import to_json
from eval.rows import READ_ON
from tests.real_parts import data_folder
from tests.workbench.running import SLOW_MS, Workbench, in_a_browser, running_workbench, visiting
from workbench.bridge import Bridge

pytestmark = in_a_browser

LOUD = "LAST CHANCE!!! 🔥🔥🔥🔥🔥🔥 WIN a free prize now, click http://bit.ly/x and EARN MONEY from home, hurry!!!"
QUIET = "How much is Hampta Pass in June for two people?"
SHADY = "free prize for you and earn money from home"


def logged(n: int) -> Turn:
    """Nine honest messages of ten, now and then a loud one and a shady one."""
    text = LOUD if n % 10 == 0 else SHADY if n % 10 == 5 else f"{QUIET} ({n})"
    signals = {name: round((n % (7 + at)) / (7 + at), 3) for at, name in enumerate(TO)}
    reply = Reply(text="It costs ₹11,500.", language="en", signals=signals, route_reasons=("no model available",))
    scored = ScoreBanRisk().score(text, Own())
    message = Inbound(id=f"m{n}", contact=f"c-{n % 30}", text=text, sent_at=READ_ON + timedelta(hours=n), kind="text")
    return Turn(message=message, parsed=Parsed(language="en"), risk=Risk(message=scored), reply=replace(reply))


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    folder = data_folder(tmp_path_factory.mktemp("workbench"))
    bridge = Bridge()

    async def fill() -> None:
        journal = SQLiteJournal.open(folder / "journal.sqlite")
        for n in range(120):
            turn = logged(n)
            await journal.record("turn", turn.message.id, turn.message.contact, to_json(turn))
        await journal.aclose()

    bridge.run(fill())
    with running_workbench(folder) as running:
        yield running


@pytest.fixture(autouse=True)
def _nothing_drafted(workbench: Workbench) -> Iterator[None]:
    """Each test begins at the config in service, whatever the one before it left."""
    yield
    workbench.forget_drafts()


async def opened(page: Page, name: str) -> None:
    """By its link: the first page of a session waits for the pipeline."""
    await page.get_by_role("link", name=name).click(timeout=4 * SLOW_MS)
    await expect(page.get_by_text("of 120").first).to_be_visible(timeout=4 * SLOW_MS)


async def view(page: Page, name: str) -> None:
    await page.get_by_role("radio", name=name, exact=True).click()


async def test_a_weight_is_moved_messages_flip_and_the_message_opens_with_its_reasons(
    workbench: Workbench, browser: Browser
) -> None:
    async with visiting(browser, workbench.url) as page:
        await opened(page, "Safety")
        await view(page, "Flips")
        await expect(page.get_by_text("Your draft scores as the config in service")).to_be_visible()
        slider = page.get_by_role("slider", name="Points for prizes, easy money, loans, adult and such").first
        await slider.press("End")
        await expect(page.get_by_text("draft 100")).to_be_visible()
        await expect(page.get_by_text("Why, and what would let it pass")).to_have_count(0)
        await expect(page.get_by_test_id("stDataFrame")).to_be_visible()
        await page.get_by_test_id("stDataFrame").click(position={"x": 12, "y": 55})
        await expect(page.get_by_test_id("stChatMessage").first).to_contain_text("free prize")
        await page.get_by_role("button", name="Why, and what would let it pass").click()
        await expect(page.get_by_text("The smallest change of each kind")).to_be_visible()


async def test_a_typed_text_is_made_to_pass_by_its_suggestions(workbench: Workbench, browser: Browser) -> None:
    async with visiting(browser, workbench.url) as page:
        await opened(page, "Safety")
        await view(page, "Why")
        box = page.get_by_role("textbox", name="Type or paste a text")
        await box.fill(LOUD)
        await box.press("Control+Enter")
        await expect(page.get_by_text("is held back").first).to_be_visible()
        await page.get_by_role("button", name="Use this wording").click()
        await expect(page.get_by_text("is held back")).to_have_count(0)
        await expect(box).not_to_have_value(LOUD)


async def test_what_errors_cost_gives_a_threshold_and_the_draft_takes_it(
    workbench: Workbench, browser: Browser
) -> None:
    dear_blocks = "safety?view=Costs&cost_honest_flagged=500&cost_honest_blocked=5000"
    async with visiting(browser, f"{workbench.url}/{dear_blocks}") as page:
        await expect(page.get_by_text("Held back above (high): in force 50")).to_be_visible(timeout=4 * SLOW_MS)
        await page.get_by_role("button", name=re.compile(r"^Put [\d.]+ into my draft")).last.click()
        await expect(page.get_by_text("Your draft: 1 change")).to_be_visible()
        await page.get_by_role("button", name="Reset").click()
        await expect(page.get_by_text("Your draft: no changes")).to_be_visible()


async def test_a_threshold_the_config_refuses_alone_goes_into_the_draft_with_the_other(
    workbench: Workbench, browser: Browser
) -> None:
    dear_spam = "safety?view=Costs&cost_spam_unflagged=5000&cost_spam_sent=50000"
    async with visiting(browser, f"{workbench.url}/{dear_spam}") as page:
        await expect(page.get_by_text("Held back above (high): in force 50")).to_be_visible(timeout=4 * SLOW_MS)
        await expect(page.get_by_role("button", name="into my draft")).to_have_count(3)
        await page.get_by_role("button", name=re.compile(r"^Put [\d.]+ into my draft")).last.click()
        await expect(page.get_by_text("must not lie above high_above")).to_be_visible()
        await expect(page.get_by_text("Your draft: no changes")).to_be_visible()
        await page.get_by_role("button", name="Put both into my draft").click()
        await expect(page.get_by_text("Your draft: 2 changes")).to_be_visible()


async def test_a_message_is_labelled_with_two_clicks_and_kept(workbench: Workbench, browser: Browser) -> None:
    async with visiting(browser, workbench.url) as page:
        await opened(page, "Safety")
        await view(page, "Label")
        await page.get_by_role("button", name="Spam").click()
        await expect(page.get_by_text("You labelled 1 messages")).to_be_visible()
        await page.get_by_role("button", name="Take my last label back").click()
        await expect(page.get_by_text("You labelled 0 messages")).to_be_visible()


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("safety?view=Label&label_for=Consent", "Neither"),
        ("safety?view=Label&label_for=Emergencies", "Not in danger"),
        ("routing?route_view=Label&route_label=Route", "Complex"),
        ("routing?route_view=Label&route_label=Intent", "Pricing"),
    ],
)
async def test_every_suite_has_a_queue_of_its_own_and_a_label_brings_the_next_message(
    workbench: Workbench, browser: Browser, address: str, answer: str
) -> None:
    async with visiting(browser, f"{workbench.url}/{address}") as page:
        await expect(page.get_by_text("You labelled 0 messages")).to_be_visible(timeout=4 * SLOW_MS)
        first = await page.get_by_test_id("stChatMessage").inner_text()
        await page.get_by_role("button", name=re.compile(f"^{answer} Shortcut")).click()
        await expect(page.get_by_text("You labelled 1 messages")).to_be_visible()
        await expect(page.get_by_test_id("stChatMessage")).not_to_have_text(first)
        await page.get_by_role("button", name="Take my last label back").click()
        await expect(page.get_by_text("You labelled 0 messages")).to_be_visible()


async def test_what_a_wrong_route_costs_gives_three_thresholds_and_the_draft_takes_them(
    workbench: Workbench, browser: Browser
) -> None:
    address = "routing?route_view=Costs+of+errors&route_cost_underserved=20"
    async with visiting(browser, f"{workbench.url}/{address}") as page:
        await expect(page.get_by_text("Lead for complex: in force 3")).to_be_visible(timeout=8 * SLOW_MS)
        await expect(page.get_by_text("decided on these questions themselves")).to_be_visible()
        await expect(page.get_by_text("looked at 0 of 20 times")).to_be_visible()
        await page.get_by_role("button", name="Put all three into my draft").click()
        await expect(page.get_by_text(re.compile(r"Your draft: [123] change"))).to_be_visible()
        await page.get_by_role("button", name="Reset").first.click()


async def test_a_routing_threshold_is_moved_and_shows_who_is_answered_differently(
    workbench: Workbench, browser: Browser
) -> None:
    async with visiting(browser, workbench.url) as page:
        await opened(page, "Routing")
        slider = page.get_by_role("slider", name="Lead over simple, in points, that complex needs").first
        await slider.press("End")
        await expect(page.get_by_text("draft 10")).to_be_visible()
        await view(page, "Answered differently")
        await expect(page.get_by_test_id("stDataFrame")).to_be_visible()
        await view(page, "Cost a month")
        await expect(page.get_by_text("contacts are drawn again")).to_be_visible()
