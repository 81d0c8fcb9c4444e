"""Who only says which day, or how many come, after talk of a time hears of the departures."""

import pytest

from agent.agent import Agent
from tests.compose.conversation import last_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    ("month", "day", "told"),
    [
        ("looking at valley of flowers in august 2027", "the 8th would suit us best", "no seats left on 8 August"),
        ("valley of flowers, august 2027?", "the 20th works for us", "20 August – 25 August"),
        ("vallée des fleurs en août 2027, quelles dates ?", "le 20 nous irait bien", "20 août"),
        ("¿Valley of Flowers en agosto de 2027?", "el 20 nos viene mejor", "20 de agosto"),
        ("valley of flowers august 2027 me", "20 tarikh theek rahegi", "20 August"),
        ("वैली ऑफ फ्लावर्स अगस्त 2027 में?", "20 तारीख ठीक रहेगी", "20 अगस्त"),
    ],
)
async def test_a_day_that_suits_asks_whether_there_is_room_on_it(agent: Agent, month: str, day: str, told: str) -> None:
    reply = (await last_of(agent, month, day)).reply
    assert reply is not None
    assert told in reply.text


@pytest.mark.parametrize("asked", ["2 people, any chance?", "2 of us, possible?", "would 2 of us get in?"])
async def test_how_many_come_asks_after_the_season_for_departures_with_room(agent: Agent, asked: str) -> None:
    reply = (await last_of(agent, "is Valley of Flowers possible in August 2027?", asked)).reply
    assert reply is not None
    assert "With room for 2 people" in reply.text


async def test_a_day_named_after_a_price_is_told_with_what_leaves_then(agent: Agent) -> None:
    reply = (await last_of(agent, "kedarkantha price in december for 2", "the 19th would work better")).reply
    assert reply is not None
    assert "does not leave on 19 December 2026" in reply.text
