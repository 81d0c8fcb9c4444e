"""Read marks and the typing bubble: shown while we write, never in the way."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from agent.channel.memory import Outbox
from agent.intake.attention import BUBBLE, Bubble, attend
from agent.ports import ConsentEntry, Pause, Ports
from agent.turn import Inbound

NOW = datetime.now(UTC)
SOON = Inbound(id="a", contact="c-1", sent_at=NOW)
LATER = Inbound(id="b", contact="c-1", sent_at=NOW + timedelta(seconds=2))


class Broken(Outbox):
    async def mark_read(self, message_id: str, *, typing: bool) -> None:
        raise OSError("no network")


def shown(ports: Ports) -> list[tuple[str, bool]]:
    assert isinstance(ports.channel, Outbox)
    return ports.channel.reads


async def during(ports: Ports, seconds: float, *messages: Inbound, bubble: Bubble = BUBBLE) -> None:
    answered = asyncio.Event()
    task = asyncio.create_task(attend(messages or (SOON,), ports, answered, bubble))
    await asyncio.sleep(seconds)
    answered.set()
    await asyncio.wait_for(task, 5)


async def test_a_quick_answer_marks_the_latest_message_as_read_and_shows_no_bubble(ports: Ports) -> None:
    await during(ports, 0, SOON, LATER)
    assert shown(ports) == [("b", False)]


async def test_a_slow_answer_shows_the_bubble_again_before_it_fades(ports: Ports) -> None:
    await during(ports, 0.5, bubble=Bubble(after_s=0.01, again_s=0.1))
    assert len(shown(ports)) >= 3
    assert set(shown(ports)) == {("a", True)}


async def test_no_mark_for_what_is_older_than_thirty_days(ports: Ports) -> None:
    await during(ports, 0, replace(SOON, sent_at=NOW - timedelta(days=31)))
    assert shown(ports) == []


async def test_where_a_colleague_answers_the_ticks_are_theirs(ports: Ports) -> None:
    await ports.journal.pause(Pause(contact="c-1", message_id="x", reason="asked", at=NOW))
    await during(ports, 0)
    assert shown(ports) == []


async def test_who_asked_for_silence_sees_no_bubble(ports: Ports) -> None:
    await ports.journal.write_consent(ConsentEntry(contact="c-1", status="opted_out", at=NOW, source="message"))
    await during(ports, 0.6)
    assert shown(ports) == [("a", False)]


async def test_a_channel_that_fails_does_not_matter(ports: Ports) -> None:
    await during(replace(ports, channel=Broken()), 0.6)
