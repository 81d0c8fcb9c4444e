"""A working day in a real browser beside a real server: try a draft on the past, publish it, take it back, teach."""

import asyncio
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import pytest
from playwright.async_api import Browser, Page, expect
from reportlab.pdfgen.canvas import Canvas

from agent.month.filling import fill
from agent.publishing.desk import Desk
from agent.settings import ROOT, Environment
from tests.real_parts import Deployment, data_folder, edited, phones, until
from tests.workbench.running import Workbench, in_a_browser, running_workbench, visiting

pytestmark = in_a_browser
LONG_MS = 120_000
"""A publish is rehearsed first, and on a busy machine all of it takes its time."""
ASK = "What does Hampta Pass cost in June for two people?"
CAREFUL = {"parse.out_of_scope_below": 1.0, "check_consent.danger_line_from": 0.0}
"""No message is sure enough to be understood, and every answer says whom to call in danger."""
DANGER = "If somebody is in danger now"


@dataclass(frozen=True)
class Office:
    """A server on a small sample month, and the workbench beside it."""

    shop: Deployment
    workbench: Workbench
    desk: Desk


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    data = data_folder(tmp_path_factory.mktemp("day") / "data")
    (data / "index").unlink()  # it is written to: no link to the shipped one
    shutil.copytree(ROOT / ".cairn/index", data / "index", symlinks=True)
    config = data / "pipeline.yaml"
    shipped = (ROOT / "config/pipeline.yaml").read_text(encoding="utf-8")
    config.write_text(edited(shipped, service={"burst_window_s": 0.1}), encoding="utf-8")
    asyncio.run(
        fill(turns=30, days=3, until=date(2026, 11, 25), config=config, environment=Environment(cairn_data=data))
    )
    shop = Deployment(data, config)
    try:
        shop.start()
        with running_workbench(data) as workbench:
            yield Office(shop, workbench, Desk(config, data / "config"))
    finally:
        shop.close()


async def asked(office: Office, phone: str) -> str:
    """What the live server answers this phone now."""
    before = len(office.shop.sent(phone))
    office.shop.write(phone, ASK)
    await asyncio.to_thread(until, lambda: len(office.shop.sent(phone)) > before, "an answer")
    return str(office.shop.sent(phone)[-1]["text"])


async def say(page: Page, label: str, words: str) -> None:
    """Type a reason and leave the box."""
    box = page.get_by_label(label, exact=True)
    await box.fill(words)
    await box.press("Tab")


async def test_a_draft_runs_on_the_past_is_published_answers_otherwise_and_is_taken_back(
    office: Office, browser: Browser
) -> None:
    desk, (one, two, three) = office.desk, phones(9, 3)
    first = desk.live()
    assert DANGER not in await asked(office, one)
    desk.save("local", CAREFUL)

    async with visiting(browser, f"{office.workbench.url}/rewind?stretch=all") as page:
        await page.get_by_role("button", name="Run the draft on this stretch").click()
        await expect(page.get_by_text("would have gone otherwise")).to_be_visible(timeout=LONG_MS)
        flips = page.get_by_test_id("stButtonGroup").get_by_text("understood as something else")
        await flips.click()
        await expect(page).to_have_url(re.compile("what=intent"))
        shown = page.get_by_test_id("stChatMessage")
        await expect(shown).to_have_count(3)  # the customer, and both answers
        messages = page.get_by_test_id("stDataFrame").nth(1)
        second = await messages.get_by_test_id("glide-cell-3-1").text_content()
        await expect(messages.get_by_test_id("glide-cell-5-1")).to_have_text("out_of_scope")
        await expect(shown.first).not_to_contain_text(str(second))
        await messages.locator("canvas").first.click(position={"x": 16, "y": 38 + 35 + 17}, force=True)
        await expect(shown.first).to_contain_text(str(second))
    assert desk.draft("local").evidence is not None
    assert desk.live() == first

    async with visiting(browser, f"{office.workbench.url}/publish") as page:
        await expect(page.get_by_text("logged messages were answered again with the draft")).to_be_visible()
        await page.get_by_text("Everybody at once").click()
        await page.get_by_role("button", name="Publish to everybody").click()
        await expect(page.get_by_text("say why, in 3 words or more")).to_be_visible(timeout=LONG_MS)
        assert desk.live() == first

        await say(page, "Why", "answer only what is sure")
        await page.get_by_role("button", name="Publish to everybody").click()
        await expect(page.get_by_text("It is live for everybody.")).to_be_visible(timeout=LONG_MS)
        published = desk.live()
        assert published.reason == "answer only what is sure"
        await asyncio.to_thread(until, lambda: _serves(office, published.hash), "the server took it up")
        assert DANGER in await asked(office, two)

        await page.goto(f"{office.workbench.url}/publish?version={first.number}")
        await say(page, "Why go back", "nobody was answered any more")
        await page.get_by_role("button", name=f"Roll back to version {first.number}").click()
        await expect(page.get_by_text(f"the file of version {first.number} is back")).to_be_visible(timeout=LONG_MS)
    assert desk.live().text_hash == first.text_hash
    await asyncio.to_thread(until, lambda: _serves(office, first.hash), "the server went back")
    assert DANGER not in await asked(office, three)


