import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, async_playwright, expect

from agent.channel.cloud_api import CloudAPIChannel
from agent.channel.format import body_for
from agent.channel.simulator import RunningSimulator, SimulatorSettings, running_simulator
from agent.ports import Address, Outgoing
from agent.turn import Button, Reply

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")


@pytest.fixture
async def simulator() -> AsyncIterator[RunningSimulator]:
    async with running_simulator(SimulatorSettings(speed=20)) as running:
        yield running


@pytest.fixture
async def page(simulator: RunningSimulator) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        found = await browser.new_page(viewport={"width": 390, "height": 780})
        await found.goto(simulator.url)
        yield found
        await browser.close()


async def reply(simulator: RunningSimulator, phone: str, text: str, *buttons: Button) -> None:
    channel = CloudAPIChannel(simulator.url, "t", "100000000000001")
    body = body_for(Reply(text=text, language="en", buttons=buttons))
    outgoing = Outgoing(id="u", message_id="m", contact="c", body=body, state="sending")
    receipt = await channel.send(outgoing, Address(phone=phone))
    await channel.aclose()
    assert receipt.state == "sent"


async def test_a_conversation_by_keyboard_with_bold_words_ticks_and_a_tapped_button(
    simulator: RunningSimulator, page: Page
) -> None:
    await page.get_by_label("Message", exact=True).fill("What does it cost?")
    await page.keyboard.press("Enter")
    await expect(page.locator(".bubble.in")).to_contain_text("What does it cost?")
    phone = simulator.world.personas[0].phone
    await reply(simulator, phone, "**INR 900** each.", Button(id="y", title="Yes please"))
    await expect(page.locator(".bubble.out strong")).to_have_text("INR 900")
    await expect(page.locator(".bubble.out .ticks.read")).to_have_count(1)
    await page.get_by_role("button", name="Yes please").press("Enter")
    await expect(page.locator(".bubble.in").nth(1)).to_contain_text("Yes please")
    assert [event["type"] for event in simulator.world.events if event["kind"] == "in"] == ["text", "interactive"]


async def test_markup_in_a_message_stays_text_and_nothing_runs(simulator: RunningSimulator, page: Page) -> None:
    nasty = "<img src=x onerror=\"document.title='owned'\"> *<b>x</b>* javascript:alert(1)"
    await reply(simulator, simulator.world.personas[0].phone, nasty)
    await expect(page.locator(".bubble.out strong")).to_have_text("<b>x</b>")
    assert await page.locator("#log img, #log b, #log a").count() == 0
    assert "owned" not in await page.title()


async def test_a_switch_on_the_page_makes_the_network_fail(simulator: RunningSimulator, page: Page) -> None:
    await page.get_by_role("button", name="Network faults").click()
    await page.get_by_role("switch", name="Lose the answer").check()
    await expect(page.get_by_role("switch", name="Lose the answer")).to_be_checked()
    await page.reload()
    await page.get_by_role("button", name="Network faults").click()
    await expect(page.get_by_role("switch", name="Lose the answer")).to_be_checked()
    assert simulator.world.faults.lose_answer is True


async def test_the_page_fits_a_phone_and_a_laptop_without_scrolling_sideways(page: Page) -> None:
    for width in (320, 390, 800, 1280):
        await page.set_viewport_size({"width": width, "height": 760})
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
