"""What a server knows of its money and its hand-offs after a restart."""

import re
from pathlib import Path

import pytest
from pydantic import SecretStr

from agent.agent import Agent, message_of
from agent.bootstrap import build_dry_agent, build_server_agent
from agent.channel.memory import Outbox
from agent.llm.simulator import OpenRouterSimulator
from agent.ports import Address
from agent.settings import ROOT, Environment
from agent.turn import Turn
from benchmarks.faults import ASKED
from tests.real_parts import data_folder, server_environment

QUESTION, ANSWER = ASKED["en"]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    text = (ROOT / "config/pipeline.yaml").read_text(encoding="utf-8")
    path = tmp_path / "pipeline.yaml"
    text = re.sub(r"budget_ms: \d+", "budget_ms: 30000", text)  # a busy machine is no fault of a model
    path.write_text(text.replace("composer_first: true", "composer_first: false"), encoding="utf-8")
    return path


def environment(data: Path, url: str) -> Environment:
    return server_environment(
        data,
        whatsapp_phone_number_id="1",
        openrouter_api_key=SecretStr("sk-or-test"),
        openrouter_url=url,
        cairn_fallback_llm_url="",
        cairn_cassette=None,
    )


async def ask(agent: Agent, text: str, contact: str) -> Turn:
    await agent.ports.journal.enrol(contact, Address(phone=f"9190000{contact[-5:]}"))
    return await agent.pipeline.run(Turn(message=message_of(text, contact=contact)), agent.ports)


async def test_todays_spend_and_the_hours_hand_offs_are_read_back(tmp_path: Path, config: Path) -> None:
    data = data_folder(tmp_path / "data")
    gateway = OpenRouterSimulator(lambda body: ANSWER)
    async with gateway.serve() as url:
        agent = await build_server_agent(config, environment(data, url), channel=Outbox())
        answered = await ask(agent, QUESTION, "c-00001")
        handed = await ask(agent, "I want to talk to a person please", "c-00002")
        before = agent.ports.llm.state
        await agent.aclose()

        again = await build_server_agent(config, environment(data, url), channel=Outbox())
        after = again.ports.llm.state
        await again.aclose()

    assert answered.reply is not None
    assert answered.reply.route == "simple"
    assert answered.reply.cost_usd == pytest.approx(gateway.billed_usd)
    assert handed.reply is not None
    assert handed.reply.kind == "handoff"
    assert before.spent_usd == after.spent_usd == pytest.approx(gateway.billed_usd)
    assert before.handoffs == after.handoffs == 1


@pytest.fixture
def drill(config: Path) -> Path:
    config.write_text(config.read_text(encoding="utf-8").replace("mode: auto", "mode: handoff"), encoding="utf-8")
    return config


async def test_a_forced_rung_is_what_the_health_page_shows(tmp_path: Path, drill: Path) -> None:
    agent = await build_dry_agent(drill, environment(data_folder(tmp_path / "data"), "http://127.0.0.1:9"))

    assert (agent.rung.mode, agent.rung.reason) == ("handoff", "forced by the config")
    assert agent.ports.llm.rung.mode == "normal"
    await agent.aclose()


async def test_the_same_question_of_two_customers_is_asked_once(tmp_path: Path, config: Path) -> None:
    data = data_folder(tmp_path / "data")
    gateway = OpenRouterSimulator(lambda body: ANSWER)
    async with gateway.serve() as url:
        agent = await build_server_agent(config, environment(data, url), channel=Outbox())
        first = await ask(agent, QUESTION, "c-00001")
        second = await ask(agent, QUESTION.upper(), "c-00002")
        state = agent.ports.llm.state
        await agent.aclose()

    assert first.reply is not None
    assert second.reply is not None
    assert (second.reply.text, second.reply.cached) == (first.reply.text, True)
    assert len(gateway.requests) == 1
    assert state.cache_hits == 1
    assert state.cache_saved_usd == pytest.approx(gateway.billed_usd)
