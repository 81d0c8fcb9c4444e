"""A reader beside the server: it follows the journal's file, and what it writes stays with it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.journal import records
from agent.journal.lock import lock_data_folder
from agent.journal.sqlite import SQLiteJournal
from agent.mirror.records import Mirror, consent_of
from agent.people.contacts import find_contact
from agent.ports import Address, ConsentEntry, Pause, Record
from agent.settings import ROOT
from agent.store.customers import import_customers
from agent.store.memory import MemoryStore

CUSTOMERS = ROOT / "data" / "customers"
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def entry(contact: str, status: str) -> ConsentEntry:
    return consent_of(contact, {"status": status, "at": NOW.isoformat(), "source": "test"})


async def status_of(mirror: Mirror, contact: str) -> str:
    found = await mirror.journal.consent(contact)
    return found.status if found else "none"


async def test_without_a_journal_the_sample_customers_are_there(tmp_path: Path) -> None:
    mirror = Mirror(tmp_path / "journal.sqlite", CUSTOMERS)
    await mirror.refresh()
    await mirror.refresh()

    assert len(await mirror.store.contacts()) == 120
    assert await mirror.journal.address("c-0002") == Address(phone="919000010002", name="Meera Rawat")
    assert not (tmp_path / "journal.sqlite").exists()


async def test_a_message_of_the_past_is_answered_within_its_own_24_hours(tmp_path: Path) -> None:
    mirror = Mirror(tmp_path / "journal.sqlite", CUSTOMERS)
    long_ago = datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert await mirror.journal.window_left_s("c-0002", "local", long_ago) < 0

    mirror.set_clock(long_ago)
    assert await mirror.journal.window_left_s("c-0002", "local", long_ago) == 24 * 3600


async def test_it_follows_a_server_that_holds_the_folder(tmp_path: Path) -> None:
    with lock_data_folder(tmp_path):
        journal = SQLiteJournal.open(tmp_path / "journal.sqlite")
        await import_customers(CUSTOMERS, journal)
        mirror = Mirror(tmp_path / "journal.sqlite", CUSTOMERS)
        await mirror.refresh()
        contact = await journal.resolve(Address(phone="919111111111", name="Nima"))
        await journal.write_consent(entry(contact, "opted_out"))
        await mirror.refresh()

        assert await status_of(mirror, contact) == "opted_out"
        assert contact in [customer.id for customer in await mirror.store.contacts()]
        await journal.aclose()


async def test_a_server_started_later_is_followed_too(tmp_path: Path) -> None:
    mirror = Mirror(tmp_path / "journal.sqlite", CUSTOMERS)
    await mirror.refresh()
    journal = SQLiteJournal.open(tmp_path / "journal.sqlite")
    await import_customers(CUSTOMERS, journal)
    contact = await journal.resolve(Address(phone="919111111111", name="Nima"))
    await journal.aclose()
    await mirror.refresh()

    assert len(await mirror.store.contacts()) == 121
    assert await mirror.journal.address(contact) is not None


async def test_a_stop_said_here_is_not_written_there_and_can_be_taken_back(tmp_path: Path) -> None:
    journal = SQLiteJournal.open(tmp_path / "journal.sqlite")
    await import_customers(CUSTOMERS, journal)
    mirror = Mirror(tmp_path / "journal.sqlite", CUSTOMERS)
    await mirror.refresh()
    await mirror.journal.write_consent(entry("c-0001", "opted_out"))

    in_file = await journal.consent("c-0001")
    assert in_file is not None
    assert in_file.status == "subscribed"
    assert await status_of(mirror, "c-0001") == "opted_out"
    await mirror.restore_consent("c-0001")
    assert await status_of(mirror, "c-0001") == "subscribed"
    await mirror.restore_consent("c-0002")
    assert await status_of(mirror, "c-0002") == "unknown"
    await journal.aclose()


async def logged(journal: SQLiteJournal, contact: str, number: int, text: str, **turn: Any) -> None:
    body = {
        "message": {"id": f"m{number}", "contact": contact, "text": text, "sent_at": moment(number)},
        "reply": {"text": f"answer {number}"},
        "delivery": {"state": "sent"},
        "trace": [{"step": "parse"}],
        **turn,
    }
    await journal.record("turn", f"m{number}", contact, body)


def moment(number: int) -> str:
    return (NOW + timedelta(minutes=number)).isoformat()


async def busy(tmp_path: Path) -> SQLiteJournal:
    """Two customers, of whom one turns out to be a third, with turns, a reply, a lead, an edit and bookings."""
    journal = SQLiteJournal.open(tmp_path / "journal.sqlite")
    await import_customers(CUSTOMERS, journal)
    old = await journal.resolve(Address(phone="919111111111", name="Nima"))
    new = await journal.resolve(Address(user_id="IN.nima", name="Nima Sherpa"))
    parsed = {"language": "fr", "entities": [{"type": "trek", "value": "hampta-pass"}]}
    await logged(journal, old, 1, "Combien coûte Hampta Pass ?", parsed=parsed)
    await logged(journal, new, 2, "ok", parsed={"language": "en"})
    await logged(journal, "c-0001", 3, "What does it cost?", parsed={"language": "en"})
    await journal.record("lead", "m2", new, {"message_id": "m2", "score": 40, "stage": "interested"})
    await journal.record("reply", "r1", new, {"message_id": "r1", "text": "Anita here", "at": moment(4)})
    await journal.record("booking", "b-9001:held", old, {"booking_id": "b-9001", "trek_id": "hampta-pass"})
    await journal.record("booking", "b-9002:held", old, {"booking_id": "b-9002", "trek_id": "kedarkantha"})
    await journal.record("booking", "b-9002:paid", "c-0001", {"booking_id": "b-9002", "trek_id": "kedarkantha"})
    await journal.merge(new, old, "whatsapp")
    await journal.record("revision", "m1:0", new, {"message_id": "m1", "text": "Combien coûte Kuari ?"})
    return journal


async def as_in_the_store(journal: SQLiteJournal) -> MemoryStore:
    store = MemoryStore()
    await store.apply(await journal.records_after(0, limit=10_000))
    return store


async def test_a_customer_asked_for_alone_is_who_they_are_in_the_tables_of_all(tmp_path: Path) -> None:
    journal = await busy(tmp_path)
    mirror = Mirror(tmp_path / "journal.sqlite", CUSTOMERS)
    await mirror.refresh()
    tables = await as_in_the_store(journal)
    ids = {row["contact"] for row in (await tables.query("SELECT contact FROM contact_facts")).to_pylist()}
    gone = (await journal.records_of("merge"))[0].body["gone"]

    for contact in (*ids, gone, "c-nobody"):
        assert await mirror.store.customer(contact, messages=10) == await tables.customer(contact, messages=10)
        assert await mirror.store.lines(contact, last=3) == await tables.lines(contact, last=3)
    assert [(one.id, one.name) for one in await mirror.store.contacts()] == [
        (one.id, one.name) for one in await tables.contacts()
    ]
    names = ["nima", "nima sherpa", "meera rawat", "nobody at all"]
    assert await mirror.store.named(names) == await tables.named(names)
    counted = "SELECT count(*) AS turns, count(DISTINCT contact) AS people FROM turns"
    assert (await mirror.store.query(counted)).to_pylist() == (await tables.query(counted)).to_pylist()
    await journal.aclose()


async def test_what_is_logged_later_is_seen_after_the_next_look_and_not_before(tmp_path: Path) -> None:
    journal = await busy(tmp_path)
    mirror = Mirror(tmp_path / "journal.sqlite", CUSTOMERS)
    await mirror.refresh()
    before = await mirror.store.customer("c-0001", messages=10)
    await logged(journal, "c-0001", 9, "And in June?")
    assert await mirror.store.customer("c-0001", messages=10) == before
    await mirror.refresh()
    after = await mirror.store.customer("c-0001", messages=10)
    assert after == await (await as_in_the_store(journal)).customer("c-0001", messages=10)
    assert after != before
    await journal.aclose()


async def test_a_merge_seen_later_brings_consent_and_silence_along(tmp_path: Path) -> None:
    journal = SQLiteJournal.open(tmp_path / "journal.sqlite")
    one = await journal.resolve(Address(phone="919111111111", name="Nima"))
    other = await journal.resolve(Address(user_id="IN.nima", name="Nima"))
    await journal.write_consent(entry(one, "opted_out"))
    await journal.pause(Pause(contact=one, message_id="m1", reason="asked", at=datetime.now(UTC)))
    mirror = Mirror(tmp_path / "journal.sqlite", CUSTOMERS)
    await mirror.refresh()
    assert await status_of(mirror, other) == "none"

    await journal.merge(other, one, "whatsapp")
    await journal.count_waiting(other, "m2")
    await logged(journal, other, 2, "hello?")
    await mirror.refresh()
    assert await status_of(mirror, other) == await status_of(mirror, one) == "opted_out"
    assert await mirror.journal.pause_of(one) == await journal.pause_of(one)
    assert await mirror.journal.address(other) == await journal.address(other)
    await mirror.journal.end_pause(other, "here")
    await mirror.restore_pause(other)
    assert await mirror.journal.pause_of(other) is not None
    await journal.aclose()


async def test_somebody_is_found_by_the_number_with_and_without_a_journal(tmp_path: Path) -> None:
    mirror = Mirror(tmp_path / "journal.sqlite", CUSTOMERS)
    await mirror.refresh()
    assert await find_contact(mirror, "+91 90000 10002") == "c-0002"
    journal = await busy(tmp_path)
    await mirror.refresh()
    assert await find_contact(mirror, "+91 90000 10002") == "c-0002"
    assert await find_contact(mirror, "919111111111") == (await journal.records_of("merge"))[0].body["kept"]
    await journal.aclose()


async def test_only_the_turns_of_who_is_asked_for_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = await busy(tmp_path)
    read: list[Record] = []
    about = records.about

    def noted(*asked: Any) -> Sequence[Record]:
        found = about(*asked)
        read.extend(found)
        return found

    monkeypatch.setattr(records, "about", noted)
    mirror = Mirror(tmp_path / "journal.sqlite", CUSTOMERS)
    await mirror.refresh()
    await mirror.store.contacts()
    assert read == []
    await mirror.store.customer("c-0001", messages=10)
    assert {record.contact for record in read} == {"c-0001"}
    await journal.aclose()


def test_a_status_we_do_not_know_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"'maybe'; known: subscribed"):
        consent_of("c-1", {"status": "maybe", "at": NOW.isoformat()})
