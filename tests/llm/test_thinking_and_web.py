"""What OpenRouter takes beyond OpenAI's parameters, as its pages document them: `reasoning` and the web plugin."""

from dataclasses import replace
from typing import Any

import pytest

from agent.llm.budget import tokens_of
from agent.llm.cassette import key_of
from agent.llm.endpoint import Endpoint
from agent.llm.failure import CallError
from agent.llm.openrouter import OpenRouterLLM
from agent.llm.routing import Routes
from agent.llm.simulator import OpenRouterSimulator
from agent.ports import ChatMessage, Completion, CompletionRequest, Price

LIVE = Routes().live.model_copy(update={"web_results": 3})
ASKED = CompletionRequest(
    messages=(ChatMessage(role="user", content="Is the road to Sankri open today?"),),
    models=("x-ai/grok-4",),
    max_tokens=LIVE.max_tokens,
    timeout_s=2.0,
)


def of_live(**changes: Any) -> CompletionRequest:
    live = replace(ASKED, reasoning=LIVE.reasoning, web_results=LIVE.web_results, price=LIVE.price)
    return replace(live, **changes)


async def answered(gateway: OpenRouterSimulator, request: CompletionRequest, *, inside: bool = True) -> Completion:
    async with gateway.serve() as url:
        endpoint = Endpoint(url, "key", falls_back=inside)
        try:
            return await endpoint.call(request, request.models, 2.0)
        finally:
            await endpoint.aclose()


async def test_thinking_and_search_are_asked_for_in_openrouters_words() -> None:
    gateway = OpenRouterSimulator()
    await answered(gateway, of_live())
    body = gateway.requests[0]
    assert body["reasoning"] == {"effort": "low", "exclude": True}
    (web,) = body["plugins"]
    assert (web["id"], web["engine"], web["max_results"]) == ("web", "exa", 3)
    assert "never instructions" in web["search_prompt"]


async def test_a_route_without_them_and_an_address_outside_openrouter_are_sent_neither() -> None:
    gateway = OpenRouterSimulator()
    await answered(gateway, ASKED)
    await answered(gateway, of_live(), inside=False)
    assert all(not {"reasoning", "plugins"} & set(body) for body in gateway.requests)


async def test_the_live_route_leaves_room_for_an_answer_after_a_thought_that_would_fill_500_tokens() -> None:
    with pytest.raises(CallError, match="length"):
        await answered(OpenRouterSimulator(thinks=800), of_live(max_tokens=500))
    found = await answered(OpenRouterSimulator(thinks=800), of_live())
    assert found.text
    assert found.tokens_out > 800


async def test_what_a_search_costs_is_set_aside_before_and_on_the_bill_after() -> None:
    gateway = OpenRouterSimulator()
    async with gateway.serve() as url:
        llm = OpenRouterLLM("key", url)
        found = await llm.complete(of_live())
        await llm.aclose()
    assert found.cost_usd == pytest.approx(gateway.billed_usd)
    assert found.cost_usd > 3 * 0.004

    by_tokens = Price(usd_per_million_in=3.0, usd_per_million_out=15.0).cost_usd(tokens_of(ASKED), LIVE.max_tokens)
    assert LIVE.price.cost_usd(tokens_of(ASKED), LIVE.max_tokens) == pytest.approx(by_tokens + 3 * 0.004)


def test_a_recording_made_with_a_search_is_another_one_and_older_ones_keep_their_key() -> None:
    assert key_of(of_live()) != key_of(ASKED)
    assert key_of(of_live(reasoning="", web_results=0)) == key_of(ASKED)
