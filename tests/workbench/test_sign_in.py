"""Sign in and out in a real browser, as one does it."""

import asyncio
import contextlib
import sys
from asyncio.subprocess import PIPE
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect
from playwright.async_api import TimeoutError as TooLateError

from agent.accounts.users import Users
from agent.settings import ROOT
from tests.real_parts import cairn, data_folder, environment, free_port
from tests.workbench.running import SLOW_MS, Workbench, in_a_browser, running_workbench, visiting

pytestmark = in_a_browser
WORDS = "four plain words here"


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    data = data_folder(tmp_path_factory.mktemp("signed"))
    made = cairn("user", "add", "asha", "--role", "viewer", data=data, stdin=f"{WORDS}\n")
    assert made.returncode == 0, made.stderr
    with running_workbench(data) as running:
        yield running


async def sign_in(page: Page, password: str = WORDS) -> None:
    await page.get_by_label("Name").fill("asha")
    await page.get_by_label("Password").fill(password)
    await page.get_by_label("Password").press("Enter")


async def tab(context: BrowserContext, url: str) -> Page:
    page = await context.new_page()
    page.set_default_timeout(SLOW_MS)
    await page.goto(url)
    return page


async def test_signed_out_means_out_in_every_tab_and_for_a_copy_of_the_cookie(
    workbench: Workbench, browser: Browser
) -> None:
    async with await browser.new_context() as context:
        first = await tab(context, f"{workbench.url}/?as=c-0002")
        await expect(first).to_have_url(f"{workbench.url}/sign-in?next=%2F%3Fas%3Dc-0002")
        await sign_in(first)
        await expect(first.get_by_test_id("stChatInputTextArea")).to_be_visible()
        assert "as=c-0002" in first.url
        second = await tab(context, f"{workbench.url}/?as=c-0003")
        box = second.get_by_test_id("stChatInputTextArea")
        await expect(box).to_be_visible()
        copied = await context.cookies()

        await first.get_by_role("button", name="asha").click()
        await first.get_by_role("button", name="Sign out").click()
        await first.wait_for_url("**/sign-in")
        with contextlib.suppress(TooLateError):  # a page that refreshes by itself is out before a key is pressed
            await box.fill("¿Cuánto cuesta Hampta Pass?", timeout=2_000)
            await box.press("Enter", timeout=2_000)
        await second.wait_for_url("**/sign-in")
        assert "session.sign_in" in workbench.log

        async with await browser.new_context() as thief:
            await thief.add_cookies([{"name": c["name"], "value": c["value"], "url": workbench.url} for c in copied])
            stolen = await tab(thief, f"{workbench.url}/?as=c-0002")
            await expect(stolen.get_by_label("Password")).to_be_visible()


async def test_a_restart_of_the_workbench_signs_nobody_out_and_who_signed_out_stays_out(
    workbench: Workbench, browser: Browser
) -> None:
    async with await browser.new_context() as context, await browser.new_context() as thief:
        page = await tab(context, f"{workbench.url}/?as=c-0002")
        await sign_in(page)
        await expect(page.get_by_test_id("stChatInputTextArea")).to_be_visible()
        copied = await context.cookies()
        await thief.add_cookies([{"name": c["name"], "value": c["value"], "url": workbench.url} for c in copied])

        await asyncio.to_thread(workbench.restart)
        await page.goto(f"{workbench.url}/?as=c-0003")
        await expect(page.get_by_test_id("stChatInputTextArea")).to_be_visible()
        await page.get_by_role("button", name="asha").click()
        await page.get_by_role("button", name="Sign out").click()
        await page.wait_for_url("**/sign-in")

        await asyncio.to_thread(workbench.restart)
        stolen = await tab(thief, f"{workbench.url}/?as=c-0002")
        await expect(stolen.get_by_label("Password")).to_be_visible()


async def test_a_wrong_password_is_said_and_a_removed_user_is_out_at_the_next_click(
    workbench: Workbench, browser: Browser
) -> None:
    Users(workbench.data).add("ravi", "viewer", WORDS)
    async with await browser.new_context() as context:
        page = await tab(context, workbench.url)
        await page.get_by_label("Name").fill("ravi")
        await page.get_by_label("Password").fill("not these words")
        await page.get_by_role("button", name="Sign in").click()
        await expect(page.get_by_role("alert")).to_contain_text("do not fit together")
        await page.get_by_label("Password").fill(WORDS)
        await page.get_by_role("button", name="Sign in").click()
        box = page.get_by_test_id("stChatInputTextArea")
        await expect(box).to_be_visible()
        Users(workbench.data).remove("ravi")
        await box.fill("hello")
        await box.press("Enter")
        await page.wait_for_url("**/sign-in")


async def test_the_sign_in_page_fits_a_phone_in_the_dark(workbench: Workbench, browser: Browser) -> None:
    size = {"width": 360, "height": 640}
    async with visiting(browser, workbench.url, color_scheme="dark", viewport=size) as page:
        await expect(page.get_by_role("button", name="Sign in")).to_be_in_viewport()
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert await page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"


@pytest.mark.parametrize(
    "words",
    [("agent.cli", "workbench", "--host", "0.0.0.0"), ("workbench.server", "--host", "::")],
    ids=["by command", "by itself"],
)
async def test_it_does_not_start_where_others_could_reach_it_without_a_login(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    command = (sys.executable, "-m", *words, "--port", str(free_port()))
    env = environment(data_folder(tmp_path / "open"))
    started = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=env, stderr=PIPE)
    async with asyncio.timeout(60):
        _, said = await started.communicate()
    assert started.returncode == 1
    assert b"cairn user add" in said
