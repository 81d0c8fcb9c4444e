"""A person stays one contact, whatever WhatsApp calls them: in every journal alike."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from agent.ports import (
    Address,
    ConsentEntry,
    IdentityChange,
    InboxEvent,
    InboxMessage,
    InboxStatus,
    LeaseLostError,
    MarketingChoice,
    Outgoing,
    Pause,
    Record,
    ReviewItem,
)
from agent.turn import ConsentScope, ConsentStatus
from tests.journal.conftest import START, AnyJournal, Clock

PHONE, OTHER_PHONE = "919000000001", "919000000002"
BSUID, OTHER_BSUID, PARENT = "IN.42", "IN.43", "IN.ENT.7"


def written(key: str, sender: Address, *, minute: int = 0, change: IdentityChange | None = None) -> InboxMessage:
    return InboxMessage(
        id=key,
        number="n1",
        sender=sender,
        kind="system" if change else "text",
        text=key,
        sent_at=START + timedelta(minutes=minute),
        payload={},
        change=change,
    )


def moved(to: Address, minute: int = 0) -> IdentityChange:
    return IdentityChange(to=to, at=START + timedelta(minutes=minute))


def send(key: str, message_id: str, contact: str) -> Outgoing:
    return Outgoing(id=key, message_id=message_id, contact=contact, body={"type": "text"}, state="queued")


async def facts(journal: AnyJournal, kind: str) -> Sequence[Record]:
    return [record for record in await journal.records_after(0) if record.kind == kind]


async def taken(journal: AnyJournal, contact: str) -> None:
    """All that waits is leased and settled, as the service does."""
    lease = await journal.lease(contact, 30)
    assert lease is not None
    await journal.settle(lease)


async def two(journal: AnyJournal, clock: Clock) -> tuple[str, str]:
    """One person under two contacts: first by number, later by user id."""
    elder = await journal.resolve(Address(phone=PHONE, name="Asha"))
    clock.seconds += 60
    return elder, await journal.resolve(Address(user_id=BSUID, username="asha.walks"))


async def test_two_contacts_whose_ids_stand_in_one_payload_are_one_and_the_older_stays(
    journal: AnyJournal, clock: Clock
) -> None:
    elder, younger = await two(journal, clock)
    for _ in range(2):
        assert await journal.resolve(Address(phone=PHONE, user_id=BSUID)) == elder
    assert await journal.resolve(Address(user_id=BSUID)) == elder
    known = Address(phone=PHONE, user_id=BSUID, name="Asha", username="asha.walks")
    assert await journal.address(elder) == await journal.address(younger) == known
    (record,) = await facts(journal, "merge")
    assert (record.contact, record.body["kept"], record.body["gone"]) == (elder, elder, younger)
    assert await journal.verify_audit() is None


async def test_a_merge_is_done_once(journal: AnyJournal, clock: Clock) -> None:
    elder, younger = await two(journal, clock)
    assert await journal.merge(elder, younger, "asha") is True
    assert await journal.merge(elder, younger, "asha") is False
    assert await journal.merge(younger, elder, "asha") is False
    assert len(await facts(journal, "merge")) == 1


async def test_merged_again_all_older_ids_lead_to_the_last(journal: AnyJournal, clock: Clock) -> None:
    elder, younger = await two(journal, clock)
    clock.seconds -= 3600
    eldest = await journal.resolve(Address(parent_id=PARENT))
    await journal.merge(elder, younger, "asha")
    assert await journal.resolve(Address(user_id=BSUID, parent_id=PARENT)) == eldest
    for contact in (elder, younger, eldest):
        found = await journal.address(contact)
        assert found is not None
        assert (found.phone, found.user_id, found.parent_id) == (PHONE, BSUID, PARENT)


async def test_what_waits_for_both_is_one_conversation_in_order(journal: AnyJournal, clock: Clock) -> None:
    await journal.receive([written("by-phone", Address(phone=PHONE), minute=2)])
    clock.seconds += 1
    await journal.receive([written("by-id", Address(user_id=BSUID), minute=1)])
    await journal.receive([written("both", Address(phone=PHONE, user_id=BSUID), minute=3)])
    (contact,) = await journal.waiting()
    lease = await journal.lease(contact, 30)
    assert lease is not None
    assert [message.id for message in lease.messages] == ["by-id", "by-phone", "both"]
    assert {message.contact for message in lease.messages} == {contact}


async def test_a_turn_under_way_ends_under_the_old_id_before_the_person_is_answered_again(
    journal: AnyJournal, clock: Clock
) -> None:
    await journal.receive([written("a", Address(phone=PHONE))])
    clock.seconds += 1
    await journal.receive([written("b", Address(user_id=BSUID))])
    elder, younger = await journal.waiting()
    running = await journal.lease(younger, 30)
    assert running is not None
    await journal.receive([written("c", Address(phone=PHONE, user_id=BSUID))])
    assert await journal.waiting() == []
    assert await journal.lease(elder, 30) is None
    assert await journal.lease(younger, 30) is None
    opened = await journal.open_send(younger, send("s-b", "b", younger))
    assert opened.contact == elder
    await journal.close_send("s-b", "sent", wamid="w-b")
    await journal.settle(await journal.renew(running, 30))
    assert await journal.waiting() == [elder]
    rest = await journal.lease(elder, 30)
    assert rest is not None
    assert [message.id for message in rest.messages] == ["a", "c"]


async def test_a_worker_that_died_in_a_merge_does_not_lock_the_person_out(journal: AnyJournal, clock: Clock) -> None:
    elder, younger = await two(journal, clock)
    await journal.receive([written("b", Address(user_id=BSUID))])
    stale = await journal.lease(younger, 30)
    assert stale is not None
    await journal.merge(elder, younger, "whatsapp")
    assert await journal.waiting() == []
    clock.seconds += 31
    assert await journal.waiting() == [elder]
    again = await journal.lease(elder, 30)
    assert again is not None
    assert [message.id for message in again.messages] == ["b"]
    with pytest.raises(LeaseLostError):
        await journal.settle(stale)


@pytest.mark.parametrize(
    ("mine", "theirs", "stands", "lines"),
    [
        (("subscribed", "all"), ("opted_out", "all"), ("opted_out", "all", "merge"), 3),
        (("opted_out", "all"), ("subscribed", "all"), ("opted_out", "all", "message"), 2),
        (("opted_out", "marketing"), ("opted_out", "all"), ("opted_out", "all", "merge"), 3),
        (("opted_out", "all"), ("opted_out", "marketing"), ("opted_out", "all", "message"), 2),
        (("subscribed", "all"), ("opted_out", "marketing"), ("opted_out", "marketing", "merge"), 3),
        (None, ("subscribed", "marketing"), ("subscribed", "marketing", "merge"), 2),
        (("subscribed", "all"), None, ("subscribed", "all", "message"), 1),
        (None, None, None, 0),
    ],
)
async def test_the_stricter_consent_holds_by_a_new_line_and_none_is_lost(
    journal: AnyJournal,
    clock: Clock,
    mine: tuple[ConsentStatus, ConsentScope] | None,
    theirs: tuple[ConsentStatus, ConsentScope] | None,
    stands: tuple[str, str, str] | None,
    lines: int,
) -> None:
    elder, younger = await two(journal, clock)
    for contact, said in ((elder, mine), (younger, theirs)):
        if said:
            entry = ConsentEntry(contact=contact, status=said[0], scope=said[1], at=START, source="message")
            await journal.write_consent(entry)
    await journal.resolve(Address(phone=PHONE, user_id=BSUID))
    for contact in (elder, younger):
        found = await journal.consent(contact)
        assert (found and (found.status, found.scope, found.source)) == stands
    assert len(await facts(journal, "consent")) == lines


async def test_a_stop_said_in_a_turn_that_ran_through_the_merge_binds_the_person(
    journal: AnyJournal, clock: Clock
) -> None:
    elder, younger = await two(journal, clock)
    await journal.merge(elder, younger, "whatsapp")
    await journal.write_consent(ConsentEntry(contact=younger, status="opted_out", at=START, source="message"))
    found = await journal.consent(elder)
    assert found is not None
    assert (found.contact, found.status) == (elder, "opted_out")


def _pause(contact: str, key: str, at: datetime = START, until: datetime | None = None) -> Pause:
    return Pause(contact=contact, message_id=key, reason="asked", at=at, until=until)


async def test_of_two_pauses_the_longer_stays_with_all_that_waits_and_one_release_ends_it(
    journal: AnyJournal, clock: Clock
) -> None:
    elder, younger = await two(journal, clock)
    await journal.pause(_pause(elder, "a", until=START + timedelta(hours=1)))
    await journal.count_waiting(elder, "a2")
    await journal.pause(_pause(younger, "b", START - timedelta(hours=1)))
    await journal.count_waiting(younger, "b2")
    await journal.merge(elder, younger, "whatsapp")
    held = await journal.pause_of(elder)
    assert held is not None
    assert (held.contact, held.message_id, held.until, held.waiting) == (elder, "b", None, 2)
    assert await journal.pause_of(younger) == held
    assert await journal.end_pause(younger, "asha") is True
    assert await journal.pause_of(elder) is None
    states = {(record.body["message_id"], record.body["state"]) for record in await facts(journal, "pause")}
    assert {("a", "released"), ("b", "released")} <= states


async def test_open_reviews_come_along_and_are_settled_with_the_person(journal: AnyJournal, clock: Clock) -> None:
    elder, younger = await two(journal, clock)
    await journal.pause(_pause(younger, "b"))
    await journal.open_review(ReviewItem(id="r1", contact=younger, message_id="b", reason="asked", opened_at=START))
    await journal.merge(elder, younger, "whatsapp")
    (item,) = await journal.reviews()
    assert item.contact == elder
    await journal.end_pause(elder, "asha")
    assert await journal.reviews() == []


async def test_a_send_is_still_the_only_one_of_its_message_after_the_merge(journal: AnyJournal, clock: Clock) -> None:
    elder, younger = await two(journal, clock)
    await journal.open_send(younger, send("s1", "m1", younger))
    await journal.merge(elder, younger, "whatsapp")
    again = await journal.open_send(elder, send("s2", "m1", elder))
    assert (again.id, again.contact) == ("s1", elder)
    await journal.receive([InboxStatus(wamid="w", number="n1", status="read", at=START, callback="s1")])
    assert [record.contact for record in await facts(journal, "status")] == [elder]


async def test_the_24_hours_and_what_is_remembered_of_either_hold_for_the_person(
    journal: AnyJournal, clock: Clock
) -> None:
    elder, younger = await two(journal, clock)
    await journal.receive([written("b", Address(user_id=BSUID), minute=1)])
    await taken(journal, younger)
    await journal.mark(younger, "unreachable")
    await journal.merge(elder, younger, "whatsapp")
    for contact in (elder, younger):
        assert await journal.window_left_s(contact, "n1") == 86400
        assert set(await journal.marks(contact)) == {"unreachable"}


async def test_a_call_opens_the_24_hours_and_a_word_to_a_group_does_not(journal: AnyJournal) -> None:
    contact = await journal.resolve(Address(phone=PHONE))
    said = written("g", Address(phone=PHONE))
    await journal.receive([replace(said, kind="group")])
    await taken(journal, contact)
    assert await journal.window_left_s(contact, "n1") < 0
    await journal.receive([replace(said, id="c", kind="call")])
    await taken(journal, contact)
    assert await journal.window_left_s(contact, "n1") == 86400


async def test_two_people_with_number_and_user_id_each_are_kept_apart_and_the_user_id_decides(
    journal: AnyJournal,
) -> None:
    asha = await journal.resolve(Address(phone=PHONE, user_id=BSUID))
    tashi = await journal.resolve(Address(phone=OTHER_PHONE, user_id=OTHER_BSUID))
    for _ in range(2):
        assert await journal.resolve(Address(phone=PHONE, user_id=OTHER_BSUID)) == tashi
    assert await journal.resolve(Address(phone=PHONE)) == asha
    assert await journal.address(tashi) == Address(phone=OTHER_PHONE, user_id=OTHER_BSUID)
    (event,) = await facts(journal, "event")
    assert event.body["field"] == "identity-conflict"


async def test_a_parent_id_in_common_says_that_they_are_one_person_all_the_same(journal: AnyJournal) -> None:
    asha = await journal.resolve(Address(phone=PHONE, user_id=BSUID, parent_id=PARENT))
    same = Address(phone=OTHER_PHONE, user_id=OTHER_BSUID, parent_id=PARENT)
    assert await journal.resolve(same) == asha


async def test_a_new_number_in_mid_conversation_is_the_same_contact(journal: AnyJournal) -> None:
    await journal.receive([written("before", Address(phone=PHONE, user_id=BSUID))])
    (contact,) = await journal.waiting()
    lease = await journal.lease(contact, 30)
    assert lease is not None
    news = written("system", Address(phone=PHONE), minute=1, change=moved(Address(phone=OTHER_PHONE), 1))
    await journal.receive([news])
    await journal.receive([written("after", Address(phone=OTHER_PHONE, user_id=OTHER_BSUID), minute=2)])
    await journal.settle(lease)
    rest = await journal.lease(contact, 30)
    assert rest is not None
    assert [message.id for message in rest.messages] == ["system", "after"]
    found = await journal.address(contact)
    assert found is not None
    assert (found.phone, found.user_id) == (OTHER_PHONE, OTHER_BSUID)


async def test_a_message_that_overtook_the_news_of_its_number_joins_the_same_contact(journal: AnyJournal) -> None:
    contact = await journal.resolve(Address(phone=PHONE, user_id=BSUID))
    await journal.receive([written("after", Address(phone=OTHER_PHONE, user_id=OTHER_BSUID), minute=2)])
    await journal.receive([written("news", Address(phone=PHONE), change=moved(Address(phone=OTHER_PHONE)))])
    assert await journal.waiting() == [contact]
    assert await journal.resolve(Address(phone=OTHER_PHONE)) == contact


async def test_a_number_that_was_somebodys_long_before_moves_without_its_history(
    journal: AnyJournal, clock: Clock
) -> None:
    former = await journal.resolve(Address(phone=OTHER_PHONE, user_id=OTHER_BSUID))
    clock.seconds += 86400 * 90
    contact = await journal.resolve(Address(phone=PHONE, user_id=BSUID))
    at = 60 * 24 * 90
    change = moved(Address(phone=OTHER_PHONE), at)
    await journal.receive([written("news", Address(phone=PHONE), minute=at, change=change)])
    assert await journal.resolve(Address(phone=OTHER_PHONE)) == contact
    assert await journal.resolve(Address(user_id=OTHER_BSUID)) == former
    assert await journal.address(former) == Address(user_id=OTHER_BSUID)


async def test_a_number_that_was_left_names_its_owner_only_for_what_was_sent_before(journal: AnyJournal) -> None:
    contact = await journal.resolve(Address(phone=PHONE, user_id=BSUID))
    change = moved(Address(phone=OTHER_PHONE), 10)
    await journal.receive([written("news", Address(phone=PHONE), minute=10, change=change)])
    await journal.receive([written("late", Address(phone=PHONE), minute=5)])
    assert await journal.waiting() == [contact]
    found = await journal.address(contact)
    assert found is not None
    assert found.phone == OTHER_PHONE
    await journal.receive([written("stranger", Address(phone=PHONE, user_id="IN.99"), minute=60 * 24 * 200)])
    stranger = await journal.resolve(Address(user_id="IN.99"))
    assert stranger != contact
    assert set(await journal.waiting()) == {contact, stranger}


@pytest.mark.parametrize(
    "told",
    [Address(phone=PHONE, user_id=BSUID), Address(phone=PHONE), Address(user_id=BSUID)],
    ids=["both", "phone", "id"],
)
async def test_a_late_status_does_not_bring_back_the_number_somebody_left(journal: AnyJournal, told: Address) -> None:
    """The answer before the move is read after it: the next answer must go to the new number."""
    old, new = Address(phone=PHONE, user_id=BSUID), Address(phone=OTHER_PHONE, user_id=OTHER_BSUID)
    await journal.receive([written("m1", old)])
    (contact,) = await journal.waiting()
    await taken(journal, contact)
    await journal.open_send(contact, send("s1", "m1", contact))
    await journal.receive([written("m2", old, minute=1, change=moved(new, minute=1))])
    at = START + timedelta(minutes=2)
    status = InboxStatus(wamid="w1", number="n1", status="read", at=at, to=told.phone, callback="s1", person=told)
    await journal.receive([status])
    await journal.receive([replace(status, wamid="w2", callback="nobody's")])

    kept = await journal.address(contact)
    assert kept is not None
    assert (kept.phone, kept.user_id) == (OTHER_PHONE, OTHER_BSUID)
    await taken(journal, contact)
    await journal.receive([written("m3", Address(phone=PHONE, user_id="IN.99"), minute=60 * 24 * 200)])
    (stranger,) = await journal.waiting()
    assert stranger != contact


async def test_a_choice_that_comes_late_or_again_does_not_bring_back_the_number_somebody_left(
    journal: AnyJournal, clock: Clock
) -> None:
    old, new = Address(phone=PHONE, user_id=BSUID), Address(phone=OTHER_PHONE, user_id=OTHER_BSUID)
    contact = await journal.resolve(old)
    choice = MarketingChoice(person=old, status="opted_out", at=START + timedelta(minutes=1))
    event = InboxEvent(id="e1", number="n1", field="user_preferences", payload={}, marketing=choice)
    assert await journal.receive([event]) == [True]
    await journal.receive([written("m2", old, minute=2, change=moved(new, minute=2))])
    clock.seconds += 3600
    assert await journal.receive([event]) == [False]
    await journal.receive([replace(event, id="e2")])

    kept = await journal.address(contact)
    assert kept is not None
    assert (kept.phone, kept.user_id) == (OTHER_PHONE, OTHER_BSUID)


async def test_a_new_user_id_in_mid_conversation_is_the_same_contact(journal: AnyJournal) -> None:
    contact = await journal.resolve(Address(user_id=BSUID))
    await journal.receive([written("news", Address(user_id=BSUID), change=moved(Address(user_id=OTHER_BSUID)))])
    assert await journal.resolve(Address(user_id=OTHER_BSUID)) == contact
    assert await journal.resolve(Address(user_id=BSUID)) == contact
    assert await journal.address(contact) == Address(user_id=OTHER_BSUID)


async def test_two_moves_told_in_the_wrong_order_end_at_the_last_number(journal: AnyJournal, clock: Clock) -> None:
    contact = await journal.resolve(Address(phone="1000"))
    clock.seconds += 3600
    await journal.receive([written("2", Address(phone="2000"), minute=20, change=moved(Address(phone="3000"), 20))])
    await journal.receive([written("1", Address(phone="1000"), minute=10, change=moved(Address(phone="2000"), 10))])
    assert await journal.waiting() == [contact]
    found = await journal.address(contact)
    assert found is not None
    assert found.phone == "3000"


async def test_a_status_teaches_us_the_user_id_of_somebody_known_and_makes_no_strangers(journal: AnyJournal) -> None:
    contact = await journal.resolve(Address(phone=PHONE))
    told = InboxStatus(
        wamid="w", number="n1", status="sent", at=START, to=PHONE, person=Address(phone=PHONE, user_id=BSUID)
    )
    stranger = InboxStatus(wamid="x", number="n1", status="sent", at=START, to="77777", person=Address(phone="77777"))
    await journal.receive([told, stranger])
    assert await journal.resolve(Address(user_id=BSUID)) == contact
    assert [record.contact for record in await facts(journal, "status")] == [contact, ""]


async def test_a_parked_status_is_joined_when_the_answer_of_its_send_names_it(journal: AnyJournal) -> None:
    contact = await journal.resolve(Address(phone=PHONE))
    await journal.open_send(contact, send("s1", "m1", contact))
    errors = ({"code": 131050, "title": "User stopped marketing"},)
    await journal.receive([InboxStatus(wamid="w1", number="n1", status="failed", at=START, errors=errors)])
    await journal.close_send("s1", "sent", wamid="w1")
    kept = await journal.outbox("m1")
    assert kept is not None
    assert (kept.state, kept.error) == ("failed", "131050: User stopped marketing")
    (joined,) = await facts(journal, "joined")
    assert joined.body == {"wamid": "w1", "send_id": "s1", "message_id": "m1", "contact": contact}
    consent = await journal.consent(contact)
    assert consent is not None
    assert (consent.status, consent.scope) == ("opted_out", "marketing")
