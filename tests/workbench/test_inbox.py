"""Take a conversation over and answer in it, in a real browser: server, simulator and workbench as processes."""

import asyncio
import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import pytest
from playwright.async_api import Browser, Page, expect
from playwright.async_api import TimeoutError as TooLongError

from agent.accounts.users import Users
from agent.settings import ROOT
from tests.real_parts import Deployment, edited, running_deployment, until
from tests.workbench.running import SLOW_MS, Workbench, at_rest, in_a_browser, running_workbench

pytestmark = in_a_browser
WORDS = "four plain words here"
NASTY = "I want to talk to a person <img src=x onerror=alert(1)> **bold** [a](javascript:alert(1)) $x^2$"
CONFIG = edited((ROOT / "config/pipeline.yaml").read_text(encoding="utf-8"), service={"burst_window_s": 0.1})


@dataclass(frozen=True, slots=True)
class Office:
    """A running product, and the workbench beside it with two agents (asha, ravi) and a viewer (vera)."""

    shop: Deployment
    workbench: Workbench


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running_deployment(Deployment, tmp_path_factory.mktemp("office"), CONFIG) as shop:
        Users(shop.data).add("asha", "agent", WORDS)
        Users(shop.data).add("ravi", "agent", WORDS)
        Users(shop.data).add("vera", "viewer", WORDS)
        with running_workbench(shop.data) as workbench:
            yield Office(shop, workbench)


async def inbox_of(browser: Browser, office: Office, name: str) -> Page:
    page = await browser.new_page(viewport={"width": 1400, "height": 1000})
    page.set_default_timeout(SLOW_MS)
    await page.goto(f"{office.workbench.url}/inbox")
    await page.get_by_label("Name").fill(name)
    await page.get_by_label("Password").fill(WORDS)
    await page.get_by_label("Password").press("Enter")
    await expect(page.get_by_test_id("stDataFrame").first).to_be_visible(timeout=4 * SLOW_MS)
    return page


async def choose_first(page: Page, then: str = "contact=c-") -> None:
    """The box before the first line of the list, which is drawn on a canvas.

    A list that is just being drawn anew takes no click, and a second click takes the first one back: so the page must
    have come to rest before each.
    """
    for _ in range(10):
        await at_rest(page)
        await page.get_by_test_id("stDataFrame").locator("canvas").first.click(position={"x": 16, "y": 53}, force=True)
        with contextlib.suppress(TooLongError):
            await page.wait_for_url(re.compile(then), timeout=3000)
            return
    pytest.fail(f"no line could be chosen; the page is {page.url}")


def bot_answers(office: Office, phone: str) -> int:
    return len(office.shop.sent(phone))


async def test_a_conversation_is_taken_over_answered_once_and_given_back_to_the_bot(
    office: Office, browser: Browser
) -> None:
    phone = "919811111111"
    office.shop.write(phone, NASTY)
    until(lambda: bot_answers(office, phone) == 1, "the bot says that a person will write")
    page = await inbox_of(browser, office, "asha")
    await page.get_by_label("Search names and messages").fill("bold")
    await page.get_by_label("Search names and messages").press("Enter")
    await choose_first(page)

    asked = page.get_by_test_id("stChatMessage").first
    await expect(asked).to_contain_text(NASTY)
    assert await asked.locator("img, strong, a, .katex").count() == 0
    await expect(page.get_by_text("The bot is silent here: the customer asked for a person")).to_be_visible()

    box = page.get_by_label("Answer as a colleague")
    await box.fill("Asha here. <b>Two</b> seats are left.")
    await page.get_by_role("button", name="Send").click()
    until(lambda: bot_answers(office, phone) == 2, "the customer has the colleague's answer")
    sent = office.shop.sent(phone)[-1]
    assert sent["text"] == "Asha here. <b>Two</b> seats are left."
    mine = page.get_by_test_id("stChatMessage").filter(has_text="Two")
    await expect(mine).to_contain_text("<b>Two</b>")
    await expect(mine).to_contain_text("asha")
    await expect(box).to_have_value("")

    office.shop.write(phone, "What does Hampta Pass cost?")
    await expect(page.get_by_test_id("stChatMessage").filter(has_text="What does Hampta Pass cost?")).to_be_visible()
    assert bot_answers(office, phone) == 2

    await page.get_by_role("button", name="Let the bot answer again").click()
    await expect(page.get_by_role("button", name="Take over")).to_be_visible()
    office.shop.write(phone, "And in June, what does Hampta Pass cost?")
    until(lambda: bot_answers(office, phone) == 3, "the bot answers again")
    assert "Hampta Pass" in office.shop.sent(phone)[-1]["text"]
    await page.close()