def _serves(office: Office, config_hash: str) -> bool:
    """Whether this is what it says last that it took into service."""
    said = [line for line in office.shop.log.splitlines() if '"config in service"' in line]
    return bool(said) and f'"config_hash": "{config_hash}"' in said[-1]


async def test_a_pdf_is_read_and_checked_before_anybody_is_answered_from_it(office: Office, browser: Browser) -> None:
    async with visiting(browser, f"{office.workbench.url}/knowledge?view=upload") as page:
        chooser = page.get_by_test_id("stFileUploaderDropzoneInput")
        await chooser.set_input_files(
            {"name": "drones.pdf", "mimeType": "application/pdf", "buffer": a_pdf("Drones need a permit of the park.")}
        )
        await expect(page.get_by_text("1 chunks, language en")).to_be_visible(timeout=LONG_MS)
        await page.get_by_text("How it was cut").click()
        await expect(page.get_by_text("Drones need a permit of the park.")).to_be_visible()
        await expect(page.get_by_text("It contradicts nothing that is in service.")).to_be_visible()
        await expect(page.get_by_text("No uploaded document is in service.")).to_be_visible()

        await page.get_by_role("button", name="Put in service").click()
        await expect(page.get_by_role("button", name="Take out of service")).to_be_visible(timeout=LONG_MS)
        await page.goto(f"{office.workbench.url}/retrieval?view=ask&ask=Do+drones+need+a+permit%3F")
        await expect(page.get_by_text("Do drones need").first).to_be_visible()


async def test_a_file_of_a_name_that_is_there_is_never_taken_in_its_place_unasked(
    office: Office, browser: Browser
) -> None:
    async with visiting(browser, f"{office.workbench.url}/knowledge?view=upload") as page:
        await drop(page, "Flutes may be played in the evening.")
        await page.get_by_role("button", name="Put in service").click(timeout=LONG_MS)
        await expect(page.get_by_text("flutes.md is in service")).to_be_visible(timeout=LONG_MS)

        await drop(page, "Flutes stay at home.")
        await expect(page.get_by_text("A document of this name is in service")).to_be_visible(timeout=LONG_MS)
        await expect(page.get_by_text("-Flutes may be played in the evening.")).to_be_visible()
        await expect(page.get_by_text("+Flutes stay at home.")).to_be_visible()

        await drop(page, "Flutes are lent at the camp.")
        await expect(page.get_by_text("This name is taken. Nothing was changed.")).to_be_visible(timeout=LONG_MS)
        await page.get_by_role("button", name="Keep both").click()
        await expect(page.get_by_text("flutes-2.md", exact=True)).to_be_visible(timeout=LONG_MS)
        await page.get_by_role("button", name="Replace the one in service").click()
        await expect(page.get_by_text("flutes.replaced-2.md", exact=True)).to_be_visible(timeout=LONG_MS)


async def drop(page: Page, words: str) -> None:
    """A note of one name with these words, once the box of the file before is gone."""
    chooser = page.get_by_test_id("stFileUploaderDropzoneInput")
    await expect(chooser).to_have_count(1, timeout=LONG_MS)
    note = f"# Flutes\n\n{words}\n".encode()
    await chooser.set_input_files({"name": "flutes.md", "mimeType": "text/markdown", "buffer": note})


def a_pdf(words: str) -> bytes:
    buffer = BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(72, 720, words)
    canvas.save()
    return buffer.getvalue()
