"""People reached outside the 24 hours, and who waits for a place among them: the same in every journal."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from agent.journal import SQLiteJournal, schema
from agent.journal.reached import PERIOD_S
from agent.ports import Address, InboxEvent, NumberNews, Outgoing
from agent.turn import DeliveryState
from tests.journal.conftest import START, AnyJournal, Clock

HOUR_S = 3600.0


async def reach(
    journal: AnyJournal,
    person: int,
    limit: int | None = 2,
    *,
    number: str = "n1",
    key: str = "",
    end: DeliveryState = "sent",
) -> float:
    """Seconds this person's template waits; without any it is tried, with this end."""
    key = key or f"s{person}"
    template = Outgoing(
        id=key, message_id=f"m-{key}", contact=f"c-{person}", body={"type": "template"}, state="sending", number=number
    )
    opened = await journal.open_send(f"c-{person}", template)
    if opened.state == "queued":
        assert await journal.take_send(key)
    wait = await journal.reach_out(key, limit)
    if wait > 0:
        await journal.close_send(key, "queued", error="full", wait_s=900, counted=False, posted=False)
    else:
        await journal.leaving(key)
        await journal.close_send(key, end)
    return wait


async def test_so_many_people_are_reached_and_the_next_waits_for_the_first_to_grow_old(
    journal: AnyJournal, clock: Clock
) -> None:
    assert await reach(journal, 1) == 0
    clock.seconds += HOUR_S
    assert await reach(journal, 2) == 0
    clock.seconds += HOUR_S
    assert await reach(journal, 3) == PERIOD_S - 2 * HOUR_S
    assert await journal.reached() == 2
    clock.seconds += PERIOD_S - 2 * HOUR_S
    assert await journal.reached() == 1
    assert await reach(journal, 3) == 0
    assert await reach(journal, 4) == HOUR_S


async def test_who_was_reached_takes_no_second_place(journal: AnyJournal, clock: Clock) -> None:
    await reach(journal, 1)
    await reach(journal, 2)
    clock.seconds += HOUR_S
    assert await reach(journal, 1, key="again") == 0
    assert await journal.reached() == 2
    assert await reach(journal, 3) == PERIOD_S - HOUR_S
    clock.seconds += PERIOD_S - HOUR_S
    assert await journal.reached() == 1


async def test_all_numbers_count_together(journal: AnyJournal) -> None:
    await reach(journal, 1, number="n1")
    await reach(journal, 2, number="n2")
    assert await reach(journal, 3, number="n3") > 0


async def test_a_higher_limit_lets_on_who_waits_and_a_lower_one_holds_longer(journal: AnyJournal, clock: Clock) -> None:
    for person in (1, 2, 3):
        assert await reach(journal, person, limit=3) == 0
        clock.seconds += HOUR_S
    assert await reach(journal, 4, limit=2) == PERIOD_S - 2 * HOUR_S
    clock.seconds += 900
    assert await reach(journal, 4, limit=4) == 0
    assert await reach(journal, 5, limit=None) == 0
    assert await journal.reached() == 5


async def test_what_surely_reached_nobody_takes_no_place(journal: AnyJournal) -> None:
    await reach(journal, 1, end="failed")
    await reach(journal, 2, end="queued")
    await reach(journal, 3, end="skipped")
    assert await journal.reached() == 0
    await reach(journal, 4, end="unknown")
    assert await journal.reached() == 1


async def test_an_attempt_made_again_asks_for_a_place_again(journal: AnyJournal, clock: Clock) -> None:
    await reach(journal, 1, limit=1, end="queued")
    assert await reach(journal, 2, limit=1) == 0
    assert await reach(journal, 1, limit=1) > 0


async def test_a_place_is_taken_before_the_send_is_made(journal: AnyJournal) -> None:
    for person in (1, 2):
        draft = Outgoing(id=f"s{person}", message_id=f"m{person}", contact=f"c-{person}", body={}, state="sending")
        await journal.open_send(f"c-{person}", draft)
    assert await journal.reach_out("s1", 1) == 0
    assert await journal.reach_out("s2", 1) > 0


