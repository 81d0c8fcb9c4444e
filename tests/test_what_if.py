"""One message answered by two configs."""

from collections.abc import AsyncIterator

import pytest

from agent.agent import Agent, message_of
from agent.bootstrap import build_dry_agent
from agent.config import ConfigError
from agent.what_if import answered_again, differences, settings_to_try, with_values


@pytest.fixture
async def agent() -> AsyncIterator[Agent]:
    made = await build_dry_agent()
    yield made
    await made.aclose()


async def test_nothing_comes_out_otherwise_where_nothing_was_changed(agent: Agent) -> None:
    asked = message_of("What does Hampta Pass cost in June for two people?", "c-0001")
    live, other = await answered_again(agent, asked, with_values(agent, {}))
    assert live.reply is not None
    assert "₹" in live.reply.text
    assert differences(live, other) == []


async def test_one_setting_changed_shows_what_it_decides_and_leaves_what_is_in_service(agent: Agent) -> None:
    asked = message_of("Hi 😀😀😀😀😀 what does Hampta Pass cost?", "c-0001")
    before = agent.pipeline
    values = {"score_message_risk.medium_from": 1, "score_message_risk.high_above": 2}
    live, other = await answered_again(agent, asked, with_values(agent, values))
    found = {one.what: (one.live, one.other) for one in differences(live, other)}
    assert found["Risk of the message"][1] == "high"
    assert "Risk of the message, points" not in found
    assert agent.pipeline is before


async def test_a_value_the_config_refuses_is_named(agent: Agent) -> None:
    with pytest.raises(ConfigError, match="medium_from"):
        with_values(agent, {"score_message_risk.medium_from": 900})


async def test_every_setting_to_try_can_be_drawn_and_none_is_one_of_the_server(agent: Agent) -> None:
    found = settings_to_try(agent.pipeline.config)
    assert found["score_message_risk.medium_from"].label == "Scores from here on are medium"
    assert found["retrieve.weights.title"].kind == "number"
    assert not [path for path in found if path.startswith(("ports", "service", "alerts"))]
