"""What a message is read with: the lines before it."""

from datetime import UTC, datetime

from agent.intake.recall import LINES, recalled
from agent.ports import Record
from agent.store.memory import MemoryStore
from agent.turn import Inbound, Utterance

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


def message(*history: Utterance) -> Inbound:
    return Inbound(id="wamid.9", contact="c-1", text="and in june?", sent_at=NOW, history=history)


async def talked(count: int) -> MemoryStore:
    store = MemoryStore()
    bodies = [
        {
            "message": {"id": f"wamid.{n}", "contact": "c-1", "text": f"q{n}", "sent_at": NOW.isoformat()},
            "reply": {"text": f"a{n}", "kind": "answer"},
            "delivery": {"state": "sent"},
        }
        for n in range(count)
    ]
    await store.apply(
        [
            Record(seq=n + 1, kind="turn", key=f"wamid.{n}", contact="c-1", at=NOW, body=body)
            for n, body in enumerate(bodies)
        ]
    )
    return store


async def test_the_stored_lines_come_before_those_given() -> None:
    said_now = Utterance(speaker="S", text="said in this session")

    read = await recalled(message(said_now), await talked(1))

    assert [line.text for line in read.history] == ["q0", "a0", "said in this session"]


async def test_a_line_that_is_stored_and_given_is_read_once() -> None:
    read = await recalled(message(Utterance(speaker="U", text="q0")), await talked(1))

    assert [line.text for line in read.history] == ["q0", "a0"]


async def test_a_long_conversation_is_read_from_its_end() -> None:
    read = await recalled(message(), await talked(30))

    assert len(read.history) == LINES
    assert read.history[-1].text == "a29"


async def test_a_store_that_is_down_keeps_no_message_from_being_read() -> None:
    store = await talked(1)
    await store.aclose()

    assert await recalled(message(), store) == message()