async def test_two_contacts_that_were_one_person_take_one_place(journal: AnyJournal) -> None:
    first, second = [await journal.resolve(Address(phone=f"91990000000{n}")) for n in (1, 2)]
    for key, contact in (("s1", first), ("s2", second)):
        await journal.open_send(contact, Outgoing(id=key, message_id=key, contact=contact, body={}, state="sending"))
        await journal.reach_out(key, None)
    await journal.merge(first, second, "asha")
    assert await journal.reached() == 1


async def test_sends_that_wait_for_a_place_are_counted_until_they_leave(journal: AnyJournal, clock: Clock) -> None:
    await reach(journal, 1, limit=1)
    await reach(journal, 2, limit=1)
    assert (await journal.depth())["limited_sends"] == 1
    clock.seconds += 900
    await reach(journal, 2, limit=2)
    assert (await journal.depth())["limited_sends"] == 0


async def test_an_answer_behind_one_that_waits_for_a_place_makes_it_be_looked_at_at_once(
    journal: AnyJournal, clock: Clock
) -> None:
    await reach(journal, 1, limit=1)
    await reach(journal, 2, limit=1)
    assert await journal.due_sends(unknown_after_s=120) == []
    answer = Outgoing(id="a2", message_id="a2", contact="c-2", body={"type": "text"}, state="sending", number="n1")
    assert (await journal.open_send("c-2", answer)).state == "queued"
    assert [send.id for send in await journal.due_sends(unknown_after_s=120)] == ["s2"]


async def test_a_clock_that_is_set_back_forgets_nobody(journal: AnyJournal, clock: Clock) -> None:
    await reach(journal, 1)
    clock.seconds -= HOUR_S
    assert await journal.reached() == 1


async def test_the_newest_word_of_meta_counts_of_whichever_number(journal: AnyJournal) -> None:
    assert await journal.newest_fact("daily_limit") == ""
    for n, (number, second, told) in enumerate([("n1", 5, "TIER_2K"), ("n2", 9, "TIER_10K"), ("n1", 7, "TIER_250")]):
        news = NumberNews(numbers=(number,), at=START + timedelta(seconds=second), facts={"daily_limit": told})
        await journal.receive([InboxEvent(id=f"e{n}", number=number, field="x", payload={}, news=news)])
    assert await journal.newest_fact("daily_limit") == "TIER_10K"


async def test_a_restart_forgets_nobody(tmp_path: Path, clock: Clock) -> None:
    journal = SQLiteJournal.open(tmp_path / "journal.sqlite", now=clock)
    await reach(journal, 1, limit=1)
    await reach(journal, 2, limit=1)
    await journal.aclose()
    again = SQLiteJournal.open(tmp_path / "journal.sqlite", now=clock)
    assert (await again.reached(), (await again.depth())["limited_sends"]) == (1, 1)
    assert await reach(again, 3, limit=1) > 0
    await again.aclose()


async def test_templates_of_the_day_before_an_upgrade_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "journal.sqlite"
    with monkeypatch.context() as before:
        before.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:-1])
        with closing(schema.open_writer(path, busy_s=1)) as connection:
            (now,) = connection.execute("SELECT unixepoch()").fetchone()
            for key, kind, at in (
                ("s1", "template", now - 60),
                ("s2", "text", now - 60),
                ("s3", "template", now - 9e4),
            ):
                _keep_sent(connection, key, kind, at)
    journal = SQLiteJournal.open(path)
    assert await journal.reached() == 1
    await journal.aclose()


def _keep_sent(connection: sqlite3.Connection, key: str, kind: str, at: float) -> None:
    connection.execute(
        "INSERT INTO outbox (id, message_id, contact, body, state, opened_at, changed_at, left_at) "
        "VALUES (?, ?, ?, ?, 'sent', ?, ?, ?)",
        (key, key, f"c-{key}", f'{{"type":"{kind}"}}', at, at, at),
    )