async def test_a_second_colleague_sees_who_has_it_and_takes_it_over_only_after_being_asked(
    office: Office, browser: Browser
) -> None:
    phone = "919855555555"
    office.shop.write(phone, "namaste, I want to speak to somebody about Roopkund")
    until(lambda: bot_answers(office, phone) >= 1, "the bot answers")
    first, second = await inbox_of(browser, office, "asha"), await inbox_of(browser, office, "ravi")
    for page in (first, second):
        await page.get_by_label("Search names and messages").fill("Roopkund")
        await page.get_by_label("Search names and messages").press("Enter")
        await choose_first(page)
    await first.get_by_role("button", name="Take over", exact=True).click()
    await expect(first.get_by_text(re.compile("You have had this conversation since"))).to_be_visible()

    await expect(second.get_by_text(re.compile("asha has had this conversation since"))).to_be_visible()
    await expect(second.get_by_role("button", name="Send")).to_be_disabled()
    await second.get_by_role("button", name="Take over from asha").click()
    await second.get_by_role("button", name="Yes, take it over from asha").click()
    await expect(second.get_by_text(re.compile("You have had this conversation since"))).to_be_visible()
    await expect(first.get_by_text(re.compile("ravi has had this conversation since"))).to_be_visible()
    await expect(first.get_by_role("button", name="Send")).to_be_disabled()

    await second.get_by_label("Answer as a colleague").fill("Ravi here, namaste.")
    await second.get_by_role("button", name="Send").click()
    until(lambda: office.shop.sent(phone)[-1]["text"] == "Ravi here, namaste.", "the customer has the answer")
    for page in (first, second):
        await page.close()


async def test_a_viewer_reads_and_cannot_answer(office: Office, browser: Browser) -> None:
    phone = "919822222222"
    office.shop.write(phone, "hello, is Kedarkantha open in December?")
    until(lambda: bot_answers(office, phone) == 1, "the bot answers")
    page = await inbox_of(browser, office, "vera")
    await page.get_by_label("Search names and messages").fill("Kedarkantha")
    await page.get_by_label("Search names and messages").press("Enter")
    await choose_first(page)
    await expect(page.get_by_text("You may read. To answer takes the role agent.")).to_be_visible()
    for name in ("Send", "Take over", "Phone number"):
        assert await page.get_by_role("button", name=name).count() == 0
    assert phone not in await page.content()
    await page.close()


async def test_a_message_of_another_customer_moves_the_list_and_not_the_open_conversation(
    office: Office, browser: Browser
) -> None:
    open_now, writes_meanwhile = "919866666661", "919866666662"
    asked = {writes_meanwhile: "Is Sandakphu cold in March?", open_now: "How many days does Sandakphu take?"}
    for phone, question in asked.items():
        await asyncio.sleep(1.1)  # WhatsApp's times are whole seconds
        office.shop.write(phone, question)
        until(partial(bot_answers, office, phone), "the bot answers")
    page = await inbox_of(browser, office, "asha")
    await page.get_by_label("Search names and messages").fill("Sandakphu")
    await page.get_by_label("Search names and messages").press("Enter")
    newest = page.get_by_test_id("stDataFrame").get_by_test_id("glide-cell-4-0")
    await expect(newest).to_contain_text("days")
    await choose_first(page)
    address = page.url
    box = page.get_by_label("Answer as a colleague")
    await box.fill("Half an answer")

    await asyncio.sleep(1.1)
    office.shop.write(writes_meanwhile, "Is Sandakphu cold for two friends in April?")
    until(lambda: bot_answers(office, writes_meanwhile) == 2, "the bot answers that too")
    await expect(newest).not_to_contain_text("days")
    assert page.url == address
    await expect(box).to_have_value("Half an answer")
    await expect(page.get_by_test_id("stChatMessage").filter(has_text="two friends")).to_have_count(0)
    await choose_first(page, "contact=(?!" + address.rpartition("contact=")[2] + ")")
    await expect(page.get_by_test_id("stChatMessage").filter(has_text="two friends")).to_be_visible()
    await at_rest(page)  # until then the box of the conversation before stands beside the new one
    await expect(box).to_have_count(1)
    await expect(box).to_have_value("")
    await page.close()


async def test_an_item_of_the_queue_is_settled_and_gone_without_a_reload(office: Office, browser: Browser) -> None:
    phone = "919833333333"
    office.shop.write(phone, "This is a scandal, your guide was rude and I want to complain")
    until(lambda: bot_answers(office, phone) == 1, "the bot says that a person will write")
    page = await inbox_of(browser, office, "asha")
    await page.get_by_text("Review queue").click()
    await expect(page.get_by_text(re.compile(r"\d+ open, the gravest first"))).to_be_visible()
    await expect(page.get_by_text("Needs a person")).to_have_count(0)
    await choose_first(page, "item=r-")
    await expect(page.get_by_role("heading", name="Complains")).to_be_visible()
    await page.get_by_role("button", name="Done").click()
    await expect(page.get_by_text("This item is done.")).to_be_visible()
    await page.close()


async def test_without_a_server_everything_can_be_read_and_the_page_says_how_to_start_one(
    office: Office, browser: Browser
) -> None:
    phone = "919844444444"
    office.shop.write(phone, "bonjour, combien coûte Kuari Pass ?")
    until(lambda: bot_answers(office, phone) == 1, "the bot answers")
    page = await inbox_of(browser, office, "asha")
    await page.get_by_label("Search names and messages").fill("combien")
    await page.get_by_label("Search names and messages").press("Enter")
    await choose_first(page)
    assert office.shop.server is not None
    office.shop.server.terminate()
    office.shop.server.wait(60)
    try:
        await page.reload()
        await expect(page.get_by_test_id("stChatMessage").first).to_contain_text("bonjour")
        await expect(page.get_by_text("no server runs")).to_be_visible()
        assert await page.get_by_role("button", name="Send").count() == 0
        assert await page.get_by_text("Traceback").count() == 0
    finally:
        office.shop.start()
    await page.close()
