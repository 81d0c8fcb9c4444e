"""What a customer changes or takes back changes what is read and kept of it: in every journal alike."""

import json
from collections.abc import Sequence
from datetime import timedelta

import pytest

from agent.ports import Address, InboxMessage, Lease, LeaseLostError, Outgoing, Record, Revision
from agent.store.memory import MemoryStore
from tests.journal.conftest import START, AnyJournal, Clock

PERSON = Address(phone="919000000001")


def written(key: str, text: str, second: int = 0, *, person: Address = PERSON) -> InboxMessage:
    at = START + timedelta(seconds=second)
    return InboxMessage(id=key, number="n", sender=person, kind="text", text=text, sent_at=at, payload={"t": text})


def edit(key: str, of: str, text: str, second: int = 60, *, person: Address = PERSON) -> InboxMessage:
    at, word = START + timedelta(seconds=second), Revision(of=of, text=text)
    return InboxMessage(
        id=key, number="n", sender=person, kind="edit", text=text, sent_at=at, payload={"t": text}, revises=word
    )


def deletion(key: str, of: str, second: int = 90) -> InboxMessage:
    at, word = START + timedelta(seconds=second), Revision(of=of, deleted=True)
    return InboxMessage(id=key, number="n", sender=PERSON, kind="revoke", text="", sent_at=at, payload={}, revises=word)


async def leased(journal: AnyJournal) -> Lease:
    lease = await journal.lease(await journal.resolve(PERSON), 30)
    assert lease is not None
    return lease


async def texts(journal: AnyJournal) -> list[str]:
    return [message.text for message in (await leased(journal)).messages if message.kind == "text"]


async def facts(journal: AnyJournal, kind: str) -> Sequence[Record]:
    return [record for record in await journal.records_after(0) if record.kind == kind]


async def answer(journal: AnyJournal, lease: Lease, turn: str = "a", *, settle: bool = True) -> None:
    """Send and log one turn, as the pipeline does."""
    send = Outgoing(id=f"s-{turn}", message_id=turn, contact=lease.contact, body={}, state="sending")
    await journal.open_send(lease.contact, send)
    await journal.close_send(send.id, "sent", wamid=f"w-{turn}")
    said = "\n".join(message.text for message in lease.messages if message.kind == "text")
    body = {
        "message": {"id": turn, "text": said, "sent_at": START.isoformat()},
        "parsed": {
            "language": "en",
            "entities": [{"type": "trek", "text": "secret", "value": "x"}],
            "together": {"text": "before\nsecret", "entities": []},
        },
        "evidence": [{"id": "p", "text": "ours", "question": "secret"}],
        "risk": {"message": {"score": 1, "evidence": [{"text": "secret"}]}},
        "compliance": {"ok": True, "details": [{"of": "message", "code": "spam", "evidence": "secret"}]},
        "reply": {"text": "our answer", "prompt": "user: secret"},
    }
    await journal.record("turn", turn, lease.contact, body)
    if settle:
        await journal.settle(lease)


async def test_an_edit_before_the_turn_is_what_the_bot_reads(journal: AnyJournal) -> None:
    await journal.receive([written("a", "hampta"), written("b", "price?", 1), edit("e", "a", "rupin")])
    assert await texts(journal) == ["rupin", "price?"]


async def test_an_edit_that_came_before_its_message_waits_for_it(journal: AnyJournal) -> None:
    await journal.receive([edit("e", "a", "rupin")])
    await journal.receive([written("a", "hampta")])
    assert await texts(journal) == ["rupin"]


async def test_of_several_edits_the_last_made_counts_in_whatever_order_they_come(journal: AnyJournal) -> None:
    await journal.receive([written("a", "1"), edit("e3", "a", "3", 30), edit("e2", "a", "2", 20)])
    assert await texts(journal) == ["3"]


async def test_a_message_taken_back_before_its_turn_is_not_read(journal: AnyJournal) -> None:
    await journal.receive([written("a", "secret"), written("b", "price?", 1), deletion("r", "a")])
    assert await texts(journal) == ["price?"]


async def test_taken_back_is_final(journal: AnyJournal) -> None:
    await journal.receive([deletion("r", "a", 10)])
    await journal.receive([written("a", "secret"), edit("e", "a", "other", 20)])
    lease = await leased(journal)
    assert all(message.kind != "text" for message in lease.messages)


