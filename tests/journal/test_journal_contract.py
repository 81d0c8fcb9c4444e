"""Every journal keeps these promises, whatever it is kept in."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone

import pytest

from agent.ports import (
    Address,
    ConsentEntry,
    InboxEvent,
    InboxMessage,
    InboxStatus,
    LeaseLostError,
    Outgoing,
    PortError,
    Record,
)
from agent.turn import ConsentStatus, DeliveryState
from tests.journal.conftest import START, AnyJournal, Clock


def message(
    key: str = "m1", *, text: str = "hello", phone: str = "919900000001", user_id: str = "", minute: int = 0
) -> InboxMessage:
    return InboxMessage(
        id=key,
        number="n1",
        sender=Address(phone=phone, user_id=user_id, name="Asha"),
        kind="text",
        text=text,
        sent_at=START + timedelta(minutes=minute),
        payload={"type": "text"},
    )


def status(name: str, *, wamid: str = "w1", callback: str = "", to: str = "919900000001") -> InboxStatus:
    errors = ({"code": 131047, "title": "Re-engagement message"},) if name == "failed" else ()
    return InboxStatus(wamid=wamid, number="n1", status=name, at=START, to=to, callback=callback, errors=errors)


def send(key: str = "s1", message_id: str = "m1", contact: str = "c-x") -> Outgoing:
    return Outgoing(id=key, message_id=message_id, contact=contact, body={"type": "text"}, state="queued")


async def facts(journal: AnyJournal, kind: str) -> Sequence[Record]:
    return [record for record in await journal.records_after(0) if record.kind == kind]


async def test_a_message_delivered_twice_is_kept_once(journal: AnyJournal) -> None:
    assert await journal.receive([message(), message("m2"), message()]) == [True, True, False]
    assert await journal.receive([message()]) == [False]
    (contact,) = await journal.waiting()
    lease = await journal.lease(contact, 30)
    assert lease
    assert [kept.id for kept in lease.messages] == ["m1", "m2"]


async def test_the_same_id_on_another_number_is_another_message(journal: AnyJournal) -> None:
    other = InboxMessage(
        id="m1", number="n2", sender=Address(phone="1"), kind="text", text="", sent_at=START, payload={}
    )
    assert await journal.receive([message(), other]) == [True, True]


async def test_a_message_without_a_sender_is_refused_and_its_batch_with_it(journal: AnyJournal) -> None:
    with pytest.raises(PortError):
        await journal.receive([message(), message("m2", phone=" + ")])
    assert await journal.waiting() == []
    assert await journal.records_after(0) == []


async def test_half_emoji_nul_and_nan_are_kept_without_harm(journal: AnyJournal) -> None:
    nasty = message("m\ud83d", text="up \ud83d\ude00 half \ud83d nul \x00 end")
    assert await journal.receive([nasty, nasty]) == [True, False]
    (contact,) = await journal.waiting()
    lease = await journal.lease(contact, 30)
    assert lease
    assert lease.messages[0].text == "up 😀 half \ufffd nul \x00 end"
    await journal.settle(lease)
    assert await journal.waiting() == []
    await journal.record("turn", "k\udc00", contact, {"score": float("nan"), "text": "\udc00", "ok": (1, 2)})
    assert (await facts(journal, "turn"))[0].body == {"score": None, "text": "\ufffd", "ok": [1, 2]}


async def test_inbound_carries_the_surrogate_and_utc(journal: AnyJournal) -> None:
    sent_at = datetime(2026, 11, 22, 14, 30, 0, 123457, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    sender = Address(phone="+91 99")
    await journal.receive(
        [InboxMessage(id="m", number="n", sender=sender, kind="image", text="", sent_at=sent_at, payload={})]
    )
    (contact,) = await journal.waiting()
    lease = await journal.lease(contact, 30)
    assert lease
    (inbound,) = lease.messages
    assert (inbound.contact, inbound.kind, inbound.number, inbound.history) == (contact, "image", "n", ())
    assert inbound.sent_at == sent_at
    assert inbound.sent_at.tzinfo is UTC
    assert contact.startswith("c-")
    assert len(contact) == 14
    assert await journal.address(contact) == Address(phone="9199")
    assert await journal.address("c-nobody") is None


async def test_messages_are_handed_out_in_the_customers_order(journal: AnyJournal) -> None:
    await journal.receive([message("late", minute=5), message("early", minute=1), message("early2", minute=1)])
    (contact,) = await journal.waiting()
    lease = await journal.lease(contact, 30)
    assert lease
    assert [kept.id for kept in lease.messages] == ["early", "early2", "late"]


async def test_the_longest_waiting_contact_comes_first(journal: AnyJournal, clock: Clock) -> None:
    await journal.receive([message("a", phone="1", minute=9)])
    clock.seconds += 1
    await journal.receive([message("b", phone="2", minute=0)])
    clock.seconds += 1
    await journal.receive([message("c", phone="1")])
    first, second = await journal.waiting()
    assert await journal.address(first) == Address(phone="1", name="Asha")
    assert await journal.address(second) == Address(phone="2", name="Asha")
    depth = await journal.depth()
    assert (depth["waiting"], depth["oldest_waiting_s"]) == (3, 2.0)
    assert {depth[what] for what in ("set_aside", "unknown_sends", "queued_sends", "retrying_sends")} == {0}


async def test_a_leased_conversation_is_not_free_until_it_is_given_back(journal: AnyJournal) -> None:
    await journal.receive([message()])
    (contact,) = await journal.waiting()
    lease = await journal.lease(contact, 30)
    assert lease
    assert await journal.waiting() == []
    assert await journal.lease(contact, 30) is None
    await journal.receive([message("m2")])
    await journal.settle(lease)
    assert await journal.waiting() == [contact]
    again = await journal.lease(contact, 30)
    assert again
    assert [kept.id for kept in again.messages] == ["m2"]
    assert again.fence > lease.fence


async def test_nothing_to_lease_for_a_stranger_or_an_answered_contact(journal: AnyJournal) -> None:
    assert await journal.lease("c-nobody", 30) is None
    contact = await journal.resolve(Address(phone="5"))
    assert await journal.lease(contact, 30) is None


async def test_a_worker_that_slept_through_its_lease_may_write_nothing(journal: AnyJournal, clock: Clock) -> None:
    await journal.receive([message()])
    (contact,) = await journal.waiting()
    lease = await journal.lease(contact, 30)
    assert lease
    clock.seconds += 60
    assert await journal.waiting() == [contact]
    with pytest.raises(LeaseLostError):
        await journal.open_send(contact, send())
    with pytest.raises(LeaseLostError):
        await journal.renew(lease, 30)
    newer = await journal.lease(contact, 30)
    assert newer
    for attempt in (journal.settle(lease), journal.release(lease)):
        with pytest.raises(LeaseLostError):
            await attempt
    with pytest.raises(LeaseLostError):
        await journal.renew(lease, 30)
    await journal.settle(newer)


async def test_a_renewed_lease_lasts_longer(journal: AnyJournal, clock: Clock) -> None:
    await journal.receive([message()])
    (contact,) = await journal.waiting()
    lease = await journal.lease(contact, 30)
    assert lease
    clock.seconds += 20
    lease = await journal.renew(lease, 30)
    assert lease.until == clock.seconds + 30
    clock.seconds += 20
    assert await journal.waiting() == []
    await journal.settle(lease)
    assert await journal.waiting() == []


async def test_whoever_never_leased_may_send(journal: AnyJournal) -> None:
    await journal.receive([message()])
    (contact,) = await journal.waiting()
    lease = await journal.lease(contact, 30)
    assert lease
    await journal.settle(lease)
    assert (await journal.open_send(contact, send())).state == "sending"


async def fail(journal: AnyJournal, contact: str) -> list[str]:
    lease = await journal.lease(contact, 30)
    if lease is None:
        return []
    await journal.release(lease)
    return [kept.id for kept in lease.messages]


async def test_a_message_that_failed_three_times_is_set_aside_and_the_rest_goes_on(journal: AnyJournal) -> None:
    await journal.receive([message("poison"), message("fine", minute=1)])
    (contact,) = await journal.waiting()
    assert await fail(journal, contact) == ["poison", "fine"]
    assert await fail(journal, contact) == ["poison", "fine"]
    assert await fail(journal, contact) == ["poison"]
    lease = await journal.lease(contact, 30)
    assert lease
    assert [kept.id for kept in lease.messages] == ["fine"]
    assert lease.attempts == 3
    await journal.settle(lease)
    assert await journal.waiting() == []
    assert (await journal.depth())["set_aside"] == 1
    (event,) = await facts(journal, "event")
    assert event.contact == contact
    assert event.body["field"] == "message-set-aside"
    assert event.body["payload"] == {"message_id": "poison", "attempts": 3}


async def test_a_lone_message_is_tried_three_times(journal: AnyJournal, clock: Clock) -> None:
    await journal.receive([message()])
    (contact,) = await journal.waiting()
    for attempt in (1, 2, 3):
        lease = await journal.lease(contact, 30)
        assert lease
        assert lease.attempts == attempt
        clock.seconds += 31
    assert await journal.waiting() == [contact]
    assert await journal.lease(contact, 30) is None
    assert await journal.waiting() == []
    assert await journal.receive([message()]) == [False]


async def test_a_newer_message_waits_until_the_answered_ones_are_settled(journal: AnyJournal) -> None:
    await journal.receive([message("a"), message("b", minute=1)])
    (contact,) = await journal.waiting()
    lease = await journal.lease(contact, 30)
    assert lease
    await journal.open_send(contact, send("s1", "a"))
    await journal.close_send("s1", "sent", wamid="w1")
    await journal.release(lease)
    await journal.receive([message("early", minute=-5), message("late", minute=5)])
    for _ in range(2):
        lease = await journal.lease(contact, 30)
        assert lease
        assert [kept.id for kept in lease.messages] == ["a", "b"]
        await journal.release(lease)
    lease = await journal.lease(contact, 30)
    assert lease
    assert [kept.id for kept in lease.messages] == ["early", "late"]


async def test_one_send_per_message(journal: AnyJournal) -> None:
    assert await journal.outbox("m1") is None
    opened = await journal.open_send("c-x", send("s1"))
    assert (opened.id, opened.state) == ("s1", "sending")
    assert (await journal.open_send("c-x", send("s2"))).id == "s1"
    await journal.close_send("s1", "sent", wamid="w1")
    kept = await journal.outbox("m1")
    assert kept
    assert (kept.id, kept.state, kept.wamid, kept.attempts) == ("s1", "sent", "w1", 1)
    assert kept.body == {"type": "text"}
    with pytest.raises(PortError):
        await journal.close_send("nobody", "sent")


@pytest.mark.parametrize(
    ("told", "state"),
    [
        (["sent"], "sent"),
        (["sent", "delivered", "read"], "read"),
        (["read", "delivered", "sent"], "read"),
        (["delivered", "played"], "read"),
        (["sent", "failed"], "failed"),
        (["failed", "sent"], "failed"),
        (["delivered", "failed"], "delivered"),
        (["failed", "delivered"], "delivered"),
        (["warning", "deleted"], "sent"),
    ],
)
async def test_statuses_only_move_a_send_forward(journal: AnyJournal, told: list[str], state: DeliveryState) -> None:
    await journal.open_send("c-x", send())
    await journal.close_send("s1", "sent", wamid="w1")
    for name in told:
        assert await journal.receive([status(name), status(name)]) == [True, False]
    kept = await journal.outbox("m1")
    assert kept
    assert kept.state == state
    assert (kept.error == "131047: Re-engagement message") is (state == "failed")
    assert [record.contact for record in await facts(journal, "status")] == ["c-x"] * len(told)


@pytest.mark.parametrize("before", ["sending", "unknown", "failed"])
async def test_a_status_with_our_uuid_settles_what_nobody_knew(journal: AnyJournal, before: DeliveryState) -> None:
    await journal.open_send("c-x", send())
    if before != "sending":
        await journal.close_send("s1", before, error="timeout")
    await journal.receive([status("sent", callback="s1")])
    kept = await journal.outbox("m1")
    assert kept
    assert (kept.state, kept.wamid, kept.error) == ("sent", "w1", "")
    await journal.close_send("s1", "unknown", error="timeout")
    kept = await journal.outbox("m1")
    assert kept
    assert (kept.state, kept.wamid) == ("sent", "w1")


async def test_a_status_that_overtakes_the_answer_is_not_lost(journal: AnyJournal) -> None:
    await journal.open_send("c-x", send())
    await journal.receive([status("delivered")])
    kept = await journal.outbox("m1")
    assert kept
    assert kept.state == "sending"
    await journal.close_send("s1", "sent", wamid="w1")
    kept = await journal.outbox("m1")
    assert kept
    assert kept.state == "delivered"


async def test_an_accepted_send_is_not_taken_back_by_a_later_attempt(journal: AnyJournal) -> None:
    await journal.open_send("c-x", send())
    await journal.close_send("s1", "failed", error="131056: pair rate")
    await journal.close_send("s1", "sent", wamid="w1")
    await journal.close_send("s1", "unknown", error="timeout")
    kept = await journal.outbox("m1")
    assert kept
    assert (kept.state, kept.attempts) == ("sent", 3)


async def test_a_status_about_nobodys_send_is_kept(journal: AnyJournal) -> None:
    contact = await journal.resolve(Address(phone="919900000001"))
    assert await journal.receive([status("sent", wamid="other")]) == [True]
    assert await journal.receive([status("sent", wamid="third", to="447")]) == [True]
    assert [record.contact for record in await facts(journal, "status")] == [contact, ""]


async def test_unknown_sends_are_counted(journal: AnyJournal, clock: Clock) -> None:
    await journal.open_send("c-x", send("s1", "m1"))
    await journal.close_send("s1", "unknown")
    await journal.open_send("c-x", send("s2", "m2"))
    assert (await journal.depth())["unknown_sends"] == 1
    clock.seconds += 61
    assert (await journal.depth())["unknown_sends"] == 2


async def test_phone_and_user_id_lead_to_the_same_contact_once_linked(journal: AnyJournal) -> None:
    contact = await journal.resolve(Address(phone="+91 99000-00001", name="Asha"))
    assert await journal.resolve(Address(phone="919900000001", user_id="IN.42")) == contact
    assert await journal.resolve(Address(user_id="IN.42")) == contact
    assert await journal.resolve(Address(user_id="IN.42", phone="919911111111")) == contact
    assert await journal.resolve(Address(phone="919911111111")) == contact
    assert await journal.address(contact) == Address(phone="919911111111", user_id="IN.42", name="Asha")
    (first,) = await facts(journal, "contact")
    assert first.key == first.contact == contact
    assert {"phone", "user_id", "name", "first_seen"} == set(first.body)
    assert [record.body["user_id"] for record in await facts(journal, "profile")] == ["IN.42", "IN.42"]


async def test_an_address_that_names_nobody_is_refused(journal: AnyJournal) -> None:
    with pytest.raises(PortError):
        await journal.resolve(Address(name="Asha"))


async def test_an_imported_contact_keeps_its_own_id(journal: AnyJournal) -> None:
    await journal.enrol("c-0001", Address(phone="+91 1", name="Asha"))
    await journal.enrol("c-0001", Address(phone="92", user_id="IN.1", name="Other"))
    assert await journal.address("c-0001") == Address(phone="911", user_id="IN.1", name="Asha")
    for known in (Address(phone="911"), Address(phone="92"), Address(user_id="IN.1")):
        assert await journal.resolve(known) == "c-0001"
    await journal.receive([message(phone="911")])
    assert await journal.waiting() == ["c-0001"]
    assert await facts(journal, "contact") == []


async def test_an_import_does_not_take_a_known_number_away(journal: AnyJournal) -> None:
    first = await journal.resolve(Address(phone="911"))
    await journal.enrol("c-0001", Address(phone="911", name="Asha"))
    assert await journal.resolve(Address(phone="911")) == first
    assert await journal.address("c-0001") is None
    await journal.enrol("c-0001", Address(phone="912"))
    assert await journal.address("c-0001") == Address(phone="912", name="Asha")


async def test_the_text_of_a_message_is_not_a_fact_yet(journal: AnyJournal) -> None:
    await journal.receive([message(text="my secret")])
    assert [record.kind for record in await journal.records_after(0)] == ["contact"]


async def test_events_are_facts_once(journal: AnyJournal) -> None:
    event = InboxEvent(id="e1", number="n1", field="account_update", payload={"event": "WARNING"})
    assert await journal.receive([event, event]) == [True, False]
    (record,) = await facts(journal, "event")
    assert record.body == {"number": "n1", "field": "account_update", "payload": {"event": "WARNING"}}


async def test_the_newest_line_of_the_consent_ledger_counts(journal: AnyJournal) -> None:
    assert await journal.consent("c-x") is None
    states: tuple[ConsentStatus, ...] = ("subscribed", "opted_out")
    for number, name in enumerate(states):
        at = START - timedelta(hours=number)
        await journal.write_consent(ConsentEntry(contact="c-x", status=name, at=at, source="message", text="STOP"))
    entry = await journal.consent("c-x")
    assert entry == ConsentEntry(
        contact="c-x", status="opted_out", at=START - timedelta(hours=1), source="message", text="STOP"
    )
    assert [record.body["status"] for record in await facts(journal, "consent")] == list(states)
    assert await journal.consent("c-y") is None


async def test_a_fact_is_kept_once_and_keeps_its_number(journal: AnyJournal) -> None:
    first = await journal.record("turn", "m1", "c-x", {"n": 1})
    second = await journal.record("lead", "m1", "c-x", {"n": 2})
    assert await journal.record("turn", "m1", "c-x", {"n": 3}) == first
    assert second > first
    assert [record.body["n"] for record in await journal.records_after(0)] == [1, 2]
    assert [record.seq for record in await journal.records_after(first)] == [second]
    assert len(await journal.records_after(0, limit=1)) == 1


async def test_the_audit_chain_is_whole(journal: AnyJournal) -> None:
    assert await journal.verify_audit() is None
    for number in range(3):
        await journal.audit("ops", "publish", "pipeline.yaml", {"n": number, "who": "नेहा"})
    assert await journal.verify_audit() is None


async def test_a_closed_journal_refuses_to_write(journal: AnyJournal) -> None:
    await journal.aclose()
    with pytest.raises(PortError):
        await journal.receive([message()])
    await journal.aclose()


async def test_records_of_a_kind_come_alone_and_in_order(journal: AnyJournal) -> None:
    for key, kind in (("a", "label"), ("b", "event"), ("c", "label")):
        await journal.record(kind, key, "c-1", {"key": key})
    assert [record.key for record in await journal.records_of("label")] == ["a", "c"]
    assert await journal.records_of("weather") == []
