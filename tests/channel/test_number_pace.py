"""The rate of a number, both ways together, on a clock that moves only while somebody waits."""

import asyncio

import pytest

from agent.channel.memory import Outbox
from agent.channel.paced import PacedChannel
from agent.ports import Address, Outgoing
from agent.settings import PaceSettings

TO = Address(phone="919000000001")


class Line:
    """A channel that paces the number 100, to which `flood` messages come before every send that is let go."""

    def __init__(self, per_second: int, flood: int = 0) -> None:
        self.flood = flood
        self.seconds = 1000.0
        self.slept: list[float] = []
        self.outbox = Outbox()
        settings = PaceSettings(per_second=per_second)
        self.channel = PacedChannel(self.outbox, settings, now=lambda: self.seconds, sleep=self._sleep)
        self.channel.heard(["100"] * flood)

    async def send(self, times: int, number: str = "100") -> list[float]:
        """When each left, in seconds from the beginning."""
        left = []
        for n in range(times):
            key = f"s{len(self.outbox.posts)}"
            outgoing = Outgoing(id=key, message_id=key, contact=f"c-{n}", body={}, state="sending", number=number)
            assert (await self.channel.send(outgoing, TO)).state == "sent"
            left.append(round(self.seconds - 1000.0, 3))
        return left

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds
        self.channel.heard(["100"] * self.flood)
        await asyncio.sleep(0)


async def test_messages_that_came_leave_less_room_for_sends_in_their_second() -> None:
    line = Line(per_second=8)
    line.channel.heard(["100"] * 5)
    assert await line.send(5) == [0, 0, 0, 1, 1]


async def test_messages_count_for_one_second_and_no_longer() -> None:
    line = Line(per_second=8)
    line.channel.heard(["100"] * 5)
    line.seconds += 0.5
    line.channel.heard(["100"] * 2)
    assert await line.send(7) == [0.5, 0.5, 1, 1, 1, 1, 1.5]
    line.seconds += 2
    assert await line.send(8) == [3.5] * 8


async def test_messages_to_another_number_do_not_count() -> None:
    line = Line(per_second=8)
    line.channel.heard(["200"] * 8)
    assert await line.send(8) == [0] * 8


@pytest.mark.parametrize(("per_second", "least"), [(80, 20), (20, 5), (3, 1), (1, 1)])
async def test_a_flood_leaves_sends_a_quarter_of_the_rate(per_second: int, least: int) -> None:
    line = Line(per_second=per_second, flood=1000)
    left = await line.send(3 * least)
    assert left == [0.0] * least + [1.0] * least + [2.0] * least


async def test_who_waits_is_let_go_by_what_grows_old_and_not_by_looking_again_and_again() -> None:
    line = Line(per_second=8)
    line.channel.heard(["100"] * 8000)
    await line.send(6)
    assert line.slept == [1.0]


async def test_sends_still_leave_in_the_order_of_coming() -> None:
    line = Line(per_second=4)
    line.channel.heard(["100"] * 4)
    sends = [Outgoing(id=f"s{n}", message_id=f"m{n}", contact=f"c-{n}", body={}, state="sending") for n in range(9)]
    await asyncio.gather(*(line.channel.send(one, TO) for one in sends))
    assert [post.outgoing.id for post in line.outbox.posts] == [one.id for one in sends]