async def test_nobody_changes_what_another_wrote(journal: AnyJournal) -> None:
    other = Address(phone="447000000000")
    await journal.receive([written("a", "hampta"), edit("e", "a", "changed", person=other)])
    assert await texts(journal) == ["hampta"]


async def test_an_edit_while_the_answer_is_written_begins_it_again_and_is_no_failed_attempt(
    journal: AnyJournal,
) -> None:
    await journal.receive([written("a", "hampta")])
    for number in range(5):
        lease = await leased(journal)
        assert lease.attempts == 1
        await journal.receive([edit(f"e{number}", "a", f"rupin {number}", number)])
        with pytest.raises(LeaseLostError):
            await answer(journal, lease)
    assert await texts(journal) == ["rupin 4"]


async def test_a_message_taken_back_while_the_answer_is_written_stops_it(journal: AnyJournal) -> None:
    await journal.receive([written("a", "secret")])
    lease = await leased(journal)
    await journal.receive([deletion("r", "a")])
    with pytest.raises(LeaseLostError):
        await answer(journal, lease)
    assert [message.id for message in (await leased(journal)).messages] == ["r"]


async def test_an_edit_after_the_send_gets_no_second_answer_and_changes_what_was_kept(journal: AnyJournal) -> None:
    await journal.receive([written("a", "secret"), written("b", "price?", 1)])
    lease = await leased(journal)
    await answer(journal, lease, settle=False)
    await journal.receive([edit("e", "a", "rupin")])
    await journal.settle(lease)
    (turn,) = await facts(journal, "turn")
    assert turn.body["message"]["text"] == "rupin\nprice?"
    (change,) = await facts(journal, "revision")
    assert change.body == {"message_id": "a", "text": "rupin\nprice?"}
    rest = await leased(journal)
    assert [message.id for message in rest.messages] == ["e"]
    await journal.settle(rest)
    assert await journal.waiting() == []


@pytest.mark.parametrize("late", [False, True])
async def test_nothing_is_left_of_a_message_taken_back_but_our_answer(journal: AnyJournal, late: bool) -> None:
    await journal.receive([written("a", "secret"), edit("e", "a", "secret too", 1), written("b", "price?", 2)])
    lease = await leased(journal)
    await answer(journal, lease, settle=not late)
    await journal.receive([deletion("r", "a")])
    if late:
        await journal.settle(lease)
    kept = [record.body for record in await journal.records_after(0)]
    assert "secret" not in json.dumps(kept)
    assert "our answer" in json.dumps(kept)
    store = MemoryStore()
    await store.apply(await journal.records_after(0))
    lines = await store.lines(lease.contact, last=10)
    assert [line.text for line in lines] == ["price?", "our answer"]


async def test_a_turn_whose_answer_left_finds_itself_again_though_its_first_message_was_taken_back(
    journal: AnyJournal, clock: Clock
) -> None:
    await journal.receive([written("a", "secret"), written("b", "price?", 1)])
    await answer(journal, await leased(journal), settle=False)
    await journal.receive([deletion("r", "a")])
    clock.seconds += 31
    again = await leased(journal)
    assert [(message.id, message.kind, message.text) for message in again.messages[:2]] == [
        ("a", "text", ""),
        ("b", "text", "price?"),
    ]


async def test_edited_twice_after_the_answer_the_store_shows_the_last_also_when_built_anew(journal: AnyJournal) -> None:
    await journal.receive([written("a", "one")])
    lease = await leased(journal)
    await answer(journal, lease)
    followed = MemoryStore()
    for number, text in enumerate(("two", "three"), start=1):
        await followed.apply(await journal.records_after(await followed.watermark()))
        await journal.receive([edit(f"e{number}", "a", text, number)])
    await followed.apply(await journal.records_after(await followed.watermark()))
    anew = MemoryStore()
    await anew.apply(await journal.records_after(0))
    for store in (followed, anew):
        assert [line.text for line in await store.lines(lease.contact, last=10)] == ["three", "our answer"]
    assert "two" not in json.dumps([record.body for record in await facts(journal, "revision")])
