"""`cairn check` against a Graph API on a real port: what is wrong with token, address, number and clock."""

import time
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from pydantic import SecretStr

from agent.channel.simulator import RunningSimulator, SimulatorSettings, running_simulator
from agent.checks.finding import Check
from agent.checks.whatsapp import check_whatsapp
from agent.pipeline import Pipeline
from agent.settings import Environment
from tests.channel.conftest import raw_get_server
from tests.channel.simulator.calls import switch
from tests.conftest import Load
from tests.real_parts import free_port
from tests.sample_steps import TABLE

TOKEN, NUMBER = "the-token-of-the-tests", "100000000000001"


@pytest.fixture
async def meta() -> AsyncIterator[RunningSimulator]:
    async with running_simulator(SimulatorSettings(token=TOKEN)) as running:
        yield running


@pytest.fixture
def pipeline(load: Load) -> Pipeline:
    return load("steps: [answer]", TABLE)


def environment(url: str, **changes: Any) -> Environment:
    keys = {
        "whatsapp_token": SecretStr(TOKEN),
        "whatsapp_app_secret": SecretStr("s" * 20),
        "whatsapp_verify_token": SecretStr("v" * 20),
        "whatsapp_phone_number_id": NUMBER,
        "whatsapp_graph_url": url,
    }
    return Environment().model_copy(update={**keys, **changes})


async def checked(pipeline: Pipeline, found: Environment, *, ahead_s: float = 0.0) -> Mapping[str, Check]:
    checks = await check_whatsapp(pipeline, found, now=lambda: time.time() + ahead_s)
    return {check.name: check for check in checks}


async def test_with_everything_right_all_is_well(meta: RunningSimulator, pipeline: Pipeline) -> None:
    found = await checked(pipeline, environment(meta.url))

    assert {name: check.state for name, check in found.items()} == {"WhatsApp": "ok", "Graph API": "ok", "clock": "ok"}


async def test_a_wrong_token_is_named_with_where_to_get_one(meta: RunningSimulator, pipeline: Pipeline) -> None:
    found = await checked(pipeline, environment(meta.url, whatsapp_token=SecretStr("another-token")))

    assert found["Graph API"].failed
    assert "190" in found["Graph API"].says
    assert "system-user token" in found["Graph API"].remedy
    assert "another-token" not in str(found)


async def test_a_token_that_expired_is_found_too(meta: RunningSimulator, pipeline: Pipeline) -> None:
    await switch(meta, expired_token=True)

    assert "190" in (await checked(pipeline, environment(meta.url)))["Graph API"].says


async def test_a_number_the_token_cannot_see(meta: RunningSimulator, pipeline: Pipeline) -> None:
    found = await checked(pipeline, environment(meta.url, whatsapp_phone_number_id="15550100200"))

    assert found["Graph API"].failed
    assert "WHATSAPP_PHONE_NUMBER_ID" in found["Graph API"].says
    assert "not the number" in found["Graph API"].remedy


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:{free}", "http://no-such-host.invalid", "graph.facebook.com", "http://["]
)
async def test_an_address_where_nobody_answers(url: str, pipeline: Pipeline) -> None:
    found = await checked(pipeline, environment(url.format(free=free_port())))

    assert found["Graph API"].failed
    assert "WHATSAPP_GRAPH_URL" in found["Graph API"].remedy
    assert "clock" not in found


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n<html></html>",
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nDate: yesterday\r\nContent-Length: 2\r\n\r\n[]",
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
    ],
)
async def test_somebody_else_who_answers_is_not_taken_for_meta(answer: bytes, pipeline: Pipeline) -> None:
    async with raw_get_server(answer) as url:
        found = await checked(pipeline, environment(url))

    assert found["Graph API"].failed
    assert "something else" in found["Graph API"].says


@pytest.mark.parametrize(("ahead_s", "said"), [(300.0, "ahead of"), (-4000.0, "behind")])
async def test_a_clock_that_is_off_is_found_by_metas_own(
    meta: RunningSimulator, pipeline: Pipeline, ahead_s: float, said: str
) -> None:
    found = await checked(pipeline, environment(meta.url), ahead_s=ahead_s)

    assert found["clock"].failed
    assert said in found["clock"].says
    assert "timedatectl" in found["clock"].remedy


async def test_a_clock_a_few_seconds_off_is_well(meta: RunningSimulator, pipeline: Pipeline) -> None:
    assert (await checked(pipeline, environment(meta.url), ahead_s=20))["clock"].state == "ok"


async def test_the_quality_meta_gives_the_number_is_worth_a_line(meta: RunningSimulator, pipeline: Pipeline) -> None:
    await switch(meta, quality="RED")

    assert (await checked(pipeline, environment(meta.url)))["quality"].state == "note"


@pytest.mark.parametrize("missing", ["whatsapp_app_secret", "whatsapp_verify_token", "whatsapp_token"])
async def test_one_key_of_the_four_missing_fails_with_where_it_is_found(
    meta: RunningSimulator, pipeline: Pipeline, missing: str
) -> None:
    found = await checked(pipeline, environment(meta.url, **{missing: SecretStr("")}))

    assert found["WhatsApp"].failed
    assert missing.upper() in found["WhatsApp"].says
    assert found["WhatsApp"].remedy


async def test_none_of_the_four_is_a_machine_for_trying_out(pipeline: Pipeline) -> None:
    none = dict.fromkeys(("whatsapp_token", "whatsapp_app_secret", "whatsapp_verify_token"), SecretStr(""))
    found = await checked(pipeline, environment("", whatsapp_phone_number_id="", **none))

    assert [check.state for check in found.values()] == ["note"]
