"""A clock that runs fast and can be jumped."""

import asyncio

import pytest

from agent.channel.simulator import SimulatorSettings, running_simulator
from agent.channel.simulator.clock import Clock
from tests.channel.simulator.calls import ask


async def test_a_jump_wakes_whoever_slept_until_then_and_nobody_else() -> None:
    clock, woken = Clock(), []

    async def sleep(seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append(seconds)

    sleepers = [asyncio.create_task(sleep(seconds)) for seconds in (3600, 90_000)]
    await asyncio.sleep(0)
    clock.turn(jump_s=86_400)
    await asyncio.wait(sleepers, return_when=asyncio.FIRST_COMPLETED)
    assert woken == [3600]
    clock.turn(speed=1_000_000)
    await asyncio.gather(*sleepers)
    assert woken == [3600, 90_000]


async def test_a_jump_back_makes_sleepers_wait_longer() -> None:
    clock = Clock(100)
    sleeper = asyncio.create_task(clock.sleep(5))
    await asyncio.sleep(0)
    clock.turn(jump_s=-1_000_000)
    done, _ = await asyncio.wait([sleeper], timeout=0.15)
    assert not done
    clock.turn(jump_s=1_000_000)
    await sleeper


async def test_the_clock_is_read_and_set_over_http() -> None:
    async with running_simulator(SimulatorSettings()) as running:
        before = (await ask(running, "/sim/clock")).json()
        after = (await ask(running, "/sim/clock", {"jump_s": 86_400, "speed": 60})).json()
        assert after["unix"] - before["unix"] >= 86_400
        assert (await ask(running, "/sim/clock")).json()["speed"] == 60


@pytest.mark.parametrize("wrong", [{"speed": 0}, {"jump_s": 1e12}, {"year": 1999}, []])
async def test_a_time_that_cannot_be_is_refused_with_the_reason(wrong: object) -> None:
    async with running_simulator(SimulatorSettings()) as running:
        answer = await ask(running, "/sim/clock", wrong)
    assert (answer.status_code, bool(answer.json()["error"])) == (400, True)
