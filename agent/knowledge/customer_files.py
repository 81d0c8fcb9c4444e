"""The operator's customers and bookings in `customers/*.csv`, looked through before a server takes them in."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import regex

from agent.knowledge.catalogue import Catalogue
from agent.knowledge.codes import country, currency, language
from agent.knowledge.finding import Finding

CONTACTS, BOOKINGS = "customers/contacts.csv", "customers/bookings.csv"
_COLUMNS = {
    CONTACTS: ("contact_id,name,language,phone,user_id,country,created_at,source,marketing_consent,"
               "preferred_difficulty,notes"),
    BOOKINGS: "booking_id,contact_id,trek_id,departure_id,start_date,people,status,price_total,currency,booked_at",
}  # fmt: skip
STATUSES = ("enquiry", "deposit_paid", "paid", "confirmed", "completed", "cancelled")
CONSENTS = ("subscribed", "opted_out", "unknown")
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CustomerFiles:
    """Rows by file, of the files that are there, and what is wrong with them."""

    rows: Mapping[str, int]
    findings: tuple[Finding, ...]


def look_through(operator: Path, catalogue: Catalogue) -> CustomerFiles:
    """Both files of the operator's folder; each bad cell is an error that names its line."""
    read = {name: _read(operator / name) for name in _COLUMNS if (operator / name).exists()}
    findings = [_error(name, "", f"is not readable: {read[name]}") for name in read if isinstance(read[name], str)]
    tables = {name: rows for name, rows in read.items() if not isinstance(rows, str)}
    for name, rows in list(tables.items()):
        if gone := [column for column in _COLUMNS[name].split(",") if rows and column not in rows[0]]:
            findings.append(_error(name, "line 1", f"lacks the column {', '.join(gone)}"))
            tables[name] = ()
    known = {row.get("contact_id", "") for row in tables.get(CONTACTS, ())}
    for number, row in enumerate(tables.get(CONTACTS, ()), start=2):
        findings += [_error(CONTACTS, f"line {number}", what) for what in _contact(row)]
    for number, row in enumerate(tables.get(BOOKINGS, ()), start=2):
        findings += [_error(BOOKINGS, f"line {number}", what) for what in _booking(row, known, catalogue)]
    for name, key in ((CONTACTS, "contact_id"), (BOOKINGS, "booking_id")):
        findings += _twice(name, key, tables.get(name, ()))
    return CustomerFiles({name: len(rows) for name, rows in tables.items()}, tuple(findings))


def _read(path: Path) -> Sequence[Row] | str:
    """The rows; else why there are none."""
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            return [{key: value or "" for key, value in row.items() if key} for row in csv.DictReader(lines)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        return str(error)


def _contact(row: Row) -> Iterator[str]:
    if not row.get("contact_id"):
        yield "has no contact_id"
    if not (row.get("phone") or row.get("user_id")):
        yield "has neither phone nor user_id, so nobody is recognised by it"
    if row.get("phone") and not regex.fullmatch(r"\+?[1-9]\d{6,14}", row["phone"]):
        yield f"phone {row['phone']!r} is no number such as +51984000321"
    yield from _wrong(row, "language", lambda code: code == "hi-Latn" or language(code))
    yield from _wrong(row, "country", country)
    if row.get("marketing_consent", "unknown") not in CONSENTS:
        yield f"marketing_consent {row['marketing_consent']!r} is none of {', '.join(CONSENTS)}"


def _booking(row: Row, contacts: set[str], catalogue: Catalogue) -> Iterator[str]:
    if row.get("contact_id", "") not in contacts:
        yield f"contact_id {row.get('contact_id', '')!r} is not in contacts.csv"
    if row.get("trek_id", "") not in catalogue.treks:
        yield f"trek_id {row.get('trek_id', '')!r} is not in treks.yaml"
    if row.get("departure_id") and row["departure_id"] not in {one.id for one in catalogue.departures}:
        yield f"departure_id {row['departure_id']!r} is not in departures.csv"
    if row.get("status", "") not in STATUSES:
        yield f"status {row.get('status', '')!r} is none of {', '.join(STATUSES)}"
    if not regex.fullmatch(r"[1-9]\d*", row.get("people", "")):
        yield f"people {row.get('people', '')!r} is no number of people"
    yield from _wrong(row, "start_date", date.fromisoformat)
    yield from _wrong(row, "booked_at", datetime.fromisoformat)
    yield from _wrong(row, "price_total", Decimal)
    yield from _wrong(row, "currency", currency)


def _wrong(row: Row, column: str, read: Callable[[str], object]) -> Iterator[str]:
    """A cell that is filled and cannot be read."""
    if value := row.get(column, ""):
        with suppress(ValueError, ArithmeticError):
            read(value)
            return
        yield f"{column} {value!r} cannot be read"


def _twice(name: str, key: str, rows: Sequence[Row]) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for number, row in enumerate(rows, start=2):
        before = first.setdefault(row.get(key, ""), number)
        if before != number and row.get(key):
            yield _error(name, f"line {number}", f"{key} {row[key]} stands in line {before} too")


def _error(name: str, where: str, message: str) -> Finding:
    return Finding(level="error", source=name, message=message, where=where)
