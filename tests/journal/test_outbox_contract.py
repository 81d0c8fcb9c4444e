"""Sends that wait, fail later, or are known by nobody: the same in every journal."""

from datetime import timedelta
from typing import Any

import pytest

from agent.ports import Address, InboxMessage, InboxStatus, Outgoing, SendTakenError
from agent.turn import DeliveryState
from tests.journal.conftest import START, AnyJournal, Clock


def send(key: str = "s1", message_id: str = "m1", contact: str = "c-1", number: str = "n1") -> Outgoing:
    return Outgoing(
        id=key, message_id=message_id, contact=contact, body={"type": "text"}, state="sending", number=number
    )


def told(name: str, *, callback: str = "", wamid: str = "w1", code: int = 131000) -> InboxStatus:
    errors = ({"code": code, "title": "no"},) if name == "failed" else ()
    return InboxStatus(wamid=wamid, number="n1", status=name, at=START, callback=callback, errors=errors)


def written(key: str, second: int = 0, text: str = "hello", kind: str = "text") -> InboxMessage:
    at = START + timedelta(seconds=second)
    sender = Address(phone="919900000001")
    return InboxMessage(id=key, number="n1", sender=sender, kind=kind, text=text, sent_at=at, payload={})


async def due(journal: AnyJournal, unknown_after_s: float = 120) -> list[str]:
    return [found.id for found in await journal.due_sends(unknown_after_s=unknown_after_s)]


async def failed(journal: AnyJournal, code: int = 131000) -> Outgoing:
    await journal.open_send("c-1", send())
    await journal.close_send("s1", "sent", wamid="w1")
    await journal.receive([told("failed", code=code)])
    kept = await journal.send_of("s1")
    assert kept is not None
    return kept


async def test_a_refused_send_waits_for_its_time_and_is_taken_once(journal: AnyJournal, clock: Clock) -> None:
    await journal.open_send("c-1", send())
    kept = await journal.close_send("s1", "queued", error="busy", code=130429, wait_s=30)
    assert (kept.state, kept.attempts, kept.code, kept.not_before) == ("queued", 1, 130429, clock() + 30)
    assert await due(journal) == []
    assert await journal.take_send("s1") is None
    clock.seconds += 30
    assert await due(journal) == ["s1"]
    taken = await journal.take_send("s1")
    assert taken is not None
    assert (taken.state, taken.attempts, taken.on_the_wire) == ("sending", 1, "s1")
    assert await journal.take_send("s1") is None
    assert await due(journal) == []


async def test_a_send_leaves_once_and_only_while_it_is_sending(journal: AnyJournal, clock: Clock) -> None:
    opened = await journal.open_send("c-1", send())
    await journal.leaving("s1")
    kept = await journal.send_of("s1")
    assert (opened.left, kept and kept.left) == (False, True)
    for state in ("sending", "queued", "unknown", "sent"):
        if state != "sending":
            await journal.close_send("s1", state)
        with pytest.raises(SendTakenError):
            await journal.leaving("s1")


async def test_every_new_attempt_may_leave_once(journal: AnyJournal, clock: Clock) -> None:
    await journal.open_send("c-1", send())
    await journal.leaving("s1")
    await journal.close_send("s1", "queued")
    taken = await journal.take_send("s1")
    assert taken is not None
    assert not taken.left
    await journal.leaving("s1")


async def test_an_attempt_that_never_left_says_nothing_of_one_that_did(journal: AnyJournal) -> None:
    await journal.open_send("c-1", send())
    await journal.leaving("s1")
    assert (await journal.close_send("s1", "queued", posted=False)).state == "sending"
    await journal.close_send("s1", "unknown")
    assert (await journal.close_send("s1", "failed", posted=False)).state == "unknown"


async def test_our_own_limit_is_no_attempt(journal: AnyJournal) -> None:
    await journal.open_send("c-1", send())
    assert (await journal.close_send("s1", "queued", counted=False)).attempts == 0


async def test_the_second_send_to_a_contact_waits_for_the_first(journal: AnyJournal, clock: Clock) -> None:
    await journal.open_send("c-1", send())
    await journal.close_send("s1", "queued", wait_s=60)
    clock.seconds += 1
    assert (await journal.open_send("c-1", send("s2", "m2"))).state == "queued"
    assert (await journal.open_send("c-2", send("s3", "m3", "c-2"))).state == "sending"
    assert await due(journal) == []
    assert await journal.take_send("s2") is None
    clock.seconds += 59
    assert await due(journal) == ["s1"]
    await journal.take_send("s1")
    await journal.close_send("s1", "sent", wamid="w1")
    assert await due(journal) == ["s2"]


