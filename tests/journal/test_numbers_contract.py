"""The kill switch of a business number, the same in every journal."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from agent.journal import SQLiteJournal, numbers
from agent.ports import Address, InboxEvent, InboxMessage, InboxStatus, NumberNews, NumberState, Outgoing
from tests.journal.conftest import START, AnyJournal, Clock


def written(key: str = "m1", number: str = "n1", second: int = 0) -> InboxMessage:
    return InboxMessage(
        id=key,
        number=number,
        sender=Address(phone="919900000001"),
        kind="text",
        text="hello",
        sent_at=START + timedelta(seconds=second),
        payload={},
    )


def failed(code: int, number: str = "n1") -> InboxStatus:
    errors = ({"code": code, "title": "no"},)
    return InboxStatus(wamid=f"w{code}", number=number, status="failed", at=START, to="919900000001", errors=errors)


async def test_a_number_nobody_stopped_may_send(journal: AnyJournal) -> None:
    assert await journal.number_state("n1") == NumberState(number="n1")
    assert not await journal.start_number("n1", "asha")


async def test_a_number_is_known_by_a_message_news_or_a_stop_of_it(journal: AnyJournal) -> None:
    assert list(await journal.known_numbers()) == []
    news = NumberNews(at=START, numbers=("n3",), facts={"daily_limit": "1000"})
    event = InboxEvent(id="e1", number="", field="account_update", payload={}, news=news)
    await journal.receive([written("m1", "n2"), written("m2", "n1"), written("m3", "n2"), written("m4", ""), event])
    await journal.receive([failed(131048, "n4")])
    assert list(await journal.known_numbers()) == ["n1", "n2", "n3", "n4"]


async def test_a_stop_is_kept_with_its_reason_until_somebody_starts_it(journal: AnyJournal) -> None:
    assert await journal.stop_number("n1", "too many complaints", "asha")
    wanted = NumberState(number="n1", stopped=True, reason="too many complaints", by="asha", at=START)
    assert await journal.number_state("n1") == wanted
    assert list(await journal.stopped_numbers()) == [wanted]
    assert not (await journal.number_state("n2")).stopped
    assert await journal.start_number("n1", "vikram")
    assert not (await journal.number_state("n1")).stopped
    assert list(await journal.stopped_numbers()) == []
    assert await journal.verify_audit() is None
    fields = [record.body["field"] for record in await journal.records_after(0)]
    assert fields == ["number_stop", "number_start"]


async def test_a_stop_with_an_end_ends_by_itself(journal: AnyJournal, clock: Clock) -> None:
    assert await journal.stop_number("n1", "pause", "asha", START + timedelta(hours=1))
    clock.seconds += 3599
    assert (await journal.number_state("n1")).stopped
    clock.seconds += 1
    assert not (await journal.number_state("n1")).stopped
    assert not await journal.stop_number("n1", "too late", "asha", START)


async def test_the_longer_stop_counts(journal: AnyJournal) -> None:
    await journal.stop_number("n1", "an hour", "asha", START + timedelta(hours=1))
    assert not await journal.stop_number("n1", "half an hour", "asha", START + timedelta(minutes=30))
    assert await journal.stop_number("n1", "131048: spam", "whatsapp")
    assert not await journal.stop_number("n1", "a day", "asha", START + timedelta(days=1))
    assert (await journal.number_state("n1")).reason == "131048: spam"


@pytest.mark.parametrize("code", [131048, 368, 131031, 190, 131042, 10])
async def test_a_status_with_such_a_code_stops_its_number(journal: AnyJournal, code: int) -> None:
    await journal.receive([failed(code), failed(131026, "n2")])
    state = await journal.number_state("n1")
    assert state.stopped
    assert state.by == "whatsapp"
    assert state.reason.startswith(f"{code}: ")
    assert not (await journal.number_state("n2")).stopped


async def test_the_same_status_again_does_not_stop_a_number_that_was_started(journal: AnyJournal) -> None:
    await journal.receive([failed(131048)])
    await journal.start_number("n1", "asha")
    await journal.receive([failed(131048)])
    assert not (await journal.number_state("n1")).stopped


async def test_messages_to_a_stopped_number_wait_without_being_tried(journal: AnyJournal) -> None:
    await journal.receive([written("m1"), written("m2", "n2", second=1)])
    (contact,) = await journal.waiting()
    await journal.stop_number("n1", "pause", "asha")
    lease = await journal.lease(contact, 60)
    assert lease is not None
    assert [message.id for message in lease.messages] == ["m2"]
    await journal.settle(lease)
    assert list(await journal.waiting()) == []
    assert await journal.lease(contact, 60) is None
    assert (await journal.depth())["waiting"] == 1
    await journal.start_number("n1", "asha")
    lease = await journal.lease(contact, 60)
    assert lease is not None
    assert ([message.id for message in lease.messages], lease.attempts) == (["m1"], 1)


async def test_nothing_goes_out_from_a_stopped_number(journal: AnyJournal) -> None:
    send = Outgoing(id="s1", message_id="m1", contact="c-1", body={}, state="sending", number="n1")
    await journal.stop_number("n1", "pause", "asha")
    assert (await journal.open_send("c-1", send)).state == "queued"
    assert await journal.take_send("s1") is None
    await journal.start_number("n1", "asha")
    taken = await journal.take_send("s1")
    assert taken is not None
    assert (taken.state, taken.number) == ("sending", "n1")


async def test_known_numbers_are_found_by_an_index_whatever_was_written(tmp_path: Path) -> None:
    journal = SQLiteJournal.open(tmp_path / "journal.sqlite")
    await journal.aclose()
    with closing(sqlite3.connect(tmp_path / "journal.sqlite")) as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {numbers.KNOWN}")]
    steps = [step for step in plan if "inbox" in step]
    assert steps
    assert all(step.startswith("SEARCH inbox USING COVERING INDEX") for step in steps)


async def test_a_stop_survives_the_process(tmp_path: Path) -> None:
    journal = SQLiteJournal.open(tmp_path / "journal.sqlite")
    await journal.stop_number("n1", "pause", "asha")
    await journal.aclose()
    again = SQLiteJournal.open(tmp_path / "journal.sqlite")
    assert (await again.number_state("n1")).stopped
    await again.aclose()


async def test_a_failure_from_before_the_last_start_stops_nothing_however_late_it_is_told(
    journal: AnyJournal, clock: Clock
) -> None:
    await journal.receive([failed(131048)])
    clock.seconds += 60
    assert await journal.start_number("n1", "asha")
    await journal.receive([failed(368)])
    assert not (await journal.number_state("n1")).stopped
    newer = replace(failed(131031), at=START + timedelta(seconds=61))
    await journal.receive([newer])
    assert (await journal.number_state("n1")).stopped


async def test_a_failure_told_of_a_number_that_is_not_ours_stops_nothing(journal: AnyJournal) -> None:
    await journal.receive([replace(failed(131048), foreign=True)])
    assert list(await journal.stopped_numbers()) == []
