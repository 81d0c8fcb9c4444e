"""OpenRouter and the address outside it: who is asked when, how long, and what is paid."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import pytest

from agent.llm.breaker import Breaker
from agent.llm.budget import Budget
from agent.llm.endpoint import Endpoint
from agent.llm.openrouter import Fallback, OpenRouterLLM
from agent.llm.settings import BudgetSettings
from agent.llm.simulator import Fault, OpenRouterSimulator
from agent.ports import ChatMessage, CompletionError, CompletionRequest, OverBudgetError, Price

DEAR = Price(usd_per_million_out=10_000.0)


def request(timeout_s: float = 3.0, flaw: Callable[[str], str] = lambda text: "") -> CompletionRequest:
    return CompletionRequest(
        messages=(ChatMessage(role="user", content="How cold is it?"),),
        models=("qwen/a", "moonshotai/b"),
        max_tokens=100,
        timeout_s=timeout_s,
        price=DEAR,
        flaw=flaw,
    )


class World:
    """Two servers and a client that asks them; nobody really waits between attempts."""

    def __init__(self, stack: AsyncExitStack) -> None:
        self._stack = stack
        self.inside = OpenRouterSimulator(lambda body: "inside")
        self.outside = OpenRouterSimulator(lambda body: "outside")
        self.naps: list[float] = []

    async def nap(self, seconds: float) -> None:
        self.naps.append(seconds)

    async def llm(
        self, *faults: Fault, key: str = "sk-or", breaker: Callable[[], Breaker] = Breaker, usd: float = 99.0
    ) -> OpenRouterLLM:
        self.inside.faults = list(faults) or ["none"]
        endpoint = Endpoint(await self._stack.enter_async_context(self.outside.serve()), "", price=Price())
        llm = OpenRouterLLM(
            key,
            await self._stack.enter_async_context(self.inside.serve()),
            fallback=Fallback(endpoint, "local/c"),
            budget=Budget(BudgetSettings(day_usd=usd, contact_usd=99, turn_usd=99)),
            breaker=breaker,
            sleep=self.nap,
        )
        self._stack.push_async_callback(llm.aclose)
        return llm

    @property
    def asked(self) -> tuple[int, int]:
        return len(self.inside.requests), len(self.outside.requests)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with AsyncExitStack() as stack:
        yield World(stack)


async def test_the_address_outside_is_left_alone_while_openrouter_answers(world: World) -> None:
    llm = await world.llm()

    assert (await llm.complete(request())).text == "inside"
    assert world.asked == (1, 0)


async def test_the_last_attempt_goes_outside(world: World) -> None:
    llm = await world.llm("500")

    assert (await llm.complete(request())).text == "outside"
    assert world.asked == (2, 1)
    assert len(world.naps) == 1  # before the same server is asked again, not before another one


async def test_a_refused_key_or_account_is_not_asked_again_but_outside(world: World) -> None:
    llm = await world.llm(key="")
    assert (await llm.complete(request())).text == "outside"
    assert world.asked == (0, 1)


async def test_a_server_that_asks_for_more_time_than_there_is_is_left(world: World) -> None:
    world.inside.retry_after_s = 60
    llm = await world.llm("429 with Retry-After")

    assert (await llm.complete(request())).text == "outside"
    assert world.asked == (1, 1)
    assert world.naps == []


async def test_a_wait_that_fits_is_waited_as_asked(world: World) -> None:
    world.inside.retry_after_s = 1.5
    llm = await world.llm("429 with Retry-After", "none")

    assert (await llm.complete(request())).text == "inside"
    assert world.naps == [1.5]


@pytest.mark.parametrize("fault", ["silence", "trickle"])
async def test_after_silence_the_next_attempt_asks_another_model_first(world: World, fault: Fault) -> None:
    llm = await world.llm(fault, "none")

    completion = await llm.complete(request(timeout_s=2.0))

    assert [sent["models"][0] for sent in world.inside.requests] == ["qwen/a", "moonshotai/b"]
    assert completion.model == "moonshotai/b"
    assert world.naps == []


async def test_an_answer_with_a_flaw_is_asked_again_and_paid_for(world: World) -> None:
    world.inside.answer = lambda body: "gut" if len(world.inside.requests) == 1 else "inside"
    llm = await world.llm()

    completion = await llm.complete(request(flaw=lambda text: "" if text == "inside" else "another language"))

    assert completion.text == "inside"
    assert completion.cost_usd == pytest.approx(world.inside.billed_usd)
    assert completion.tokens_in == 2 * (len("How cold is it?") // 4)


async def test_without_a_usable_answer_the_error_tells_what_was_spent(world: World) -> None:
    llm = await world.llm("empty")
    llm_alone = OpenRouterLLM("sk", "http://127.0.0.1:9/api/v1", sleep=world.nap)

    with pytest.raises(CompletionError) as refused:
        await llm_alone.complete(request())
    assert refused.value.spent.cost_usd == 0.0
    with pytest.raises(CompletionError, match="a flaw") as flawed:
        await llm.complete(request(flaw=lambda text: "a flaw"))
    assert flawed.value.spent.cost_usd == pytest.approx(world.inside.billed_usd + world.outside.billed_usd)
    await llm_alone.aclose()


async def test_while_openrouter_is_cut_off_nobody_waits_for_it(world: World) -> None:
    llm = await world.llm("500", breaker=lambda: Breaker(least=1))
    await llm.complete(request())
    asked = len(world.inside.requests)

    assert llm.available
    assert (await llm.complete(request())).text == "outside"
    assert world.asked == (asked, 2)
    assert llm.breakers == {"qwen/a": "open", "moonshotai/b": "open", "fallback:local/c": "closed"}


async def test_spent_money_leaves_the_address_that_costs_nothing(world: World) -> None:
    llm = await world.llm(usd=0.5)  # a call is estimated at a dollar

    assert (await llm.complete(request())).text == "outside"
    assert world.asked == (0, 1)


async def test_spent_money_and_no_other_address_asks_nobody(world: World) -> None:
    llm = OpenRouterLLM(
        "sk", "http://127.0.0.1:9/api/v1", budget=Budget(BudgetSettings(day_usd=0.5, contact_usd=9, turn_usd=9))
    )

    with pytest.raises(OverBudgetError, match="day"):
        await llm.complete(request())
    await llm.aclose()


@pytest.mark.parametrize(
    ("fault", "spent"),
    [("500", 0.0), ("none", None), ("silence", 1.0), ("dropped", 1.0)],
)
async def test_the_budget_is_settled_with_what_is_known(world: World, fault: Fault, spent: float | None) -> None:
    budget = Budget(BudgetSettings(contact_usd=9, turn_usd=9))
    world.inside.faults = [fault]
    async with world.inside.serve() as url:
        llm = OpenRouterLLM("sk", url, budget=budget, attempts=1, sleep=world.nap)
        try:
            await llm.complete(request(timeout_s=0.5))
        except CompletionError:
            assert fault != "none"
        await llm.aclose()

    # What may have been worked on is taken for charged; an error is not, and an answer tells its bill.
    assert budget.spent_usd == pytest.approx(world.inside.billed_usd if spent is None else spent)


async def test_models_that_openrouter_cannot_reach_are_fallen_back_from_by_itself(world: World) -> None:
    world.inside.down = {"qwen/a"}
    llm = await world.llm()

    assert (await llm.complete(request())).model == "moonshotai/b"
    assert world.asked == (1, 0)