async def test_a_send_of_a_stopped_number_waits_until_it_is_started(journal: AnyJournal) -> None:
    await journal.stop_number("n1", "pause", "asha")
    assert (await journal.open_send("c-1", send())).state == "queued"
    assert (await journal.open_send("c-2", send("s2", "m2", "c-2", number="n2"))).state == "sending"
    assert await due(journal) == []
    assert await journal.take_send("s1") is None
    await journal.start_number("n1", "asha")
    assert await due(journal) == ["s1"]


async def test_an_unknown_send_is_due_only_after_the_time_a_status_may_take(journal: AnyJournal, clock: Clock) -> None:
    await journal.open_send("c-1", send())
    await journal.close_send("s1", "unknown", error="lost")
    clock.seconds += 119
    assert await due(journal) == []
    clock.seconds += 1
    assert await due(journal) == ["s1"]
    assert not await journal.send_again("s1")
    await journal.receive([told("delivered", callback="s1")])
    assert await due(journal) == []
    kept = await journal.send_of("s1")
    assert kept is not None
    assert (kept.state, kept.wamid) == ("delivered", "w1")


async def test_a_page_nobody_knows_of_is_due_at_once(journal: AnyJournal) -> None:
    await journal.open_send("c-1", send("p1", "page:x"))
    await journal.close_send("p1", "unknown")
    assert await due(journal) == ["p1"]


async def test_a_send_without_any_end_is_due_after_a_while(journal: AnyJournal, clock: Clock) -> None:
    await journal.open_send("c-1", send())
    clock.seconds += 59
    assert await due(journal) == []
    clock.seconds += 1
    (found,) = await journal.due_sends(unknown_after_s=120)
    assert found.state == "sending"


async def test_a_failure_that_comes_later_is_due_once_and_may_be_left(journal: AnyJournal) -> None:
    kept = await failed(journal)
    assert (kept.state, kept.code, kept.error) == ("failed", 131000, "131000: no")
    assert await due(journal) == ["s1"]
    await journal.leave_send("s1")
    assert await due(journal) == []
    await journal.receive([told("failed", code=131000), told("sent")])
    assert await due(journal) == []


async def test_a_failed_send_goes_again_under_another_uuid(journal: AnyJournal, clock: Clock) -> None:
    await failed(journal)
    assert await journal.send_again("s1", wait_s=5, body={"type": "template"})
    assert not await journal.send_again("s1")
    again = await journal.send_of("s1")
    assert again is not None
    assert (again.state, again.wamid, again.resends, again.attempts) == ("queued", "", 1, 0)
    assert again.is_template
    assert again.on_the_wire != "s1"
    clock.seconds += 5
    taken = await journal.take_send("s1")
    assert taken is not None
    await journal.receive([told("failed", callback="s1"), told("sent", callback="s1")])
    ended = await journal.close_send("s1", "sent", wamid="w2")
    assert ended.state == "sent"
    await journal.receive([told("delivered", wamid="w2", callback=taken.on_the_wire)])
    kept = await journal.outbox("m1")
    assert kept is not None
    assert (kept.state, kept.wamid) == ("delivered", "w2")


@pytest.mark.parametrize("by", ["callback", "wamid"])
async def test_what_arrived_after_all_is_not_sent_a_second_time(journal: AnyJournal, by: str) -> None:
    await failed(journal)
    await journal.send_again("s1", wait_s=60)
    news: dict[str, Any] = {"callback": "s1", "wamid": "w9"} if by == "callback" else {"wamid": "w1"}
    await journal.receive([told("delivered", **news)])
    kept = await journal.send_of("s1")
    assert kept is not None
    assert kept.state == "delivered"
    assert await journal.take_send("s1") is None
    assert not await journal.send_again("s1")


@pytest.mark.parametrize("state", ["sent", "delivered", "queued", "sending"])
async def test_only_what_surely_failed_goes_again(journal: AnyJournal, state: DeliveryState) -> None:
    await journal.open_send("c-1", send())
    if state != "sending":
        await journal.close_send("s1", state, wamid="w1")
    assert not await journal.send_again("s1")
    assert not await journal.send_again("s1", by="asha")
    assert not await journal.send_again("nobody", by="asha")


async def test_a_person_decides_about_what_nobody_knows(journal: AnyJournal) -> None:
    await journal.open_send("c-1", send())
    await journal.close_send("s1", "unknown")
    assert await journal.send_again("s1", by="asha")
    await journal.open_send("c-2", send("s2", "m2", "c-2"))
    await journal.close_send("s2", "unknown")
    assert await journal.arrived("s2", "asha")
    assert not await journal.arrived("s2", "asha")
    assert not await journal.arrived("s1", "asha")
    first, second = await journal.send_of("s1"), await journal.send_of("s2")
    assert first is not None
    assert second is not None
    assert (first.state, second.state) == ("queued", "delivered")
    assert await journal.verify_audit() is None


