"""A server as it is built keeps WhatsApp's limits before the Graph API has to refuse."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from agent.agent import Agent
from agent.bootstrap import build_server_agent
from agent.channel.simulator import SimulatorSettings, running_simulator
from agent.ports import Address, Outgoing
from agent.sending.attempt import attempt
from agent.settings import ROOT, Environment
from tests.channel.simulator.calls import NUMBER, switch
from tests.real_parts import data_folder, server_environment
from tests.test_service import written

pytestmark = pytest.mark.alone

TEMPLATE = {
    "messaging_product": "whatsapp",
    "type": "template",
    "template": {"name": "late", "language": {"code": "en"}},
}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    text = (ROOT / "config/pipeline.yaml").read_text(encoding="utf-8")
    path = tmp_path / "pipeline.yaml"
    text = text.replace("messaging_limit: 250", "messaging_limit: 1").replace("per_second: 80", "per_second: 4")
    path.write_text(text, encoding="utf-8")
    return path


def environment(data: Path, url: str) -> Environment:
    return server_environment(
        data, whatsapp_phone_number_id=NUMBER, whatsapp_graph_url=url, openrouter_api_key=SecretStr("")
    )


async def template(agent: Agent, person: int) -> Outgoing:
    contact = await agent.ports.journal.resolve(Address(phone=f"3460000010{person}"))
    key = f"m{person}-{time.monotonic_ns()}"
    draft = Outgoing(id=key, message_id=key, contact=contact, body=TEMPLATE, state="sending", number=NUMBER)
    return await attempt(await agent.ports.journal.open_send(contact, draft), agent.ports)


async def test_one_person_more_than_the_messaging_limit_waits_over_a_restart_and_nothing_is_refused(
    tmp_path: Path, config: Path
) -> None:
    data = data_folder(tmp_path / "data")
    async with running_simulator(SimulatorSettings()) as graph:
        await switch(graph, messaging_limit=1)
        agent = await build_server_agent(config, environment(data, graph.url))
        sends = [await template(agent, person) for person in (1, 2, 1)]
        await agent.aclose()
        again = await build_server_agent(config, environment(data, graph.url))
        sends.append(await template(again, 3))
        depth, stopped = await again.ports.journal.depth(), await again.ports.journal.stopped_numbers()
        await again.aclose()
    assert [send.state for send in sends] == ["sent", "queued", "sent", "queued"]
    assert sends[1].error.startswith("messaging limit used up: 1 people")
    assert (depth["limited_sends"], list(stopped)) == (2, [])


async def test_messages_that_came_slow_the_sends_of_their_number(tmp_path: Path, config: Path) -> None:
    async with running_simulator(SimulatorSettings()) as graph:
        agent = await build_server_agent(config, environment(data_folder(tmp_path / "data"), graph.url))
        began = time.monotonic()
        await agent.service.receive([replace(written(n, "hello"), number=NUMBER) for n in range(4)])
        assert [(await template(agent, 1)).state for _ in range(2)] == ["sent"] * 2
        took = time.monotonic() - began
        await agent.aclose()
    assert took >= 1
