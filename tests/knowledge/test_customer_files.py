"""Customers and bookings are counted, and a bad row is named by its line."""

from pathlib import Path

import pytest

from agent.knowledge.catalogue_files import load_catalogue
from agent.knowledge.customer_files import BOOKINGS, CONTACTS, look_through
from agent.settings import ROOT

CONTACT = "c-1,Ana,es,+51984000321,,PE,2026-05-14T16:59:00,website,subscribed,moderate,"
BOOKING = "b-1,c-1,rupin-pass,,2027-05-09,2,paid,500,USD,2026-11-01T10:00:00"
HEADS = {
    CONTACTS: "contact_id,name,language,phone,user_id,country,created_at,source,marketing_consent,"
    "preferred_difficulty,notes",
    BOOKINGS: "booking_id,contact_id,trek_id,departure_id,start_date,people,status,price_total,currency,booked_at",
}


def told(folder: Path, contacts: str = CONTACT, bookings: str = BOOKING) -> list[str]:
    (folder / "customers").mkdir(exist_ok=True)
    for name, rows in ((CONTACTS, contacts), (BOOKINGS, bookings)):
        (folder / name).write_text(f"{HEADS[name]}\n{rows}\n", encoding="utf-8")
    found = look_through(folder, load_catalogue(ROOT / "data"))
    return [f"{one.source}, {one.where}: {one.message}" for one in found.findings]


def test_the_samples_customers_are_counted_and_whole() -> None:
    found = look_through(ROOT / "data", load_catalogue(ROOT / "data"))
    assert found.findings == ()
    assert found.rows == {CONTACTS: 120, BOOKINGS: 93}


def test_an_operator_without_customers_has_none(tmp_path: Path) -> None:
    assert look_through(tmp_path, load_catalogue(ROOT / "data")).rows == {}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("+51984000321", "984-000", "phone '984-000' is no number"),
        ("+51984000321", "", "has neither phone nor user_id"),
        (",es,", ",xy,", "language 'xy' cannot be read"),
        (",PE,", ",XX,", "country 'XX' cannot be read"),
        ("subscribed", "yes", "marketing_consent 'yes' is none of"),
    ],
)
def test_a_bad_contact_is_named_by_its_line(tmp_path: Path, old: str, new: str, says: str) -> None:
    (found,) = told(tmp_path, contacts=CONTACT.replace(old, new))
    assert found.startswith(f"{CONTACTS}, line 2: {says}")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("c-1", "c-9", "contact_id 'c-9' is not in contacts.csv"),
        ("rupin-pass", "rupin", "trek_id 'rupin' is not in treks.yaml"),
        (",2,", ",two,", "people 'two' is no number"),
        ("2027-05-09", "9 May", "start_date '9 May' cannot be read"),
        ("paid", "payed", "status 'payed' is none of"),
        (",500,", ",lots,", "price_total 'lots' cannot be read"),
        ("USD", "USS", "currency 'USS' cannot be read"),
    ],
)
def test_a_bad_booking_is_named_by_its_line(tmp_path: Path, old: str, new: str, says: str) -> None:
    (found,) = told(tmp_path, bookings=BOOKING.replace(old, new))
    assert found.startswith(f"{BOOKINGS}, line 2: {says}")


def test_an_id_that_stands_twice_is_named(tmp_path: Path) -> None:
    assert told(tmp_path, bookings=f"{BOOKING}\n{BOOKING}") == [
        f"{BOOKINGS}, line 3: booking_id b-1 stands in line 2 too"
    ]


def test_a_missing_column_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "customers").mkdir()
    (tmp_path / CONTACTS).write_text("contact_id,name\nc-1,Ana\nc-2,Luz\n", encoding="utf-8")
    (found,) = look_through(tmp_path, load_catalogue(ROOT / "data")).findings
    assert found.message.startswith("lacks the column language, phone")
