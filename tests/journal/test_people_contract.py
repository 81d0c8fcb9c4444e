"""Pauses and the review queue, the same in every journal."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from agent.journal import SQLiteJournal
from agent.ports import Pause, ReviewItem
from agent.store.memory import MemoryStore
from agent.turn import Severity
from tests.journal.conftest import START, AnyJournal, Clock

ASKED = Pause(contact="c-1", message_id="m1", reason="asked", at=START)
ITEM = ReviewItem(id="r-1", contact="c-1", message_id="m1", reason="asked", flags=("inbound:abuse",), opened_at=START)


async def kinds(journal: AnyJournal, kind: str) -> list[str]:
    return [str(record.body["state"]) for record in await journal.records_after(0) if record.kind == kind]


async def test_nobody_is_silent_before_a_pause(journal: AnyJournal) -> None:
    assert await journal.pause_of("c-1") is None
    assert not await journal.end_pause("c-1", "asha")


async def test_a_pause_holds_for_its_contact_until_it_is_released(journal: AnyJournal) -> None:
    assert await journal.pause(ASKED)
    assert await journal.pause_of("c-1") == ASKED
    assert await journal.pause_of("c-2") is None
    assert await journal.end_pause("c-1", "asha")
    assert await journal.pause_of("c-1") is None
    assert not await journal.end_pause("c-1", "asha")
    assert await kinds(journal, "pause") == ["paused", "released"]


async def test_the_same_message_pauses_once_even_after_the_release(journal: AnyJournal) -> None:
    assert await journal.pause(ASKED)
    assert not await journal.pause(ASKED)
    await journal.end_pause("c-1", "asha")
    assert not await journal.pause(ASKED)
    assert await journal.pause_of("c-1") is None
    assert await journal.pause(replace(ASKED, message_id="m2"))


async def test_a_second_reason_during_a_pause_changes_nothing(journal: AnyJournal) -> None:
    await journal.pause(ASKED)
    assert not await journal.pause(replace(ASKED, message_id="m2", reason="complaint"))
    assert await journal.pause_of("c-1") == ASKED


async def test_a_pause_with_an_end_ends_by_itself(journal: AnyJournal, clock: Clock) -> None:
    await journal.pause(replace(ASKED, until=START + timedelta(hours=2)))
    clock.seconds += 7199
    assert await journal.pause_of("c-1") is not None
    clock.seconds += 1
    assert await journal.pause_of("c-1") is None
    assert not await journal.end_pause("c-1", "asha")
    assert await journal.pause(replace(ASKED, message_id="m9"))


async def test_messages_during_a_pause_are_counted_once_each(journal: AnyJournal) -> None:
    await journal.count_waiting("c-1", "m0")
    await journal.pause(ASKED)
    await journal.open_review(ITEM)
    for message in ("m1", "m2", "m3", "m2"):
        await journal.count_waiting("c-1", message)
    await journal.count_waiting("c-2", "m4")
    pause = await journal.pause_of("c-1")
    assert pause is not None
    assert pause.waiting == 2
    assert [item.waiting for item in await journal.reviews()] == [2]


async def test_an_item_is_opened_once_and_done_once(journal: AnyJournal) -> None:
    assert await journal.open_review(ITEM)
    assert not await journal.open_review(replace(ITEM, reason="complaint"))
    assert list(await journal.reviews()) == [ITEM]
    done = await journal.close_review("r-1", "asha")
    assert done is not None
    assert (done.state, done.done_by, done.done_at) == ("done", "asha", START)
    assert await journal.close_review("r-1", "vikram") == done
    assert list(await journal.reviews()) == []
    assert list(await journal.reviews("done")) == [done]
    assert await journal.close_review("r-unknown", "asha") is None
    assert not await journal.open_review(ITEM)
    assert await kinds(journal, "review") == ["open", "done"]


async def test_the_gravest_comes_first_then_the_oldest(journal: AnyJournal) -> None:
    order: list[tuple[str, Severity, int]] = [("a", "low", 0), ("b", "high", 5), ("c", "critical", 9), ("d", "high", 2)]
    for key, severity, minute in order:
        at = START + timedelta(minutes=minute)
        await journal.open_review(replace(ITEM, id=key, message_id=key, severity=severity, opened_at=at))
    assert [item.id for item in await journal.reviews()] == ["c", "d", "b", "a"]


async def test_a_release_settles_the_contacts_handoffs_and_leaves_what_was_only_flagged(journal: AnyJournal) -> None:
    await journal.pause(ASKED)
    await journal.open_review(ITEM)
    await journal.open_review(replace(ITEM, id="r-2", message_id="m0", reason="flagged"))
    await journal.open_review(replace(ITEM, id="r-3", contact="c-2"))
    await journal.end_pause("c-1", "asha")
    assert {item.id for item in await journal.reviews()} == {"r-2", "r-3"}
    assert [(item.id, item.done_by) for item in await journal.reviews("done")] == [("r-1", "asha")]


async def test_the_audit_chain_stays_whole_over_releases(journal: AnyJournal) -> None:
    await journal.pause(ASKED)
    await journal.open_review(ITEM)
    await journal.end_pause("c-1", "asha")
    await journal.audit("ops", "publish", "pipeline.yaml", {})
    assert await journal.verify_audit() is None


async def test_the_store_can_be_asked_for_pauses_and_reviews(journal: AnyJournal) -> None:
    await journal.pause(ASKED)
    await journal.open_review(ITEM)
    await journal.end_pause("c-1", "asha")
    store = MemoryStore()
    await store.apply(await journal.records_after(0))
    (pause,) = (await store.query("SELECT contact, reason, state, released_by FROM pauses")).to_pylist()
    (review,) = (await store.query("SELECT id, reason, state, flags, severity, done_by FROM reviews")).to_pylist()
    assert pause == {"contact": "c-1", "reason": "asked", "state": "released", "released_by": "asha"}
    assert review == {
        "id": "r-1",
        "reason": "asked",
        "state": "done",
        "flags": ["inbound:abuse"],
        "severity": "medium",
        "done_by": "asha",
    }


HOURS = timedelta(hours=1)


def taken_by(holder: str, at: datetime) -> Pause:
    """What a take-over asks for."""
    return Pause(
        contact="c-1",
        message_id=f"takeover:{at.isoformat()}",
        reason="taken_over",
        at=at,
        until=at + 24 * HOURS,
        holder=holder,
        held_since=at,
        held_at=at,
    )


async def hold(journal: AnyJournal, holder: str, at: datetime, instead_of: str = "") -> Pause:
    return await journal.hold(taken_by(holder, at), instead_of=instead_of, free_before=at - 2 * HOURS)


async def test_a_conversation_is_held_by_who_took_it_first_until_it_is_taken_from_them(journal: AnyJournal) -> None:
    mine = await hold(journal, "asha", START)
    assert mine == await journal.pause_of("c-1")
    assert (mine.holder, mine.held_since) == ("asha", START)
    assert await hold(journal, "ravi", START) == mine
    assert await hold(journal, "ravi", START, instead_of="meera") == mine
    assert await journal.pause_of("c-1") == mine
    later = START + HOURS
    theirs = await hold(journal, "ravi", later, instead_of="asha")
    assert (theirs.holder, theirs.held_since, theirs.at) == ("ravi", later, START)


async def test_who_goes_on_has_it_since_they_took_it_and_who_is_silent_loses_it_to_whoever_takes_it(
    journal: AnyJournal,
) -> None:
    await hold(journal, "asha", START)
    await hold(journal, "asha", START + HOURS)
    still = await hold(journal, "ravi", START + 2.5 * HOURS)
    assert (still.holder, still.held_since, still.held_at) == ("asha", START, START + HOURS)
    assert (await hold(journal, "ravi", START + 3.5 * HOURS)).holder == "ravi"


async def test_a_hand_off_that_is_held_stays_the_hand_off_it_is(journal: AnyJournal) -> None:
    await journal.pause(ASKED)
    held = await hold(journal, "asha", START + HOURS)
    assert replace(held, holder="", held_since=None, held_at=None) == ASKED
    assert held.holder == "asha"
    await journal.end_pause("c-1", "asha")
    assert await journal.pause_of("c-1") is None


async def test_a_take_over_ends_a_day_after_the_last_line_but_not_while_the_customer_waits(
    journal: AnyJournal, clock: Clock
) -> None:
    await hold(journal, "asha", START)
    await journal.count_waiting("c-1", "m7")
    clock.seconds += 30 * 3600
    owed = await journal.pause_of("c-1")
    assert owed is not None
    assert (owed.until, owed.waiting) == (None, 1)
    await hold(journal, "asha", START + 30 * HOURS)
    clock.seconds += 23 * 3600
    assert await journal.pause_of("c-1") is not None
    clock.seconds += 3600
    assert await journal.pause_of("c-1") is None


async def test_the_store_knows_who_holds_a_conversation(journal: AnyJournal, clock: Clock) -> None:
    await journal.pause(ASKED)
    await hold(journal, "asha", START)
    clock.seconds += 60
    await hold(journal, "ravi", START + HOURS, instead_of="asha")
    store = MemoryStore()
    await store.apply(await journal.records_after(0))
    (pause,) = (await store.query("SELECT state, holder, held_since, held_at FROM pauses")).to_pylist()
    assert pause == {"state": "paused", "holder": "ravi", "held_since": START + HOURS, "held_at": START + HOURS}


async def test_a_pause_survives_the_process(tmp_path: Path) -> None:
    first = SQLiteJournal.open(tmp_path / "journal.sqlite")
    await first.pause(ASKED)
    await first.open_review(ITEM)
    await first.aclose()
    second = SQLiteJournal.open(tmp_path / "journal.sqlite")
    assert await second.pause_of("c-1") == ASKED
    assert list(await second.reviews()) == [ITEM]
    await second.aclose()


async def test_two_processes_may_write_and_the_audit_chain_stays_whole(tmp_path: Path) -> None:
    server = SQLiteJournal.open(tmp_path / "journal.sqlite")
    await server.pause(ASKED)
    await server.audit("ops", "publish", "pipeline.yaml", {})
    command = SQLiteJournal.open(tmp_path / "journal.sqlite", clear_leases=False)
    assert await command.end_pause("c-1", "asha")
    await command.aclose()
    await server.audit("ops", "publish", "pipeline.yaml", {})
    assert await server.pause_of("c-1") is None
    assert await server.verify_audit() is None
    await server.aclose()
