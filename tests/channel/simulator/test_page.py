"""The chat page in a real browser: what a customer sees, and what the operator makes go wrong."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright, expect

from agent.channel.cloud_api import CloudAPIChannel
from agent.channel.format import body_for
from agent.channel.simulator import RunningSimulator, SimulatorSettings, running_simulator
from agent.ports import Address, Outgoing, Receipt
from agent.turn import Button, Reply
from tests.browser import CHROMIUM, FLAGS, in_a_browser
from tests.channel.conftest import Webhook
from tests.channel.simulator.calls import NUMBER, SECRET, ask

SLOW_MS = 20_000
NARROW, WIDE = {"width": 390, "height": 780}, {"width": 1360, "height": 820}
pytestmark = in_a_browser


@pytest.fixture
async def simulator(webhook: Webhook) -> AsyncIterator[RunningSimulator]:
    async with running_simulator(SimulatorSettings(webhook=webhook.url, secret=SECRET, speed=20)) as running:
        yield running


@pytest.fixture
async def page(simulator: RunningSimulator) -> AsyncIterator[Page]:
    expect.set_options(timeout=SLOW_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        found = await browser.new_page(viewport=NARROW)  # type: ignore[arg-type]
        errors: list[str] = []
        found.on("pageerror", lambda error: errors.append(str(error)))
        found.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        await found.goto(simulator.url)
        await found.locator(".person").first.wait_for(state="attached")
        yield found
        await browser.close()
    assert [error for error in errors if "ERR_CONNECTION_REFUSED" not in error] == []


async def wide(page: Page) -> None:
    await page.set_viewport_size(WIDE)  # type: ignore[arg-type]


async def say(page: Page, text: str) -> None:
    await page.get_by_label("Message", exact=True).fill(text)
    await page.keyboard.press("Enter")


async def reply(simulator: RunningSimulator, text: str, *buttons: Button, person: int = 0) -> Receipt:
    return await post(simulator, body_for(Reply(text=text, language="en", buttons=buttons)), person=person)


async def post(simulator: RunningSimulator, body: Any, *, person: int = 0) -> Receipt:
    channel = CloudAPIChannel(simulator.url, "t", NUMBER)
    outgoing = Outgoing(id="u", message_id="m", contact="c", body=body, state="sending")
    receipt = await channel.send(outgoing, Address(phone=simulator.world.personas[person].phone))
    await channel.aclose()
    return receipt


async def test_a_conversation_by_keyboard_with_bold_words_ticks_and_a_tapped_button(
    simulator: RunningSimulator, page: Page
) -> None:
    await say(page, "What does it cost?")
    await expect(page.locator(".bubble.in")).to_contain_text("What does it cost?")
    await expect(page.locator(".bubble.in .ticks.delivered")).to_have_count(1)
    await reply(simulator, "**INR 900** each, see https://trek.example/june.", Button(id="y", title="Yes please"))
    await expect(page.locator(".bubble.out strong")).to_have_text("INR 900")
    await expect(page.locator(".bubble.out a")).to_have_attribute("href", "https://trek.example/june")
    await expect(page.locator(".bubble.out .ticks.read")).to_have_count(1)
    await page.get_by_role("button", name="Yes please").press("Enter")
    await expect(page.locator(".bubble.in").nth(1)).to_contain_text("Yes please")
    await expect(page.get_by_role("button", name="Yes please")).to_be_disabled()
    assert [event["type"] for event in simulator.world.events if event["kind"] == "in"] == ["text", "interactive"]


async def test_a_chat_in_hindi_is_written_and_read_in_devanagari(simulator: RunningSimulator, page: Page) -> None:
    await wide(page)
    await page.get_by_role("button", name="Kavita Joshi").click()
    await expect(page.get_by_label("Message", exact=True)).to_have_attribute("lang", "hi")
    await page.get_by_role("button", name="हम्पता पास ट्रेक का खर्चा कितना है?").click()
    await expect(page.locator(".bubble.in .words")).to_have_text("हम्पता पास ट्रेक का खर्चा कितना है?")
    await reply(simulator, "हम्पता पास की कीमत *₹15,900* प्रति व्यक्ति है।", person=1)
    await expect(page.locator(".bubble.out .words")).to_have_text("हम्पता पास की कीमत ₹15,900 प्रति व्यक्ति है।")
    await expect(page.locator(".person[aria-current=true] .who span")).to_contain_text("₹15,900")
    assert simulator.world.events[0]["text"] == "हम्पता पास ट्रेक का खर्चा कितना है?"


async def test_the_answer_is_lost_the_phone_has_the_message_once_and_the_sender_does_not_know(
    simulator: RunningSimulator, page: Page
) -> None:
    await wide(page)
    await page.get_by_role("switch", name="Lose the answer", exact=False).first.check()
    await expect(page.locator("#active")).to_have_text("1")
    assert simulator.world.faults.lose_answer is True
    receipt = await reply(simulator, "It costs INR 900.")
    await expect(page.locator(".bubble.out")).to_have_count(1)
    await expect(page.locator(".bubble.out .ticks.read")).to_have_count(1)
    assert receipt.state == "unknown"
    assert len(simulator.world.sends) == 1


async def test_deliver_twice_posts_the_same_bytes_twice_and_shows_one_bubble(
    simulator: RunningSimulator, page: Page, webhook: Webhook
) -> None:
    await page.get_by_role("button", name="Operator's faults").click()
    await page.get_by_role("switch", name="Deliver twice", exact=False).first.check()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("complementary")).not_to_be_visible()
    await say(page, "hello")
    await webhook.wait_for(2)
    assert webhook.received[0][1] == webhook.received[1][1]
    await expect(page.locator(".bubble.in")).to_have_count(1)


async def test_a_row_of_a_list_is_tapped(simulator: RunningSimulator, page: Page) -> None:
    rows = [{"id": "r1", "title": "Hampta Pass", "description": "5 days"}, {"id": "r2", "title": "Roopkund"}]
    node = {
        "type": "list",
        "header": {"type": "text", "text": "Our treks"},
        "body": {"text": "Which one?"},
        "footer": {"text": "All from Manali"},
        "action": {"button": "See treks", "sections": [{"title": "Easy", "rows": rows}]},
    }
    await post(simulator, {"messaging_product": "whatsapp", "type": "interactive", "interactive": node})
    await page.get_by_role("button", name="See treks").click()
    await expect(page.get_by_role("dialog")).to_contain_text("5 days")
    await page.get_by_role("dialog").get_by_role("button", name="Hampta Pass").click()
    await expect(page.locator(".bubble.in")).to_contain_text("Hampta Pass")
    said = [event["body"]["interactive"] for event in simulator.world.events if event["kind"] == "in"]
    assert said == [{"type": "list_reply", "list_reply": rows[0]}]


async def test_what_others_were_told_is_unread_until_their_chat_is_opened(
    simulator: RunningSimulator, page: Page
) -> None:
    await reply(simulator, "Hola Diego", person=2)
    await reply(simulator, "Otra cosa", person=2)
    await expect(page.locator("#unread")).to_have_text("2")
    await page.get_by_role("button", name="Customers").click()
    await expect(page.locator(".person .unread")).to_have_text("2 unread")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator(".bubble.out")).to_have_count(2)
    await expect(page.locator("#unread")).not_to_be_visible()
    await page.keyboard.press("Alt+ArrowUp")
    await expect(page.locator("#as")).to_contain_text("Kavita")


async def test_a_failed_message_says_why_and_a_new_day_is_told(simulator: RunningSimulator, page: Page) -> None:
    await wide(page)
    await say(page, "hello")
    await expect(page.locator(".bubble.in")).to_have_count(1)
    await page.get_by_role("button", name="+25 h").click()
    await reply(simulator, "Too late")
    await expect(page.locator(".bubble.out .ticks.failed")).to_contain_text("131047")
    await expect(page.locator(".day")).to_have_count(2)
    await expect(page.locator(".day").last).to_have_text("Today")


async def test_a_photo_and_a_voice_message_are_attached_and_shown_as_such(
    simulator: RunningSimulator, page: Page
) -> None:
    await page.get_by_label("Message", exact=True).fill("our tent")
    for name in ("Photo", "Voice message"):
        await page.get_by_role("button", name="Attach").click()
        await page.get_by_role("menuitem", name=name).press("Enter")
    await expect(page.locator(".bubble.in .media")).to_have_count(2)
    await expect(page.locator(".bubble.in").first).to_contain_text("our tent")
    photo, voice = (event["body"] for event in simulator.world.events if event["kind"] == "in")
    assert simulator.world.media.find(photo["image"]["id"]) is not None
    assert voice["audio"]["voice"] is True


async def test_every_switch_of_the_simulator_is_on_the_page_and_all_go_back_to_rest(
    simulator: RunningSimulator, page: Page
) -> None:
    await wide(page)
    await page.get_by_text("Every switch").click()
    await page.locator("[data-of=pad_to_bytes]").fill("4000")
    await page.locator("[data-of=skip_statuses]").fill('["read"]')
    await page.locator("[data-of=identity]").select_option("user_id")
    await expect(page.locator("#active")).to_have_text("3")
    faults = simulator.world.faults
    assert (faults.pad_to_bytes, faults.skip_statuses, faults.identity) == (4000, ["read"], "user_id")
    shown = await page.locator("details [data-of]").evaluate_all("all => all.map(e => e.dataset.of)")
    assert shown == list(type(faults).model_fields)
    await page.get_by_role("button", name="All back to rest").click()
    await expect(page.locator("#active")).to_be_hidden()
    assert (await ask(simulator, "/sim/faults")).json() == type(faults)().model_dump()


async def test_markup_in_a_message_stays_text_and_nothing_runs(simulator: RunningSimulator, page: Page) -> None:
    nasty = "<img src=x onerror=\"document.title='owned'\"> *<b>x</b>* javascript:alert(1)"
    await reply(simulator, nasty)
    await expect(page.locator(".bubble.out strong")).to_have_text("<b>x</b>")
    assert await page.locator("#log img, #log b, #log a").count() == 0
    assert "owned" not in await page.title()


async def test_the_page_fits_every_width_without_scrolling_sideways(page: Page) -> None:
    for width in (320, 390, 800, 1280):
        await page.set_viewport_size({"width": width, "height": 760})
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
