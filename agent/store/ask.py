"""What the store asks DuckDB to build customers."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import duckdb

from agent.journal.values import moment
from agent.store.customer import FOCUS_LINES, Known, TurnLines, bearers, customer_of, last_lines
from agent.turn import Customer, Utterance

Connection = duckdb.DuckDBPyConnection
Named = Mapping[str, Any]
TurnsOf = Callable[[Connection, str, int], Sequence[TurnLines]]
"""How a contact's newest turns are had: `last_turns`, or what was read of them a moment ago."""

_PROFILE = ("id", "name", "language", "country", "preferences")
_BOOKING = ("contact", "booking_id", "trek_id", "status", "people", "start_date", "price_total", "currency")
_LEAD = ("contact", "score", "stage", "signs")
_TURN = ("question", "answer", 'epoch_us("at") AS said_us', "epoch_us(recorded_at)", "treks", "delivery", "handoff")
_HAS_WORDS = "(coalesce(question, '') <> '' OR coalesce(answer, '') <> '')"
_REPLY = ("NULL", "text", 'epoch_us("at")', 'epoch_us("at")', "NULL", "'sent'", "NULL")
_NEWEST_BOOKING = "ORDER BY booked_at DESC NULLS LAST, seq DESC"
_COUNTS = (
    # One word says little of a language: STOP is STOP everywhere.
    """SELECT contact, count(*), coalesce("""
    """arg_max(language, ("at", seq)) FILTER (language <> 'und' AND contains(trim(question), ' ')), """
    """arg_max(language, ("at", seq)) FILTER (language <> 'und')), """
    "coalesce(bool_or(notice), false) FROM turns"
)


def one_customer(cursor: Connection, contact: str, messages: int, turns_of: TurnsOf) -> Customer | None:
    """The customer with history and focus; None when no record names the contact."""
    profile = _rows(cursor, _PROFILE, "contacts WHERE id = ?", contact)
    bookings = _rows(cursor, _BOOKING, f"bookings WHERE contact = ? {_NEWEST_BOOKING}", contact)
    counts = cursor.execute(f"{_COUNTS} WHERE contact = ? GROUP BY contact", [contact]).fetchall()
    if not (profile or bookings or counts):
        return None
    lead = _rows(cursor, _LEAD, "leads WHERE contact = ? ORDER BY seq DESC LIMIT 1", contact)
    known = Known(
        id=contact,
        profile=profile[0] if profile else {},
        bookings=bookings,
        lead=lead[0] if lead else {},
        turns=turns_of(cursor, contact, max(messages, FOCUS_LINES)) if counts else (),
        turn_count=counts[0][1] if counts else 0,
        language=counts[0][2] if counts else None,
        noticed=bool(counts and counts[0][3]),
    )
    return customer_of(known, messages=messages)


def recent_lines(cursor: Connection, contact: str, last: int, turns_of: TurnsOf) -> Sequence[Utterance]:
    """The conversation's last lines; nearly every turn has one, so as many turns are enough."""
    return last_lines(turns_of(cursor, contact, last), last)


def all_customers(cursor: Connection) -> Sequence[Customer]:
    """Every contact that a record names, by name, without history."""
    profiles = {row["id"]: row for row in _rows(cursor, _PROFILE, "contacts")}
    leads = {row["contact"]: row for row in _rows(cursor, _LEAD, "lead_status")}
    counts = {row[0]: row for row in cursor.execute(f"{_COUNTS} GROUP BY contact").fetchall()}
    bookings: defaultdict[str, list[Named]] = defaultdict(list)
    for row in _rows(cursor, _BOOKING, f"bookings {_NEWEST_BOOKING}"):
        bookings[row["contact"]].append(row)
    known = (
        Known(
            id=contact,
            profile=profiles.get(contact, {}),
            bookings=bookings.get(contact, ()),
            lead=leads.get(contact, {}),
            turn_count=counts[contact][1] if contact in counts else 0,
            language=counts[contact][2] if contact in counts else None,
            noticed=bool(contact in counts and counts[contact][3]),
        )
        for contact in {*profiles, *counts, *bookings} - {""}
    )
    customers = [customer_of(one, messages=0) for one in known]
    return sorted(customers, key=lambda customer: (customer.name, customer.id))


def contacts_named(cursor: Connection, names: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """Contacts by full name; accents and case are DuckDB's here, so that it need not hand out every row."""
    rows = cursor.execute(
        "SELECT DISTINCT contact, name FROM contact_facts WHERE name IS NOT NULL "
        "AND list_contains(?, strip_accents(lower(trim(name))))",
        [list(names)],
    ).fetchall()
    return bearers(rows, names)


def _rows(cursor: Connection, columns: Sequence[str], rest: str, *values: str) -> Sequence[Named]:
    found = cursor.execute(f"SELECT {', '.join(columns)} FROM {rest}", list(values)).fetchall()
    return [dict(zip(columns, row, strict=True)) for row in found]


def last_turns(cursor: Connection, contact: str, limit: int) -> Sequence[TurnLines]:
    """The newest first; what a colleague wrote stands between them as an answer nobody asked for by itself.

    Without those of which no word is left, however many there are: a picture answered with silence.
    """
    found = cursor.execute(
        f"SELECT * EXCLUDE (seq) FROM (SELECT seq, {', '.join(_TURN)} FROM turns "
        f"WHERE contact = ? AND {_HAS_WORDS} UNION ALL SELECT seq, {', '.join(_REPLY)} FROM replies "
        "WHERE contact = ?) ORDER BY said_us DESC, seq DESC LIMIT ?",
        [contact, contact, limit],
    ).fetchall()
    return [
        TurnLines(
            question=question,
            answer=answer,
            at=moment(at) if at is not None else None,
            recorded_at=moment(recorded_at) if recorded_at is not None else None,
            treks=treks or (),
            delivery=delivery,
            handoff=handoff,
        )
        for question, answer, at, recorded_at, treks, delivery, handoff in found
    ]
