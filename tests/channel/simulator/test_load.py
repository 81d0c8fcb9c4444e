"""Loads: planned by seed, written as planned, and told in figures."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from agent.channel.sender import as_phone
from agent.channel.simulator import RunningSimulator, running_simulator
from agent.channel.simulator.load import PROFILES, Load, figures, load_of, plan, run_load
from agent.channel.simulator.load.questions import questions
from tests.channel.conftest import Webhook
from tests.channel.simulator.calls import send, settings


@pytest.mark.parametrize("profile", PROFILES)
def test_the_same_seed_plans_the_same_messages_and_another_seed_others(profile: Any) -> None:
    load = Load(profile=profile, rate=8, duration=30, customers=50, seed=3)
    other = Load(profile=profile, rate=8, duration=30, customers=50, seed=4)
    assert plan(load) == plan(load) != plan(other)
    lines = plan(load)
    assert [line.at for line in lines] == sorted(line.at for line in lines)
    assert {line.language for line in lines} == set(questions())
    assert 0.7 * 240 <= sum(not line.chatty for line in lines) <= 1.3 * 240


def test_five_thousand_conversations_are_five_thousand_phones_that_each_write() -> None:
    lines = plan(Load(profile="many", rate=100, duration=150, customers=5000))
    wrote = Counter(line.phone for line in lines)
    assert (len(wrote), set(wrote.values())) == (5000, {3})
    assert all(as_phone(phone) == phone for phone in wrote)
    openings = {text for each in questions().values() for text in each.openings}
    assert all(line.text in openings for line in lines[:5000])
    assert not any(line.text in openings for line in lines[5000:])


def test_one_chatty_customer_writes_without_end_and_the_others_as_before() -> None:
    lines = plan(Load(profile="chatty", rate=2, duration=60, customers=40))
    chatty = [line for line in lines if line.chatty]
    assert len({line.phone for line in chatty}) == 1
    assert len(chatty) == 30
    assert chatty[0].phone not in {line.phone for line in lines if not line.chatty}


def test_a_burst_comes_within_a_second_or_two_with_thoughts_in_fragments() -> None:
    lines = plan(Load(profile="burst", rate=10, duration=20, customers=500))
    assert all(line.at % 10 <= 2 for line in lines)
    assert max(Counter((line.phone, line.at // 10) for line in lines).values()) >= 3


@pytest.mark.parametrize("wrong", [{"rate": 0}, {"duration": -1}, {"customers": 0}, {"customers": 10**7}])
def test_a_load_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="--"):
        Load(**wrong)


def test_a_load_is_made_from_words() -> None:
    many = load_of("many", rate=None, duration=100, customers=5000, seed=None)
    assert many == Load(profile="many", rate=50, duration=100, customers=5000, seed=7)
    assert load_of("", rate=None, duration=1, customers=1, seed=1) is None
    with pytest.raises(ValueError, match="steady, burst, chatty, many"):
        load_of("heavy", rate=None, duration=1, customers=1, seed=1)


class Bot:
    """Answers every message that was delivered, some of them wrongly."""

    def __init__(self, running: RunningSimulator) -> None:
        self.running = running
        self.seen = 0
        self.skip: set[str] = set()
        self.twice: set[str] = set()

    async def run(self) -> None:
        while True:
            new = self.running.world.log[self.seen :]
            self.seen += len(new)
            for line in new:
                if line["kind"] == "written":
                    await self._answer(line["contact"].removeprefix("x-"), line["id"])
            await asyncio.sleep(0.02)

    async def _answer(self, phone: str, name: str) -> None:
        for n in range(0 if phone in self.skip else 2 if phone in self.twice else 1):
            await send(self.running, to=f"+{phone}", biz_opaque_callback_data=f"{name}-{n}")


async def test_the_figures_count_what_was_answered_twice_or_not_at_all(webhook: Webhook) -> None:
    async with running_simulator(settings(webhook, speed=20)) as running:
        bot = Bot(running)
        load = Load(profile="many", rate=2, duration=10, customers=20)
        phones = [line.phone for line in plan(load)]
        bot.skip, bot.twice = {phones[3]}, {phones[7], phones[8]}
        answering = asyncio.create_task(bot.run())
        found = (await run_load(running.world, load, settle_s=6))["all"]
        answering.cancel()
    assert (found.written, found.taken, found.answered, found.unanswered) == (20, 20, 19, 1)
    assert (found.sends, found.duplicates) == (21, 2)
    assert found.wait_p50_s is not None
    assert found.wait_max_s is not None
    assert found.wait_p50_s <= found.wait_max_s


async def test_a_chatty_load_tells_of_the_chatty_one_and_of_the_others_and_upgrades_the_number(
    webhook: Webhook,
) -> None:
    async with running_simulator(settings(webhook, speed=5)) as running:
        answering = asyncio.create_task(Bot(running).run())
        load = Load(profile="chatty", rate=50, duration=4, customers=50)
        found = await run_load(running.world, load, settle_s=20)
        answering.cancel()
        assert running.world.faults.throughput == 1000
    assert found["chatty"].written + found["others"].written == found["all"].written
    assert found["all"].unanswered == found["all"].duplicates == 0


def line(kind: str, **about: Any) -> dict[str, Any]:
    return {"kind": kind, **about}


def test_fragments_answered_together_are_answered_and_waits_begin_when_the_webhook_was_taken() -> None:
    log = [
        *(line("written", id=name, contact="c", type="text") for name in "ab"),
        line("attempt", ids=["a"], started=10.0, ms=500.0, http=503),
        line("attempt", ids=["a"], started=11.0, ms=500.0, http=200),
        line("attempt", ids=["b"], started=11.0, ms=250.0, http=200),
        line("send", id="s", contact="c", wall=13.0, callback="u"),
        line("refused", contact="c", code=131056),
        line("status", id="s", status="failed", code=131047),
    ]
    found = figures(log)
    assert (found.written, found.answered, found.duplicates, found.attempts) == (2, 2, 0, 3)
    assert (found.wait_p50_s, found.wait_max_s, found.ack_p50_ms) == (1.75, 1.75, 500.0)
    assert (found.refused, found.failed) == ({"131056": 1}, {"131047": 1})


def test_a_send_repeated_under_its_own_uuid_is_a_duplicate_whoever_wrote_how_often() -> None:
    log = [line("written", id=f"{n}", contact="c", type="text") for n in range(3)]
    log += [line("send", id=f"s{n}", contact="c", wall=1.0, callback="u") for n in range(2)]
    assert figures(log).duplicates == 1


def test_nothing_written_has_no_waits() -> None:
    assert (figures([]).wait_p99_s, figures([]).unanswered) == (None, 0)
