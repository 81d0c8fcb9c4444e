"""What people chose in WhatsApp becomes a line of the ledger, in every journal alike."""

from datetime import UTC, datetime, timedelta

import pytest

from agent.ports import Address, ConsentEntry, InboxEvent, InboxMessage, InboxStatus, Journal, MarketingChoice
from agent.turn import ConsentScope, ConsentStatus

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
PERSON = Address(phone="919000000001")


def event(status: ConsentStatus, at: datetime = NOON, key: str = "e-1") -> InboxEvent:
    choice = MarketingChoice(person=PERSON, status=status, at=at)
    return InboxEvent(id=key, number="n", field="user_preferences", payload={"value": status}, marketing=choice)


def refused(code: int = 131050, *, to: str = PERSON.phone, at: datetime = NOON) -> InboxStatus:
    errors = [{"code": code, "title": "x"}]
    return InboxStatus(wamid="wamid.x", number="n", status="failed", at=at, to=to, errors=errors)


async def write(journal: Journal, status: ConsentStatus, scope: ConsentScope, at: datetime = NOON) -> str:
    contact = await journal.resolve(PERSON)
    await journal.write_consent(ConsentEntry(contact=contact, status=status, scope=scope, at=at, source="message"))
    return contact


async def stands(journal: Journal) -> tuple[ConsentStatus, ConsentScope, str] | None:
    entry = await journal.consent(await journal.resolve(PERSON))
    return (entry.status, entry.scope, entry.source) if entry else None


async def test_a_stop_in_whatsapp_is_an_opt_out_of_marketing_also_of_somebody_new(journal: Journal) -> None:
    assert await journal.receive([event("opted_out")]) == [True]
    assert await stands(journal) == ("opted_out", "marketing", "whatsapp")


async def test_the_same_event_again_adds_no_line(journal: Journal) -> None:
    assert await journal.receive([event("opted_out"), event("opted_out")]) == [True, False]
    lines = [record for record in await journal.records_after(0) if record.kind == "consent"]
    assert [line.body["scope"] for line in lines] == ["marketing"]


async def test_a_resume_ends_the_opt_out_of_marketing(journal: Journal) -> None:
    await journal.receive([event("opted_out"), event("subscribed", NOON + timedelta(minutes=1), "e-2")])
    assert await stands(journal) == ("subscribed", "marketing", "whatsapp")


async def test_events_out_of_order_leave_the_latest_choice(journal: Journal) -> None:
    await journal.receive([event("opted_out", NOON + timedelta(hours=1)), event("subscribed", NOON, "e-2")])
    assert await stands(journal) == ("opted_out", "marketing", "whatsapp")


@pytest.mark.parametrize("status", ["opted_out", "subscribed"])
async def test_who_asked_for_silence_keeps_it_whatever_is_chosen_about_marketing(
    journal: Journal, status: ConsentStatus
) -> None:
    await write(journal, "opted_out", "all")
    await journal.receive([event(status, NOON + timedelta(days=1))])
    assert await stands(journal) == ("opted_out", "all", "message")


async def test_a_late_stop_does_not_undo_a_newer_opt_in(journal: Journal) -> None:
    await write(journal, "subscribed", "all", NOON + timedelta(days=1))
    await journal.receive([event("opted_out")])
    assert await stands(journal) == ("subscribed", "all", "message")


async def test_a_send_refused_with_131050_is_an_opt_out_of_marketing(journal: Journal) -> None:
    await journal.resolve(PERSON)
    await journal.receive([refused()])
    assert await stands(journal) == ("opted_out", "marketing", "refused")


async def test_other_failures_say_nothing_of_consent(journal: Journal) -> None:
    await journal.resolve(PERSON)
    await journal.receive([refused(131026)])
    assert await stands(journal) is None


async def test_a_refusal_to_somebody_we_do_not_know_changes_nothing(journal: Journal) -> None:
    await journal.receive([refused(to="15550000000")])
    assert await stands(journal) is None


async def test_the_id_of_a_tapped_button_comes_with_the_lease(journal: Journal) -> None:
    tapped = InboxMessage(
        id="m", number="n", sender=PERSON, kind="button", text="No thanks", choice="STOP", sent_at=NOON, payload={}
    )
    await journal.receive([tapped])
    lease = await journal.lease(await journal.resolve(PERSON), 60)
    assert lease is not None
    assert lease.messages[0].choice == "STOP"
