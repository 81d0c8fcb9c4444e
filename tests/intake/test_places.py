"""Who is answered at once: everybody, but for those who may have ended the process before."""

import asyncio

import pytest

from agent.intake.places import Places


class Crowd:
    """Conversations that stay in their place until they are told to leave."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.inside: list[str] = []
        self.leave = asyncio.Event()
        self.tasks: list[asyncio.Task[None]] = []

    async def come(self, name: str, attempts: int, many: int = 1) -> None:
        self.tasks += [asyncio.create_task(self._stay(name, attempts)) for _ in range(many)]
        await asyncio.sleep(0.01)

    async def _stay(self, name: str, attempts: int) -> None:
        async with self.places.of(attempts):
            self.inside.append(name)
            await self.leave.wait()

    async def end(self) -> None:
        self.leave.set()
        async with asyncio.timeout(5):
            await asyncio.gather(*self.tasks)


async def test_what_was_never_tried_is_all_taken_up_at_once() -> None:
    crowd = Crowd(Places(50))
    await crowd.come("fresh", 0, many=60)
    assert len(crowd.inside) == 50
    await crowd.end()
    assert len(crowd.inside) == 60


async def test_what_was_under_way_at_a_crash_comes_back_a_few_at_a_time_and_holds_up_nobody_new() -> None:
    crowd = Crowd(Places(50, tried_at_once=4, patience_s=60))
    await crowd.come("tried", 1, many=20)
    await crowd.come("fresh", 0, many=10)
    assert (crowd.inside.count("tried"), crowd.inside.count("fresh")) == (4, 10)
    await crowd.end()
    assert len(crowd.inside) == 30


async def test_what_was_under_way_at_two_crashes_comes_back_alone() -> None:
    crowd = Crowd(Places(50))
    await crowd.come("last", 2, many=5)
    assert crowd.inside == ["last"]
    await crowd.end()
    assert len(crowd.inside) == 5


async def test_each_that_succeeds_makes_room_for_two() -> None:
    places = Places(50, tried_at_once=1, patience_s=60)
    async with places.of(1):
        pass
    crowd = Crowd(places)
    await crowd.come("tried", 1, many=5)
    assert len(crowd.inside) == 2
    await crowd.end()


async def test_slow_ones_let_others_begin_beside_them_after_a_while() -> None:
    crowd = Crowd(Places(50, tried_at_once=2, patience_s=0.1))
    await crowd.come("tried", 1, many=6)
    assert len(crowd.inside) == 2
    await asyncio.sleep(0.15)
    assert len(crowd.inside) == 4
    await crowd.end()


async def test_never_more_than_there_are_places_whoever_comes() -> None:
    crowd = Crowd(Places(3, tried_at_once=4, patience_s=0.01))
    for attempts in (0, 1, 2):
        await crowd.come("any", attempts, many=4)
    await asyncio.sleep(0.05)
    assert len(crowd.inside) == 3
    await crowd.end()


async def test_one_that_fails_gives_its_place_back() -> None:
    places = Places(1, tried_at_once=1, patience_s=60)
    for attempts in (0, 1, 2):
        with pytest.raises(ZeroDivisionError):
            async with places.of(attempts):
                raise ZeroDivisionError
    async with asyncio.timeout(1):
        for attempts in (0, 1, 2):
            async with places.of(attempts):
                pass
