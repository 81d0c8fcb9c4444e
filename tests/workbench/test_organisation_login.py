"""The organisation's login end to end: a provider over HTTP, the workbench in its process, and a real browser."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from agent.journal.kept_deeds import waiting
from tests.real_parts import data_folder, free_port
from tests.workbench.oidc_provider import Provider, running_provider
from tests.workbench.running import SLOW_MS, Workbench, in_a_browser, running_workbench

pytestmark = in_a_browser
USERS = "asha@example.com:viewer,ravi@example.com:admin,guest@example.com:admin"
PEOPLE: Mapping[str, Mapping[str, Any]] = {
    "Asha": {"email": "asha@example.com", "email_verified": True},
    "Ravi, of whom it says nothing": {"email": "ravi@example.com"},
    "Guest, of whom it says nothing": {"email": "guest@example.com", "idp": "live.com"},
    "Eve": {"email": "eve@example.com", "email_verified": True},
}


@dataclass(frozen=True, slots=True)
class Office:
    """A provider, and a workbench that knows it."""

    provider: Provider
    workbench: Workbench


def an_office(data: Path, *, trusting: bool) -> Iterator[Office]:
    port = free_port()
    with running_provider() as provider:
        provider.people.update(PEOPLE)
        trusted = provider.issuer if trusting else ""
        env = provider.environment(f"http://127.0.0.1:{port}", USERS, CAIRN_OIDC_TRUSTED_ISSUER=trusted)
        with running_workbench(data, port, env, by_command=not trusting) as workbench:
            yield Office(provider, workbench)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    yield from an_office(data_folder(tmp_path_factory.mktemp("careful")), trusting=False)


@pytest.fixture(scope="module")
def trusting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    yield from an_office(data_folder(tmp_path_factory.mktemp("trusting")), trusting=True)


async def through(office: Office, context: BrowserContext, person: str) -> Page:
    """From the workbench to the provider, and back as this person."""
    page = await context.new_page()
    page.set_default_timeout(SLOW_MS)
    await page.goto(f"{office.workbench.url}/?as=c-0002")
    await page.get_by_role("link", name="Sign in with your organisation").click()
    await page.get_by_role("link", name=person, exact=True).click()
    await page.wait_for_url(f"{office.workbench.url}/**")
    return page


async def test_who_is_verified_and_listed_gets_in_stays_over_a_restart_and_is_out_for_good_once_signed_out(
    office: Office, browser: Browser
) -> None:
    async with await browser.new_context() as context:
        page = await through(office, context, "Asha")
        await expect(page.get_by_test_id("stChatInputTextArea")).to_be_visible()
        copied = await context.cookies(office.workbench.url)
        assert all(cookie["httpOnly"] for cookie in copied if cookie["name"].startswith("_streamlit_user"))

        await asyncio.to_thread(office.workbench.restart)
        await page.reload()
        await page.get_by_role("button", name="asha@example.com").click()
        await expect(page.get_by_text("Role: viewer")).to_be_visible()
        await page.get_by_role("button", name="Sign out").click()
        await expect(page.get_by_role("link", name="Sign in with your organisation")).to_be_visible()

        again = [{"name": one["name"], "value": one["value"], "url": office.workbench.url} for one in copied]
        more = {"name": "_streamlit_user_7", "value": "x", "url": office.workbench.url}
        for cookies in (again, [*again, more]):
            async with await browser.new_context() as thief:
                await thief.add_cookies(cookies)  # type: ignore[arg-type]
                stolen = await thief.new_page()
                await stolen.goto(f"{office.workbench.url}/?as=c-0002")
                await expect(stolen.get_by_text("Sign in").first).to_be_visible()
                await expect(stolen.get_by_test_id("stChatInputTextArea")).to_have_count(0)
    mine = [one.action for one in waiting(office.workbench.data) if one.subject == "asha@example.com"]
    assert mine == ["session.sign_in", "session.sign_out"]


@pytest.mark.parametrize("person", ["Eve", "Ravi, of whom it says nothing", "Guest, of whom it says nothing"])
async def test_who_is_not_listed_or_not_verified_is_told_so_and_sees_nothing(
    office: Office, browser: Browser, person: str
) -> None:
    async with await browser.new_context() as context:
        page = await through(office, context, person)
        await expect(page.get_by_text("This address may not use the workbench.")).to_be_visible()
        await expect(page.get_by_text(str(PEOPLE[person]["email"]))).to_be_visible()
        await expect(page.get_by_test_id("stChatInputTextArea")).to_have_count(0)
        assert (await context.request.get(f"{office.workbench.url}/media/any")).status == 401


async def test_a_provider_that_never_says_verified_lets_in_its_own_people_once_it_is_named_and_no_guests(
    trusting: Office, browser: Browser
) -> None:
    async with await browser.new_context() as context:
        page = await through(trusting, context, "Ravi, of whom it says nothing")
        await page.get_by_role("button", name="ravi@example.com").click()
        await expect(page.get_by_text("Role: admin")).to_be_visible()
    async with await browser.new_context() as context:
        page = await through(trusting, context, "Guest, of whom it says nothing")
        await expect(page.get_by_text("This address may not use the workbench.")).to_be_visible()
