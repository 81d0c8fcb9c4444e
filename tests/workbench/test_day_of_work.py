"""A working day in a real browser beside a real server: a document is brought."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import pytest
from playwright.async_api import Browser, expect
from reportlab.pdfgen.canvas import Canvas

from agent.month.filling import fill
from agent.publishing.desk import Desk
from agent.settings import ROOT, Environment
from tests.browser import needs_chromium
from tests.real_parts import Deployment, data_folder, edited
from tests.workbench.running import Workbench, a_browser, running_workbench, visiting

pytestmark = needs_chromium
LONG_MS = 120_000
"""A publish is rehearsed first, and on a busy machine all of it takes its time."""


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


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with a_browser() as found:
        yield found


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


def a_pdf(words: str) -> bytes:
    buffer = BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(72, 720, words)
    canvas.save()
    return buffer.getvalue()
