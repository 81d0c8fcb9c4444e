"""Money for models: set aside before a call, settled with the bill, read back after a restart."""

from datetime import UTC, datetime, timedelta

import pytest

from agent.journal.memory import MemoryJournal
from agent.llm.budget import Budget, tokens_of
from agent.llm.settings import BudgetSettings
from agent.llm.spend_book import SpendBook
from agent.ports import ChatMessage, CompletionRequest, OverBudgetError, PortError, Price
from agent.store.memory import MemoryStore

PRICE = Price(usd_per_million_in=0.0, usd_per_million_out=10_000.0)  # a dollar for 100 tokens
LIMITS = BudgetSettings(day_usd=10.0, contact_usd=4.0, turn_usd=2.0)


def call(contact: str = "c-1", turn: str = "m-1", usd: float = 1.0) -> CompletionRequest:
    return CompletionRequest(
        messages=(ChatMessage(role="user", content="hello"),),
        models=("qwen/a",),
        max_tokens=int(usd * 100),
        timeout_s=1.0,
        contact=contact,
        turn=turn,
    )


class Calendar:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 25, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class Books:
    """A journal and its store, as they outlive the process that wrote them."""

    def __init__(self, calendar: Calendar) -> None:
        self.journal = MemoryJournal(now=lambda: calendar.now.timestamp())
        self.store = MemoryStore()

    async def opened(self) -> SpendBook:
        await self.store.apply(await self.journal.records_after(0))
        return SpendBook(self.journal, self.store)


async def test_what_is_set_aside_cannot_be_spent_by_a_call_beside_it() -> None:
    budget = Budget(BudgetSettings(day_usd=1.5, contact_usd=9, turn_usd=9))
    first = await budget.reserve(call(turn="a"), PRICE)

    with pytest.raises(OverBudgetError, match="day"):
        await budget.reserve(call(turn="b"), PRICE)
    await first.settle(0.1)
    await budget.reserve(call(turn="b"), PRICE)

    assert budget.spent_usd == pytest.approx(1.1)


@pytest.mark.parametrize(
    ("whose", "calls"),
    [
        ("turn", [call(turn="m")] * 3),
        ("contact", [call(turn=f"m{n}") for n in range(5)]),
        ("day", [call(contact=f"c{n}", turn=f"m{n}") for n in range(11)]),
    ],
)
async def test_turn_contact_and_day_have_a_limit_each(whose: str, calls: list[CompletionRequest]) -> None:
    budget = Budget(LIMITS)
    for allowed in calls[:-1]:
        await (await budget.reserve(allowed, PRICE)).settle(1.0)

    with pytest.raises(OverBudgetError, match=whose):
        await budget.reserve(calls[-1], PRICE)


async def test_calls_that_run_side_by_side_never_spend_more_than_the_day_has() -> None:
    budget = Budget(LIMITS)
    admitted = 0
    for number in range(100):
        try:
            reservation = await budget.reserve(call(contact=f"c{number}", turn=f"m{number}", usd=0.7), PRICE)
        except OverBudgetError:
            continue
        admitted += 1
        if number % 2:
            await reservation.settle(0.65)

    assert admitted >= 14
    assert budget.spent_usd <= LIMITS.day_usd


async def test_a_bill_above_the_estimate_ends_the_day_at_most_one_call_over() -> None:
    budget = Budget(LIMITS)
    for number in range(50):
        try:
            reservation = await budget.reserve(call(contact=f"c{number}", turn=f"m{number}"), PRICE)
        except OverBudgetError:
            break
        await reservation.settle(3.0)

    assert budget.spent_usd <= LIMITS.day_usd + 3.0


async def test_a_restart_reads_todays_bills_back() -> None:
    calendar = Calendar()
    books = Books(calendar)
    before = Budget(LIMITS, await books.opened(), now=calendar)
    await (await before.reserve(call(), PRICE)).settle(0.25)
    await (await before.reserve(call(contact="c-2", turn="m-2"), PRICE)).settle(0.5)

    after = Budget(LIMITS, await books.opened(), now=calendar)
    await after.load()

    assert after.spent_usd == pytest.approx(0.75)
    await after.reserve(call(turn="m-3", usd=1.9), PRICE)
    await after.reserve(call(turn="m-4", usd=1.8), PRICE)
    with pytest.raises(OverBudgetError, match="contact"):  # 0.25 of before counts as well
        await after.reserve(call(turn="m-5", usd=0.1), PRICE)


async def test_a_call_that_was_under_way_when_the_process_died_counts_with_its_estimate() -> None:
    calendar = Calendar()
    books = Books(calendar)
    await Budget(LIMITS, await books.opened(), now=calendar).reserve(call(usd=1.5), PRICE)

    after = Budget(LIMITS, await books.opened(), now=calendar)
    await after.load()

    assert after.spent_usd == pytest.approx(1.5)


async def test_a_new_day_begins_with_nothing_spent() -> None:
    calendar = Calendar()
    books = Books(calendar)
    budget = Budget(LIMITS, await books.opened(), now=calendar)
    late = await budget.reserve(call(turn="m-1", usd=1.9), PRICE)
    calendar.now += timedelta(days=1)

    assert budget.spent_usd == 0.0
    await budget.reserve(call(turn="m-2", usd=1.9), PRICE)
    await late.settle(1.0)  # yesterday's bill is no money of today
    assert budget.spent_usd == pytest.approx(1.9)


async def test_what_costs_nothing_is_allowed_when_all_is_spent() -> None:
    budget = Budget(BudgetSettings(day_usd=0, contact_usd=0, turn_usd=0))

    await budget.reserve(call(), Price())
    with pytest.raises(OverBudgetError):
        await budget.reserve(call(), PRICE)
    assert budget.share == 1.0


async def test_money_that_cannot_be_written_down_is_not_spent() -> None:
    calendar = Calendar()
    books = Books(calendar)
    budget = Budget(LIMITS, await books.opened(), now=calendar)
    await budget.load()
    await books.journal.aclose()

    with pytest.raises(PortError):
        await budget.reserve(call(), PRICE)
    assert budget.spent_usd == 0.0


@pytest.mark.parametrize(("text", "least"), [("How cold is it at night?", 6), ("रात में कितनी ठंड होती है?", 20)])
def test_prompt_tokens_are_counted_rather_too_high(text: str, least: int) -> None:
    request = CompletionRequest(
        messages=(ChatMessage(role="user", content=text),), models=("x",), max_tokens=1, timeout_s=1
    )
    assert least <= tokens_of(request) <= len(text) * 2