async def test_the_fallback_is_kept_with_the_send(journal: AnyJournal) -> None:
    draft = Outgoing(id="s1", message_id="m1", contact="c", body={}, state="sending", fallback={"type": "template"})
    opened = await journal.open_send("c", draft)
    assert opened.fallback == {"type": "template"}
    assert not opened.is_template


async def test_a_refusal_because_marketing_was_stopped_is_an_opt_out(journal: AnyJournal) -> None:
    await journal.open_send("c-1", send())
    await journal.close_send("s1", "failed", code=131050)
    entry = await journal.consent("c-1")
    assert entry is not None
    assert (entry.status, entry.scope, entry.source) == ("opted_out", "marketing", "refused")


async def test_the_window_runs_from_the_customers_own_time(journal: AnyJournal) -> None:
    assert await journal.window_left_s("c-1", "n1") < 0
    assert await journal.window_left_s("c-1", "n1", START - timedelta(hours=23)) == 3600
    await journal.receive([written("m2", -7200), written("m1", -10_800), written("m3", kind="system")])
    (contact,) = await journal.waiting()
    lease = await journal.lease(contact, 30)
    assert lease is not None
    assert await journal.window_left_s(contact, "n1") == 22 * 3600
    assert await journal.window_left_s(contact, "n2") < 0
    await journal.settle(lease)
    await journal.receive([written("m0", -80_000)])
    await journal.lease(contact, 30)
    assert await journal.window_left_s(contact, "n1") == 22 * 3600


async def test_a_mark_holds_as_long_as_it_says(journal: AnyJournal, clock: Clock) -> None:
    await journal.mark("c-1", "held", hours=24)
    await journal.mark("template:late", "paused")
    assert dict(await journal.marks("c-1")) == {"held": START}
    clock.seconds += 24 * 3600
    assert dict(await journal.marks("c-1")) == {}
    assert dict(await journal.marks("template:late")) == {"paused": START}


async def test_what_was_set_aside_is_in_the_queue_and_listed_until_something_was_sent(journal: AnyJournal) -> None:
    await journal.receive([written("m1")])
    (contact,) = await journal.waiting()
    for _ in range(3):
        lease = await journal.lease(contact, 30)
        assert lease is not None
        await journal.release(lease)
    assert list(await journal.set_aside()) == []
    assert await journal.lease(contact, 30) is None
    assert [message.id for message in await journal.set_aside()] == ["m1"]
    assert [(item.reason, item.flags) for item in await journal.reviews()] == [("failure", ("set_aside",))]
    await journal.open_send(contact, send("s1", "m1", contact))
    assert list(await journal.set_aside()) == []


async def test_a_conversation_given_back_for_later_is_free_only_then(journal: AnyJournal, clock: Clock) -> None:
    await journal.receive([written("m1")])
    (contact,) = await journal.waiting()
    lease = await journal.lease(contact, 60)
    assert lease is not None
    await journal.release(lease, again_in_s=10)
    assert list(await journal.waiting()) == []
    assert await journal.lease(contact, 60) is None
    clock.seconds += 10
    assert list(await journal.waiting()) == [contact]
    again = await journal.lease(contact, 60)
    assert again is not None
    assert again.attempts == 2


async def test_a_look_takes_nothing(journal: AnyJournal, clock: Clock) -> None:
    await journal.receive([written("m1", text="hi")])
    (contact,) = await journal.waiting()
    clock.seconds += 3
    await journal.receive([written("m2", -50, text="one more thing")])
    clock.seconds += 2
    waiting = await journal.peek(contact)
    assert (waiting.messages, waiting.last_text, waiting.age_s) == (2, "one more thing", 2)
    assert (await journal.peek("c-nobody")).messages == 0
    lease = await journal.lease(contact, 30)
    assert lease is not None
    assert [message.id for message in lease.messages] == ["m2", "m1"]


@pytest.mark.parametrize(("count", "chars", "first"), [(120, 5, 50), (10, 2000, 3), (3, 9000, 1)])
async def test_a_flood_comes_in_portions_and_nothing_is_dropped(
    journal: AnyJournal, count: int, chars: int, first: int
) -> None:
    await journal.receive([written(f"m{n}", n, text="x" * chars) for n in range(count)])
    (contact,) = await journal.waiting()
    sizes = []
    while lease := await journal.lease(contact, 30):
        sizes.append(len(lease.messages))
        await journal.settle(lease)
    assert sizes[0] == first
    assert sum(sizes) == count
