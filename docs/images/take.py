"""Take the pictures of docs/simulator.md again: python docs/images/take.py"""

import asyncio
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
from playwright.async_api import Browser, Page, async_playwright

from agent.channel.simulator import RunningSimulator, SimulatorSettings, running_simulator
from agent.settings import ROOT

HERE = Path(__file__).parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
CONTACTS = ROOT / "data" / "customers" / "contacts.csv"
BUTTONS = [{"type": "reply", "reply": {"id": f"b{n}", "title": t}} for n, t in enumerate(("जून की तारीखें", "किसी से बात"))]
ROWS = [
    {"id": "hampta", "title": "Hampta Pass", "description": "5 days, 4,270 m, moderate"},
    {"id": "kedarkantha", "title": "Kedarkantha", "description": "6 days, 3,810 m, easy to moderate"},
]


async def send(simulator: RunningSimulator, person: int, **body: Any) -> None:
    """As the business, to one of the sample customers."""
    to = f"+{simulator.world.personas[person].phone}"
    path = f"{simulator.url}/v25.0/{simulator.world.settings.phone_number_id}/messages"
    async with httpx.AsyncClient(trust_env=False) as client:
        whole = {"messaging_product": "whatsapp", "to": to, **body}
        (await client.post(path, json=whole, headers={"Authorization": "Bearer t"})).raise_for_status()
    await asyncio.sleep(0.3)


def interactive(kind: str, text: str, action: Mapping[str, Any]) -> dict[str, Any]:
    """A message with something to tap."""
    return {"type": "interactive", "interactive": {"type": kind, "body": {"text": text}, "action": action}}


async def talk(simulator: RunningSimulator) -> None:
    """A conversation of yesterday and today in Hindi, one in Spanish that fails, one unread."""
    world = simulator.world
    phones = [person.phone for person in world.personas]
    world.write(phones[1], {"type": "text", "text": {"body": "नमस्ते, हम्पता पास ट्रेक का खर्चा कितना है?"}})
    price = "नमस्ते मीरा! *हम्पता पास* की कीमत ₹15,900 प्रति व्यक्ति है, खाना और टेंट शामिल।\nhttps://trek.example/hampta"
    await send(simulator, 1, **interactive("button", price, {"buttons": BUTTONS}))
    world.turn_clock(jump_s=23 * 3600)
    tap = {"type": "button_reply", "button_reply": {"id": "b0", "title": "जून की तारीखें"}}
    world.write(phones[1], {"type": "interactive", "interactive": tap})
    world.write(phones[1], {"type": "image", "image": {"caption": "क्या यह जूते ठीक हैं?"}})
    await send(simulator, 1, type="text", text={"body": "जून में 6, 13 और 20 तारीख को सीटें हैं।"})
    await send(simulator, 1, **interactive("list", "कौन सा ट्रेक?", {"button": "ट्रेक देखें", "sections": [{"rows": ROWS}]}))
    world.write(phones[2], {"type": "text", "text": {"body": "¿Hay plazas en mayo?"}})
    world.set_faults({"fail_contacts": {phones[2]: 131026}})
    await send(simulator, 2, type="text", text={"body": "Sí, quedan 4 plazas el 9 de mayo."})
    await send(simulator, 3, type="text", text={"body": "Bonjour Camille, votre acompte est bien arrivé."})
    world.mark_read(world.write(phones[1], {"type": "text", "text": {"body": "13 जून, दो लोग 🙏"}}), typing=True)
    await asyncio.sleep(1)


async def picture(browser: Browser, url: str, name: str, width: int, height: int, scheme: Any) -> Page:
    """The Hindi conversation, shown and taken."""
    page = await browser.new_page(
        viewport={"width": width, "height": height}, device_scale_factor=1.5, color_scheme=scheme
    )
    await page.goto(url)
    await page.locator(".person").first.wait_for(state="attached")
    await page.keyboard.press("Alt+ArrowDown")
    await page.locator(".bubble").first.wait_for()
    await page.wait_for_timeout(400)
    await page.screenshot(path=HERE / f"{name}.png")
    return page


async def main() -> None:
    """Both widths, light and dark, and the phone with its drawer, its list and a sheet."""
    given = SimulatorSettings(speed=10, contacts=CONTACTS)
    async with running_simulator(given) as simulator, async_playwright() as playwright:
        await talk(simulator)
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        await picture(browser, simulator.url, "simulator-wide", 1360, 840, "light")
        await picture(browser, simulator.url, "simulator-wide-dark", 1360, 840, "dark")
        page = await picture(browser, simulator.url, "simulator-phone", 390, 800, "light")
        await page.get_by_role("button", name="ट्रेक देखें").click()
        await page.screenshot(path=HERE / "simulator-list.png")
        await page.keyboard.press("Escape")
        await page.get_by_role("button", name="Customers").click()
        await page.screenshot(path=HERE / "simulator-people.png")
        await page.keyboard.press("Escape")
        await page.get_by_role("button", name="Operator's faults").click()
        await page.wait_for_timeout(400)
        await page.screenshot(path=HERE / "simulator-faults.png")
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
