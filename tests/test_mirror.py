"""A reader beside the server: it follows the journal's file, and what it writes stays with it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.journal.lock import lock_data_folder
from agent.journal.sqlite import SQLiteJournal
from agent.mirror import Mirror, consent_of
from agent.ports import Address, ConsentEntry
from agent.settings import ROOT
from agent.store.customers import import_customers

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


def test_a_status_we_do_not_know_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"'maybe'; known: subscribed"):
        consent_of("c-1", {"status": "maybe", "at": NOW.isoformat()})
